"""What officials note of one item after the other, and how far proofs are trusted."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys import filling, judging, proving, reviewing
from surveys.filling import Entry
from surveys.models import (
    AuditRow,
    CorrectionState,
    Evidence,
    Judgement,
    Response,
    Trust,
    User,
)
from surveys.workflow import Status
from tests import factories, papers
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=7)


def proven(*grades: str) -> tuple[Response, list[Evidence]]:
    """A file whose item "mes" has a proof of each of these grades."""
    draft = factories.filled()
    files = []
    for number, trust in enumerate(grades):
        content = papers.pdf(f"proof {number}")
        upload = SimpleUploadedFile(f"{number}.pdf", content)
        by = draft.created_by
        file = proving.add_evidence(draft, "mes", upload, by=by, at=NOW)
        Evidence.objects.filter(pk=file.pk).update(trust=trust)
        files.append(file)
    hand_in(draft)
    return draft, files


def hand_in(draft: Response) -> None:
    by = draft.created_by
    filling.submit(draft, name="Wang", post="Director", by=by, at=NOW)


def trust_of(files: list[Evidence]) -> list[str]:
    for file in files:
        file.refresh_from_db()
    return [file.trust for file in files]


def noted(response: Response) -> list[tuple[str, str, str]]:
    rows = Judgement.objects.filter(submission__response=response)
    return list(rows.values_list("code", "kind", "text"))


def actions() -> list[str]:
    rows = AuditRow.objects.filter(action__in=ACTIONS)
    return list(rows.values_list("action", flat=True))


ACTIONS = ("agree", "ask", "take_judgement_back", "grade_evidence", "correct")


@pytest.fixture
def reviewer() -> User:
    return factories.official()


def test_agreeing_verifies_what_waits_for_its_check(reviewer: User) -> None:
    response, files = proven(Trust.UNCHECKED, Trust.OWN, Trust.ISSUED)

    judging.agree(response, "mes", by=reviewer, at=NOW)

    assert noted(response) == [("mes", "agree", "")]
    assert trust_of(files) == [Trust.VERIFIED, Trust.OWN, Trust.ISSUED]
    assert actions() == ["grade_evidence", "agree"]


def test_agreeing_twice_changes_nothing(reviewer: User) -> None:
    response, files = proven(Trust.UNCHECKED)

    first = judging.agree(response, "mes", by=reviewer, at=NOW)
    again = judging.agree(response, "mes", by=factories.official(), at=LATER)

    assert (again, again.by) == (first, reviewer)
    assert actions() == ["grade_evidence", "agree"]
    assert trust_of(files) == [Trust.VERIFIED]


def test_taking_it_back_lowers_what_it_had_raised(reviewer: User) -> None:
    response, files = proven(Trust.UNCHECKED, Trust.VERIFIED)
    judging.agree(response, "mes", by=reviewer, at=NOW)

    judging.take_back(response, "mes", by=reviewer, at=NOW)
    judging.take_back(response, "mes", by=reviewer, at=NOW)

    assert noted(response) == []
    assert trust_of(files) == [Trust.UNCHECKED, Trust.VERIFIED]
    assert actions()[2:] == ["grade_evidence", "take_judgement_back"]


def test_asking_takes_the_agreement_back(reviewer: User) -> None:
    response, files = proven(Trust.UNCHECKED)
    judging.agree(response, "mes", by=reviewer, at=NOW)

    judging.ask(response, "mes", " Which system? ", by=reviewer, at=NOW)

    assert noted(response) == [("mes", "ask", "Which system?")]
    assert trust_of(files) == [Trust.UNCHECKED]


def test_agreeing_takes_the_question_back(reviewer: User) -> None:
    response, _ = proven()
    judging.ask(response, "mes", "Which system?", by=reviewer, at=NOW)

    judging.agree(response, "mes", by=reviewer, at=NOW)

    assert noted(response) == [("mes", "agree", "")]


def test_asking_in_other_words_and_no_words(reviewer: User) -> None:
    response, _ = proven()
    for text in ("Which?", "Which one?", "Which one?", " ", ""):
        judging.ask(response, "mes", text, by=reviewer, at=NOW)

    assert noted(response) == []
    assert actions() == ["ask", "ask"]


def test_no_words_do_not_take_an_agreement_back(reviewer: User) -> None:
    response, _ = proven()
    judging.agree(response, "mes", by=reviewer, at=NOW)

    assert judging.ask(response, "mes", "", by=reviewer, at=NOW) is None
    assert noted(response) == [("mes", "agree", "")]


def test_asking_of_what_is_not_asked(reviewer: User) -> None:
    response, _ = proven()
    with pytest.raises(ValueError, match="nothing"):
        judging.ask(response, "nothing", "Why?", by=reviewer, at=NOW)


def test_a_correction_takes_the_agreement_back(reviewer: User) -> None:
    response, files = proven(Trust.UNCHECKED)
    judging.agree(response, "mes", by=reviewer, at=NOW)

    with pytest.raises(reviewing.Agreed):
        reviewing.correct(response, "mes", "none", reason="No.", by=reviewer, at=NOW)
    judging.correct(response, "mes", "none", reason="No.", by=reviewer, at=NOW)

    assert (noted(response), trust_of(files)) == ([], [Trust.UNCHECKED])
    assert response.newest_submission().corrections.get().value == "none"


def test_a_correction_and_a_question_go_together(reviewer: User) -> None:
    response, _ = proven()
    judging.ask(response, "mes", "Which?", by=reviewer, at=NOW)
    judging.correct(response, "mes", "none", reason="No.", by=reviewer, at=NOW)

    assert noted(response) == [("mes", "ask", "Which?")]


def test_a_corrected_claim_is_not_agreed_to(reviewer: User) -> None:
    response, _ = proven()
    judging.correct(response, "mes", "none", reason="No.", by=reviewer, at=NOW)

    with pytest.raises(judging.NotAgreeable):
        judging.agree(response, "mes", by=reviewer, at=NOW)

    state = CorrectionState.CLAIM
    judging.correct(
        response, "mes", None, reason="Yes.", by=reviewer, at=NOW, state=state
    )
    judging.agree(response, "mes", by=reviewer, at=NOW)
    assert noted(response) == [("mes", "agree", "")]


@pytest.mark.parametrize("code", ["remarks", "nothing"])
def test_what_is_not_answered_is_not_agreed_to(reviewer: User, code: str) -> None:
    with pytest.raises(judging.NotAgreeable):
        judging.agree(factories.handed_in(), code, by=reviewer, at=NOW)


def test_what_does_not_apply_is_accepted_with_a_reason_only(reviewer: User) -> None:
    draft = factories.filled()
    entry = filling.Entry(None, "na", "We buy it in.")
    filling.save(draft, {"mes": entry}, by=draft.created_by, at=NOW)
    hand_in(draft)

    with pytest.raises(judging.NotAgreeable):
        judging.agree(draft, "mes", by=reviewer, at=NOW)


def test_what_is_asked_becomes_remarks_with_the_return(reviewer: User) -> None:
    response, _ = proven()
    judging.ask(response, "mes", "Which system?", by=reviewer, at=NOW)
    judging.ask(response, "remarks", "Nothing?", by=reviewer, at=NOW)
    judging.ask(response, "project_investment", "Papers?", by=reviewer, at=NOW)

    given = {"remarks": "", "project_investment": "Which papers?"}
    reviewing.return_file(response, given, due_at=LATER, by=reviewer, at=NOW)

    remarks = response.newest_submission().remarks
    assert dict(remarks.values_list("code", "text")) == {
        "mes": "Which system?",
        "project_investment": "Which papers?",
    }


def test_the_next_version_begins_without_notes(reviewer: User) -> None:
    response, files = proven(Trust.UNCHECKED)
    judging.agree(response, "mes", by=reviewer, at=NOW)
    due = {"remarks": "Nothing?"}
    reviewing.return_file(response, due, due_at=LATER, by=reviewer, at=NOW)
    hand_in(response)

    assert not response.newest_submission().judgements.exists()
    judging.agree(response, "mes", by=reviewer, at=NOW)
    judging.take_back(response, "mes", by=reviewer, at=NOW)
    # That agreement had raised nothing: the file was verified already.
    assert trust_of(files) == [Trust.VERIFIED]


def judged_before(reviewer: User) -> tuple[Response, list[Evidence]]:
    """A returned file: two items agreed to, one corrected, one asked back."""
    response, files = proven(Trust.UNCHECKED)
    for code in ("mes", "project_investment", "nc_equipment_rate"):
        judging.agree(response, code, by=reviewer, at=NOW)
    value = {"n": "20", "d": "40"}
    code = "nc_equipment_rate"
    judging.correct(response, code, value, reason="Seen.", by=reviewer, at=NOW)
    asks = {"remarks": "Nothing?"}
    reviewing.return_file(response, asks, due_at=LATER, by=reviewer, at=NOW)
    return response, files


def agreed(response: Response) -> list[str]:
    rows = response.newest_submission().judgements.filter(kind="agree")
    return sorted(rows.values_list("code", flat=True))


def test_what_stayed_as_it_was_is_agreed_to_again_at_once(reviewer: User) -> None:
    response, _files = judged_before(reviewer)
    hand_in(response)

    codes = judging.agree_again(response, by=reviewer, at=LATER)

    assert sorted(codes) == agreed(response) == ["mes", "project_investment"]
    assert judging.agree_again(response, by=reviewer, at=LATER) == []


def test_another_answer_or_proof_is_to_be_looked_at(reviewer: User) -> None:
    response, _files = judged_before(reviewer)
    by = response.created_by
    filling.save(response, {"project_investment": Entry("1300")}, by=by, at=NOW)
    upload = SimpleUploadedFile("new.pdf", papers.pdf("another"))
    proving.add_evidence(response, "mes", upload, by=by, at=NOW)
    hand_in(response)

    assert judging.agree_again(response, by=reviewer, at=LATER) == []


def test_what_is_noted_or_corrected_since_is_left(reviewer: User) -> None:
    response, _files = judged_before(reviewer)
    hand_in(response)
    judging.ask(response, "mes", "Still there?", by=reviewer, at=LATER)
    code = "project_investment"
    judging.correct(response, code, "900", reason="Seen.", by=reviewer, at=LATER)

    assert judging.agree_again(response, by=reviewer, at=LATER) == []
    assert noted(response)[-1] == ("mes", "ask", "Still there?")


@pytest.mark.parametrize("verb", ["agree", "ask", "take_back"])
def test_nothing_is_noted_once_it_is_decided(reviewer: User, verb: str) -> None:
    response = factories.noticed()
    words = ("Why?",) if verb == "ask" else ()

    with pytest.raises(reviewing.NothingToReview):
        getattr(judging, verb)(response, "mes", *words, by=reviewer, at=NOW)

    assert response.status == Status.NOTICED
