"""Which of two saves stands: the newer one of a page, the seen one of two people."""

from typing import Any

import pytest

from surveys import filling
from surveys.filling import Entry, Saved
from surveys.models import AuditRow, Response
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

MINE, THEIRS = "page-of-mine", "page-of-theirs"
CHANGED = Saved(("remarks",), ())
NOTHING = Saved((), ())
CONFLICT = Saved((), ("remarks",))


@pytest.fixture
def draft() -> Response:
    return factories.response()


def save(
    draft: Response, text: str | None, *pen: Any, seen: int | None = None
) -> Saved:
    entry = Entry(text, seen=seen, pen=pen or None)
    return filling.save(draft, {"remarks": entry}, by=draft.created_by, at=NOW)


def stored(draft: Response) -> list[Any]:
    draft.refresh_from_db()
    entry = draft.answers["remarks"]
    return [entry["v"], entry["n"], entry.get("pen")]


def test_an_answer_keeps_the_page_that_wrote_it(draft: Response) -> None:
    assert save(draft, "one", MINE, 1, seen=0) == CHANGED
    assert stored(draft) == ["one", 1, [MINE, 1]]


@pytest.mark.parametrize("count", [1, 2])
def test_a_late_request_changes_nothing_and_is_no_conflict(
    draft: Response, count: int
) -> None:
    save(draft, "newer", MINE, 2, seen=0)

    assert save(draft, "older", MINE, count, seen=0) == NOTHING
    assert stored(draft) == ["newer", 1, [MINE, 2]]
    assert draft.revisions.count() == 1


def test_a_lost_reply_is_no_conflict_with_oneself(draft: Response) -> None:
    save(draft, "one", MINE, 1, seen=0)

    assert save(draft, "two", MINE, 2, seen=0) == CHANGED
    assert stored(draft) == ["two", 2, [MINE, 2]]


@pytest.mark.parametrize("pen", [(THEIRS, 9), ()], ids=["page", "no page"])
def test_between_pages_the_seen_version_decides(
    draft: Response, pen: tuple[Any, ...]
) -> None:
    save(draft, "mine", MINE, 1, seen=0)

    assert save(draft, "theirs", *pen, seen=0) == CONFLICT
    assert stored(draft) == ["mine", 1, [MINE, 1]]
    assert save(draft, "theirs", *pen, seen=1) == CHANGED
    assert stored(draft) == ["theirs", 2, list(pen) or None]
    assert save(draft, "mine again", MINE, 2, seen=1) == CONFLICT


def test_the_same_words_of_two_people_are_no_conflict(draft: Response) -> None:
    save(draft, "same", MINE, 1, seen=0)

    assert save(draft, "same", THEIRS, 1, seen=0) == NOTHING


@pytest.mark.parametrize("back_to", ["first", None], ids=["a word", "nothing"])
def test_a_detour_never_brings_back_what_was_taken_back(
    draft: Response, back_to: str | None
) -> None:
    """Typed, changed, changed back: the request in the middle arrives at the end."""
    save(draft, back_to, MINE, 1, seen=0)
    version = 1 if back_to else 0

    assert save(draft, back_to, MINE, 3, seen=version) == NOTHING
    assert save(draft, "in between", MINE, 2, seen=version) == NOTHING
    assert stored(draft) == [back_to, version, [MINE, 3]]
    assert draft.revisions.count() == AuditRow.objects.filter(action="save").count()
    assert draft.revisions.count() == version


def test_what_was_taken_back_can_be_answered(draft: Response) -> None:
    save(draft, None, MINE, 1, seen=0)

    assert save(draft, "after all", MINE, 2, seen=0) == CHANGED
    assert [row.n for row in draft.revisions.all()] == [1]
    assert "remarks" in filling.frozen(draft.answers)


@pytest.mark.parametrize(
    "entry",
    [
        Entry("full", "na", "No such process."),
        Entry("full", "perhaps"),
        Entry("full", pen=("short", 1)),
        Entry("full", pen=("<script>alert", 1)),
        Entry("full", pen=("x" * 37, 1)),
        Entry("full", pen=(MINE, -1)),
    ],
)
def test_what_no_page_sends_is_refused(draft: Response, entry: Entry) -> None:
    with pytest.raises(ValueError, match="mes"):
        filling.save(draft, {"mes": entry}, by=draft.created_by, at=NOW)
    draft.refresh_from_db()
    assert draft.answers == {}
