"""Seals are laid in batches beside the verbs; once a day the chain is anchored."""

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from surveys import auditing, jobs, sealing, tasks
from surveys.models import AuditAnchor, AuditRow, AuditSeal, Job
from surveys.sealing import Mark
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW
from tests.surveys.sealing.trails import sealed, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchors(tmp_path: Path, settings: Any) -> Path:
    settings.AUDIT_ANCHORS = tmp_path / "beside" / "anchors.log"
    return tmp_path / "beside" / "anchors.log"


def test_each_row_is_sealed_once() -> None:
    written(7)
    first = sealing.seal()
    before = list(AuditSeal.objects.values_list())
    written(9)

    assert (first, sealing.seal(), sealing.seal()) == (7, 2, 0)
    assert list(AuditSeal.objects.values_list())[:7] == before
    assert [seal.seq for seal in AuditSeal.objects.all()] == list(range(1, 10))


def test_laid_again_the_seals_are_the_same() -> None:
    written(7)
    sealing.seal()
    before = list(AuditSeal.objects.values_list())
    AuditSeal.objects.all().delete()
    sealing.seal()

    assert list(AuditSeal.objects.values_list()) == before


def test_it_stops_before_a_number_that_is_missing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    written(7)
    AuditRow.objects.filter(seq=4).delete()

    with caplog.at_level(logging.ERROR):
        assert (sealing.seal(), AuditSeal.objects.count()) == (3, 3)
    assert caplog.messages == ["Audit row 4 is missing; run manage.py audit_verify."]


def test_a_batch_takes_few_queries() -> None:
    written(20)
    with CaptureQueriesContext(connection) as found:
        sealing.seal()
    assert len([q for q in found if "SAVEPOINT" not in q["sql"]]) <= 6


class TestAnchor:
    def test_once_a_day_in_table_and_file(self, anchors: Path) -> None:
        sealed(5)
        last = AuditSeal.objects.get(seq=5)

        again = sealing.anchor(NOW + timedelta(hours=1))
        written(6)
        sealing.seal()
        next_day = sealing.anchor(NOW + timedelta(days=1))

        assert again is None
        assert next_day is not None
        rows = list(AuditAnchor.objects.all())
        assert [json.loads(line) for line in anchors.read_text().splitlines()] == [
            {
                "day": "2026-01-15",
                "seq": 5,
                "mac": last.mac,
                "at": NOW.isoformat(),
            },
            next_day.line(),
        ]
        assert [(row.seq, row.mac) for row in rows] == [
            (5, last.mac),
            (6, AuditSeal.objects.get(seq=6).mac),
        ]

    def test_an_empty_trail_has_none(self, anchors: Path) -> None:
        assert (sealing.anchor(NOW), anchors.exists()) == (None, False)

    def test_without_its_file_it_is_not_stored(self, anchors: Path) -> None:
        anchors.parent.write_text("A file where the folder should be.")
        written(5)
        sealing.seal()

        with pytest.raises(OSError, match="beside"):
            sealing.anchor(NOW)
        assert not AuditAnchor.objects.exists()

    def test_a_line_that_broke_off_spoils_no_other(self, anchors: Path) -> None:
        sealed(5)
        with anchors.open("a") as file:
            file.write('{"day": "2026-')
        sealing.anchor(NOW + timedelta(days=1))

        mac = AuditSeal.objects.get(seq=5).mac
        assert list(sealing.noted()) == [
            Mark("2026-01-15", 5, mac),
            None,
            Mark("2026-01-16", 5, mac),
        ]
        assert sealing.verify() == sealing.Verdict(5, 5, 2, 2, 1, None)

    @pytest.mark.parametrize("model", [AuditSeal, AuditAnchor])
    def test_the_database_counts_from_one(self, model: Any) -> None:
        fields = {"day": NOW.date(), "at": NOW} if model is AuditAnchor else {}
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(seq=0, mac="0" * 64, **fields)

    def test_the_database_keeps_one_a_day(self) -> None:
        sealed(5)
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditAnchor.objects.create(day="2026-01-15", seq=1, mac="", at=NOW)


def test_the_schedule_seals_and_anchors() -> None:
    written(5)
    assert jobs.SCHEDULE["seal"] == timedelta(minutes=1)
    job = jobs.start("seal", "seal@1", args={"at": NOW.isoformat()})
    tasks.seal(job.pk)

    result = Job.objects.get(pk=job.pk).result
    assert result == {"sealed": 5, "anchor": AuditAnchor.objects.get().line()}


@pytest.mark.django_db(transaction=True)
def test_many_write_and_seal_at_once() -> None:
    person = factories.user()

    def write() -> None:
        for _ in range(5):
            auditing.record("act", person, by=person, at=NOW)

    results = at_once(write, sealing.seal, write, sealing.seal, write, sealing.seal)
    sealing.seal()

    assert [r for r in results if isinstance(r, Exception)] == []
    assert sealing.verify() == sealing.Verdict(16, 16, 0, 0, 0, None)
