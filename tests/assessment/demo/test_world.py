"""A small city after its rounds: whole, in order, ready to be looked at."""

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from assessment.demo import accounts
from assessment.demo.accounts import ADMINISTRATOR, RESPONDENT
from assessment.demo.driving import drive
from assessment.demo.spread import city
from reports.models import Cut, Report
from surveys import contesting
from surveys.models import (
    AuditRow,
    Correction,
    Enterprise,
    Evidence,
    Invitation,
    Job,
    Lane,
    Message,
    Objection,
    Office,
    RecheckItem,
    Registration,
    Response,
    Roster,
    Round,
    Scorecard,
    Submission,
    Title,
    UnitKind,
    User,
)
from surveys.workflow import DECIDED, Status

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
# Says that a database is needed: without it, this file alone gets none of the tests.
pytestmark = pytest.mark.django_db

# Twelve, and the one that is shown of the whole city.
THIRTEEN = (*city()[::50], city()[145])


def silent(_share, _at):
    """Nobody listens."""


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield drive(THIRTEEN, now=NOW, heard=silent)
        transaction.set_rollback(True)


def of_star(world, year, place=0):
    """What the enterprise that is shown filed in a year, for one of its units."""
    return Response.objects.get(
        unit__enterprise__uscc=world.star.uscc,
        unit__name=world.star.units[place].name,
        round__year=year,
    )


def origins(response):
    """How many answers come from where: the first word of each origin."""
    entries = response.answers.values()
    return Counter(entry["from"].split(":")[0] for entry in entries)


def test_of_two_finished_rounds_the_earlier_is_archived_and_one_is_open(world):
    rounds = Round.objects.order_by("opens_at").values_list(
        "year", "name_zh", "state", "deadline"
    )
    zone = NOW.tzinfo
    assert list(rounds) == [
        (2025, "2025年度", "archived", datetime(2025, 3, 1, tzinfo=zone)),
        (2026, "2026年度", "closed", datetime(2026, 3, 1, tzinfo=zone)),
        (2027, "2027年度", "open", datetime(2027, 3, 1, tzinfo=zone)),
    ]


def test_everything_that_was_handed_in_in_finished_rounds_is_decided(world):
    finished = Response.objects.exclude(round__state="open")
    statuses = Counter(finished.values_list("status", flat=True))
    ends = {"recognised", "cultivated", "declined", "lapsed", "withdrawn"}
    assert set(statuses) <= ends
    assert statuses["recognised"] > 1
    assert statuses["declined"] > 1


def test_every_step_has_its_scorecard_and_every_job_is_done(world):
    assert Counter(Job.objects.values_list("kind", "state")) == {
        ("assess", "done"): Submission.objects.count(),
        ("read_roster", "done"): 1,
        ("report", "queued"): 2,
    }
    cards = Counter(Scorecard.objects.values_list("lane", flat=True))
    decided = Response.objects.filter(status__in=DECIDED).count()
    assert cards[Lane.CLAIMED] == Submission.objects.count()
    assert cards[Lane.FINAL] == decided
    assert cards[Lane.REVIEWED] >= decided


def test_titles_are_granted_for_what_is_recognised(world):
    recognised = Response.objects.filter(status=Status.RECOGNISED)
    granted = Title.objects.filter(response__isnull=False)
    assert set(granted.values_list("response", flat=True)) == set(
        recognised.values_list("pk", flat=True)
    )
    assert Title.objects.filter(response__isnull=True).count() == 1102


def test_a_sample_of_the_earlier_titles_was_looked_at_again(world):
    drawn = Counter(RecheckItem.objects.values_list("outcome", flat=True))
    assert (drawn.total(), drawn["open"]) == (30, 6)
    assert all(drawn[outcome] for outcome in ("kept", "corrected", "withdrawn"))
    assert Title.objects.filter(state="due").count() == drawn["open"]


def test_the_audit_trail_has_no_gap_and_runs_with_the_calendar(world):
    rows = list(AuditRow.objects.order_by("seq").values_list("seq", "at"))
    moments = [at for _, at in rows]
    first = rows[0][0]
    assert [seq for seq, _ in rows] == list(range(first, first + len(rows)))
    assert moments == sorted(moments)
    assert moments[-1] < NOW


def test_nobody_belongs_to_a_region_that_is_gone(world):
    gone = {"500105", "500112", "CQZ-LJ"}
    codes = Enterprise.objects.values_list("region__code", flat=True)
    assert gone.isdisjoint(codes)
    ended = Office.objects.filter(valid_to__lt=date(2026, 1, 1))
    assert set(ended.values_list("region__code", flat=True)) == gone
    transferred = AuditRow.objects.filter(action="transfer_region").count()
    assert transferred == sum(who.region != who.later_region for who in THIRTEEN)


