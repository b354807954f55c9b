"""Two hundred decisions on one file at the same moment: one wins, the others see it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from surveys import recognising
from surveys.explaining.moves import meanwhile
from surveys.models import AuditRow, Lane, Message, Response, Scorecard, User
from surveys.workflow import MoveRefused, Status
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, AT_A_TIME = 200, 25  # so many threads, each with so many clicks after another


def officers(count: int) -> list[User]:
    return [factories.official("municipal_officer") for _ in range(count)]


def in_turn(acts: list[Callable[[], Any]]) -> list[Any]:
    results = []
    for act in acts:
        try:
            results.append(act())
        except MoveRefused as refusal:
            results.append(refusal)
    return results


def decide(file: Response, move: str, by: User) -> Callable[[], Any]:
    loaded = Response.objects.select_related("round", "edition", "unit").get(pk=file.pk)
    return partial(recognising.decide, loaded, move, reason="So.", by=by, at=NOW)


def at_a_time(acts: list[Callable[[], Any]]) -> list[Any]:
    """The results of all acts, which several threads do at once."""
    threads = [partial(in_turn, acts[n::AT_A_TIME]) for n in range(AT_A_TIME)]
    return [result for results in at_once(*threads) for result in results]


def test_of_two_hundred_decisions_one_wins_and_the_others_see_whose() -> None:
    file, people = factories.recommended(), officers(CROWD)
    moves = ("notice", "cultivate", "decline", "cultivate")
    acts = [decide(file, moves[n % 4], who) for n, who in enumerate(people)]

    results = at_a_time(acts)

    assert kinds(results) == ["MoveRefused"] * (CROWD - 1) + ["bool"]
    (move,) = file.moves.filter(source=Status.RECOMMENDED)
    (row,) = AuditRow.objects.filter(action__in=moves)
    assert (row.action, row.by, row.object_id) == (move.name, move.by, str(file.pk))
    file.refresh_from_db()
    assert (file.status, file.status_at) == (move.target, NOW)
    assert Scorecard.objects.filter(lane=Lane.FINAL).count() == 1
    member = file.unit.enterprise.memberships.get().user
    told = Message.objects.filter(user=member, kind=move.target)
    assert told.count() == 1
    assert move.by
    with translation.override("en"):
        assert meanwhile(file) == (
            f"{move.by.name} moved this file to “{Status(move.target).label}” on"
            " 15 January 2026, 10:00. This is how it stands now."
        )


def test_of_two_hundred_votes_under_four_eyes_two_decide() -> None:
    file = factories.recommended(round=factories.open_round(four_eyes=True))
    acts = [decide(file, "notice", who) for who in officers(CROWD)]

    results = at_a_time(acts)

    refused = [r for r in results if isinstance(r, MoveRefused)]
    decided = [r for r in results if not isinstance(r, MoveRefused)]
    assert (len(refused), sorted(decided)) == (CROWD - 2, [False, True])
    votes = file.newest_submission().votes.all()
    assert len({vote.by for vote in votes}) == 2
    assert file.moves.filter(name="notice").count() == 1
    actions = AuditRow.objects.filter(action__in=("propose_notice", "notice"))
    assert sorted(actions.values_list("action", flat=True)) == [
        "notice",
        "propose_notice",
    ]


def test_whoever_comes_too_late_reads_who_decided_and_when(client: Client) -> None:
    file = factories.recommended()
    first, second = (
        factories.official("municipal_officer", factor=True) for _ in range(2)
    )
    User.objects.filter(pk=first.pk).update(name="Qin Haiyan")
    recognising.decide(file, "decline", reason="Small.", by=first, at=NOW)
    client.force_login(second)
    english = {"Accept-Language": "en"}

    for verb, data in (
        ("decide", {"move": "notice"}),
        ("send-back", {"reason": "Why?"}),
        ("recognise", {}),
    ):
        page = client.post(
            f"/review/{file.pk}/{verb}/", data, follow=True, headers=english
        )
        said = [str(message) for message in page.context["messages"]]
        assert said == [
            "Qin Haiyan moved this file to “Declined” on 15 January 2026, 10:00."
            " This is how it stands now."
        ]
