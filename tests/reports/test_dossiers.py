"""The dossier of one file: claims, findings, corrections, proofs, what to visit."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from reports.dossiers import dossier
from reports.workbook.dossier import Dossier, Visit
from surveys import filling, proving, reviewing
from surveys.models import Evidence, Response
from tests import factories, papers
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def of(response: Response) -> Dossier:
    reader = factories.official("municipal_officer")
    found = Response.objects.with_subject().get(pk=response.pk)
    return dossier(found, by=reader, at=NOW)


def handed_in(**answers: Any) -> Response:
    """A file with a proof of its MES, scored."""
    draft = factories.filled(factories.GOOD | answers)
    paper = SimpleUploadedFile("mes.pdf", papers.pdf())
    who = draft.created_by
    proving.add_evidence(draft, "mes", paper, by=who, at=NOW)
    filling.submit(draft, name="Wang", post="Head", by=who, at=NOW)
    factories.scored(draft)
    return draft


def correct(response: Response, code: str, value: Any) -> None:
    by = factories.official()
    reviewing.correct(response, code, value, reason="Not seen.", by=by, at=NOW)


def test_it_names_who_and_what_was_handed_in() -> None:
    file = handed_in()
    head, submission = of(file).head, file.newest_submission()
    assert (head.enterprise, head.stamp, head.status) == (
        file.unit.enterprise.name,
        submission.answers_sha256,
        "Submitted",
    )
    told = dict(head.facts)
    assert told["Receipt"] == submission.receipt
    assert told["Person responsible"] == "Wang · Head"


def test_it_tells_every_lane_and_the_review_as_it_stands() -> None:
    file = handed_in()
    assert [lane.name for lane in of(file).lanes] == ["Claimed", "Reviewed so far"]

    by = factories.official()
    factories.clear(file, by)
    reviewing.recommend(file, opinion="True and complete.", by=by, at=NOW)

    found = of(file)
    assert [lane.name for lane in found.lanes] == ["Claimed", "Reviewed"]
    assert [lane.score for lane in found.lanes] == [found.lanes[0].score] * 2
    assert [(o.what, o.text, o.by) for o in found.opinions] == [
        ("Recommended to the municipality", "True and complete.", "Official")
    ]


def test_a_correction_stands_beside_the_claim() -> None:
    file = handed_in()
    correct(file, "mes", "none")

    found = of(file)

    (row,) = found.corrections
    assert (row.reason, row.by, row.objection) == ("Not seen.", "Official", "–")
    assert row.claimed != row.corrected
    claimed, reviewed = (lane.score for lane in found.lanes)
    assert claimed is not None
    assert reviewed is not None
    assert reviewed < claimed


def test_a_proof_is_told_with_its_fingerprint_and_trust() -> None:
    file = handed_in()
    (row,) = of(file).proofs
    stored = Evidence.objects.get()
    assert (row.name, row.sha256, row.trust) == (
        "mes.pdf",
        stored.sha256,
        "C: awaiting check",
    )


def test_what_was_added_after_handing_in_is_left_out() -> None:
    file = handed_in()
    Evidence.objects.create(
        response=file, code="mes", name="later.pdf", size=1, by=file.created_by, at=NOW
    )
    assert [row.name for row in of(file).proofs] == ["mes.pdf"]


class TestVisits:
    """By rule: own word, near a limit, corrected, unproven."""

    def why(self, file: Response) -> dict[str, str]:
        return {row.subject: row.why for row in of(file).visits}

    def item(self, file: Response, words: str) -> Visit:
        return next(row for row in of(file).visits if words in row.subject)

    def test_a_check_that_rests_on_own_word_is_looked_at(self) -> None:
        file = handed_in()
        row = self.item(file, "equipment rate")
        assert "Decides the stage, by own statement" in row.why
        assert row.claimed == "30 of 40: 75 %"

    def test_until_an_official_has_verified_its_proof(self) -> None:
        file = handed_in()
        before = self.why(file)
        by = factories.official()
        proving.grade(Evidence.objects.get(), "B", by=by, at=NOW)
        after = self.why(file)
        changed = {key for key in before if before[key] != after.get(key)}
        assert changed <= {"Mes"}

    @pytest.mark.parametrize(
        ("part", "near"),
        [("53", False), ("54", True), ("60", True), ("66", True), ("67", False)],
    )
    def test_a_figure_near_a_limit_is_looked_at(self, part: str, near: bool) -> None:
        """The limit is 60 %."""
        file = handed_in(nc_equipment_rate={"n": part, "d": "100"})
        row = self.item(file, "equipment rate")
        assert ("Near a limit" in row.why) is near

    def test_a_corrected_item_is_looked_at_with_the_reason(self) -> None:
        file = handed_in()
        correct(file, "nc_equipment_rate", {"n": "10", "d": "40"})
        row = self.item(file, "equipment rate")
        assert "Corrected to: 10 of 40: 25 %" in row.why
        assert "(Not seen.)" in row.why
