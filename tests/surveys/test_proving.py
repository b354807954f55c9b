"""Files put to an answer, used again, described, taken off and handed out."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.core.files.base import ContentFile

from surveys import filling
from surveys.models import AuditRow, Evidence, Response, Scan, Trust
from surveys.proving import (
    Blocked,
    Details,
    NotScanned,
    Refused,
    add_evidence,
    begin,
    describe,
    grade,
    hand_out,
    remove_evidence,
    use_again,
)
from surveys.workflow import Closed
from tests import factories, papers
from tests.factories import NOW

pytestmark = pytest.mark.django_db

_texts = count(1)


def add(name: str = "ledger.pdf", content: bytes = b"", **fields: Any) -> Evidence:
    """A file at the question "mes"; another one each time."""
    response = fields.pop("response", None) or factories.response()
    values = {"by": response.created_by, "at": NOW} | fields
    code = values.pop("code", "mes")
    file = ContentFile(content or papers.pdf(str(next(_texts))), name=name)
    return add_evidence(response, code, file, **values)


def handed_in(response: Response) -> None:
    who = response.created_by
    filling.submit(response, name="Wang", post="Head", by=who, at=NOW)


def test_a_fitting_file_is_kept() -> None:
    evidence = add("台账.pdf", papers.pdf("x"))

    evidence.refresh_from_db()
    assert (evidence.name, evidence.media_type, evidence.size, evidence.scan) == (
        "台账.pdf",
        "application/pdf",
        len(papers.pdf("x")),
        Scan.NONE,
    )
    with evidence.file.open() as file:
        assert file.read() == papers.pdf("x")
    assert evidence.file.name == f"evidence/{evidence.pk.hex[:2]}/{evidence.pk.hex}"
    row = AuditRow.objects.get(action="add_evidence")
    assert (row.by, row.object_id, row.details) == (
        evidence.by,
        str(evidence.pk),
        {"code": "mes"},
    )


def test_what_is_refused_leaves_nothing() -> None:
    with pytest.raises(Refused):
        add("ledger.pdf", b"<html>")
    assert Evidence.objects.count() == 0


def test_a_question_takes_ten_files_and_the_next_one_as_many() -> None:
    response = factories.response()
    for _ in range(10):
        add(response=response)

    with pytest.raises(Refused):
        add(response=response)
    add(response=response, code="remarks")

    assert response.evidence.count() == 11


def test_a_file_taken_off_makes_room() -> None:
    response = factories.response()
    files = [add(response=response) for _ in range(10)]

    remove_evidence(files[0], by=response.created_by, at=NOW)
    add(response=response)

    assert response.evidence.kept().count() == 10


def test_the_same_name_twice_is_two_files() -> None:
    response = factories.response()
    one, two = add(response=response), add(response=response)

    assert one.name == two.name
    assert one.file.name != two.file.name


def test_the_same_bytes_twice_at_a_question_are_refused_kindly() -> None:
    response = factories.response()
    add("台账.pdf", papers.pdf("x"), response=response)

    with pytest.raises(Refused, match="台账"):
        add("other.pdf", papers.pdf("x"), response=response)
    assert response.evidence.count() == 1


def test_the_same_bytes_at_another_question_are_stored_once() -> None:
    response = factories.response()
    one = add("台账.pdf", papers.pdf("x"), response=response)
    describe(one, STATED, by=one.by, at=NOW)

    two = add("台账2.pdf", papers.pdf("x"), response=response, code="remarks")

    assert (two.origin, two.file.name, two.name) == (one, one.file.name, "台账2.pdf")
    assert (two.issuer, two.covers_to, two.trust) == (
        STATED.issuer,
        STATED.covers_to,
        Trust.OWN,
    )


def test_nobody_else_s_file_is_taken_for_one_s_own() -> None:
    foreign = add(content=papers.pdf("x"))

    own = add(content=papers.pdf("x"))

    assert own.origin is None
    assert own.file.name != foreign.file.name


def test_all_files_of_a_response_together_have_a_limit(settings: Any) -> None:
    size = len(papers.pdf("1"))
    settings.EVIDENCE_MAX_TOTAL = 2 * size
    response = factories.response()
    one = add(content=papers.pdf("1"), response=response)
    add(content=papers.pdf("2"), response=response)
    # The same bytes at another question take no place.
    add(content=papers.pdf("1"), response=response, code="remarks")

    with pytest.raises(Refused):
        add(content=papers.pdf("3"), response=response)
    remove_evidence(one, by=one.by, at=NOW)
    again = response.evidence.get(origin=one)
    remove_evidence(again, by=one.by, at=NOW)
    add(content=papers.pdf("3"), response=response)


def test_adding_and_taking_off_does_not_go_on_for_ever(settings: Any) -> None:
    size = len(papers.pdf("x"))
    settings.EVIDENCE_MAX_TOTAL = 2 * size
    response = factories.response()
    for _turn in range(10):
        one = add(content=papers.pdf("x"), response=response)
        remove_evidence(one, by=one.by, at=NOW)

    with pytest.raises(Refused):
        add(content=papers.pdf("x"), response=response)
    with pytest.raises(Refused):
        begin(response, "mes", "a.pdf", size, by=response.created_by, at=NOW)
    assert response.evidence.count() == 10


def test_an_unknown_question_takes_no_file() -> None:
    with pytest.raises(ValueError, match="level"):
        add(code="level")


@pytest.mark.parametrize("days", [30, 31])
def test_nothing_is_added_or_taken_off_after_the_deadline(days: int) -> None:
    response = factories.response()
    evidence, late = add(response=response), NOW + timedelta(days=days)

    with pytest.raises(Closed):
        add(response=response, at=late)
    with pytest.raises(Closed):
        remove_evidence(evidence, by=response.created_by, at=late)


def test_a_page_from_before_the_handing_in_adds_and_takes_off_nothing() -> None:
    stale = factories.response()
    evidence = add(response=stale)
    response = Response.objects.get(pk=stale.pk)
    who = response.created_by
    submission = filling.submit(response, name="Wang", post="Head", by=who, at=NOW)

    with pytest.raises(Closed):
        add(response=stale)
    with pytest.raises(Closed):
        remove_evidence(evidence, by=who, at=NOW)

    assert [row["id"] for row in submission.evidence] == [str(evidence.pk)]
    assert stale.evidence.kept().count() == 1


def test_taking_off_keeps_the_row_and_is_recorded_once() -> None:
    evidence = add()
    same = Evidence.objects.get(pk=evidence.pk)

    for row in (evidence, same):
        remove_evidence(row, by=evidence.by, at=NOW)

    evidence.refresh_from_db()
    assert (evidence.removed_by, evidence.removed_at) == (evidence.by, NOW)
    assert evidence.file.storage.exists(evidence.file.name or "")
    assert AuditRow.objects.filter(action="remove_evidence").count() == 1


def test_what_a_submission_cites_stays_when_it_is_taken_off_later() -> None:
    response = factories.response()
    evidence, who = add(response=response), response.created_by
    submission = filling.submit(response, name="Wang", post="Head", by=who, at=NOW)
    filling.take_back(response, by=who, at=NOW)
    evidence.refresh_from_db()

    remove_evidence(evidence, by=who, at=NOW)

    assert submission.evidence == [
        {
            "id": str(evidence.pk),
            "code": "mes",
            "name": "ledger.pdf",
            "sha256": evidence.sha256,
        }
    ]


# -- Used again ------------------------------------------------------------------------


def test_a_file_of_an_earlier_round_is_used_again() -> None:
    old = factories.response()
    file = add("台账.pdf", response=old)
    new = factories.response(unit=old.unit, round=factories.open_round())

    again = use_again(file, new, "remarks", by=new.created_by, at=NOW)

    again.refresh_from_db()
    assert (again.response, again.code, again.origin) == (new, "remarks", file)
    assert (again.file.name, again.name, again.sha256, again.size) == (
        file.file.name,
        file.name,
        file.sha256,
        file.size,
    )
    row = AuditRow.objects.get(action="use_again")
    assert row.details == {"code": "remarks", "origin": str(file.pk)}
    remove_evidence(file, by=file.by, at=NOW)
    assert again.file.storage.exists(file.file.name or "")


def test_a_file_that_is_there_already_is_given_back() -> None:
    file = add()

    assert use_again(file, file.response, "mes", by=file.by, at=NOW) == file
    assert Evidence.objects.count() == 1


def test_the_file_of_another_enterprise_cannot_be_used() -> None:
    foreign, mine = add(), factories.response()

    with pytest.raises(ValueError, match=str(foreign.pk)):
        use_again(foreign, mine, "mes", by=mine.created_by, at=NOW)


def test_using_again_keeps_to_the_limits_and_the_deadline(settings: Any) -> None:
    settings.EVIDENCE_MAX_FILES = 1
    response = factories.response()
    file = add(response=response)
    add(response=response, code="remarks")

    with pytest.raises(Refused):
        use_again(file, response, "remarks", by=file.by, at=NOW)
    with pytest.raises(Closed):
        use_again(file, response, "photos", by=file.by, at=NOW + timedelta(days=31))


def test_a_check_of_what_a_file_proved_does_not_go_with_it() -> None:
    response = factories.response()
    one, two = add(response=response), add(response=response)
    Evidence.objects.filter(pk=one.pk).update(trust=Trust.VERIFIED)
    Evidence.objects.filter(pk=two.pk).update(trust=Trust.ISSUED)

    taken = [
        use_again(
            Evidence.objects.get(pk=file.pk), response, "remarks", by=file.by, at=NOW
        )
        for file in (one, two)
    ]

    assert [file.trust for file in taken] == [Trust.UNCHECKED, Trust.ISSUED]


# -- Described -------------------------------------------------------------------------

STATED = Details(
    "本公司", own=True, covers_from=date(2025, 1, 1), covers_to=date(2025, 12, 31)
)


def test_a_file_says_what_it_covers_and_who_issued_it() -> None:
    file = add()

    describe(file, STATED, by=file.by, at=NOW)
    describe(file, STATED, by=file.by, at=NOW)

    file.refresh_from_db()
    assert (file.issuer, file.trust, file.covers_from, file.covers_to) == (
        "本公司",
        Trust.OWN,
        date(2025, 1, 1),
        date(2025, 12, 31),
    )
    assert AuditRow.objects.filter(action="describe_evidence").count() == 1
    with pytest.raises(Closed):
        describe(file, Details(), by=file.by, at=NOW + timedelta(days=31))


def test_an_official_raises_the_trust_until_other_things_are_said() -> None:
    file = add()
    official = factories.official()
    with pytest.raises(ValueError, match=Trust.ISSUED):
        grade(file, Trust.ISSUED, by=official, at=NOW)
    handed_in(file.response)

    grade(file, Trust.ISSUED, by=official, at=NOW)
    filling.take_back(file.response, by=file.by, at=NOW)
    stored = Evidence.objects.get(pk=file.pk)
    describe(stored, Details(), by=file.by, at=NOW)  # nothing else than before
    kept = stored.trust
    describe(stored, Details(issuer="市经信委"), by=file.by, at=NOW)

    assert (file.trust, kept, stored.trust) == (
        Trust.ISSUED,
        Trust.ISSUED,
        Trust.UNCHECKED,
    )
    row = AuditRow.objects.get(action="grade_evidence")
    assert (row.by, row.before, row.after) == (
        official,
        {"trust": "C"},
        {"trust": "A"},
    )


def test_that_it_is_an_own_statement_says_no_official() -> None:
    file = add()
    handed_in(file.response)

    with pytest.raises(ValueError, match=Trust.OWN):
        grade(file, Trust.OWN, by=factories.official(), at=NOW)


# -- Handed out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scan", "official", "raised"),
    [
        (Scan.NONE, False, None),
        (Scan.NONE, True, None),
        (Scan.CLEAN, True, None),
        (Scan.WAITING, False, None),
        (Scan.WAITING, True, NotScanned),
        (Scan.INFECTED, False, Blocked),
        (Scan.INFECTED, True, Blocked),
    ],
)
def test_who_gets_a_file_to_read(
    scan: Scan, official: bool, raised: type[Exception] | None
) -> None:
    file, by = add(), factories.official()
    file.scan = scan

    found = None
    try:
        hand_out(file, official=official, by=by, at=NOW)
    except (Blocked, NotScanned) as problem:
        found = type(problem)

    rows = AuditRow.objects.filter(action="read_evidence", object_id=str(file.pk))
    assert (found, rows.count()) == (raised, int(official and raised is None))
