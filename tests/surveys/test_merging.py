"""Copies go out, come back, and are merged: three ways, and by several people."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from surveys import filling, jobs, merging
from surveys.collecting import read_copy_job
from surveys.filling import Entry
from surveys.merging import Filled, Offer, Pick, Point, Refused, compare, standing
from surveys.models import AuditRow, Response, ReturnedCopy, ReturnState, User
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.workflow import Closed
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW
from tests.surveys.collecting.by_hand import workbook

CODES = ("a", "b")
ANSWERS = [merging.UNANSWERED, {"v": None, "state": "na", "reason": "None here."}]
ANSWERS += [{"v": value, "state": "answered", "reason": ""} for value in "12"]
DOCUMENTS = st.dictionaries(st.sampled_from(CODES), st.sampled_from(ANSWERS))
COPIES = st.lists(st.builds(Filled, DOCUMENTS, DOCUMENTS), max_size=3)


def said(value: Any) -> dict[str, Any]:
    return {"v": value, "state": "answered", "reason": ""}


# --- three ways


@pytest.mark.parametrize(
    ("page", "copies", "points"),
    [
        # Nobody changed anything; the page alone; both to the same.
        ("1", [("1", "1")], []),
        ("2", [("1", "1")], []),
        ("2", [("1", "2")], []),
        # One copy alone; two copies alike; one of two.
        ("1", [("1", "2")], [("2", False)]),
        ("1", [("1", "2"), ("1", "2")], [("2", False)]),
        ("1", [("1", "1"), ("1", "2")], [("2", False)]),
        # Page and copy; two copies.
        ("3", [("1", "2")], [("2", True)]),
        ("1", [("1", "2"), ("1", "3")], [("2", True), ("3", True)]),
        # The second copy began where the page is now, so it knew the page's answer.
        ("3", [("1", "2"), ("3", "2")], [("2", False)]),
        ("3", [("1", "2"), ("3", "4")], [("2", True), ("4", True)]),
        # Emptied in the copy; filled where nothing stood; emptied on the page.
        ("1", [("1", None)], [(None, False)]),
        (None, [(None, "2")], [("2", False)]),
        (None, [("1", "1")], []),
        (None, [("1", "2")], [("2", True)]),
    ],
)
def test_three_ways(page: Any, copies: Any, points: Any) -> None:
    filled = [Filled({"a": said(base)}, {"a": said(mine)}) for base, mine in copies]
    found = compare({"a": said(page)}, filled)
    shown = [(o.answer["v"], p.contested) for p in found for o in p.offers]
    assert shown == points


def test_the_same_answer_of_several_copies_is_one_offer() -> None:
    copies = [
        Filled({}, {"a": said("2")}),
        Filled({"a": said("1")}, {"a": said("1")}),
        Filled({}, {"a": said("2")}),
    ]
    offer = Offer(said("2"), dict(merging.UNANSWERED), (0, 2))
    point = Point("a", dict(merging.UNANSWERED), (offer,), contested=False)
    assert compare({}, copies) == [point]


@given(DOCUMENTS, COPIES)
def test_nothing_new_is_lost_and_only_news_is_offered(
    page: Any, copies: list[Filled]
) -> None:
    points = {point.code: point for point in compare(page, copies)}
    for code in CODES:
        here = merging.given(page, code)
        news = [
            merging.given(copy.answers, code)
            for copy in copies
            if code in copy.answers
            and merging.given(copy.answers, code)
            not in (merging.given(copy.base, code), here)
        ]
        point = points.get(code)
        offered = [dict(offer.answer) for offer in point.offers] if point else []
        assert all(answer in offered for answer in news)
        assert all(answer in news for answer in offered)
        assert len(offered) == len({str(answer) for answer in offered})


@given(DOCUMENTS, COPIES)
def test_people_are_asked_when_two_say_different_things(
    page: Any, copies: list[Filled]
) -> None:
    for point in compare(page, copies):
        here = merging.given(page, point.code)
        bases = [
            merging.given(copies[place].base, point.code)
            for offer in point.offers
            for place in offer.copies
        ]
        differ = len(point.offers) > 1
        page_changed = all(base != here for base in bases)
        assert point.contested == (differ or page_changed)


@given(DOCUMENTS, st.lists(DOCUMENTS, max_size=3))
def test_the_order_of_copies_does_not_matter(base: Any, filled: list[Any]) -> None:
    copies = [Filled(base, answers) for answers in filled]
    there = {p.code: p for p in compare(base, copies)}
    back = {p.code: p for p in compare(base, copies[::-1])}
    assert there.keys() == back.keys()
    for code, point in there.items():
        assert point.contested == back[code].contested
        one, other = (
            sorted(str(dict(o.answer)) for o in p.offers) for p in (point, back[code])
        )
        assert one == other


# --- with rows


def come_back(
    response: Response, changes: dict[str, Any], by: User | None = None
) -> ReturnedCopy:
    """A copy downloaded now, filled and read."""
    by = by or response.created_by
    copy = merging.hand_out(response, by=by, at=NOW)
    return uploaded(response, workbook(copy, changes), by)


def uploaded(response: Response, content: bytes, by: User) -> ReturnedCopy:
    file = ContentFile(content, "filled.xlsx")
    returned = merging.take_in(response, file, "filled.xlsx", by=by, at=NOW)
    assert returned.job is not None
    jobs.run(returned.job.pk, read_copy_job)
    returned.refresh_from_db()
    return returned


def picked(response: Response) -> dict[str, Pick]:
    """The first offer of every question, as the page shows it now."""
    found = standing(response)
    return {
        point.code: Pick(
            point.offers[0].answer,
            found.copies[point.offers[0].copies[0]],
            response.answers.get(point.code, {}).get("n", 0),
        )
        for point in found.points
    }


@pytest.fixture
def draft(db: None) -> Response:
    return factories.filled()


def test_the_whole_way(draft: Response) -> None:
    who = draft.created_by
    returned = come_back(draft, {"project_investment": 1300, "mes": "none"})
    assert returned.state == ReturnState.READY
    assert returned.faults == []
    assert returned.answers["nc_equipment_rate"] == said({"n": "30", "d": "40"})
    found = standing(draft)
    shown = [(p.code, p.offers[0].answer["v"], p.contested) for p in found.points]
    assert shown == [("project_investment", "1300", False), ("mes", "none", False)]

    saved = merging.merge(draft, found.copies, picked(draft), by=who, at=NOW)
    assert sorted(saved.changed) == ["mes", "project_investment"]
    draft.refresh_from_db()
    returned.refresh_from_db()
    assert draft.answers["mes"]["v"] == "none"
    assert draft.answers["mes"]["from"] == f"sheet:{returned.copy_id}"
    assert draft.answers["nc_equipment_rate"]["from"] == "typed"
    assert returned.state == ReturnState.TAKEN
    assert standing(draft).copies == ()
    row = AuditRow.objects.filter(action="merge").get()
    assert row.details == {
        "copies": [str(returned.pk)],
        "codes": ["mes", "project_investment"],
    }


def test_two_colleagues_and_the_page(draft: Response) -> None:
    one, other = (factories.member(draft.unit.enterprise) for _ in "12")
    copies = [merging.hand_out(draft, by=by, at=NOW) for by in (one, other)]
    uploaded(draft, workbook(copies[0], {"mes": "none", "remarks": "A"}), one)
    uploaded(draft, workbook(copies[1], {"mes": "full", "remarks": "B"}), other)
    filling.save(draft, {"project_investment": Entry("9")}, by=one, at=NOW)
    found = standing(draft)
    assert [(p.code, p.contested, len(p.offers)) for p in found.points] == [
        ("remarks", True, 2),
        ("mes", False, 1),
    ]


def test_the_same_person_gets_the_same_copy_while_nothing_changes(
    draft: Response,
) -> None:
    who, other = draft.created_by, factories.member(draft.unit.enterprise)
    first = merging.hand_out(draft, by=who, at=NOW)
    assert merging.hand_out(draft, by=who, at=NOW) == first
    assert merging.hand_out(draft, by=other, at=NOW) != first
    filling.save(draft, {"mes": Entry("none")}, by=who, at=NOW)
    assert merging.hand_out(draft, by=who, at=NOW) != first


def test_an_answer_changed_meanwhile_is_not_replaced(draft: Response) -> None:
    who, colleague = draft.created_by, factories.member(draft.unit.enterprise)
    returned = come_back(draft, {"project_investment": 1300, "mes": "none"})
    picks, copies = picked(draft), standing(draft).copies
    newer = Response.objects.with_subject().get(pk=draft.pk)
    filling.save(newer, {"project_investment": Entry("7")}, by=colleague, at=NOW)
    saved = merging.merge(draft, copies, picks, by=who, at=NOW)
    assert (saved.changed, saved.conflicts) == (("mes",), ("project_investment",))
    returned.refresh_from_db()
    assert returned.state == ReturnState.READY
    draft.refresh_from_db()
    assert draft.answers["project_investment"]["v"] == "7"
    assert [(p.code, p.contested) for p in standing(draft).points] == [
        ("project_investment", True)
    ]


def test_what_a_colleague_has_merged_is_not_merged_twice(draft: Response) -> None:
    come_back(draft, {"mes": "none"})
    picks, copies = picked(draft), standing(draft).copies
    merging.merge(draft, copies, picks, by=draft.created_by, at=NOW)
    with pytest.raises(Refused):
        merging.merge(draft, copies, picks, by=draft.created_by, at=NOW)


def test_nothing_is_taken_in_or_merged_after_the_end(draft: Response) -> None:
    returned = come_back(draft, {"mes": "none"})
    picks, copies, who = picked(draft), standing(draft).copies, draft.created_by
    late = draft.closes_at
    with pytest.raises(Closed):
        merging.merge(draft, copies, picks, by=who, at=late)
    file = ContentFile(b"PK")
    with pytest.raises(Closed):
        merging.take_in(draft, file, "a.xlsx", by=who, at=late)
    returned.refresh_from_db()
    assert returned.state == ReturnState.READY


def test_a_copy_is_put_away_once_and_with_its_file(
    draft: Response, django_capture_on_commit_callbacks: Any
) -> None:
    returned, who = come_back(draft, {"mes": "none"}), draft.created_by
    path, storage = returned.file.name, returned.file.storage
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            merging.put_away(returned, by=who, at=NOW)
    assert not storage.exists(path)
    assert standing(draft).points == ()
    taken = come_back(draft, {"mes": "none"})
    merging.merge(draft, [taken], {}, by=who, at=NOW)
    with pytest.raises(Refused):
        merging.put_away(taken, by=who, at=NOW)


def test_a_file_that_is_no_workbook_starts_no_job(draft: Response) -> None:
    file = ContentFile(b"%PDF-1.7")
    with pytest.raises(UnsafeWorkbook):
        merging.take_in(draft, file, "a.xlsx", by=draft.created_by, at=NOW)
    assert not ReturnedCopy.objects.exists()


def test_only_so_many_copies_wait(
    draft: Response, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_OPEN", 1)
    come_back(draft, {"mes": "none"})
    with pytest.raises(Refused):
        come_back(draft, {"mes": "none"})


def test_a_copy_that_was_put_away_while_it_was_read_stays_so(draft: Response) -> None:
    who = draft.created_by
    content = workbook(merging.hand_out(draft, by=who, at=NOW), {"mes": "none"})
    file = ContentFile(content)
    returned = merging.take_in(draft, file, "a.xlsx", by=who, at=NOW)
    assert returned.job is not None
    job = jobs.claim(returned.job.pk)
    assert job is not None
    closing = read_copy_job(job, jobs.Progress(job))
    merging.put_away(returned, by=who, at=NOW)
    closing()
    returned.refresh_from_db()
    assert (returned.state, returned.answers) == (ReturnState.DROPPED, {})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_merges() -> None:
    draft = factories.filled()
    come_back(draft, {"mes": "none", "remarks": "One"})
    picks, copies, who = picked(draft), standing(draft).copies, draft.created_by

    def confirm() -> Any:
        own = Response.objects.with_subject().get(pk=draft.pk)
        return merging.merge(own, copies, picks, by=who, at=NOW)

    assert kinds(at_once(*[confirm] * 4)) == ["Refused"] * 3 + ["Saved"]
    draft.refresh_from_db()
    assert [draft.answers[code]["n"] for code in ("mes", "remarks")] == [2, 1]
