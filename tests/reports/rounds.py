"""A decided round that figures can be made of, for tests of reports."""

from datetime import timedelta
from typing import Any

from surveys import filling, recognising, reviewing
from surveys.filling import Entry
from surveys.models import Cluster, Region, Response, Round, User
from tests import factories
from tests.factories import GOOD, NOW


def answers(number: int) -> dict[str, Any]:
    """Answers whose score grows with the number, from 0 to 9."""
    return GOOD | {
        "nc_equipment_rate": {"n": str(number * 4 + 4), "d": "40"},
        "mes": "full" if number >= 5 else "none",
    }


def hand_in(target: Round, number: int, **fields: Any) -> Response:
    """A new enterprise hands in for its workshop."""
    workshop = factories.unit(factories.enterprise(**fields))
    response = factories.response(unit=workshop, round=target)
    who = response.created_by
    entries = {code: Entry(value) for code, value in answers(number).items()}
    filling.save(response, entries, by=who, at=NOW)
    filling.submit(response, name="Wang", post="Director", by=who, at=NOW)
    return response


def decide(response: Response, reviewer: User, officer: User) -> None:
    """Review and decide it as its figures say."""
    reviewing.record_fact(
        response,
        "credit_list",
        "clear",
        as_of=NOW.date(),
        source="Credit China",
        by=reviewer,
        at=NOW,
    )
    reviewing.recommend(response, opinion="Seen.", by=reviewer, at=NOW)
    reached = response.newest_submission().scorecards.get(lane="reviewed").level
    move, reason = ("notice", "") if reached else ("decline", "Too little.")
    recognising.decide(response, move, reason=reason, by=officer, at=NOW)
    if move == "notice":
        recognising.recognise(response, by=officer, at=NOW + timedelta(days=9))


def decided_round(
    places: dict[tuple[Region, Cluster], int],
) -> tuple[Round, list[Response]]:
    """A round with so many decided workshops in each region and cluster."""
    target = factories.open_round()
    reviewer = factories.official()
    officer = factories.official("municipal_officer")
    made = []
    for (region, cluster), count in places.items():
        for number in range(count):
            response = hand_in(
                target, number % 10, region=region, primary_cluster=cluster
            )
            decide(response, reviewer, officer)
            made.append(response)
    return target, made
