"""Coming in: rosters confirmed, links used once, enterprises that apply."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.base import ContentFile

from surveys import enrolling, inviting, posting
from surveys.inviting import Newcomer, Refused, Unusable, Way
from surveys.models import (
    AuditRow,
    Enterprise,
    ImportState,
    Invitation,
    Job,
    Membership,
    Message,
    Registration,
    Roster,
    User,
)
from tests import factories
from tests.access.newcomers import workbook
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WAY = Way("https://dengta.example/")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PERSON = Newcomer("Zhao Lei", "a long pass phrase", email="zhao@example.org")


def row(code: str, **fields: Any) -> dict[str, Any]:
    return {
        "row": 3,
        "name": "Yujiang",
        "uscc": code,
        "region": factories.region().code,
        "cluster": factories.cluster().code,
        "contact": "Zhao Lei",
        "email": "zhao@example.org",
        "phone": "13800000000",
    } | fields


def read(*rows: dict[str, Any], by: User | None = None, **fields: Any) -> Roster:
    """A roster that was read."""
    by = by or factories.official()
    roster = inviting.upload(ContentFile(workbook(), "a.xlsx"), "a", by=by, at=NOW)
    fields = {"state": ImportState.READY, "rows": list(rows)} | fields
    Roster.objects.filter(pk=roster.pk).update(**fields)
    roster.refresh_from_db()
    return roster


def confirm(roster: Roster, mail: Way | None = None) -> inviting.Taken:
    return inviting.confirm(roster, mail=mail, by=roster.by, at=NOW)


def invited(**fields: Any) -> Invitation:
    """An enterprise that waits with its invitation."""
    confirm(read(row(factories.credit_code(), **fields)))
    found = Invitation.objects.select_related("registration").first()
    assert found
    return found


def asked(of: Enterprise | None = None, **contact: str) -> Invitation:
    """A colleague who is invited."""
    of = of or factories.enterprise()
    who = enrolling.Contact(**({"name": "Qian", "email": "qian@example.org"} | contact))
    by = factories.member(of, "administrator")
    return inviting.invite(of, "respondent", who, by=by, at=NOW, mail=None)


def enter(
    invitation: Invitation,
    person: User | Newcomer = PERSON,
    at: datetime = NOW,
    **fields: Any,
) -> Membership:
    profile = factories.profile(**fields) if invitation.registration_id else None
    return inviting.accept(posting.token_of(invitation), person, profile, at=at)


class TestRoster:
    def test_confirming_invites_each_row_once(self) -> None:
        codes = [factories.credit_code() for _ in "123"]
        roster = read(*(row(code) for code in codes))

        taken = confirm(roster, WAY)

        rows = Registration.objects.order_by("pk")
        assert taken == inviting.Taken(created=3, known=0)
        assert [(r.uscc, r.state, r.roster) for r in rows] == [
            (code, "invited", roster) for code in codes
        ]
        assert [i.role for i in Invitation.objects.all()] == ["administrator"] * 3
        assert Job.objects.filter(kind="invite").count() == 1

    def test_again_or_in_another_roster_nothing_comes_twice(self) -> None:
        code = factories.credit_code()
        roster = read(row(code))
        confirm(roster)

        taken = [confirm(roster), confirm(read(row(code), by=roster.by))]

        assert taken == [inviting.Taken(0, 1), inviting.Taken(0, 1)]
        assert Invitation.objects.count() == 1

    def test_what_is_known_stays_as_it_is(self) -> None:
        here = factories.enterprise()
        taken = confirm(read(row(here.uscc), row(factories.credit_code())))
        assert taken == inviting.Taken(created=1, known=1)

    def test_good_rows_of_a_faulty_roster_are_taken(self) -> None:
        roster = read(row(factories.credit_code()), state=ImportState.FAULTY)
        assert confirm(roster).created == 1

    def test_regions_that_are_no_longer_ones_own_stay_out(self) -> None:
        factories.region("500106")
        roster = read(row(factories.credit_code(), region="500106"))
        assert confirm(roster) == inviting.Taken(0, 1)

    @pytest.mark.parametrize("state", ["waiting", "dropped"])
    def test_before_it_is_read_nothing_is_confirmed(self, state: str) -> None:
        with pytest.raises(Refused):
            confirm(read(row(factories.credit_code()), state=state))
        assert Registration.objects.count() == 0

    def test_putting_away_takes_the_file_with_it(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        roster = read(row(factories.credit_code()))
        with django_capture_on_commit_callbacks(execute=True):
            inviting.drop(roster, by=roster.by, at=NOW)
            inviting.drop(roster, by=roster.by, at=NOW)
        roster.refresh_from_db()
        assert (roster.state, roster.rows) == (ImportState.DROPPED, [])
        assert not roster.file.storage.exists(roster.file.name or "")

    def test_a_confirmed_one_is_not_put_away(self) -> None:
        roster = read(row(factories.credit_code()))
        confirm(roster)
        with pytest.raises(Refused):
            inviting.drop(roster, by=roster.by, at=NOW)

    def test_many_rows_take_few_queries(
        self, django_assert_max_num_queries: Any
    ) -> None:
        rows = [row(factories.credit_code(), row=n) for n in range(600)]
        roster = read(*rows)
        with django_assert_max_num_queries(60):
            assert confirm(roster, WAY).created == 600


class TestAccepting:
    def test_an_invited_enterprise_comes_in_with_its_administrator(self) -> None:
        invitation = invited()

        membership = enter(invitation, name="Yujiang Auto Parts")

        registration = Registration.objects.get()
        enterprise = membership.enterprise
        assert (membership.role, membership.user.email) == (
            "administrator",
            "zhao@example.org",
        )
        assert membership.user.check_password("a long pass phrase")
        assert (enterprise.uscc, enterprise.name) == (
            registration.uscc,
            "Yujiang Auto Parts",
        )
        assert (registration.state, registration.enterprise) == ("arrived", enterprise)
        assert [m.user for m in Message.objects.all()] == [invitation.by]

    def test_a_colleague_joins_and_the_administrators_are_told(self) -> None:
        invitation = asked()
        membership = enter(invitation, factories.user("Qian"))
        assert (membership.role, membership.enterprise) == (
            "respondent",
            invitation.enterprise,
        )
        message = Message.objects.get()
        assert (message.kind, message.user) == ("joined", invitation.by)
        assert AuditRow.objects.last().action == "accept_invitation"  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("fields", "at", "code"),
        [
            ({"accepted": True}, NOW, "used"),
            ({"revoked_at": NOW}, NOW, "revoked"),
            ({"nonce": "other"}, NOW, "replaced"),
            ({}, NOW + 14 * DAY, "expired"),
        ],
    )
    def test_a_link_that_is_over_leads_nowhere(
        self, fields: dict[str, Any], at: datetime, code: str
    ) -> None:
        invitation = asked()
        token = posting.token_of(invitation)
        if fields.pop("accepted", False):
            fields = {"accepted_by": invitation.by, "accepted_at": NOW}
        Invitation.objects.update(**fields)
        with pytest.raises(Unusable) as problem:
            inviting.accept(token, PERSON, None, at=at)
        assert problem.value.code == code
        assert User.objects.filter(email=PERSON.email).count() == 0

    @pytest.mark.parametrize(
        "token", ["", "x", "a.b", "WzEsIm4iXQ.forged", "%00", "长"]
    )
    def test_a_made_up_link_is_unknown(self, token: str) -> None:
        with pytest.raises(Unusable) as problem:
            inviting.find(token, NOW)
        assert problem.value.code == "unknown"

    def test_to_the_last_moment_it_works(self) -> None:
        invitation = asked()
        assert inviting.find(
            posting.token_of(invitation), NOW + 14 * DAY - timedelta(seconds=1)
        )

    def test_who_belongs_already_is_told(self) -> None:
        invitation = asked()
        with pytest.raises(Refused):
            enter(invitation, invitation.by)

    def test_an_official_does_not_come_in_by_their_own_link(self) -> None:
        found = invited()
        with pytest.raises(Refused):
            enter(found, found.by)
        assert Enterprise.objects.count() == 0

    def test_an_enterprise_that_came_otherwise_is_not_there_twice(self) -> None:
        invitation = invited()
        assert invitation.registration
        factories.enterprise(uscc=invitation.registration.uscc)
        with pytest.raises(Refused):
            enter(invitation)
        assert User.objects.filter(email=PERSON.email).count() == 0

    def test_an_account_that_is_there_is_refused_with_words(self) -> None:
        factories.user(email=PERSON.email)
        with pytest.raises(Refused):
            enter(asked())


class TestInviting:
    def test_who_belongs_is_not_invited(self) -> None:
        of = factories.enterprise()
        person = factories.member(of)
        with pytest.raises(Refused):
            asked(of, email=f" {(person.email or '').upper()}")

    def test_who_is_invited_is_not_invited_twice(self) -> None:
        of = factories.enterprise()
        asked(of)
        with pytest.raises(Refused):
            asked(of, email="QIAN@example.org")
        asked(of, email="sun@example.org")

    def test_the_first_mail_keeps_the_link(self) -> None:
        first = asked()
        again = inviting.send_again(first, mail=WAY, by=first.by, at=NOW + HOUR)
        assert (again.nonce, again.expires_at) == (first.nonce, NOW + HOUR + 14 * DAY)

    def test_another_mail_makes_the_older_link_useless(self) -> None:
        first = asked()
        Invitation.objects.update(mailed_at=NOW)
        token = posting.token_of(first)

        inviting.send_again(first, mail=WAY, by=first.by, at=NOW + HOUR)

        with pytest.raises(Unusable) as problem:
            inviting.find(token, NOW + HOUR)
        assert problem.value.code == "replaced"

    def test_between_two_mails_lies_an_hour(self) -> None:
        first = asked()
        Invitation.objects.update(mailed_at=NOW)
        with pytest.raises(Refused):
            inviting.send_again(
                first, mail=WAY, by=first.by, at=NOW + HOUR - timedelta(seconds=1)
            )
        inviting.send_again(first, mail=None, by=first.by, at=NOW)

    def test_one_taken_back_takes_its_registration_along(self) -> None:
        first = invited()
        inviting.revoke(first, by=first.by, at=NOW)
        assert Registration.objects.get().state == "revoked"
        for act in (inviting.revoke, partial(inviting.send_again, mail=None)):
            with pytest.raises(Refused):
                act(first, by=first.by, at=NOW)

    def test_a_code_that_was_taken_back_may_be_invited_anew(self) -> None:
        first = invited()
        inviting.revoke(first, by=first.by, at=NOW)
        assert first.registration
        assert confirm(read(row(first.registration.uscc), by=first.by)).created == 1

    def test_links_are_handed_over_whole_and_noted(self) -> None:
        first = invited(email="")
        rows = Invitation.objects.select_related("registration__region")
        links = inviting.phone_links(rows, WAY, by=first.by, at=NOW)
        assert [(link.phone, link.address) for link in links] == [
            ("13800000000", posting.address_of(first, WAY.site))
        ]
        assert AuditRow.objects.last().details == {"links": 1}  # type: ignore[union-attr]


class TestApplying:
    def apply(self, person: User | Newcomer = PERSON, **fields: Any) -> Registration:
        code = fields.pop("code", None) or factories.credit_code()
        return inviting.apply(code, factories.profile(**fields), person, at=NOW)

    def test_an_application_waits_for_its_district(self) -> None:
        reviewer = factories.official()
        factories.official(region=factories.region("500106"))

        made = self.apply()

        assert (made.state, made.applicant.email) == ("applied", PERSON.email)  # type: ignore[union-attr]
        assert Enterprise.objects.count() == 0
        assert [(m.kind, m.user) for m in Message.objects.all()] == [
            ("registration_applied", reviewer)
        ]

    def test_confirmed_it_becomes_an_enterprise(self) -> None:
        two = factories.cluster("T02")
        made = self.apply(
            employees=20,
            secondary_clusters=(two,),
            sme_tier=factories.sme_tier(),
            whole_machines=True,
        )
        official = factories.official()

        enterprise = inviting.confirm_application(made, by=official, at=NOW + DAY)

        made.refresh_from_db()
        held = enterprise.memberships.get()
        assert (made.state, made.enterprise, made.decided_by) == (
            "arrived",
            enterprise,
            official,
        )
        assert (held.user, held.role) == (made.applicant, "administrator")
        assert (enterprise.size.code, list(enterprise.secondary_clusters.all())) == (
            "small",
            [two],
        )
        assert (enterprise.sme_tier, enterprise.whole_machines) == (
            factories.sme_tier(),
            True,
        )
        message = Message.objects.get(user=held.user)
        assert message.kind == "registration_confirmed"

    def test_declined_it_says_why_and_may_come_again(self) -> None:
        made = self.apply()
        official = factories.official()
        with pytest.raises(Refused):
            inviting.decline_application(made, reason=" ", by=official, at=NOW)
        inviting.decline_application(made, reason="Not ours.", by=official, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.reason) == ("declined", "Not ours.")
        message = Message.objects.get(user=made.applicant)
        assert message.params["reason"] == "Not ours."
        assert made.applicant
        assert self.apply(made.applicant, code=made.uscc).state == "applied"

    def test_it_is_decided_once(self) -> None:
        made, official = self.apply(), factories.official()
        inviting.confirm_application(made, by=official, at=NOW)
        with pytest.raises(Refused):
            inviting.confirm_application(made, by=official, at=NOW)
        with pytest.raises(Refused):
            inviting.decline_application(made, reason="No.", by=official, at=NOW)

    def test_nobody_lets_themselves_in(self) -> None:
        official = factories.official()
        made = self.apply(official)
        with pytest.raises(Refused):
            inviting.confirm_application(made, by=official, at=NOW)
        assert Enterprise.objects.count() == 0

    def test_what_came_meanwhile_is_not_there_twice(self) -> None:
        made = self.apply()
        factories.enterprise(uscc=made.uscc)
        with pytest.raises(Refused):
            inviting.confirm_application(made, by=factories.official(), at=NOW)

    def test_known_codes_and_people_are_refused(self) -> None:
        here = factories.enterprise().uscc
        waiting = self.apply().uscc
        for code in (here, waiting):
            with pytest.raises(Refused):
                self.apply(factories.user(), code=code)
        with pytest.raises(Refused):
            self.apply()  # the same person as a newcomer
        assert Registration.objects.count() == 1
