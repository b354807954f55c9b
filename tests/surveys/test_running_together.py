"""What officials do to a round at the same moment as others act in it."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from surveys import extending, filling, swapping, urging
from surveys.models import Edition, Message, ReminderLine, Response, Round, Unit
from surveys.urging import Wanted
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(days=40)


def same(response: Response) -> Response:
    """The response as another request has loaded it."""
    return Response.objects.with_subject().get(pk=response.pk)


def round_of(target: Round) -> Round:
    return Round.objects.get(pk=target.pk)


def test_two_officials_remind_of_one_file_once() -> None:
    draft = factories.filled()
    wanted, target = Wanted(responses=frozenset({draft.pk})), draft.round
    acts = [
        partial(
            urging.remind, round_of(target), wanted, by=factories.official(), at=NOW
        )
        for _ in range(4)
    ]

    assert kinds(at_once(*acts)) == ["Reminder"] * 4
    outcomes = ReminderLine.objects.values_list("outcome", flat=True)
    assert sorted(outcomes) == ["throttled", "throttled", "throttled", "told"]
    assert Message.objects.filter(kind="urged").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_who_starts_while_time_is_given_has_it(turn: int) -> None:
    owner = factories.enterprise()
    target, unit = factories.open_round(), factories.unit(owner)
    by, officer = factories.member(owner), factories.official("municipal_officer")
    start = partial(
        filling.start,
        Unit.objects.select_related("enterprise").get(pk=unit.pk),
        target.editions.get(),
        round_of(target),
        by=by,
        at=NOW,
    )
    fields: dict[str, Any] = {"until": LATER, "reason": "Flood.", "by": officer}
    extend = partial(extending.extend, round_of(target), owner, at=NOW, **fields)

    assert kinds(at_once(start, extend)) == ["Extended", "Response"]
    assert Response.objects.get().due_at == LATER


@pytest.mark.parametrize("turn", range(3))
def test_either_it_is_handed_in_or_the_edition_is_swapped(turn: int) -> None:
    draft = factories.filled()
    target, old = draft.round, draft.edition
    new = factories.edition(document(label="2026"))
    officer = factories.official("municipal_officer")
    by = draft.created_by
    submit = partial(
        filling.submit, same(draft), name="Wang", post="Head", by=by, at=NOW
    )
    swap = partial(
        swapping.swap_edition,
        round_of(target),
        Edition.objects.get(pk=old.pk),
        new,
        reason="A slip.",
        by=officer,
        at=NOW,
    )

    results = kinds(at_once(submit, swap))

    found = same(draft)
    handed_in = found.submissions.filter(edition_sha256=old.sha256).exists()
    assert (found.edition == old, target.editions.get() == old) == (handed_in,) * 2
    assert results in (
        ["Submission", "SwapRefused"],
        ["MoveRefused", "list"],
    )
