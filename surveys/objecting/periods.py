"""Until when an enterprise may object to a correction."""

from datetime import datetime

from surveys.models import Correction, Response
from surveys.workdays import end_after

RECOMMEND = "recommend"


def ends_at(response: Response, correction: Correction) -> datetime:
    """The exclusive end: so many working days as the round gives, counted from the day
    after the file was recommended, or after the correction where that came later."""
    since = correction.at
    recommended = response.moves.filter(name=RECOMMEND).order_by("-pk").first()
    if recommended is not None:
        since = max(since, recommended.at)
    return end_after(since, response.round.objection_days)
