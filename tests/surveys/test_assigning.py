"""A section is given to a colleague, who is told."""

from datetime import timedelta

import pytest

from surveys import assigning
from surveys.assigning import NotColleague
from surveys.models import Assignment, AuditRow, MembershipRole, Message, Response, User
from surveys.workflow import Closed
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Response:
    return factories.response()


@pytest.fixture
def colleague(draft: Response) -> User:
    return factories.member(draft.unit.enterprise)


def assign(draft: Response, to: User | None, section: str = "equipment") -> bool:
    later = NOW + timedelta(minutes=Assignment.objects.count())
    return assigning.assign(draft, section, to, by=draft.created_by, at=later)


def given(draft: Response) -> list[tuple[str, int]]:
    return list(draft.assignments.values_list("section", "user"))


def test_the_colleague_is_told_and_it_is_recorded(
    draft: Response, colleague: User
) -> None:
    assert assign(draft, colleague) is True

    assert given(draft) == [("equipment", colleague.pk)]
    (message,) = Message.objects.filter(kind="section_assigned")
    assert (message.user, message.response, message.params) == (
        colleague,
        draft,
        {"person": draft.created_by.name, "section": "equipment"},
    )
    row = AuditRow.objects.get(action="assign")
    assert (row.details, row.before, row.after) == (
        {"section": "equipment"},
        {"user": None},
        {"user": colleague.pk},
    )


def test_the_same_once_more_changes_and_tells_nothing(
    draft: Response, colleague: User
) -> None:
    assign(draft, colleague)

    assert assign(draft, colleague) is False
    assert AuditRow.objects.filter(action="assign").count() == 1
    assert Message.objects.count() == 1


def test_a_section_moves_on_and_comes_free(draft: Response, colleague: User) -> None:
    assign(draft, colleague)
    assign(draft, draft.created_by)
    assert given(draft) == [("equipment", draft.created_by.pk)]

    assign(draft, None)

    assert given(draft) == []
    assert assign(draft, None) is False


def test_nobody_is_told_of_what_they_took_themselves(draft: Response) -> None:
    assign(draft, draft.created_by)

    assert Message.objects.count() == 0


def test_only_those_who_fill_for_the_enterprise(draft: Response) -> None:
    viewer = factories.member(draft.unit.enterprise, MembershipRole.VIEWER)
    stranger = factories.member(factories.enterprise())

    for person in (viewer, stranger):
        with pytest.raises(NotColleague):
            assign(draft, person)
    with pytest.raises(ValueError, match="nothing"):
        assign(draft, draft.created_by, "nothing")


def test_not_after_handing_in(colleague: User, draft: Response) -> None:
    handed_in = factories.handed_in(
        unit=factories.unit(draft.unit.enterprise), round=draft.round
    )

    with pytest.raises(Closed):
        assign(handed_in, colleague)
