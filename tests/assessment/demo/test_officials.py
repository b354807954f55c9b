"""The officials' side of the demo: each scene has left what its pages show."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from assessment.demo.accounts import OFFICER, REVIEWER, SECURITY
from assessment.demo.calendar import periods
from assessment.demo.casting import End, course
from assessment.demo.driving import drive
from assessment.demo.spread import city
from reports.calibrating import MOST_DRIFT, calibrate
from reports.overseeing import By, Step, funnel
from surveys import sealing
from surveys.models import (
    AuditAnchor,
    Extension,
    Judgement,
    MoveRow,
    Objection,
    Office,
    Panel,
    Reminder,
    ReminderLine,
    Response,
    Round,
    Seat,
)
from surveys.workflow import Status

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STAR = city()[145]
DONE = End.DECIDED
pytestmark = pytest.mark.django_db


def cast():
    """The one that is shown, neighbours that hand in, and some of everywhere."""
    current = periods(NOW)[-1]
    near = [who for who in city() if who.later_region == STAR.later_region]
    ends = {who: getattr(course(who, current, STAR), "end", None) for who in near}
    chosen = [who for who in near if ends[who] is End.SUBMITTED][:16]
    for end in (End.RECOMMENDED, DONE, End.DRAFT, None):
        chosen += [who for who in near if ends[who] is end and who != STAR][:4]
    away = [who for who in city() if who not in near]
    # Some that are decided already, and the region of one reviewer.
    chosen += [w for w in away if getattr(course(w, current, STAR), "end", "") == DONE]
    there = Counter(who.later_region for who in away).most_common(1)[0][0]
    chosen += [w for w in away if w.later_region == there and w not in chosen][:10]
    return (STAR, *chosen, *(w for w in city()[::120] if w not in chosen))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield drive(cast(), now=NOW, heard=lambda *_: None)
        transaction.set_rollback(True)


@pytest.fixture
def current():
    return Round.objects.get(state="open")


def test_reminders_have_a_log_and_who_was_reminded_lately_is_not_again(world, current):
    sent = Reminder.objects.filter(round=current)
    by = list(sent.order_by("at").values_list("by__email", flat=True))
    # The municipality reminds a cluster, of which this small city may have nobody idle.
    assert by[-2:] == [REVIEWER.email, REVIEWER.email]
    assert set(by[:-2]) <= {OFFICER.email}
    outcomes = Counter(ReminderLine.objects.values_list("outcome", flat=True))
    assert outcomes["told"] > 3
    assert outcomes["throttled"] > 0
    read = ReminderLine.objects.filter(messages__read_at__isnull=False)
    assert 0 < read.count() < outcomes["told"]


def test_one_enterprise_and_one_region_have_more_time(world, current):
    given = Extension.objects.filter(round=current)
    kinds = [(e.enterprise_id is None, bool(e.reason)) for e in given]
    assert sorted(kinds) == [(False, True), (True, True)]
    assert all(extension.until > current.deadline for extension in given)


def test_some_signed_in_and_stopped_there(world, current):
    found = funnel(current, None, By.REGION, NOW).total
    assert found.stopped[Step.SIGNED_IN] > 0
    assert found.stopped[Step.STARTED] > 0


def test_experts_scored_blindly_before_the_decisions_were_released(world):
    last = Round.objects.get(year=2026)
    panel = Panel.objects.get(round=last)
    seats = panel.seats.all()
    assert seats.count() == seats.exclude(finished_at=None).count() > 3
    release = last.release
    assert release.figures == calibrate(last).figures()
    decided = MoveRow.objects.filter(
        response__round=last, name__in=("notice", "cultivate", "decline")
    )
    assert decided.exists()
    assert not decided.filter(at__lt=release.at).exists()


def test_a_reviewer_was_outside_the_limits_and_the_release_says_so(world):
    last = Round.objects.get(year=2026)
    outside = [line for line in calibrate(last).reviewers if line.outside]
    assert len(outside) == last.release.figures["reviewers_outside"] == 1
    assert outside[0].drift.mean > MOST_DRIFT
    assert outside[0].name in last.release.note


def test_notices_run_and_one_is_objected_to(world, current):
    running = Response.objects.filter(
        round=current, status=Status.NOTICED, notice_until__gt=NOW
    )
    assert running.count() >= 3
    raised = Objection.objects.filter(correction=None)
    open_one = raised.get(response__round=current)
    assert open_one.state == "open"
    assert open_one.response in running


def test_an_objection_of_last_year_was_rejected_by_a_second_officer(world):
    closed = Objection.objects.get(correction=None, response__round__year=2026)
    assert closed.state == "rejected"
    assert closed.decided_by == world.people["deputy"]
    decisions = MoveRow.objects.filter(response=closed.response, name="notice")
    assert closed.decided_by not in {row.by for row in decisions}


def test_a_panel_of_the_open_round_is_in_progress(world, current):
    assert current.holds_decisions()
    seats = Seat.objects.filter(panel__round=current)
    assert seats.filter(finished_at=None).exists()


def test_the_reviewer_has_judged_half_a_file_and_returned_another(world, current):
    kinds = Counter(
        Judgement.objects.filter(
            submission__response__status=Status.SUBMITTED
        ).values_list("kind", "by__email")
    )
    assert kinds == {("agree", REVIEWER.email): 9, ("ask", REVIEWER.email): 2}
    back = Response.objects.filter(
        status=Status.RETURNED, status_at__gt=NOW - timedelta(hours=1)
    )
    assert back.get().newest_submission().remarks.count() == 2


def test_a_colleague_has_files(world):
    helper = world.people["colleague"]
    assert Response.objects.filter(reviewer=helper).count() == 2


def test_offices_end_and_pass_on_by_the_security_administrator(world):
    day = timezone.localdate(NOW)
    ending = Office.objects.filter(valid_to__gt=day)
    assert [office.user for office in ending] == [world.people["colleague"]]
    followed = Office.objects.get(user__email__startswith="successor")
    assert world.reviews[followed.region.code] == followed
    before = Office.objects.get(region=followed.region, valid_to=followed.valid_from)
    assert before.user != followed.user
    assert SECURITY.role in world.people


def test_the_trail_is_whole_once_it_is_sealed(world, settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "anchors.log"
    sealing.seal()
    sealing.anchor(NOW)
    verdict = sealing.verify()
    assert verdict.fault is None
    assert verdict.rows == verdict.sealed
    assert AuditAnchor.objects.count() == 1
