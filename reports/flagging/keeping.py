"""Keeps what was found: rows that still hold stay, those that do not go."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from reports.flagging.found import Found, risk_of
from surveys.models import Flag, Response, Submission
from surveys.workflow import OPEN_TO_FINDINGS

Key = tuple[int, str, str]


@transaction.atomic
def keep(found: Mapping[tuple[int, int], Sequence[Found]], at: datetime) -> int:
    """Write the flags and the risk of some files, by response and submission; returns
    how many flags they have. Done twice it changes nothing.

    A file that was handed in anew meanwhile, or is under review no more, keeps what it
    has. The rows are held in order, so that no two jobs wait for each other.
    """
    risks = _held(found)
    current = {
        key: found[key] for key in found if risks.get(key[0], (0, 0))[1] == key[1]
    }
    _write(current, at)
    _rate({pk: risk_of(rows) for (pk, _), rows in current.items()}, risks)
    return sum(map(len, current.values()))


def _held(found: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """By response under review its risk and its newest submission."""
    keys = [response for response, _ in found]
    rows = Response.objects.select_for_update().filter(
        pk__in=keys, status__in=OPEN_TO_FINDINGS
    )
    held = dict(rows.order_by("pk").values_list("pk", "risk"))
    newest = Submission.objects.filter(response__in=held).order_by()
    last = dict(newest.values_list("response").annotate(Max("pk")))
    return {pk: (risk, last[pk]) for pk, risk in held.items()}


def _write(found: Mapping[tuple[int, int], Sequence[Found]], at: datetime) -> None:
    wanted = {
        (submission, one.kind, one.code): one
        for (_, submission), rows in found.items()
        for one in rows
    }
    responses = [response for response, _ in found]
    stale = []
    for flag in Flag.objects.filter(submission__response__in=responses):
        one = wanted.get((flag.submission_id, flag.kind, flag.code))
        if one and (flag.weight, flag.params) == (one.weight, dict(one.params)):
            del wanted[flag.submission_id, flag.kind, flag.code]
        else:
            stale.append(flag.pk)
    Flag.objects.filter(pk__in=stale).delete()
    Flag.objects.bulk_create(_flag(key, one, at) for key, one in wanted.items())


def _flag(key: Key, one: Found, at: datetime) -> Flag:
    return Flag(
        submission_id=key[0],
        kind=one.kind,
        code=one.code,
        weight=one.weight,
        params=dict(one.params),
        at=at,
    )


def _rate(risks: Mapping[int, int], before: Mapping[int, tuple[int, int]]) -> None:
    """One statement for each risk that some of them come to."""
    changed: dict[int, list[int]] = {}
    for pk, risk in risks.items():
        if before[pk][0] != risk:
            changed.setdefault(risk, []).append(pk)
    for risk, keys in changed.items():
        Response.objects.filter(pk__in=keys).update(risk=risk)
