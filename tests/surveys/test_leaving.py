"""Members who take another role or leave: what goes to whom, and who cannot go."""

from functools import partial
from typing import Any

import pytest

from surveys import enrolling, inviting
from surveys.access import Holdings
from surveys.enrolling import Refused
from surveys.models import (
    Assignment,
    AuditRow,
    Enterprise,
    Membership,
    Message,
    held_on,
)
from tests import factories
from tests.crowd import at_once, kinds
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = NOW.date()


def joined(of: Enterprise, role: str) -> Membership:
    return factories.member(of, role).memberships.get()


def roles(of: Enterprise) -> dict[str, str]:
    """Who holds which role now; the numbers of people are those of their making."""
    rows = of.memberships.filter(held_on(DAY)).order_by("user")
    return {row.user.email or "": row.role for row in rows}


def sections(of: Membership, *codes: str) -> list[Assignment]:
    response = factories.response(unit=factories.unit(of.enterprise))
    return [
        Assignment.objects.create(
            response=response, section=code, user=of.user, by=of.user, at=NOW
        )
        for code in codes
    ]


def last_row() -> AuditRow:
    row = AuditRow.objects.last()
    assert row
    return row


class TestRole:
    def test_another_role_is_another_row(self) -> None:
        of = factories.enterprise()
        joined(of, "administrator")
        old = joined(of, "viewer")

        new = enrolling.change_role(old, "respondent", by=old.user, at=NOW)

        old.refresh_from_db()
        assert (old.valid_to, new.valid_from, new.role) == (DAY, DAY, "respondent")
        row = last_row()
        assert (row.action, row.before, row.after, row.details) == (
            "change_role",
            {"role": "viewer"},
            {"role": "respondent"},
            {"user": old.user_id, "enterprise": of.pk},
        )

    def test_the_same_role_is_nothing_new(self) -> None:
        old = joined(factories.enterprise(), "viewer")
        before = AuditRow.objects.count()
        assert enrolling.change_role(old, "viewer", by=old.user, at=NOW) == old
        assert AuditRow.objects.count() == before

    def test_the_only_administrator_stays_one(self) -> None:
        only = joined(factories.enterprise(), "administrator")
        with pytest.raises(Refused):
            enrolling.change_role(only, "viewer", by=only.user, at=NOW)
        assert roles(only.enterprise) == {only.user.email: "administrator"}

    def test_who_left_meanwhile_gets_no_role(self) -> None:
        of = factories.enterprise()
        joined(of, "administrator")
        gone = joined(of, "viewer")
        enrolling.leave(gone, by=gone.user, at=NOW)
        with pytest.raises(Refused):
            enrolling.change_role(gone, "respondent", by=gone.user, at=NOW)


