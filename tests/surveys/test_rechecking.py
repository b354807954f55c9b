"""Titles looked at again: kept, corrected, withdrawn; samples that can be repeated."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from surveys import maturing, rechecking, sampling
from surveys.assessing import facts_of
from surveys.models import (
    AuditRow,
    Message,
    Recheck,
    RecheckItem,
    Title,
    TitleChange,
    TitleState,
    User,
)
from surveys.models.titles import TITLE_MOVES
from surveys.rechecking import Entry, Sample, TooFew, Unchanged
from surveys.workflow import MoveRefused, ReasonNeeded
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
WORDS = {"reason": "Seen on site."}


@pytest.fixture
def officer() -> User:
    return factories.official("municipal_officer")


def standing(state: str = "active", **fields: Any) -> Title:
    gone = {"withdrawn_on": TODAY} if state == "withdrawn" else {}
    return factories.title("CQ-1", "2020-12-01", state=state, **gone, **fields)


def do(move: str, title: Title, by: User) -> None:
    """One step, with all it needs."""
    how = {"by": by, "at": NOW}
    if move == "due":
        rechecking.call_in(title, reason="A hint.", **how)
    elif move == "keep":
        rechecking.keep(title, finding="All runs.", **how)
    elif move == "correct":
        entry = Entry("Another holder", None, None, title.region, None)
        seen = title.changes.count()
        rechecking.correct(title, entry, seen=seen, **WORDS, **how)
    else:
        rechecking.withdraw(title, **WORDS, **how)


def changes(title: Title) -> list[tuple[Any, ...]]:
    return list(title.changes.values_list("source", "target", "reason", "by"))


@pytest.mark.parametrize(
    ("state", "move"), list(product(TitleState.values, TITLE_MOVES)), ids=str
)
def test_each_step_starts_where_the_table_says(
    officer: User, state: str, move: str
) -> None:
    title = standing(state)
    known = TITLE_MOVES[move]
    if state not in known.sources:
        with pytest.raises(MoveRefused):
            do(move, title, officer)
        title.refresh_from_db()
        assert (title.state, title.changes.count()) == (state, 0)
        assert not AuditRow.objects.filter(kind="title").exists()
        return
    do(move, title, officer)
    title.refresh_from_db()
    reason = {"due": "A hint.", "keep": "All runs."}.get(move, "Seen on site.")
    assert title.state == known.target
    assert changes(title) == [(state, known.target, reason, officer.pk)]
    row = AuditRow.objects.get(kind="title")
    assert (row.object_id, row.by, row.reason) == (str(title.pk), officer, reason)


@pytest.mark.parametrize("move", ["keep", "correct", "withdraw"])
def test_of_two_at_once_one_wins(officer: User, move: str) -> None:
    title = standing("due")
    stale = Title.objects.get(pk=title.pk)
    do("withdraw", title, officer)
    with pytest.raises(MoveRefused):
        do(move, stale, officer)
    assert [row[1] for row in changes(title)] == ["withdrawn"]


@pytest.mark.parametrize("words", ["", " ", "\n"])
@pytest.mark.parametrize("move", TITLE_MOVES)
def test_each_step_needs_a_reason(officer: User, move: str, words: str) -> None:
    title = standing("due" if move == "keep" else "active")
    how: dict[str, Any] = {"by": officer, "at": NOW}
    entry = Entry("Other", None, None, None, None)
    verbs: dict[str, Callable[[], None]] = {
        "due": lambda: rechecking.call_in(title, reason=words, **how),
        "keep": lambda: rechecking.keep(title, finding=words, **how),
        "correct": lambda: rechecking.correct(
            title, entry, seen=0, reason=words, **how
        ),
        "withdraw": lambda: rechecking.withdraw(title, reason=words, **how),
    }
    with pytest.raises(ReasonNeeded):
        verbs[move]()
    assert title.changes.count() == 0


class TestDays:
    def test_kept_it_is_due_after_the_years_of_its_stage(self, officer: User) -> None:
        rechecking.set_years(factories.stage(), 3, by=officer, at=NOW)
        title = standing("due", due_on=TODAY)
        do("keep", title, officer)
        assert title.due_on == TODAY.replace(year=TODAY.year + 3)

    def test_or_on_a_day_of_its_own(self, officer: User) -> None:
        title, day = standing("due", due_on=TODAY), TODAY + timedelta(days=90)
        how = {"by": officer, "at": NOW}
        rechecking.keep(title, finding="All runs.", due_on=day, **how)
        assert (title.due_on, maturing.fall_due(NOW)) == (day, 0)

    def test_or_never(self, officer: User) -> None:
        title = standing("due", due_on=TODAY)
        do("keep", title, officer)
        assert (title.due_on, maturing.fall_due(NOW)) == (None, 0)

    def test_that_lies_ahead(self, officer: User) -> None:
        how = {"finding": "All runs.", "by": officer, "at": NOW}
        with pytest.raises(ValueError, match="due_on"):
            rechecking.keep(standing("due"), due_on=TODAY, **how)

    @pytest.mark.parametrize(
        ("state", "due_on", "then"),
        [("due", TODAY, None), ("active", date(2030, 1, 1), date(2030, 1, 1))],
    )
    def test_a_correction_ends_a_recheck_and_else_moves_no_day(
        self, officer: User, state: str, due_on: date, then: date | None
    ) -> None:
        title = standing(state, due_on=due_on)
        do("correct", title, officer)
        assert (title.due_on, maturing.fall_due(NOW)) == (then, 0)

    def test_withdrawn_it_has_its_day(self, officer: User) -> None:
        title = standing()
        do("withdraw", title, officer)
        assert title.withdrawn_on == TODAY

    @pytest.mark.parametrize(
        ("day", "years", "then"),
        [
            (date(2024, 2, 29), 1, date(2025, 3, 1)),
            (date(2024, 2, 29), 4, date(2028, 2, 29)),
            (date(2023, 12, 7), 3, date(2026, 12, 7)),
            (date(2023, 12, 7), None, None),
        ],
    )
    def test_years_are_counted_by_the_calendar(
        self, day: date, years: int | None, then: date | None
    ) -> None:
        stage = factories.stage()
        stage.title_years = years
        assert stage.next_recheck(day) == then


class TestCorrecting:
    def test_it_keeps_what_was_beside_what_is(self, officer: User) -> None:
        near, far = factories.region(), factories.region("500106")
        title = standing(region=near, holder="Old")
        unit = factories.unit(factories.enterprise(region=far), name="一车间")
        entry = Entry("New", unit.enterprise, unit, far, factories.cluster())

        rechecking.correct(title, entry, seen=0, **WORDS, by=officer, at=NOW)

        title.refresh_from_db()
        assert Entry.of(title) == entry
        assert title.uscc == unit.enterprise.uscc
        change = title.changes.get()
        assert change.before == {
            "holder": "Old",
            "enterprise": None,
            "unit": None,
            "region": "500105",
            "cluster": None,
        }
        assert change.after == {
            "holder": "New",
            "enterprise": unit.enterprise.uscc,
            "unit": "一车间",
            "region": "500106",
            "cluster": "T01",
        }
        row = AuditRow.objects.get(action="title_corrected")
        assert row.before == {"state": "active", **change.before}
        assert row.after == {"state": "corrected", **change.after}

    def test_only_what_differs_is_kept(self, officer: User) -> None:
        title = standing(holder="Old")
        do("correct", title, officer)
        change = title.changes.get()
        assert (change.before, change.after) == (
            {"holder": "Old"},
            {"holder": "Another holder"},
        )

    def test_nothing_is_no_correction(self, officer: User) -> None:
        title = standing()
        how = {"seen": 0, **WORDS, "by": officer, "at": NOW}
        with pytest.raises(Unchanged):
            rechecking.correct(title, Entry.of(title), **how)
        assert title.changes.count() == 0

    def test_what_a_colleague_corrected_is_not_written_over(
        self, officer: User
    ) -> None:
        title = standing()
        do("correct", Title.objects.get(), officer)
        late = Entry("Yet another", None, None, title.region, None)
        with pytest.raises(MoveRefused):
            rechecking.correct(title, late, seen=0, **WORDS, by=officer, at=NOW)
        assert Title.objects.get().holder == "Another holder"

    def test_a_unit_is_one_of_the_enterprise(self, officer: User) -> None:
        entry = Entry("x", factories.enterprise(), factories.unit(), None, None)
        how = {"seen": 0, **WORDS, "by": officer, "at": NOW}
        with pytest.raises(ValueError, match="unit"):
            rechecking.correct(standing(), entry, **how)


class TestWhatIsHeld:
    def test_a_withdrawn_title_counts_in_no_later_submission(
        self, officer: User
    ) -> None:
        unit = factories.unit()
        title = standing(enterprise=unit.enterprise, unit=unit)
        before = facts_of(unit)
        do("withdraw", title, officer)
        after = facts_of(unit)
        assert (before["titles"], before["recognised_digital_workshops"]) == (
            {"digital_workshop": 1},
            1,
        )
        assert (after["titles"], after["recognised_digital_workshops"]) == ({}, 0)

    def test_nor_does_the_level_that_it_was_granted_for(self, officer: User) -> None:
        file = factories.handed_in()
        factories.scored(file)
        title = factories.title("SF-1", response=file)
        code = file.edition.questionnaire.code
        before = facts_of(file.unit)["levels"]
        do("withdraw", title, officer)
        assert before[code] > 0
        assert facts_of(file.unit)["levels"] == {}

    @pytest.mark.parametrize("state", ["active", "due", "kept", "corrected"])
    def test_all_others_do(self, state: str) -> None:
        unit = factories.unit()
        standing(state, enterprise=unit.enterprise)
        assert facts_of(unit)["titles"] == {"digital_workshop": 1}


@pytest.mark.parametrize(
    ("move", "kind"),
    [
        ("due", "title_due"),
        ("keep", "title_kept"),
        ("correct", "title_corrected"),
        ("withdraw", "title_withdrawn"),
    ],
)
def test_the_enterprise_is_told_with_the_reason(
    officer: User, move: str, kind: str
) -> None:
    enterprise = factories.enterprise()
    member, _other = (
        factories.member(enterprise),
        factories.member(factories.enterprise()),
    )
    title = standing("due" if move == "keep" else "active", enterprise=enterprise)
    do(move, title, officer)
    message = Message.objects.get()
    assert (message.user, message.kind) == (member, kind)
    assert message.params["reason"] == title.changes.get().reason


def test_where_a_title_changes_hands_both_are_told(officer: User) -> None:
    old, new = factories.enterprise(), factories.enterprise()
    members = {factories.member(old), factories.member(new)}
    entry = Entry("Works", new, None, None, None)
    title = standing(enterprise=old)
    rechecking.correct(title, entry, seen=0, **WORDS, by=officer, at=NOW)
    found = {message.user: message.params for message in Message.objects.all()}
    assert set(found) == members
    assert {p["enterprise_id"] for p in found.values()} == {old.pk, new.pk}


# --- samples


def registered(counts: dict[str, int], year: int = 2021) -> None:
    for code, count in counts.items():
        place = factories.region(code)
        for number in range(count):
            factories.title(f"{code}-{number:03d}", f"{year}-12-01", region=place)


def sample(size: int, **fields: Any) -> Sample:
    return Sample("回头看", "Re-check", size, fields.pop("seed", "42"), **fields)


def numbers(made: Recheck) -> list[str]:
    return list(made.items.values_list("title__number", flat=True))


class TestDrawing:
    def test_it_is_spread_over_the_regions_and_its_titles_are_due(
        self, officer: User
    ) -> None:
        registered({"500101": 12, "500102": 6, "500103": 2})

        made = rechecking.draw(sample(10), by=officer, at=NOW)

        assert made.population == 20
        assert made.strata == [
            {"region": "500101", "population": 12, "size": 6},
            {"region": "500102", "population": 6, "size": 3},
            {"region": "500103", "population": 2, "size": 1},
        ]
        due = Title.objects.filter(state="due").order_by("number")
        assert sorted(numbers(made)) == list(due.values_list("number", flat=True))
        assert list(made.items.values_list("place", flat=True)) == [*range(1, 11)]
        found = TitleChange.objects.values_list("source", "target", "by")
        assert list(found) == 10 * [("active", "due", officer.pk)]
        details = AuditRow.objects.get(action="draw_recheck").details
        assert details == {"seed": "42", "population": 20, "titles": numbers(made)}

    def test_the_same_titles_and_seed_give_the_same_sample(self, officer: User) -> None:
        registered({"500101": 9, "500102": 7})
        keys = {
            code: [f"{code}-{n:03d}" for n in range(count)]
            for code, count in (("500102", 7), ("500101", 9))
        }
        made = rechecking.draw(sample(5, seed="20261201"), by=officer, at=NOW)
        assert numbers(made) == sampling.drawn(keys, 5, "20261201")

    def test_what_is_withdrawn_or_drawn_already_is_left_out(
        self, officer: User
    ) -> None:
        registered({"500101": 6})
        first = rechecking.draw(sample(2), by=officer, at=NOW)
        rechecking.withdraw(
            Title.objects.filter(state="active")[0], **WORDS, by=officer, at=NOW
        )
        second = rechecking.draw(sample(3), by=officer, at=NOW)
        assert second.population == 3
        assert not set(numbers(first)) & set(numbers(second))
        with pytest.raises(TooFew):
            rechecking.draw(sample(1), by=officer, at=NOW)

    def test_what_was_settled_may_be_drawn_again(self, officer: User) -> None:
        registered({"500101": 1})
        rechecking.draw(sample(1), by=officer, at=NOW)
        rechecking.keep(Title.objects.get(), finding="Runs.", by=officer, at=NOW)
        again = rechecking.draw(sample(1), by=officer, at=NOW)
        assert numbers(again) == ["500101-000"]

    def test_one_that_is_due_already_is_drawn_without_a_step(
        self, officer: User
    ) -> None:
        standing("due")
        rechecking.draw(sample(1), by=officer, at=NOW)
        assert (TitleChange.objects.count(), RecheckItem.objects.count()) == (0, 1)

    @pytest.mark.parametrize(
        ("fields", "found"),
        [
            ({}, 4),
            ({"granted_from": 2021}, 3),
            ({"granted_to": 2021}, 2),
            ({"granted_from": 2021, "granted_to": 2021}, 1),
        ],
    )
    def test_it_is_drawn_of_those_chosen(
        self, officer: User, fields: dict[str, int], found: int
    ) -> None:
        for year in (2020, 2021, 2022, 2023):
            factories.title(f"A-{year}", f"{year}-06-01", region=None)
        chosen = sample(found, **fields)
        assert rechecking.population(chosen).count() == found
        assert [s.size for s in rechecking.strata_of(chosen)] == [found]
        assert rechecking.draw(chosen, by=officer, at=NOW).population == found

    def test_by_stage_and_region(self, officer: User) -> None:
        registered({"500101": 2, "500102": 3})
        factories.title("SF-1", "2021-12-01", stage="smart_factory")
        place, stage = factories.region("500102"), factories.stage()
        chosen = sample(2, region=place, stage=stage)
        made = rechecking.draw(chosen, by=officer, at=NOW)
        assert (made.population, made.region, made.stage) == (3, place, stage)

    @pytest.mark.parametrize("size", [0, 1001])
    def test_a_size_has_limits(self, officer: User, size: int) -> None:
        with pytest.raises(ValueError, match=str(size)):
            rechecking.draw(sample(size), by=officer, at=NOW)


@pytest.mark.parametrize(
    ("move", "outcome", "finding"),
    [
        ("keep", "kept", "All runs."),
        ("correct", "corrected", "Seen on site."),
        ("withdraw", "withdrawn", "Seen on site."),
    ],
)
def test_whatever_becomes_of_a_title_settles_its_item(
    officer: User, move: str, outcome: str, finding: str
) -> None:
    registered({"500101": 2})
    made = rechecking.draw(sample(2), by=officer, at=NOW)
    first, second = made.items.all()
    do(move, first.title, officer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.outcome, first.finding, first.by, first.at) == (
        outcome,
        finding,
        officer,
        NOW,
    )
    assert second.outcome == "open"


def test_years_are_set_once_and_said(officer: User) -> None:
    stage, how = factories.stage(), {"by": officer, "at": NOW}
    found = [rechecking.set_years(stage, years, **how) for years in (3, 3, None)]
    assert found == [True, False, True]
    rows = AuditRow.objects.filter(action="set_title_years").order_by("seq")
    assert list(rows.values_list("before", "after")) == [
        ({"title_years": None}, {"title_years": 3}),
        ({"title_years": 3}, {"title_years": None}),
    ]
