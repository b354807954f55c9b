"""A panel before whose files an expert sits: most are scored, one is begun."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from surveys import seating
from surveys.models import Round, Seat, User
from surveys.scoring import Kind, Question
from surveys.seating import Draw, Second

SEATED = 3  # recommended files beside the one: enough for figures


def seated(target: Round, people: Mapping[str, User], now: datetime) -> dict[str, int]:
    """The ids of the panel and of the seat that is open."""
    expert, officer = people["expert"], people["officer"]
    edition = next(e for e in target.editions.all() if e.scheme.unit == "workshop")
    plan = Draw(target, edition, size=9, seed=33618, experts=[expert])
    panel = seating.draw(plan, by=officer, at=now)
    first, *others = panel.seats.order_by("pk")
    for number, seat in enumerate(others):
        seating.score(seat, _found(seat, number), by=expert, at=now)
        seating.finish(seat, by=expert, at=now)
    some = dict(list(_found(first, 0).items())[:5])
    seating.score(first, some, by=expert, at=now)
    return {"panel": panel.pk, "seat": first.pk, "round": target.pk}


def _found(seat: Seat, number: int) -> dict[str, Second]:
    """As claimed, but for the first choices of each file, which are scored lower."""
    found: dict[str, Second] = {}
    lower = 0
    for code, question in seating.to_score(seat.submission).items():
        claim: Any = seat.submission.answers.get(code) or {"state": "", "v": None}
        if claim["state"] == "na":
            found[code] = Second("na")
        elif _is_choice(question) and lower <= number:
            lower += 1
            found[code] = Second("answered", question.options[0].code, "现场未见。")
        else:
            found[code] = Second("claim")
    return found


def _is_choice(question: Question) -> bool:
    return question.kind is Kind.SINGLE