def test_the_star_has_a_title_and_a_half_filled_draft(world):
    assert of_star(world, 2026).status == Status.RECOGNISED
    assert of_star(world, 2026, place=1).status == Status.LAPSED
    draft = of_star(world, 2027, place=1)
    asked = len(draft.edition.scheme.questions)
    assert draft.status == Status.DRAFT
    assert 0.3 < len(draft.answers) / asked < 0.7


def test_two_people_share_the_draft_and_take_over_what_stood_last_time(world):
    draft = of_star(world, 2027, place=1)
    people = [ADMINISTRATOR.email, RESPONDENT.email]
    assigned = draft.assignments.order_by("user__email")
    assert list(assigned.values_list("user__email", flat=True)) == people
    assert origins(draft)["carried"] == 4
    again = draft.revisions.filter(n__gt=1).order_by("pk")
    wrote = list(again.values_list("by__email", flat=True))
    assert wrote == [ADMINISTRATOR.email, ADMINISTRATOR.email, RESPONDENT.email]
    assert draft.copies.count() == 1


def test_files_of_the_draft_have_issuers_periods_and_an_origin(world):
    draft = of_star(world, 2027, place=1)
    first, _last = draft.round.period
    files = draft.evidence.kept()
    told = [(bool(f.issuer), f.is_expired(first), bool(f.origin)) for f in files]
    assert Counter(told) >= Counter(
        [(True, False, False), (True, True, True), (False, False, True)]
    )


def test_the_index_of_the_whole_enterprise_is_begun_and_partly_prefilled(world):
    editions = Round.objects.get(state="open").editions.values_list(
        "questionnaire__code", flat=True
    )
    assert Counter(editions)["cmmm"] == 2
    begun = Response.objects.get(edition__questionnaire__code="sme_index")
    assert begun.unit.enterprise.uscc == world.star.uscc
    assert begun.unit.kind == UnitKind.ENTERPRISE
    assert origins(begun)["crosswalk"] > 10
    assert origins(begun)["typed"] == 5


def test_one_may_object_to_a_correction_and_somebody_else_has(world):
    factory = of_star(world, 2027, place=2)
    corrected = Correction.objects.filter(state="answered")
    ours = corrected.get(submission__response=factory)
    assert factory.status == Status.RECOMMENDED
    assert contesting.ends_at(factory, ours) > NOW
    objection = Objection.objects.exclude(correction=None).get()
    assert objection.state == "open"
    assert objection.correction != ours
    assert objection.evidence.count() == 1
    assert sorted(factory.evidence.values_list("trust", flat=True))[:2] == ["A", "B"]


def test_enterprises_are_on_their_way_into_the_region_of_the_reviewer(world):
    waiting = Registration.objects.values_list("region__code", "state")
    region = world.star.later_region
    assert Counter(waiting) == {
        (region, "invited"): 5,
        (region, "revoked"): 1,
        (region, "declined"): 1,
        (region, "applied"): 1,
    }
    assert Invitation.objects.open(NOW).count() == 5
    known = Counter(row["known"] for row in Roster.objects.get().rows)
    assert known == {"": 6, "enterprise": 1}


def test_each_of_the_printed_members_has_unread_messages(world):
    new = Message.objects.unread().values_list("user__email", flat=True)
    assert {account.email for account in accounts.MEMBERS} <= set(new)


def test_papers_lie_in_storage_as_what_they_are(world):
    evidence = Evidence.objects.order_by("pk")[0]
    with evidence.file.open("rb") as file:
        content = file.read()
    assert evidence.name.endswith(".pdf")
    assert content.startswith(b"%PDF-1.4\n")
    assert len(content) == evidence.size


def test_figures_of_finished_rounds_are_published_and_two_workbooks_ordered(world):
    cuts = Cut.objects.values_list("round__year", "lane")
    assert Counter(cuts) == {(2025, "final"): 2, (2026, "final"): 2}
    reports = Report.objects.order_by("language")
    ordered = reports.values_list("round__year", "lane", "language", "rows")
    assert list(ordered) == [
        (2026, "final", "en", True),
        (2026, "final", "zh-hans", True),
    ]


def test_only_the_printed_accounts_have_a_password(world):
    able = {u.email for u in User.objects.all() if u.has_usable_password()}
    assert able == {account.email for account in accounts.ACCOUNTS}
    officer = User.objects.get(email=accounts.OFFICER.email)
    assert officer.check_password(accounts.PASSWORD)


def test_the_codes_are_those_that_are_asked(world):
    codes = list(accounts.codes())
    officials = [a.email for a in accounts.ACCOUNTS if a.official]
    assert [code.email for code in codes] == officials
    for code in codes:
        factor = Authenticator.objects.get(user__email=code.email)
        assert TOTP(factor).validate_code(code.code)
    assert [c.email for c in accounts.codes("analyst@dengta.example")] == [
        "analyst@dengta.example"
    ]
