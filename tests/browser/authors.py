"""What the pages of authors show: a draft, a workbook with faults, one to confirm."""

from copy import deepcopy
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.base import ContentFile

from reports import studying
from reports.examining import examine
from reports.models import Language, StudyKind
from reports.studying import Wanted
from surveys import authoring, jobs, running
from surveys.models import Edition, EditionImport, ImportState, Lane, Round, User
from surveys.rescoring.working import rescore_job
from surveys.scoring import digest

FAULT = {
    "sheet": "questions",
    "row": 17,
    "column": "D",
    "message": "There is no kind “singel”.",
    "expected": "one of single, multiple, number, percent, ratio",
    "example": "single",
}


def written(by: User, at: datetime) -> dict[str, Any]:
    """Makes them; gives their ids by what they are."""
    base = Edition.objects.get(questionnaire__code="smart_factory", label="2023")
    draft = authoring.begin_draft(base, "2027", by=by, at=at)
    asked = Edition.objects.get(questionnaire__code="digital_workshop", label="2023")
    workshop = authoring.begin_draft(asked, "2028", by=by, at=at)
    faults = [FAULT | {"row": row} for row in range(17, 22)]
    return {
        "published": base.pk,
        "draft": draft.pk,
        "workshop": workshop.pk,
        "faulty": _arrived(by, at, ImportState.FAULTY, faults=faults),
        "ready": _arrived(by, at, ImportState.READY, document=_changed(draft)),
    }


def studied(target: Round, draft: int, by: User, at: datetime) -> dict[str, Any]:
    """Both studies of a draft on a decided round, and the round scored again; gives
    their ids."""
    edition = Edition.objects.get(pk=draft)
    made: dict[str, Any] = {}
    for kind in StudyKind:
        wanted = Wanted(kind, edition, target, Lane.FINAL, Language.CHINESE)
        study = studying.order_study(wanted, by=by, at=at)
        assert study.job is not None
        jobs.run(study.job.pk, examine)
        made[kind] = str(study.pk)
    asked = target.editions.get(questionnaire=edition.questionnaire)
    corrected = authoring.begin_draft(asked, "2023-b", by=by, at=at)
    authoring.publish(corrected, seen=corrected.sha256, by=by, at=at)
    corrected.refresh_from_db()
    begun = running.begin_rescoring(
        target, asked, corrected, reason="权重有误。", by=by, at=at
    )
    assert begun.job is not None
    jobs.run(begun.job.pk, rescore_job)
    card = begun.scorecards.order_by("pk")[0]
    return made | {"round": target.pk, "rescoring": begun.pk, "card": card.pk}


def _changed(draft: Edition) -> dict[str, Any]:
    content: dict[str, Any] = deepcopy(draft.document)
    content["minutes"] = 60
    content["root"]["children"][0]["weight"] = "15"
    content["checks"][0]["title"]["en"] = "The applicant is a manufacturer"
    content["sections"][0]["title"] = {"zh": "项目", "en": "Project"}
    return content


def _arrived(by: User, at: datetime, state: str, **found: Any) -> str:
    """A workbook that was read with this outcome."""
    name = "智能工厂自评问卷（2027版）第3稿.xlsx"
    import_ = authoring.upload(ContentFile(_packed()), name, None, by=by, at=at)
    assert import_.job is not None
    jobs.cancel(import_.job)
    if "document" in found:
        found["sha256"] = digest(found["document"])
    EditionImport.objects.filter(pk=import_.pk).update(state=state, **found)
    return str(import_.pk)


def _packed() -> bytes:
    """The smallest file that is taken for a workbook."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for part in ("[Content_Types].xml", "xl/workbook.xml"):
            package.writestr(part, "<x/>")
    return file.getvalue()
