"""The author's part of the demo: a draft for next year, brought in as a workbook, with
two studies of it."""

from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from assessment.demo.rounds import LAST_FINISHED
from assessment.demo.world import World
from reports import studying
from reports.examining import examine
from reports.models import Language, StudyKind
from reports.studying import NothingToReplay, Wanted
from surveys import authoring, jobs
from surveys.models import Edition, EditionImport, Lane, OfficeRole, UnitKind
from surveys.sheets.editions import write_edition
from surveys.transcribing import transcribe_job

# What the author tries: a stricter share of NC equipment, more weight on systems.
CRITERION, STRICTER = "DW-NC", "65"
WEIGHTS = {"equipment": "15", "systems": "25"}


def draft(world: World, at: datetime) -> Edition:
    """Bring next year's draft in, as authors do, and make a study of each kind."""
    by = world.people[OfficeRole.AUTHOR]
    last = world.reference.editions[UnitKind.WORKSHOP]
    label = str(at.year + 1)
    content = write_edition(changed(last.document, label), "zh-hans")
    file = ContentFile(content, name="draft.xlsx")
    name = f"{last.questionnaire.code}-{label}.xlsx"
    upload = authoring.upload(file, name, last.questionnaire, by=by, at=at)
    assert upload.job is not None
    jobs.run(upload.job.pk, transcribe_job)
    read = EditionImport.objects.get(pk=upload.pk)
    edition = authoring.confirm(read, by=by, at=at)
    past = world.rounds[world.periods[LAST_FINISHED].year]
    for kind in StudyKind:
        wanted = Wanted(kind, edition, past, Lane.FINAL, Language.CHINESE)
        with suppress(NothingToReplay):  # a city of very few enterprises
            study = studying.order_study(wanted, by=by, at=at)
            assert study.job is not None
            jobs.run(study.job.pk, examine)
    return edition


def changed(document: dict[str, Any], label: str) -> dict[str, Any]:
    """The edition of next year, as the author imagines it."""
    new = deepcopy(document)
    new["edition"], before = label, document["edition"]
    new["concordance"] = {"edition": before, "codes": []}
    for check in new["checks"]:
        if check["code"] == CRITERION:
            before_value = check["test"]["value"]
            check["test"]["value"] = STRICTER
            check["title"] = {
                language: title.replace(before_value, STRICTER)
                for language, title in check["title"].items()
            }
            check |= {"vintage": label, "sources": ["PLATFORM"], "confidence": "low"}
    for question in (q for s in new["sections"] for q in s["questions"]):
        if question.get("threshold", {}).get("check") == CRITERION:
            question["threshold"]["value"] = STRICTER
    for child in new["root"]["children"]:
        child["weight"] = WEIGHTS.get(child["node"]["code"], child["weight"])
    return new
