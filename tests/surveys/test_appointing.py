"""Officials: offices given and ended, apart from each other, handed over, moved."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.base import ContentFile

from surveys import appointing, enrolling, filling, inviting, seating
from surveys.access import Holdings
from surveys.appointing import Handed
from surveys.enrolling import Refused
from surveys.models import AuditRow, Office, OfficeRole, Region, Response, Roster, User
from tests import factories
from tests.access.newcomers import workbook
from tests.crowd import at_once, kinds
from tests.factories import NOW
from tests.surveys.seating.people import AGREED, drawn, expert, finished, two_regions

pytestmark = pytest.mark.django_db

DAY = NOW.date()
WHY = "Letter 12 of 2026."
APART = ("system_admin", "security_admin", "audit_admin")


@pytest.fixture
def security() -> User:
    return factories.official("security_admin")


def appoint(person: User, role: str, by: User | None, **fields: Any) -> Office:
    given = {"region": None, "since": DAY, "reason": WHY, "at": NOW} | fields
    return appointing.appoint(person, role, by=by, **given)


def held(person: User, day: date = DAY) -> list[tuple[str, str]]:
    offices = Holdings(person, day).offices
    return [(o.role, o.region.code if o.region else "") for o in offices]


def told(person: User) -> list[str]:
    return list(person.messages.order_by("pk").values_list("kind", flat=True))


def trail(action: str) -> AuditRow:
    return AuditRow.objects.filter(action=action).latest("seq")


class TestOffice:
    def test_is_held_from_its_first_to_its_last_day(self, security: User) -> None:
        person, since = factories.user(), DAY + timedelta(days=3)
        until = since + timedelta(days=2)

        office = appoint(person, "analyst", security, since=since, until=until)

        days = [since + timedelta(days=n) for n in (-1, 0, 1, 2)]
        analyst = [("analyst", "")]
        assert [held(person, d) for d in days] == [[], analyst, analyst, []]
        assert told(person) == ["appointed"]
        row = trail("appoint")
        assert (row.by, row.reason, row.object_id) == (security, WHY, str(office.pk))
        assert (row.before, row.after) == (None, office.told())

    def test_is_ended_with_before_and_after(self, security: User) -> None:
        office = appoint(factories.user(), "analyst", security)
        until = DAY + timedelta(days=5)

        appointing.end(office, until=until, reason=WHY, by=security, at=NOW)

        row = trail("dismiss")
        changed = [told["valid_to"] for told in (row.before, row.after)]
        assert changed == [None, until.isoformat()]
        assert told(office.user) == ["appointed", "office_ended"]

    def test_to_come_never_begins_once_it_is_ended(self, security: User) -> None:
        since = DAY + timedelta(days=9)
        office = appoint(factories.user(), "expert", security, since=since)

        appointing.end(office, until=DAY, reason=WHY, by=security, at=NOW)

        office.refresh_from_db()
        assert (office.valid_from, office.valid_to) == (since, since)

    @pytest.mark.parametrize(
        "fields",
        [
            {"since": DAY - timedelta(days=1)},
            {"until": DAY},
            {"role": "district_reviewer", "region": "gone"},
            {"role": "district_reviewer", "region": "to come"},
        ],
    )
    def test_is_refused_for_days_and_regions_that_do_not_fit(
        self, security: User, fields: dict[str, Any]
    ) -> None:
        regions = {
            "gone": factories.region("500112", valid_to=DAY),
            "to come": factories.region("500157", valid_from=DAY + timedelta(days=1)),
        }
        given = {"role": "analyst"} | fields
        given["region"] = regions.get(given.get("region"))
        with pytest.raises(Refused):
            appoint(factories.user(), by=security, **given)
        assert Office.objects.exclude(user=security).count() == 0

    def test_is_not_given_to_oneself(self, security: User) -> None:
        with pytest.raises(Refused):
            appoint(security, "security_admin", security)
        own = security.offices.get()
        with pytest.raises(Refused):
            appointing.end(own, until=DAY, reason=WHY, by=security, at=NOW)

    def test_is_not_given_twice_nor_to_a_suspended_account(
        self, security: User
    ) -> None:
        person = factories.official("analyst")
        with pytest.raises(Refused):
            appoint(person, "analyst", security)
        locked = factories.user()
        User.objects.filter(pk=locked.pk).update(is_active=False)
        locked.refresh_from_db()
        with pytest.raises(Refused):
            appoint(locked, "analyst", security)

    def test_needs_a_reason_to_be_ended(self, security: User) -> None:
        office = appoint(factories.user(), "analyst", security)
        with pytest.raises(Refused):
            appointing.end(office, until=DAY, reason=" ", by=security, at=NOW)


class TestApart:
    """System, security and audit (GB/T 22239), and everything else."""

    @pytest.mark.parametrize("second", OfficeRole.values)
    @pytest.mark.parametrize("first", APART)
    def test_nobody_is_two_on_one_day(
        self, security: User, first: str, second: str
    ) -> None:
        person = factories.user()
        until = DAY + timedelta(days=10)
        region = factories.region() if second == "district_reviewer" else None
        appoint(person, first, security, until=until)

        for since in (DAY, until - timedelta(days=1)):
            with pytest.raises(Refused):
                appoint(person, second, security, since=since, region=region)

        office = appoint(person, second, security, since=until, region=region)
        assert held(person, until) == [(second, region.code if region else "")]
        assert office.valid_from == until

    def test_nor_when_the_other_comes_first(self, security: User) -> None:
        person = factories.official("municipal_officer")
        for role in APART:
            with pytest.raises(Refused):
                appoint(person, role, security)

    def test_nor_a_member_of_an_enterprise(self, security: User) -> None:
        member = factories.member(factories.enterprise())
        with pytest.raises(Refused):
            appoint(member, "system_admin", security)
        system = factories.official("system_admin")
        with pytest.raises(Refused):
            enrolling.join(system, factories.enterprise(), "viewer", by=None, at=NOW)

    def test_an_office_taken_back_on_its_day_stands_in_nobodys_way(
        self, security: User
    ) -> None:
        person = factories.user()
        office = appoint(person, "analyst", security)
        appointing.end(office, until=DAY, reason=WHY, by=security, at=NOW)
        appoint(person, "system_admin", security)
        assert held(person) == [("system_admin", "")]


class TestLastSecurity:
    def test_somebody_without_an_end_is_left(self, security: User) -> None:
        other = factories.user()
        office = appoint(other, "security_admin", None, until=DAY + timedelta(days=9))

        own, system = security.offices.get(), factories.official("system_admin")
        with pytest.raises(Refused):
            appointing.end(own, until=DAY, reason=WHY, by=other, at=NOW)
        with pytest.raises(Refused):
            appointing.suspend(security, reason=WHY, by=system, at=NOW)

        security.refresh_from_db()
        assert (security.is_active, held(security)) == (True, [("security_admin", "")])
        appointing.end(office, until=DAY, reason=WHY, by=security, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_each_other_one_is_refused() -> None:
    one, other = factories.official("security_admin"), factories.user()
    appoint(other, "security_admin", None)
    acts = [
        partial(appointing.end, of.offices.get(), until=DAY, reason=WHY, by=by, at=NOW)
        for of, by in ((one, other), (other, one))
    ]

    assert kinds(at_once(*acts)) == ["NoneType", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_apart_given_at_once_one_is_refused() -> None:
    by, person = factories.official("security_admin"), factories.user()
    acts = [partial(appoint, person, role, by) for role in ("audit_admin", "analyst")]

    assert kinds(at_once(*acts)) == ["Office", "Refused"]
    assert person.offices.count() == 1


class TestHandOver:
    def roster(self, by: User, name: str) -> Roster:
        file = ContentFile(workbook(), name)
        return inviting.upload(file, name, by=by, at=NOW)

    def hand_over(self, leaver: User, successor: User, by: User) -> Handed:
        return appointing.hand_over(
            leaver, leaver.offices.all(), successor, reason=WHY, by=by, at=NOW
        )

    def test_is_one_step(self, security: User) -> None:
        leaver, successor = factories.official(), factories.user()
        open_file = factories.handed_in()
        taken = {"reviewer": leaver, "reviewer_since": NOW}
        Response.objects.filter(pk=open_file.pk).update(**taken)
        decided = self.roster(leaver, "dropped.xlsx")
        inviting.drop(decided, by=leaver, at=NOW)
        waiting = self.roster(leaver, "open.xlsx")

        handed = self.hand_over(leaver, successor, security)

        assert (held(leaver), held(successor)) == (
            [],
            [("district_reviewer", "500105")],
        )
        assert (handed.work, handed.files) == (
            {"files": 1, "rosters": 1},
            1,
        )
        owners = {roster.name: roster.by for roster in Roster.objects.all()}
        assert owners == {decided.name: leaver, waiting.name: successor}
        assert (told(leaver), told(successor)) == (
            ["office_passed_on"],
            ["office_taken_over"],
        )
        row = trail("hand_over_office")
        before, after = row.before, row.after
        assert (before["user"], after["user"]) == (leaver.pk, successor.pk)
        assert after["work"] == {"files": 1, "rosters": 1}
        open_file.refresh_from_db()
        assert open_file.reviewer == successor
        assert Response.objects.get(pk=open_file.pk).opened_by is None

    def test_of_an_expert_takes_the_open_seats_along(self, security: User) -> None:
        target, _files = two_regions(near=3, far=0)
        leaver, successor = expert(), factories.user()
        panel = drawn(target, leaver)
        done, scored, biased = panel.seats.order_by("pk")
        finished(done)
        seating.score(scored, AGREED, by=leaver, at=NOW)
        file = biased.submission.response
        Response.objects.filter(pk=file.pk).update(opened_by=successor, opened_at=NOW)

        handed = self.hand_over(leaver, successor, security)

        seats = {seat.pk: seat.expert for seat in panel.seats.all()}
        assert seats == {done.pk: leaver, scored.pk: successor, biased.pk: leaver}
        assert (scored.scores.count(), done.scores.count()) == (0, len(AGREED))
        work = {"files": 0, "rosters": 0, "seats": 1}
        assert (handed.work, handed.kept) == (work, 1)
        assert sorted(told(successor)) == ["office_taken_over", "seated"]
        assert trail("reseat").object_id == str(scored.pk)

    def test_of_another_office_leaves_the_seats(self, security: User) -> None:
        leaver, successor = expert(), factories.user()
        panel = drawn(two_regions(near=1, far=0)[0], leaver)
        office = appoint(leaver, "analyst", security)
        appointing.hand_over(
            leaver, [office], successor, reason=WHY, by=security, at=NOW
        )
        assert panel.seats.get().expert == leaver

    def test_goes_on_for_as_long_as_the_office_ran(self, security: User) -> None:
        leaver, successor = factories.official(), factories.user()
        until = DAY + timedelta(days=30)
        leaver.offices.update(valid_to=until)
        self.hand_over(leaver, successor, security)
        office = successor.offices.get()
        assert (office.valid_from, office.valid_to) == (DAY, until)

    def test_keeps_what_the_successor_holds_anyway(self, security: User) -> None:
        leaver, successor = factories.official(), factories.official()
        self.hand_over(leaver, successor, security)
        assert (held(leaver), successor.offices.count()) == ([], 1)

    @pytest.mark.parametrize("who", ["leaver", "security", "system", "suspended"])
    def test_of_a_wrong_successor_changes_nothing(
        self, security: User, who: str
    ) -> None:
        leaver = factories.official()
        people = {
            "leaver": leaver,
            "security": security,
            "system": factories.official("system_admin"),
            "suspended": factories.user(),
        }
        people["suspended"].is_active = False
        roster = self.roster(leaver, "open.xlsx")

        with pytest.raises(Refused):
            self.hand_over(leaver, people[who], security)

        roster.refresh_from_db()
        assert (held(leaver), roster.by) == ([("district_reviewer", "500105")], leaver)

    def test_of_the_only_security_office_leaves_its_successor(
        self, security: User
    ) -> None:
        by, successor = factories.user(), factories.user()
        appoint(by, "security_admin", None, until=DAY + timedelta(days=9))
        self.hand_over(security, successor, by)
        assert held(successor) == [("security_admin", "")]


class TestMerger:
    """November 2025: Yubei went to the Liangjiang New Area, its north to Beibei."""

    def merged(self) -> tuple[Region, Region, Region]:
        day = DAY - timedelta(days=70)
        yubei = factories.region("500112", valid_to=day)
        liangjiang = factories.region("500157", valid_from=day)
        beibei = factories.region("500109")
        yubei.successors.set([liangjiang, beibei])
        return yubei, liangjiang, beibei

    def test_moves_every_office_and_keeps_the_history(self, security: User) -> None:
        yubei, liangjiang, beibei = self.merged()
        reviewer = factories.official(region=yubei)
        both = factories.official(region=yubei)
        Office.objects.create(
            user=both, role="district_reviewer", region=beibei, valid_from=DAY
        )
        before = reviewer.offices.get()

        given = appointing.move_offices(
            yubei, [liangjiang, beibei], reason=WHY, by=security, at=NOW
        )

        assert len(given) == 4
        new = [("district_reviewer", "500109"), ("district_reviewer", "500157")]
        assert (sorted(held(reviewer)), sorted(held(both))) == (new, new)
        assert both.offices.filter(region=beibei).count() == 1
        before.refresh_from_db()
        assert (before.region, before.valid_to) == (yubei, DAY)
        row = trail("move_offices")
        assert (row.before, row.after) == (
            {"region": "500112"},
            {"regions": ["500109", "500157"], "offices": 4},
        )

    def test_what_was_handed_in_keeps_its_region_and_is_still_found(
        self, security: User
    ) -> None:
        yubei, liangjiang, _beibei = self.merged()
        reviewer = factories.official(region=yubei)
        file = factories.handed_in(
            unit=factories.unit(factories.enterprise(region=yubei))
        )
        enterprise = file.unit.enterprise

        enrolling.transfer_region(
            enterprise, liangjiang, by=security, at=NOW, reason=WHY
        )
        appointing.move_offices(yubei, [liangjiang], reason=WHY, by=security, at=NOW)

        assert file.newest_submission().facts["region"] == "500112"
        assert Holdings(reviewer, DAY).regions == {liangjiang.pk}
        again = factories.filled(unit=file.unit, round=factories.open_round(year=2027))
        who = again.created_by
        filling.submit(again, name="Wang", post="Head", by=who, at=NOW)
        assert again.newest_submission().facts["region"] == "500157"

    def test_is_refused_for_a_region_that_goes_on(self, security: User) -> None:
        yubei, liangjiang, _beibei = self.merged()
        for region, targets in ((liangjiang, [yubei]), (yubei, [factories.region()])):
            with pytest.raises(Refused):
                appointing.move_offices(
                    region, targets, reason=WHY, by=security, at=NOW
                )
