"""Whatever is done to the trail past the platform, the first bad row is found."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from surveys import auditing, sealing
from surveys.auditing import FIELDS
from surveys.models import AuditAnchor, AuditCounter, AuditRow, AuditSeal
from surveys.sealing import Fault, Kind, Verdict, verify
from tests import factories
from tests.factories import NOW
from tests.surveys.sealing.trails import sealed, sql, written

pytestmark = pytest.mark.django_db

ROWS = 12
DAY = "2026-01-15"  # that of NOW


@pytest.fixture(autouse=True)
def anchors(tmp_path: Path, settings: Any) -> Path:
    """A file of anchors of this test alone."""
    settings.AUDIT_ANCHORS = tmp_path / "beside" / "anchors.log"
    return tmp_path / "beside" / "anchors.log"


def fault() -> Fault | None:
    return verify().fault


def test_a_whole_trail_is_found_whole() -> None:
    sealed(ROWS)
    written(ROWS + 3)

    assert verify() == Verdict(ROWS + 3, ROWS, 1, 1, 0, None)


def test_an_empty_trail_is_whole() -> None:
    assert verify() == Verdict(0, 0, 0, 0, 0, None)


EDITS: dict[str, Any] = {
    "at": F("at") + NOW.resolution,
    "by_id": None,
    "role": "analyst",
    "address": "192.0.2.7",
    "action": "other",
    "kind": "unit",
    "object_id": "x1",
    "reason": "",
    "details": {"n": 5},
    "before": None,
    "after": {"status": "returned"},
    "stamp": "0" * 64,
}


@pytest.mark.parametrize("number", [5, ROWS + 4], ids=["sealed", "not-yet-sealed"])
@pytest.mark.parametrize("column", EDITS)
def test_an_edit_of_any_column_is_found(column: str, number: int) -> None:
    sealed(ROWS)
    written(ROWS + 6)
    AuditRow.objects.filter(seq=number).update(**{column: EDITS[column]})

    assert fault() == Fault(number, Kind.CHANGED)


def test_every_column_is_tried() -> None:
    """Number and id are exchanged below: nothing else may hold their place."""
    columns = {f.attname for f in AuditRow._meta.concrete_fields}
    assert columns == set(EDITS) | {"id", "seq"}
    assert set(FIELDS) | {"id", "stamp"} == columns


def test_another_id_is_found() -> None:
    sealed(ROWS)
    AuditRow.objects.filter(seq=5).update(id=F("id") + 1_000)

    assert fault() == Fault(5, Kind.RESEALED)


@pytest.mark.parametrize("number", [1, 5, ROWS - 1])
@pytest.mark.parametrize("with_seal", [False, True])
def test_a_deleted_row_is_found(number: int, with_seal: bool) -> None:
    sealed(ROWS)
    AuditRow.objects.filter(seq=number).delete()
    if with_seal:
        AuditSeal.objects.filter(seq=number).delete()

    assert fault() == Fault(number, Kind.MISSING)


@pytest.mark.parametrize("with_seal", [False, True])
def test_the_last_row_deleted_is_found(with_seal: bool) -> None:
    sealed(ROWS)
    AuditRow.objects.filter(seq=ROWS).delete()
    if with_seal:
        AuditSeal.objects.filter(seq=ROWS).delete()
        AuditAnchor.objects.all().delete()

    assert fault() == Fault(ROWS, Kind.CUT, {"last": ROWS, "day": ""})


def test_deleted_and_numbered_anew_it_is_found() -> None:
    sealed(ROWS)
    AuditRow.objects.filter(seq=5).delete()
    AuditRow.objects.filter(seq=ROWS).update(seq=5)

    assert fault() == Fault(5, Kind.CHANGED)


def test_a_row_put_in_between_is_found() -> None:
    person = sealed(ROWS)
    for number in range(ROWS, 4, -1):
        AuditRow.objects.filter(seq=number).update(seq=number + 1)
    AuditRow.objects.create(seq=5, at=NOW, by=person, action="x", kind="user")
    AuditCounter.objects.update(last=ROWS + 1)

    assert fault() == Fault(5, Kind.CHANGED)


@pytest.mark.parametrize("counted", [False, True])
def test_a_row_put_in_at_the_end_is_found(counted: bool) -> None:
    person = sealed(ROWS)
    stamp = AuditRow.objects.get(seq=3).stamp
    AuditRow.objects.create(
        seq=ROWS + 1, at=NOW, by=person, action="x", kind="user", stamp=stamp
    )
    if counted:
        AuditCounter.objects.update(last=ROWS + 1)
    expected = Kind.CHANGED if counted else Kind.INSERTED
    params = {} if counted else {"last": ROWS}

    assert fault() == Fault(ROWS + 1, expected, params)


def test_the_job_makes_no_row_genuine_that_was_put_in() -> None:
    person = sealed(ROWS)
    AuditRow.objects.create(seq=ROWS + 1, at=NOW, by=person, action="x", kind="user")
    AuditCounter.objects.update(last=ROWS + 1)
    sealing.seal()

    assert (AuditSeal.objects.count(), fault()) == (
        ROWS + 1,
        Fault(ROWS + 1, Kind.CHANGED),
    )


def swap(column: str) -> None:
    """Exchange a column of rows 4 and 9."""
    values = dict(AuditRow.objects.filter(seq__in=(4, 9)).values_list("seq", column))
    if column == "seq":
        AuditRow.objects.filter(seq=4).update(seq=999)
        AuditRow.objects.filter(seq=9).update(seq=4)
        AuditRow.objects.filter(seq=999).update(seq=9)
        return
    for number, other in ((4, 9), (9, 4)):
        AuditRow.objects.filter(seq=number).update(**{column: values[other]})


@pytest.mark.parametrize("columns", [("seq",), ("reason", "details", "at", "stamp")])
def test_two_rows_exchanged_are_found(columns: tuple[str, ...]) -> None:
    sealed(ROWS)
    for column in columns:
        swap(column)

    assert fault() == Fault(4, Kind.CHANGED)


def test_seals_exchanged_with_their_rows_are_found() -> None:
    sealed(ROWS)
    swap("seq")
    first, second = AuditSeal.objects.get(seq=4), AuditSeal.objects.get(seq=9)
    AuditSeal.objects.filter(seq=4).update(mac=second.mac)
    AuditSeal.objects.filter(seq=9).update(mac=first.mac)

    assert fault() == Fault(4, Kind.CHANGED)


def test_numbered_anew_from_the_start_it_is_found() -> None:
    sealed(ROWS)
    AuditRow.objects.filter(seq=1).delete()
    for number in range(2, ROWS + 1):
        AuditRow.objects.filter(seq=number).update(seq=number - 1)
    AuditCounter.objects.update(last=ROWS - 1)

    assert fault() == Fault(1, Kind.CHANGED)


@pytest.mark.parametrize(
    ("number", "change", "kind"),
    [
        (5, {"mac": "f" * 64}, Kind.RESEALED),
        (5, {"key": "00000000"}, Kind.KEY),
        (5, None, Kind.UNSEALED),
        (1, None, Kind.UNSEALED),
    ],
)
def test_a_seal_that_was_touched_is_found(
    number: int, change: dict[str, str] | None, kind: Kind
) -> None:
    sealed(ROWS)
    seals = AuditSeal.objects.filter(seq=number)
    seals.update(**change) if change else seals.delete()

    assert fault() == Fault(number, kind)


def test_the_last_seals_deleted_are_found_by_the_anchor() -> None:
    sealed(ROWS)
    AuditSeal.objects.filter(seq__gt=8).delete()

    assert fault() == Fault(9, Kind.UNSEALED)


def cut(after: int) -> None:
    """Take rows, seals and counter back together, as nobody could see inside."""
    AuditRow.objects.filter(seq__gt=after).delete()
    AuditSeal.objects.filter(seq__gt=after).delete()
    AuditCounter.objects.update(last=after)


@pytest.mark.parametrize("table_too", [False, True])
def test_a_trail_cut_off_everywhere_is_found_by_the_anchor(table_too: bool) -> None:
    sealed(ROWS)
    cut(8)
    if table_too:
        AuditAnchor.objects.all().delete()

    assert fault() == Fault(9, Kind.CUT, {"last": ROWS, "day": DAY})


def test_an_older_copy_that_went_on_is_found_by_the_anchor() -> None:
    person = sealed(8)
    written(ROWS, person)
    sealing.seal()
    sealing.anchor(NOW + timedelta(days=1))
    cut(8)
    AuditAnchor.objects.filter(seq=ROWS).delete()
    for number in range(8, ROWS + 2):
        auditing.record("other", person, by=None, at=NOW, reason=str(number))
    sealing.seal()

    found = fault()

    assert found == Fault(9, Kind.REPLACED, {"until": ROWS, "day": "2026-01-16"})


def test_an_anchor_gone_from_the_table_is_found() -> None:
    sealed(ROWS)
    AuditAnchor.objects.all().delete()

    assert fault() == Fault(ROWS, Kind.UNANCHORED, {"day": DAY})


@pytest.mark.parametrize("gone", [False, True])
def test_a_counter_set_back_is_found(gone: bool) -> None:
    sealed(ROWS)
    written(ROWS + 2)
    rows = AuditCounter.objects.all()
    rows.delete() if gone else rows.update(last=7)
    last = 0 if gone else 7

    assert fault() == Fault(last + 1, Kind.SET_BACK, {"last": last})


def test_a_counter_set_back_behind_the_seals_is_found() -> None:
    sealed(ROWS)
    written(ROWS + 2)
    AuditCounter.objects.update(last=ROWS + 1)

    assert fault() == Fault(ROWS + 2, Kind.SET_BACK, {"last": ROWS + 1})


def test_a_counter_set_forward_is_found() -> None:
    sealed(ROWS)
    AuditCounter.objects.update(last=ROWS + 5)

    assert fault() == Fault(ROWS + 1, Kind.CUT, {"last": ROWS + 5, "day": ""})


def test_of_several_faults_the_first_is_told() -> None:
    sealed(ROWS)
    AuditRow.objects.filter(seq=9).delete()
    AuditRow.objects.filter(seq=4).update(reason="Other.")
    AuditSeal.objects.filter(seq=6).delete()

    assert fault() == Fault(4, Kind.CHANGED)


class TestKeys:
    def test_another_key_verifies_nothing(self, settings: Any) -> None:
        sealed(ROWS)
        settings.AUDIT_KEYS = ["another"]

        assert fault() == Fault(1, Kind.KEY)

    def test_with_another_key_no_row_is_stamped(self, settings: Any) -> None:
        written(ROWS)
        settings.AUDIT_KEYS = ["another"]

        assert fault() == Fault(1, Kind.CHANGED)

    def test_a_former_key_still_holds(self, settings: Any) -> None:
        sealed(ROWS)
        settings.AUDIT_KEYS = ["new", *settings.AUDIT_KEYS]
        written(ROWS + 4)
        sealing.seal()

        assert verify() == Verdict(ROWS + 4, ROWS + 4, 1, 1, 0, None)
        assert AuditSeal.objects.values("key").distinct().count() == 2


class TestBeforeStamps:
    """Rows that were there before rows were stamped, and what must not pass for one."""

    def test_they_are_sealed_as_they_are(self) -> None:
        written(ROWS)
        AuditRow.objects.update(stamp="")
        sealing.seal()
        written(ROWS + 3)

        assert fault() is None
        AuditRow.objects.filter(seq=2).update(reason="Other.")
        assert fault() == Fault(2, Kind.RESEALED)

    def test_after_a_stamped_row_each_has_one(self) -> None:
        person = sealed(ROWS)
        AuditRow.objects.create(
            seq=ROWS + 1, at=NOW, by=person, action="x", kind="user"
        )
        AuditCounter.objects.update(last=ROWS + 1)

        assert fault() == Fault(ROWS + 1, Kind.CHANGED)


def test_rows_written_meanwhile_disturb_nothing() -> None:
    person = sealed(ROWS)

    def busy(_percent: int) -> None:
        auditing.record("act", person, by=person, at=NOW)
        sealing.seal()

    found = verify(busy)

    assert (found, AuditRow.objects.count()) == (
        Verdict(ROWS, ROWS, 1, 1, 0, None),
        ROWS + 1,
    )


def test_it_goes_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.sealing.verifying.BATCH", 5)
    monkeypatch.setattr("surveys.sealing.laying.BATCH", 5)
    sealed(ROWS)
    told: list[int] = []

    assert verify(told.append) == Verdict(ROWS, ROWS, 1, 1, 0, None)
    assert told == [0, 41, 83]
    AuditRow.objects.filter(seq=11).update(reason="")
    assert fault() == Fault(11, Kind.CHANGED)


def test_a_verdict_comes_back_from_a_job() -> None:
    found = Verdict(5, 4, 1, 1, 0, Fault(3, Kind.CUT, {"last": 5, "day": ""}))
    assert Verdict.of(json.loads(json.dumps(found.plain()))) == found
    whole = Verdict(5, 4, 1, 1, 0, None)
    assert Verdict.of(whole.plain()) == whole


class TestCommand:
    def test_says_what_holds(self, capsys: pytest.CaptureFixture[str]) -> None:
        sealed(ROWS)
        call_command("audit_verify")
        assert capsys.readouterr().out == (
            "It agrees with 1 anchor in the database and 1 in the file.\n"
            "The trail is whole: all 12 rows are as they were written; sealed up to"
            " row 12.\n"
        )

    @pytest.mark.parametrize(
        ("harm", "said"),
        [
            (
                lambda: sql("DELETE FROM surveys_auditrow WHERE seq = 5"),
                "Row 5 is missing: it was deleted. Later rows are there.",
            ),
            (
                lambda: cut(8),
                "The trail was cut off, or an older copy of the database was brought"
                " back: row 9 and all after it are missing. The anchor of 15 January"
                " 2026 has seen row 12.",
            ),
        ],
    )
    def test_names_the_first_bad_row_and_fails(
        self, harm: Callable[[], None], said: str
    ) -> None:
        sealed(ROWS)
        harm()
        with pytest.raises(CommandError) as failed:
            call_command("audit_verify")
        assert (str(failed.value), failed.value.returncode) == (said, 1)


def test_what_is_stamped_reads_the_same_from_this_database() -> None:
    """Addresses, moments, figures and scripts come back as they were stamped."""
    person = factories.user()
    for address in ("192.0.2.1", "2001:DB8::7", "::ffff:192.0.2.1", None):
        token = auditing.address.set(address)
        auditing.record(
            "act",
            person,
            by=person,
            at=NOW.replace(microsecond=120_000),
            reason="“退回”\n\t\\ 🏭 é é",
            details={"a": [1.5, 1e16, -0.0, 1e-7, None, True], "b": {"z": 1, "a": 2}},
            before={"value": 3.0},
        )
        auditing.address.reset(token)

    assert fault() is None
    assert connection.vendor in {"sqlite", "postgresql"}
