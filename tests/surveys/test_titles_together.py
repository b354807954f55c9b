"""Several officers at the same titles at the same moment."""

from functools import partial

import pytest

from surveys import importing, maturing, rechecking
from surveys.importing import Imported
from surveys.models import (
    ImportState,
    RecheckItem,
    Title,
    TitleChange,
    TitleImport,
    User,
)
from surveys.rechecking import Entry, Sample
from tests import factories
from tests.access.registers import ready_row
from tests.crowd import at_once, kinds
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def same(title: Title) -> Title:
    return Title.objects.select_related("stage").get(pk=title.pk)


def officers(count: int) -> list[User]:
    return [factories.official("municipal_officer") for _ in range(count)]


def test_of_many_who_settle_a_title_one_does() -> None:
    by = officers(8)
    title = factories.title("CQ-1", "2020-12-01")
    sample = Sample("回头看", "Look", 1, "7")
    rechecking.draw(sample, by=by[0], at=NOW)
    verbs = (
        partial(rechecking.keep, finding="Runs."),
        partial(rechecking.withdraw, reason="Shut."),
    )

    results = at_once(
        *(
            partial(verbs[n % 2], same(title), by=who, at=NOW)
            for n, who in enumerate(by)
        )
    )

    # Kept, it may still be withdrawn: but each step only from where it stood.
    done = kinds(results).count("NoneType")
    title.refresh_from_db()
    steps = list(title.changes.values_list("source", "target"))
    assert steps[0] == ("active", "due")
    assert [a[1] for a in steps[:-1]] == [b[0] for b in steps[1:]]
    assert (len(steps) - 1, steps[-1][1]) == (done, title.state)
    assert set(kinds(results)) <= {"NoneType", "MoveRefused"}
    assert RecheckItem.objects.get().outcome == steps[1][1]


def test_of_two_corrections_of_the_same_words_one_counts() -> None:
    title, by = factories.title("CQ-1", "2020-12-01"), officers(2)
    entries = [Entry(name, None, None, title.region, None) for name in "AB"]
    how = {"seen": 0, "reason": "Mistyped.", "at": NOW}

    results = at_once(
        *(
            partial(rechecking.correct, same(title), entry, by=who, **how)
            for entry, who in zip(entries, by, strict=True)
        )
    )

    assert kinds(results) == ["MoveRefused", "NoneType"]
    assert title.changes.count() == 1


def test_two_draws_never_share_a_title() -> None:
    for number in range(12):
        factories.title(f"CQ-{number}", "2020-12-01")
    samples = [Sample("回头看", "Look", 6, seed) for seed in "78"]

    results = at_once(
        *(
            partial(rechecking.draw, sample, by=who, at=NOW)
            for sample, who in zip(samples, officers(2), strict=True)
        )
    )

    assert kinds(results) == ["Recheck", "Recheck"]
    assert RecheckItem.objects.values("title").distinct().count() == 12


def test_a_register_that_two_confirm_comes_in_once() -> None:
    by = officers(2)
    lists = [
        TitleImport.objects.create(
            name="a.xlsx",
            state=ImportState.READY,
            rows=[ready_row(number=f"CQ-{n}") for n in range(5)],
            by=who,
            at=NOW,
        )
        for who in by
    ]

    results = at_once(
        *(
            partial(importing.confirm_titles, arrived, by=who, at=NOW)
            for arrived in lists
            for who in by
        )
    )

    assert sorted(result.created for result in results) == [0, 0, 0, 5]
    assert results.count(Imported(0, 5)) == 3
    assert Title.objects.count() == 5


def test_two_workers_mark_each_title_once() -> None:
    for number in range(5):
        factories.title(f"CQ-{number}", "2020-12-01", due_on=NOW.date())
    results = at_once(*(partial(maturing.fall_due, NOW) for _ in "12"))
    assert sum(results) == 5
    assert TitleChange.objects.count() == 5
