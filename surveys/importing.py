"""Importing: takes over what was kept elsewhere before the platform."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from surveys import auditing, jobs
from surveys.models import (
    Cluster,
    Enterprise,
    ImportState,
    Region,
    Stage,
    Title,
    TitleChange,
    TitleImport,
    TitleState,
    User,
)
from surveys.models.arrivals import Arriving
from surveys.sheets.guarding import guard
from surveys.sheets.rosters import ROSTER_LIMITS

BATCH = 500
READ: Final = (ImportState.READY, ImportState.FAULTY)
AnyList = TypeVar("AnyList", bound=Arriving)


class ImportRefused(Exception):
    """A step that is not possible now; the message says why and what to do."""


# --- lists on their way in, whatever they hold


@transaction.atomic
def take_in(
    model: type[AnyList], file: "File[bytes]", name: str, *, by: User, at: datetime
) -> AnyList:
    """Take a list in; a job reads it, and nothing of it counts before it is confirmed.

    Raises UnsafeWorkbook for a file that is not even worth a job.
    """
    file.seek(0)
    guard(file.read(ROSTER_LIMITS.packed + 1), ROSTER_LIMITS)
    file.seek(0)
    pk, kind = uuid4(), f"read_{model.what}"
    job = jobs.start(kind, f"{kind}:{pk}", args={model.what: str(pk)}, by=by)
    arrived = model(id=pk, name=name, job=job, by=by, at=at)
    arrived.file.save("", file, save=False)  # type: ignore[attr-defined]  # each has one of its own
    arrived.save(force_insert=True)
    details = {"name": name}
    auditing.record(f"upload_{model.what}", arrived, by=by, at=at, details=details)
    return arrived


@transaction.atomic
def put_away(arrived: Arriving, *, by: User, at: datetime) -> bool:
    """Put a list away unconfirmed, with its file; a second time does nothing. False
    where it is confirmed already."""
    rows = arrived._meta.base_manager.filter(pk=arrived.pk)
    waiting = rows.filter(state__in=(ImportState.WAITING, *READ))
    if waiting.update(state=ImportState.DROPPED, rows=[], faults=[]) != 1:
        return rows.filter(state=ImportState.DROPPED).exists()
    if arrived.job is not None:
        jobs.cancel(arrived.job)
    file = arrived.file  # type: ignore[attr-defined]  # each has one of its own
    storage, path = file.storage, file.name or ""
    transaction.on_commit(lambda: storage.delete(path), robust=True)
    auditing.record(f"drop_{arrived.what}", arrived, by=by, at=at)
    return True


# --- titles


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title as a register names it; stage, region and cluster are given by code.

    `uscc` is the holder's credit code where it is known, region and cluster those of
    the time when it was granted. `withdrawn_on` comes with its reason.
    """

    number: str
    stage: str
    holder: str
    granted_on: date
    uscc: str = ""
    region: str = ""
    cluster: str = ""
    due_on: date | None = None
    withdrawn_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were taken over, and how many were there already."""

    created: int
    known: int


@transaction.atomic
def confirm_titles(arrived: TitleImport, *, by: User, at: datetime) -> Imported:
    """Take the good rows of a register over; those with faults stay out.

    A number that is in the register is left as it is, and so a second confirmation, or
    the same file once more, creates nothing. Raises ImportRefused for one that is not
    ready.
    """
    held = TitleImport.objects.select_for_update().get(pk=arrived.pk)
    if held.state == ImportState.CONFIRMED:
        return Imported(0, len(held.rows))
    if held.state not in READ or not held.rows:
        told = _("This register can no longer be confirmed. Upload it again.")
        raise ImportRefused(told)
    done = import_titles([_row(row) for row in held.rows], by=by, at=at)
    held.state = ImportState.CONFIRMED
    held.save(update_fields=["state"])
    details = {"created": done.created, "known": done.known}
    auditing.record("confirm_titles", held, by=by, at=at, details=details)
    return done


def _row(read: Mapping[str, Any]) -> TitleRow:
    days = ("granted_on", "due_on", "withdrawn_on")
    texts = {key: read[key] for key in TitleRow.__slots__ if key not in days}
    granted, *others = (read[key] and date.fromisoformat(read[key]) for key in days)
    due, withdrawn = (day or None for day in others)
    return TitleRow(**texts, granted_on=granted, due_on=due, withdrawn_on=withdrawn)


@transaction.atomic
def import_titles(rows: Sequence[TitleRow], *, by: User, at: datetime) -> Imported:
    """Take over titles that were granted before, all or none.

    A number that is there already is left as it is, so a register can be brought up to
    date by importing it again. Holders that are on the platform are found by their
    credit code. Raises KeyError for a stage, region or cluster that is not known.
    """
    # The rows of the stages are the lock of the numbers: of two imports at once the
    # second one sees what the first has brought.
    stages = {stage.code: stage for stage in Stage.objects.select_for_update()}
    known = set(Title.objects.values_list("number", flat=True))
    new = [row for row in rows if row.number not in known]
    made = _titles(new, stages)
    Title.objects.bulk_create(made, batch_size=BATCH)
    _withdraw(new, made, by=by, at=at)
    for code, count in Counter(row.stage for row in new).items():
        details = {"created": count}
        auditing.record("import_titles", stages[code], by=by, at=at, details=details)
    return Imported(created=len(new), known=len(rows) - len(new))


def _titles(rows: Sequence[TitleRow], stages: dict[str, Stage]) -> list[Title]:
    regions = {region.code: region for region in Region.objects.all()}
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
    enterprises = dict(Enterprise.objects.values_list("uscc", "pk"))
    return [
        Title(
            number=row.number,
            stage=stages[row.stage],
            holder=row.holder,
            uscc=row.uscc,
            enterprise_id=enterprises.get(row.uscc),
            region=regions[row.region] if row.region else None,
            cluster=clusters[row.cluster] if row.cluster else None,
            granted_on=row.granted_on,
            due_on=row.due_on,
            withdrawn_on=row.withdrawn_on,
            state=TitleState.WITHDRAWN if row.withdrawn_on else TitleState.ACTIVE,
        )
        for row in rows
    ]


def _withdraw(
    rows: Sequence[TitleRow], titles: Sequence[Title], *, by: User, at: datetime
) -> None:
    """The change of each title that had been withdrawn before the platform."""
    changes = [
        TitleChange(
            title=title,
            source=TitleState.ACTIVE,
            target=TitleState.WITHDRAWN,
            reason=row.reason,
            by=by,
            at=at,
        )
        for row, title in zip(rows, titles, strict=True)
        if row.withdrawn_on
    ]
    TitleChange.objects.bulk_create(changes, batch_size=BATCH)
