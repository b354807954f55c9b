"""Answers of last time are taken over with their proof, and never by accident."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys import carrying, filling, proving, reviewing
from surveys.carrying import Carried, last_time
from surveys.filling import Entry
from surveys.models import AuditRow, Evidence, Response
from surveys.workflow import Closed
from tests import factories
from tests.factories import GOOD, NOW
from tests.small_edition import document, question

pytestmark = pytest.mark.django_db

AGO = NOW - timedelta(days=400)
DAY = timedelta(days=1)


def content(label: str = "2025", **more: Any) -> dict[str, Any]:
    """The small edition with a question that files answer."""
    found = document(label=label) | more
    found["sections"][0]["questions"].append(question("photos", "file", required=False))
    return found


def earlier_round() -> dict[str, Any]:
    return {
        "name_zh": "2025年第一轮",
        "name_en": "First round of 2025",
        "year": 2025,
        "opens_at": AGO,
        "deadline": AGO + 30 * DAY,
        "editions": [factories.edition(content())],
    }


@pytest.fixture
def before() -> Response:
    """What the unit answered in the round before; not handed in yet."""
    target = factories.open_round(**earlier_round())
    old = factories.response(round=target)
    given = {code: Entry(value) for code, value in GOOD.items()}
    filling.save(old, given, by=old.created_by, at=AGO + DAY)
    return old


def prove(response: Response, code: str, name: str, **covers: date) -> Evidence:
    file = SimpleUploadedFile(name, b"%PDF-1.4\n% " + name.encode() + b"\n%%EOF\n")
    by = response.created_by
    proof = proving.add_evidence(response, code, file, by=by, at=AGO + DAY)
    Evidence.objects.filter(pk=proof.pk).update(**covers)
    return proof


def hand_in(response: Response) -> str:
    by = response.created_by
    return filling.submit(
        response, name="Wang", post="Director", by=by, at=AGO + 2 * DAY
    ).receipt


def now(before: Response, **fields: Any) -> Response:
    """The draft of the same unit in the round of today."""
    edition = factories.edition(content())
    target = factories.open_round(**{"editions": [edition]} | fields)
    return factories.response(
        unit=before.unit, round=target, created_by=before.created_by
    )


def stored(response: Response, *keys: str) -> dict[str, Any]:
    response.refresh_from_db()
    return {
        code: tuple(entry[key] for key in keys)
        for code, entry in response.answers.items()
    }


def carry(response: Response, *codes: str, **more: Any) -> Carried:
    return carrying.carry_over(response, codes, by=response.created_by, at=NOW, **more)


def test_an_answer_is_taken_over_with_its_receipt(before: Response) -> None:
    receipt = hand_in(before)
    draft = now(before)

    done = carry(draft, "mes", "nc_equipment_rate", "remarks")

    assert done == Carried(("mes", "nc_equipment_rate"), ("remarks",))
    assert stored(draft, "v", "state", "from") == {
        "mes": ("full", "answered", f"carried:{receipt}"),
        "nc_equipment_rate": (
            {"n": "30", "d": "40"},
            "answered",
            f"carried:{receipt}",
        ),
    }
    row = AuditRow.objects.get(action="carry_over")
    assert row.details == {"from": receipt, "codes": ["mes", "nc_equipment_rate"]}


def test_a_reason_comes_along(before: Response) -> None:
    given = {"mes": Entry(None, "na", "No machines")}
    filling.save(before, given, by=before.created_by, at=AGO + DAY)
    hand_in(before)
    draft = now(before)

    carry(draft, "mes")

    assert stored(draft, "v", "state", "reason") == {"mes": (None, "na", "No machines")}


def test_an_answer_given_today_stands(before: Response) -> None:
    hand_in(before)
    draft = now(before)
    filling.save(draft, {"mes": Entry("none")}, by=draft.created_by, at=NOW)

    done = carry(draft, "mes", "project_investment")

    assert done == Carried(("project_investment",), ("mes",))
    assert stored(draft, "v")["mes"] == ("none",)


@pytest.mark.parametrize(("seen", "value"), [(1, "full"), (0, "none"), (2, "none")])
def test_it_is_replaced_in_the_version_that_was_confirmed(
    before: Response, seen: int, value: str
) -> None:
    hand_in(before)
    draft = now(before)
    filling.save(draft, {"mes": Entry("none")}, by=draft.created_by, at=NOW)

    carry(draft, "mes", replacing={"mes": seen})

    assert stored(draft, "v")["mes"] == (value,)


def test_what_was_cleared_may_be_carried(before: Response) -> None:
    hand_in(before)
    draft = now(before)
    for value in ("none", None):
        filling.save(draft, {"mes": Entry(value)}, by=draft.created_by, at=NOW)

    assert carry(draft, "mes").codes == ("mes",)


def test_files_that_are_still_good_are_used_again(before: Response) -> None:
    proof = prove(before, "mes", "licence.pdf", covers_to=NOW.date())
    hand_in(before)
    draft = now(before)

    carry(draft, "mes")
    carry(draft, "mes", replacing={"mes": 1})

    (again,) = draft.evidence.kept()
    assert (again.code, again.origin, again.file.name, again.sha256) == (
        "mes",
        proof,
        proof.file.name,
        proof.sha256,
    )


def test_an_expired_proof_asks_for_a_new_answer(before: Response) -> None:
    old = prove(before, "mes", "old.pdf", covers_to=date(2024, 12, 31))
    prove(before, "mes", "good.pdf")
    hand_in(before)
    draft = now(before)

    found = last_time(draft)

    assert found is not None
    assert found.answers["mes"].expired == (old,)
    assert carry(draft, "mes") == Carried((), ("mes",))
    assert list(draft.evidence.all()) == []


def test_proof_of_the_time_that_the_round_asks_about_is_good(before: Response) -> None:
    prove(before, "mes", "old.pdf", covers_to=date(2025, 12, 31))
    hand_in(before)

    assert carry(now(before), "mes").codes == ("mes",)


def test_files_that_are_the_answer_get_new_rows(before: Response) -> None:
    proof = prove(before, "photos", "a.pdf")
    by = before.created_by
    filling.save(before, {"photos": Entry([str(proof.pk)])}, by=by, at=AGO + DAY)
    hand_in(before)
    draft = now(before)

    carry(draft, "photos")

    again = draft.evidence.get()
    assert again.pk != proof.pk
    assert stored(draft, "v")["photos"] == ([str(again.pk)],)


def test_a_blocked_proof_asks_for_a_new_answer(before: Response) -> None:
    proof = prove(before, "mes", "bad.pdf")
    hand_in(before)
    Evidence.objects.filter(pk=proof.pk).update(scan="infected")
    draft = now(before)

    assert carry(draft, "mes") == Carried((), ("mes",))
    assert list(draft.evidence.all()) == []
    found = last_time(draft)
    assert found is not None
    assert found.answers["mes"].blocked == (proof,)


def test_a_question_full_of_files_takes_the_answer_all_the_same(
    before: Response, settings: Any
) -> None:
    prove(before, "mes", "a.pdf")
    prove(before, "mes", "b.pdf")
    hand_in(before)
    settings.EVIDENCE_MAX_FILES = 1
    draft = now(before)

    assert carry(draft, "mes").codes == ("mes",)
    assert draft.evidence.count() == 1


def test_what_the_reviewer_corrected_is_shown_and_not_carried(
    before: Response,
) -> None:
    hand_in(before)
    reviewer = factories.official()
    why = "Seen on site."
    day = AGO + 3 * DAY
    reviewing.correct(before, "mes", "none", reason=why, by=reviewer, at=day)
    factories.clear(before, reviewer)
    reviewing.recommend(before, opinion="All else is true.", by=reviewer, at=day)
    draft = now(before)

    found = last_time(draft)

    assert found is not None
    last = found.answers["mes"]
    assert (last.value, last.corrected, last.carries) == ("none", True, False)
    assert carry(draft, "mes") == Carried((), ("mes",))


def test_what_a_reviewer_notes_is_not_told_before_the_review_is_over(
    before: Response,
) -> None:
    hand_in(before)
    reviewer, day = factories.official(), AGO + 3 * DAY
    reviewing.correct(before, "mes", "none", reason="?", by=reviewer, at=day)

    found = last_time(now(before))

    assert found is not None
    assert (found.answers["mes"].value, found.answers["mes"].corrected) == (
        "full",
        False,
    )


def test_another_edition_is_read_by_its_concordance(before: Response) -> None:
    hand_in(before)
    renamed = json.loads(
        json.dumps(content("2026"))
        .replace('"mes"', '"mes_used"')
        .replace('"full"', '"all"')
    )
    renamed["concordance"] = {
        "edition": "2025",
        "codes": [{"old": "mes", "new": "mes_used", "options": {"full": "all"}}],
    }
    draft = now(before, editions=[factories.edition(renamed)])

    assert carry(draft, "mes_used", "project_investment").codes == (
        "project_investment",
        "mes_used",
    )
    assert stored(draft, "v")["mes_used"] == ("all",)


@pytest.mark.parametrize("status", ["withdrawn", "draft"])
def test_what_was_never_handed_in_or_withdrawn_is_no_last_time(
    before: Response, status: str
) -> None:
    if status == "withdrawn":
        hand_in(before)
        filling.withdraw(before, by=before.created_by, at=AGO + 3 * DAY)

    assert last_time(now(before)) is None
    assert carry(now(before, name_en="Another"), "mes") == Carried((), ("mes",))


def test_only_the_same_unit_and_an_earlier_round_count(before: Response) -> None:
    hand_in(before)
    draft = now(before)
    other = factories.response(round=draft.round)

    assert last_time(other) is None
    assert last_time(before) is None


def test_nothing_is_carried_after_the_deadline(before: Response) -> None:
    hand_in(before)
    draft = now(before)
    at = draft.round.deadline

    with pytest.raises(Closed):
        carrying.carry_over(draft, ["mes"], by=draft.created_by, at=at)
