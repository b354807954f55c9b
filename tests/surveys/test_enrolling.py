"""People, their roles, enterprises and units: what is kept of them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from surveys import enrolling
from surveys.access import Holdings
from surveys.models import AuditRow, Enterprise, Office, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

VALID = "9150000020286320X6"
IRREGULAR = "91350211M0000XUF46"
DAY = NOW.date()


def register(code: str = VALID, reason: str = "", **fields: Any) -> Enterprise:
    return enrolling.register_enterprise(
        code, factories.profile(**fields), by=None, at=NOW, uscc_reason=reason
    )


def last_row() -> AuditRow:
    row = AuditRow.objects.last()
    assert row
    return row


class TestEnterprise:
    def test_is_kept_under_its_compact_code(self) -> None:
        found = register(" 9150000020286320x6 ", name="长安", name_en="Changan")

        found.refresh_from_db()
        assert (found.uscc, found.name, found.name_en, found.created_at) == (
            VALID,
            "长安",
            "Changan",
            NOW,
        )
        assert (last_row().action, last_row().object_id) == (
            "register_enterprise",
            str(found.pk),
        )

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_of_an_irregular_code_needs_a_reason(self, reason: str) -> None:
        with pytest.raises(ValidationError):
            register(IRREGULAR, reason)
        assert Enterprise.objects.count() == 0

    def test_of_an_irregular_code_keeps_the_reason(self) -> None:
        found = register(IRREGULAR, "Seen on the licence.")
        assert found.uscc_reason == "Seen on the licence."
        assert last_row().reason == "Seen on the licence."

    def test_of_a_wrong_shape_is_refused_whatever_the_reason(self) -> None:
        with pytest.raises(ValidationError):
            register("12345", "Seen on the licence.")

    def test_comes_once(self) -> None:
        register()
        with pytest.raises(IntegrityError):
            register(VALID.lower())

    def test_its_size_and_type_follow_from_figures_and_industry(self) -> None:
        found = register(employees=1500, revenue=Decimal("39999.99"))
        assert (found.size.code, found.process_type) == ("medium", "discrete")

    def test_says_its_own_type_where_it_differs(self) -> None:
        assert register(process_type="process").process_type == "process"

    def test_its_primary_cluster_is_no_secondary_one(self) -> None:
        one, two = factories.cluster("T01"), factories.cluster("T02")
        found = register(primary_cluster=one, secondary_clusters=(one, two))
        assert list(found.secondary_clusters.all()) == [two]

    def test_update_changes_size_and_clusters_and_no_code(self) -> None:
        found, two = register(), factories.cluster("T02")
        profile = factories.profile(name="New name", employees=10, primary_cluster=two)
        enrolling.update_profile(found, profile, by=factories.user(), at=NOW)

        found.refresh_from_db()
        assert (found.uscc, found.name, found.size.code, found.primary_cluster) == (
            VALID,
            "New name",
            "micro",
            two,
        )
        assert last_row().action == "update_profile"

    def test_transfer_is_recorded_with_both_regions(self) -> None:
        found = register()
        region = factories.region("500106")
        enrolling.transfer_region(found, region, by=None, at=NOW, reason="Merger.")

        found.refresh_from_db()
        assert found.region == region
        row = last_row()
        assert (row.reason, row.before, row.after) == (
            "Merger.",
            {"region": "500105"},
            {"region": "500106"},
        )

    def test_enrolling_brings_its_first_administrator(self) -> None:
        official = factories.official()
        contact = enrolling.Contact("Zhao", email="zhao@example.org")
        found = enrolling.enrol(
            VALID,
            factories.profile(),
            contact,
            password="a long pass phrase",
            by=official,
            at=NOW,
        )
        membership = found.memberships.get()
        assert (membership.role, membership.user.email) == (
            "administrator",
            "zhao@example.org",
        )
        assert membership.user.check_password("a long pass phrase")
        written = AuditRow.objects.filter(by=official).values_list("action", flat=True)
        assert list(written) == ["register_enterprise", "add_person", "join"]

    def test_enrolling_is_whole_or_not_at_all(self) -> None:
        factories.user(email="zhao@example.org")
        contact = enrolling.Contact("Zhao", email="Zhao@example.org")
        with pytest.raises(IntegrityError):
            enrolling.enrol(
                VALID,
                factories.profile(),
                contact,
                password="a long pass phrase",
                by=factories.official(),
                at=NOW,
            )


class TestUnit:
    def test_is_added_once_by_name(self) -> None:
        of, by = factories.enterprise(), factories.user()
        unit = enrolling.add_unit(of, "workshop", "Press shop", by=by, at=NOW)

        assert (unit.enterprise, unit.kind, unit.name) == (of, "workshop", "Press shop")
        assert (last_row().action, last_row().by) == ("add_unit", by)
        with pytest.raises(IntegrityError):
            enrolling.add_unit(of, "workshop", "Press shop", by=by, at=NOW)


class TestPerson:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ({"email": " Li@Example.ORG "}, ("li@example.org", None)),
            ({"phone": "138 0013 8000"}, (None, "13800138000")),
        ],
    )
    def test_is_kept_as_people_are_looked_for(
        self, given: dict[str, str], kept: tuple[str | None, str | None]
    ) -> None:
        person = enrolling.add_person("Li", by=None, at=NOW, **given)
        person.refresh_from_db()
        assert (person.email, person.phone) == kept
        assert not person.has_usable_password()

    def test_needs_an_identifier(self) -> None:
        with pytest.raises(IntegrityError):
            enrolling.add_person("Li", email=" ", phone=" ", by=None, at=NOW)

    def test_keeps_no_password_as_it_was_given(self) -> None:
        person = factories.user(password="a long pass phrase")
        assert "phrase" not in person.password
        assert person.check_password("a long pass phrase")

    @pytest.mark.parametrize(
        "identifier",
        ["li@example.org", " LI@example.org ", "13800138000", "138 0013 8000"],
    )
    def test_is_found_by_what_people_type(self, identifier: str) -> None:
        person = factories.user(email="li@example.org", phone="13800138000")
        assert User.objects.by_identifier(identifier) == person
        assert User.objects.by_identifier(person.username) == person

    @pytest.mark.parametrize("identifier", ["", " ", "li", "None"])
    def test_is_not_found_by_anything_else(self, identifier: str) -> None:
        factories.user(email="li@example.org")
        factories.user(email="", phone="13800138000")
        assert User.objects.by_identifier(identifier) is None


class TestRoles:
    def test_a_member_belongs_from_the_local_day_on(self) -> None:
        evening = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)  # 01:00 of the 16th here
        of = factories.enterprise()
        membership = enrolling.join(factories.user(), of, "viewer", by=None, at=evening)
        assert membership.valid_from == DAY + timedelta(days=1)
        assert last_row().action == "join"

    @pytest.mark.parametrize("role", ["municipal_officer", "analyst", "author"])
    def test_an_office_over_the_city(self, role: str) -> None:
        person = factories.user()
        enrolling.appoint(person, role, region=None, by=None, at=NOW)
        assert Holdings(person, DAY).has(role)
        assert last_row().action == "appoint"

    def test_a_reviewer_has_a_region(self) -> None:
        with pytest.raises(IntegrityError):
            enrolling.appoint(
                factories.user(), "district_reviewer", region=None, by=None, at=NOW
            )

    @pytest.mark.parametrize("days", [0, 1, 400])
    def test_a_dismissed_official_holds_nothing_from_that_day_on(
        self, days: int
    ) -> None:
        person, at = factories.official(), NOW + timedelta(days=days)
        enrolling.dismiss(Office.objects.get(user=person), by=None, at=at)

        assert Holdings(person, at.date()).offices == []
        before = at.date() - timedelta(days=1)
        assert bool(Holdings(person, before).offices) == (days > 0)
        assert last_row().action == "dismiss"
