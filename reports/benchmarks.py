"""Benchmarks: what the scorecards of a round say together, as plain dataclasses."""

from surveys.models import Edition, Round, Scorecard
from surveys.workflow import HANDED_IN


def counted(target: Round, edition: Edition, lane: str) -> list[int]:
    """The scorecards that count: the newest of each unit on the lane, by id.

    Drafts, returned, withdrawn and lapsed responses are left out; the final lane
    takes decided ones only.
    """
    cards = Scorecard.objects.filter(
        lane=lane,
        submission__response__round=target,
        submission__response__edition=edition,
        submission__response__status__in=HANDED_IN,
    )
    newest = dict(
        cards.order_by("submission__number", "pk").values_list(
            "submission__response", "pk"
        )
    )
    return sorted(newest.values())
