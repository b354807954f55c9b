"""Contesting: until when an enterprise may object to a correction."""

from collections.abc import Iterable
from datetime import datetime

from surveys.models import Correction, CorrectionState, Objection, Response
from surveys.workdays import end_after
from surveys.workflow import ObjectionPossible

RECOMMEND = "recommend"


def ends_at(response: Response, correction: Correction) -> datetime:
    """The exclusive end for one correction."""
    return ends_of(response, [correction])[correction.pk]


def ends_of(
    response: Response, corrections: Iterable[Correction]
) -> dict[int, datetime]:
    """The exclusive ends, by correction: so many working days as the round gives,
    counted from the day after the file was recommended, or after the correction where
    that came later."""
    recommended = response.moves.filter(name=RECOMMEND).order_by("-pk").first()
    days = response.round.objection_days
    since = recommended.at if recommended else None
    return {found.pk: end_of(found, days, since) for found in corrections}


def end_of(correction: Correction, days: int, recommended: datetime | None) -> datetime:
    """The same where it is known when the file was recommended."""
    return end_after(max(correction.at, recommended or correction.at), days)


def contestable(
    standing: Iterable[Correction], objections: Iterable[Objection]
) -> list[Correction]:
    """The corrections that stand and that nobody has objected to."""
    objected = {one.correction_id for one in objections}
    answered = (c for c in standing if c.state == CorrectionState.ANSWERED)
    return [c for c in answered if c.pk not in objected]


def refuse_early(
    response: Response, standing: Iterable[Correction], at: datetime
) -> None:
    """Raise ObjectionPossible while the enterprise may still object to one of the
    corrections that stand: until then nothing is decided against it."""
    corrected = list(standing)
    left = contestable(corrected, response.objections.all() if corrected else ())
    until = max(ends_of(response, left).values(), default=at) if left else at
    if at < until:
        raise ObjectionPossible(until)
