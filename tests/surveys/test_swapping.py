"""Another edition in a running round: drafts move along, and no word is lost."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys import assigning, filling, proving, running, swapping
from surveys.filling import Entry
from surveys.models import (
    AuditRow,
    Edition,
    Evidence,
    Message,
    Response,
    Revision,
    Round,
)
from surveys.swapping import SwapRefused
from surveys.workflow import Closed, ReasonNeeded
from tests import factories, papers
from tests.factories import NOW
from tests.small_edition import document, question

pytestmark = pytest.mark.django_db


def old_edition() -> Edition:
    content = document(label="2025")
    photos = question("photos", "file", required=False)
    content["sections"][0]["questions"].append(photos)
    return factories.edition(content)


def next_edition() -> Edition:
    """What was "remarks" is "notes" now, and "mes" knows "full" no more."""
    # Wherever the option is named: conditions and points ask for it, too.
    text = json.dumps(document(label="2026"), ensure_ascii=False)
    content = json.loads(text.replace('"full"', '"whole"'))
    project = content["sections"][0]
    (remarks,) = (q for q in project["questions"] if q["code"] == "remarks")
    remarks["code"] = "notes"
    pictures = question("pictures", "file", required=False)
    project["questions"].append(pictures)
    content["concordance"] = {
        "edition": "2025",
        "codes": [
            {"old": "remarks", "new": "notes"},
            {"old": "photos", "new": "pictures"},
        ],
    }
    return factories.edition(content)


@pytest.fixture
def target() -> Round:
    factories.region()
    return factories.open_round(editions=[old_edition()])


@pytest.fixture
def draft(target: Round) -> Response:
    return factories.filled(factories.GOOD | {"remarks": "Fine."}, round=target)


def swap(target: Round, new: Edition | None = None, **fields: Any) -> list[Any]:
    given = {"reason": "A slip.", "by": factories.official("municipal_officer")}
    old = target.editions.get()
    fields = {"at": NOW} | given | fields
    return swapping.swap_edition(target, old, new or next_edition(), **fields)


def fresh(response: Response) -> Response:
    return Response.objects.with_subject().get(pk=response.pk)


def values(response: Response) -> dict[str, Any]:
    return {code: a.value for code, a in fresh(response).typed_answers().items()}


def test_answers_go_along_by_code_and_by_concordance(
    target: Round, draft: Response
) -> None:
    new = next_edition()
    (move,) = swap(target, new)

    assert list(target.editions.all()) == [new]
    assert fresh(draft).edition == new
    assert values(draft) == {
        "project_investment": "1200",
        "nc_equipment_rate": {"n": "30", "d": "40"},
        "notes": "Fine.",
    }
    assert (move.kept, move.dropped) == (3, ("mes",))


def test_what_does_not_fit_is_kept_as_a_revision(
    target: Round, draft: Response
) -> None:
    officer = factories.official("municipal_officer")
    swap(target, by=officer)

    rows = Revision.objects.filter(response=draft, by=officer)
    found = {row.code: (row.n, row.old and row.old["v"], row.new["v"]) for row in rows}
    assert found == {
        "mes": (2, "full", None),
        "notes": (1, None, "Fine."),
        "remarks": (2, "Fine.", None),
    }


def test_filling_goes_on_and_back_again(target: Round, draft: Response) -> None:
    """Versions of an answer go on counting, however often editions are swapped."""
    old, new, by = target.editions.get(), next_edition(), draft.created_by
    swap(target, new)
    filling.save(fresh(draft), {"mes": Entry("whole")}, by=by, at=NOW)
    swap(target, old)
    filling.save(fresh(draft), {"mes": Entry("full")}, by=by, at=NOW)
    swap(target, new)

    assert values(draft)["project_investment"] == "1200"
    numbers = Revision.objects.filter(response=draft, code="mes")
    assert list(numbers.values_list("n", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_files_and_sections_go_along(target: Round, draft: Response) -> None:
    by = draft.created_by
    upload = SimpleUploadedFile("台账.pdf", papers.pdf("1"))
    file = proving.add_evidence(fresh(draft), "photos", upload, by=by, at=NOW)
    shown = {"photos": Entry([str(file.pk)])}
    filling.save(fresh(draft), shown, by=by, at=NOW)
    for section in ("project", "equipment"):
        assigning.assign(fresh(draft), section, by, by=by, at=NOW)
    swap(target)
    assert Evidence.objects.kept().get(pk=file.pk).code == "pictures"
    assert values(draft)["pictures"] == [str(file.pk)]

    one_section = document(label="2027")
    one_section["sections"][1]["code"] = "machines"
    swap(target, factories.edition(one_section))
    file.refresh_from_db()
    assert file.removed_at == NOW
    sections = fresh(draft).assignments.values_list("section", flat=True)
    assert list(sections) == ["project"]


def test_the_outlook_is_what_happens(target: Round, draft: Response) -> None:
    new = next_edition()
    (seen,) = swapping.outlook(target, target.editions.get(), new)
    (done,) = swap(target, new)
    assert (seen.response, seen.kept, seen.dropped) == (
        done.response,
        done.kept,
        done.dropped,
    )


def test_who_fills_is_told_and_the_trail_knows(target: Round, draft: Response) -> None:
    old, new = target.editions.get(), next_edition()
    swap(target, new)

    message = Message.objects.get(kind="edition_changed")
    assert (message.user, message.response) == (draft.created_by, draft)
    assert message.params == {"kept": 3, "dropped": 1, "reason": "A slip."}
    row = AuditRow.objects.get(action="swap_edition")
    assert (row.object_id, row.reason) == (str(target.pk), "A slip.")
    assert row.details == {"drafts": 1, "dropped": {str(draft.pk): ["mes"]}}
    assert row.before == {"edition": old.sha256}
    assert row.after == {"edition": new.sha256}


class TestRefusals:
    def test_once_something_was_handed_in(self, target: Round, draft: Response) -> None:
        by = draft.created_by
        filling.submit(draft, name="Wang", post="Head", by=by, at=NOW)
        filling.take_back(draft, by=by, at=NOW)
        with pytest.raises(SwapRefused):
            swap(target)
        assert list(swapping.swappable(target)) == []

    def test_in_another_round_it_hinders_nobody(self, target: Round) -> None:
        other = factories.open_round(editions=[target.editions.get()])
        factories.handed_in(round=other)
        assert swap(target) == []

    def test_a_round_that_is_over(self, target: Round) -> None:
        running.close_round(target, by=factories.user(), at=target.deadline)
        with pytest.raises(SwapRefused):
            swap(target)

    def test_an_edition_of_another_questionnaire_or_a_draft(
        self, target: Round
    ) -> None:
        foreign = factories.edition(document("smart_factory"))
        unpublished = next_edition()
        Edition.objects.filter(pk=unpublished.pk).update(state="draft")
        for other in (foreign, unpublished, target.editions.get()):
            with pytest.raises(SwapRefused):
                swap(target, other)

    def test_one_that_is_asked_no_more(self, target: Round) -> None:
        old, new = target.editions.get(), next_edition()
        swap(target, new)
        by = factories.official("municipal_officer")
        with pytest.raises(SwapRefused):
            swapping.swap_edition(target, old, new, reason="Again.", by=by, at=NOW)

    def test_without_a_reason(self, target: Round) -> None:
        with pytest.raises(ReasonNeeded):
            swap(target, reason=" ")


def test_a_save_that_began_before_is_refused_and_spoils_nothing(
    target: Round, draft: Response
) -> None:
    """Its page asks the old edition, and keeps what was typed until loaded anew."""
    page = fresh(draft)
    swap(target)
    before = values(draft)
    with pytest.raises(Closed):
        filling.save(page, {"remarks": Entry("Late.")}, by=draft.created_by, at=NOW)
    assert values(draft) == before
