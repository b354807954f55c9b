"""Contesting: until when an enterprise may object to a correction."""

from collections.abc import Iterable
from datetime import datetime

from surveys.models import Correction, CorrectionState, Response
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
    return {
        found.pk: end_after(
            found.at if recommended is None else max(found.at, recommended.at), days
        )
        for found in corrections
    }


def refuse_early(
    response: Response, standing: Iterable[Correction], at: datetime
) -> None:
    """Raise ObjectionPossible while the enterprise may still object to one of the
    corrections that stand: until then nothing is decided against it."""
    corrected = [c for c in standing if c.state == CorrectionState.ANSWERED]
    if not corrected:
        return
    objected = set(response.objections.values_list("correction", flat=True))
    left = ends_of(response, (c for c in corrected if c.pk not in objected))
    until = max(left.values(), default=at)
    if at < until:
        raise ObjectionPossible(until)
