"""Examining: from an ordered study to its findings and their workbook."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, cast
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop, override

from reports.benchmarks import in_both
from reports.findings import Member, Move, Rehearsal, Sensitivity
from reports.models import Study, StudyKind
from reports.reasoning import Said, Teller
from reports.rehearsing import rehearse
from reports.replaying import names_of
from reports.varying import vary
from reports.workbook import rehearsal, sensitivity
from reports.workbook.rehearsal import Spoken
from reports.workbook.studies import Names, Order
from surveys.jobs import Closing, Progress
from surveys.models import Job, Lane
from surveys.scoring import Text

Found = Rehearsal | Sensitivity


def examine(job: Job, progress: Progress) -> Closing:
    """Do the study a job names: its findings and the same as a workbook."""
    rows = Study.objects.select_related("round", "edition__questionnaire", "by")
    study = rows.get(pk=job.args["study"])
    found: Found = (rehearse if study.kind == StudyKind.REHEARSAL else vary)(
        study, progress
    )
    progress(90, gettext_noop("Writing the workbook."))
    content = workbook(study, found, named=job.args["named"])
    progress(97, gettext_noop("Storing the file."))
    name = default_storage.save(
        f"studies/{study.pk.hex}-{uuid4().hex[:8]}.xlsx", ContentFile(content)
    )
    return partial(_finish, study, found, name, content)


def _finish(study: Study, found: Found, name: str, content: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    # A draft may have changed since the order: what was studied counts.
    edition = found["edition"]["sha256"]
    Study.objects.filter(pk=study.pk).update(
        findings=found, file=name, sha256=sha256, edition_sha256=edition
    )
    return {"file": name, "sha256": sha256}


def workbook(study: Study, found: Found, *, named: bool) -> bytes:
    """The findings as a workbook in the language of the order."""
    names = names_for(_members(study, found)) if named else {}
    target = study.round
    order = Order(
        round=Text(target.name_zh, target.name_en),
        lane=in_both(Lane(study.lane)),
        by=study.by.name,
        at=study.at,
        names=names,
    )
    if study.kind == StudyKind.SENSITIVITY:
        return sensitivity.render(cast(Sensitivity, found), order, study.language)
    with override(study.language):
        spoken = _spoken(cast(Rehearsal, found), named=named)
    return rehearsal.render(cast(Rehearsal, found), order, spoken, study.language)


def _members(study: Study, found: Found) -> Sequence[Member]:
    if study.kind == StudyKind.REHEARSAL:
        return cast(Rehearsal, found)["moves"]
    return cast(Sensitivity, found)["steadiness"]


def names_for(rows: Iterable[Member]) -> Names:
    """The names of these units: enterprise, credit code, unit."""
    found = names_of([row["unit"] for row in rows])
    return {pk: (n.enterprise, n.uscc, n.unit) for pk, n in found.items()}


def _spoken(found: Rehearsal, *, named: bool) -> Spoken:
    teller = Teller(found["edition"], found["sources"], named=named)
    return Spoken(
        [_why(teller, move) for move in found["moves"]],
        [
            (c["direction"], teller.say(c["reason"], c["direction"]).line, c["n"])
            for c in found["reasons"]
        ],
    )


def _why(teller: Teller, move: Move) -> str:
    told = (
        teller.say(reason, move["direction"], move["source"])
        for reason in move["reasons"]
    )
    return "\n".join(line for said in told for line in _lines(said))


def _lines(said: Said) -> list[str]:
    return [said.line, *(f"  {line}" for line in said.seen)]
