"""Driving a city comes out the same every time, or leaves nothing behind."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from assessment.demo.driving import drive
from assessment.demo.settling import UNREAD
from assessment.demo.spread import city
from surveys.models import AuditRow, Enterprise, Message, Response, Scorecard

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
THREE = city()[::200]


def outcome(now):
    """What finished rounds left, of a city that is taken away again."""
    with transaction.atomic():
        drive(THREE, now=now, heard=lambda *_: None)
        finished = Response.objects.exclude(round__state="open").order_by("pk")
        cards = Scorecard.objects.filter(submission__response__in=finished)
        found = (
            list(finished.values_list("unit__name", "status", "created_at")),
            list(cards.order_by("pk").values_list("lane", "score", "identity", "at")),
        )
        transaction.set_rollback(True)
    return found


def test_what_is_finished_comes_out_the_same_on_another_day():
    first = outcome(NOW)
    assert len(first[1]) > 10
    assert outcome(NOW + timedelta(days=2)) == first


def test_people_find_new_messages_and_are_sent_no_mail():
    drive(THREE, now=NOW, heard=lambda *_: None)
    told = Message.objects.all()
    assert not told.filter(mailed_at=None).exists()
    new = set(told.unread())
    assert new == set(told.filter(at__gte=NOW - UNREAD))
    assert len(new) < told.count()


def test_whoever_interrupts_it_finds_nothing():
    def interrupt(share, _at):
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drive(THREE, now=NOW, heard=interrupt)
    assert (Enterprise.objects.count(), AuditRow.objects.count()) == (0, 0)