class TestLeaving:
    def test_access_ends_at_once(self) -> None:
        of = factories.enterprise()
        joined(of, "administrator")
        leaver = joined(of, "respondent")
        sections(leaver, "equipment")

        enrolling.leave(leaver, by=leaver.user, at=NOW)

        assert Holdings(leaver.user, DAY).memberships == []
        assert Assignment.objects.count() == 0
        assert (last_row().action, last_row().details) == (
            "leave",
            {"successor": None, "sections": 1},
        )

    def test_the_only_administrator_needs_a_successor(self) -> None:
        of = factories.enterprise()
        only, other = joined(of, "administrator"), joined(of, "viewer")

        with pytest.raises(Refused):
            enrolling.leave(only, by=only.user, at=NOW)
        enrolling.leave(only, other, by=only.user, at=NOW)

        assert roles(of) == {other.user.email: "administrator"}

    @pytest.mark.parametrize(
        ("role", "codes", "successor", "becomes"),
        [
            ("respondent", ("equipment", "systems"), "viewer", "respondent"),
            ("respondent", (), "viewer", "viewer"),
            ("respondent", ("equipment",), "administrator", "administrator"),
            ("viewer", (), "respondent", "respondent"),
        ],
    )
    def test_a_successor_takes_over_the_sections(
        self, role: str, codes: tuple[str, ...], successor: str, becomes: str
    ) -> None:
        of = factories.enterprise()
        chief = joined(of, "administrator")
        leaver, heir = joined(of, role), joined(of, successor)
        given = sections(leaver, *codes)

        enrolling.leave(leaver, heir, by=chief.user, at=NOW)

        owners = Assignment.objects.filter(pk__in=[row.pk for row in given])
        assert [row.user for row in owners] == [heir.user] * len(codes)
        assert roles(of)[heir.user.email or ""] == becomes
        message = Message.objects.get(user=heir.user)
        assert (message.kind, message.params["sections"]) == ("handed_over", len(codes))

    def test_a_respondent_who_goes_gives_nobody_a_role(self) -> None:
        of = factories.enterprise()
        joined(of, "administrator")
        leaver, viewer = joined(of, "respondent"), joined(of, "viewer")
        given = sections(leaver, "equipment")

        with pytest.raises(Refused):
            enrolling.leave(leaver, viewer, by=leaver.user, at=NOW)

        assert list(Assignment.objects.filter(user=leaver.user)) == given
        assert roles(of)[viewer.user.email or ""] == "viewer"

    def test_sections_of_another_enterprise_stay(self) -> None:
        of, other = factories.enterprise(), factories.enterprise()
        joined(of, "administrator")
        leaver = joined(of, "respondent")
        elsewhere = enrolling.join(leaver.user, other, "respondent", by=None, at=NOW)
        kept = sections(elsewhere, "equipment")

        enrolling.leave(leaver, by=leaver.user, at=NOW)

        assert list(Assignment.objects.all()) == kept
        assert roles(other)[leaver.user.email or ""] == "respondent"

    def test_the_successor_is_another_member_of_the_enterprise(self) -> None:
        of = factories.enterprise()
        leaver = joined(of, "administrator")
        stranger = joined(factories.enterprise(), "administrator")
        for heir in (leaver, stranger):
            with pytest.raises(Refused):
                enrolling.leave(leaver, heir, by=leaver.user, at=NOW)
        assert roles(of) == {leaver.user.email: "administrator"}

    def test_who_is_suspended_administers_nothing(self) -> None:
        of = factories.enterprise()
        leaver, suspended = joined(of, "administrator"), joined(of, "administrator")
        suspended.user.is_active = False
        suspended.user.save()

        for heir in (None, suspended):
            with pytest.raises(Refused):
                enrolling.leave(leaver, heir, by=leaver.user, at=NOW)
        assert enrolling.is_last(leaver, NOW)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one() -> None:
    of = factories.enterprise()
    both = [joined(of, "administrator") for _ in "12"]

    def go(row: Membership) -> Any:
        return enrolling.leave(row, by=row.user, at=NOW)

    results = at_once(*(partial(go, row) for row in both))

    assert kinds(results) == ["NoneType", "Refused"]
    assert list(roles(of).values()) == ["administrator"]


def test_the_profile_keeps_what_was_said_before() -> None:
    of, by = factories.enterprise(name="Old"), factories.user()
    other = factories.cluster("T02")
    said = factories.profile(
        name="New", employees=10, secondary_clusters=(other,), region=of.region
    )
    of.name = "New"  # as a form writes it before the verb

    enrolling.update_profile(of, said, by=by, at=NOW)

    before = {"name": "Old", "employees": 400, "size": "medium"}
    after = {"name": "New", "employees": 10, "size": "micro"}
    assert (last_row().before, last_row().after) == (
        before | {"secondary_clusters": []},
        after | {"secondary_clusters": ["T02"]},
    )


def test_an_enterprise_comes_with_the_unit_that_stands_for_it() -> None:
    of = factories.enterprise(name="Yujiang")
    assert list(of.units.values_list("kind", "name")) == [("enterprise", "Yujiang")]


@pytest.mark.parametrize("step", ["leave", "change_role"])
def test_links_that_were_given_out_end_with_the_role(step: str) -> None:
    of = factories.enterprise()
    joined(of, "administrator")
    going = joined(of, "administrator")
    contact = enrolling.Contact("Sun Li", phone="13900001111")
    asked = inviting.invite(of, "viewer", contact, by=going.user, at=NOW, mail=None)

    if step == "leave":
        enrolling.leave(going, by=going.user, at=NOW)
    else:
        enrolling.change_role(going, "viewer", by=going.user, at=NOW)

    asked.refresh_from_db()
    assert asked.revoked_at == NOW
