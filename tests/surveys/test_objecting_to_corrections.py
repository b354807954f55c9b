"""The enterprise's objection to one correction: when, with what, and what follows."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys import contesting, objecting, recognising, reviewing
from surveys.assessing import corrections_of
from surveys.keeping import Refused
from surveys.models import (
    AuditRow,
    Correction,
    CorrectionState,
    Evidence,
    Lane,
    Message,
    Objection,
    ObjectionState,
    Response,
    User,
)
from surveys.workdays import end_after
from surveys.workflow import (
    MoveRefused,
    ObjectionOpen,
    ObjectionPossible,
    ReasonNeeded,
    Status,
)
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

# A Thursday; five working days later is Thursday the 22nd, 24:00 in Beijing.
LAST = end_after(NOW, 5)
SECOND = timedelta(seconds=1)
PDF = b"%PDF-1.4\n%%EOF\n"


def officer() -> User:
    return factories.official("municipal_officer")


def corrected(**fields: object) -> Response:
    """A recommended file whose MES was found not to be there."""
    file, reviewer = factories.handed_in(**fields), factories.official()
    factories.clear(file, reviewer)
    reviewing.correct(file, "mes", "none", reason="Not seen.", by=reviewer, at=NOW)
    reviewing.recommend(file, opinion="All else is true.", by=reviewer, at=NOW)
    return file


def correction_of(response: Response) -> Correction:
    return corrections_of(response.newest_submission())["mes"]


def objected(response: Response, **fields: object) -> Objection:
    options = {"text": "It runs.", "by": response.created_by, "at": NOW} | fields
    return objecting.object_to_correction(correction_of(response), **options)  # type: ignore[arg-type]


def decide(objection: Objection, *, upheld: bool, by: User | None = None) -> None:
    objecting.decide_objection(
        objection, upheld=upheld, reason="Seen.", by=by or officer(), at=NOW
    )


def upload(name: str = "orders.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_it_is_of_one_correction_with_its_files_and_told() -> None:
    who = officer()
    response = corrected()

    objection = objected(response, files=[upload()])

    assert (objection.correction, objection.response, objection.state) == (
        correction_of(response),
        response,
        ObjectionState.OPEN,
    )
    assert objection.raised_by_name == response.unit.enterprise.name
    file = Evidence.objects.get()
    assert (file.objection, file.code, file.name) == (objection, "mes", "orders.pdf")
    assert list(response.evidence.kept()) == []
    assert AuditRow.objects.get(action="object").details == {"code": "mes", "files": 1}
    told = Message.objects.filter(kind="objection_raised", user=who)
    assert told.get().params["raised_by"] == response.unit.enterprise.name
    response.refresh_from_db()
    assert response.status == Status.RECOMMENDED


@pytest.mark.parametrize(
    ("before", "in_time"), [(timedelta(milliseconds=1), True), (timedelta(0), False)]
)
def test_it_is_in_time_until_24_of_the_last_working_day(
    before: timedelta, in_time: bool
) -> None:
    response = corrected()

    if in_time:
        objected(response, at=LAST - before)
    else:
        with pytest.raises(objecting.PeriodOver):
            objected(response, at=LAST - before)
    assert Objection.objects.count() == in_time


def test_the_round_says_how_many_days() -> None:
    target = factories.open_round()
    target.objection_days = 1
    target.save()
    response = corrected(round=target)
    assert contesting.ends_at(response, correction_of(response)) == end_after(NOW, 1)


def test_a_correction_after_the_recommendation_has_its_own_days() -> None:
    response, later = corrected(), NOW + timedelta(days=4)
    reviewing.correct(
        response, "mes", "none", reason="Seen again.", by=officer(), at=later
    )
    assert contesting.ends_at(response, correction_of(response)) == end_after(later, 5)


def test_there_is_one_of_a_correction() -> None:
    response = corrected()
    objected(response)

    with pytest.raises(objecting.AlreadyObjected):
        objected(response)
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n"])
def test_it_needs_a_reason(text: str) -> None:
    with pytest.raises(ReasonNeeded):
        objected(corrected(), text=text)


def test_before_the_recommendation_there_is_none() -> None:
    response, by = factories.handed_in(), factories.official()
    reviewing.correct(response, "mes", "none", reason="Not seen.", by=by, at=NOW)

    with pytest.raises(MoveRefused):
        objected(response)


def test_after_the_decision_there_is_none() -> None:
    response = corrected()
    stale, by = correction_of(response), response.created_by
    recognising.decide(response, "decline", reason="Small.", by=officer(), at=LAST)

    with pytest.raises(MoveRefused):
        objecting.object_to_correction(stale, text="It runs.", by=by, at=LAST)


def test_what_was_corrected_anew_or_accepted_is_not_objected_to() -> None:
    response, by = corrected(), officer()
    stale = correction_of(response)
    words = {"reason": "Does not concern it.", "by": by, "at": NOW}
    reviewing.correct(response, "mes", None, state="na", **words)  # type: ignore[arg-type]

    for correction in (stale, correction_of(response)):
        with pytest.raises(objecting.NotObjectable):
            objecting.object_to_correction(
                correction, text="It runs.", by=response.created_by, at=NOW
            )


def test_a_file_that_is_not_what_it_says_is_refused_and_nothing_is_kept() -> None:
    response = corrected()

    with pytest.raises(Refused):
        objected(response, files=[upload(), upload("orders.pdf", b"MZ...")])
    assert (Objection.objects.count(), Evidence.objects.count()) == (0, 0)


def test_upheld_the_claim_counts_again_and_every_score_is_kept() -> None:
    response, by = corrected(), officer()
    before = response.newest_submission().scorecards.get(lane=Lane.REVIEWED)
    objection = objected(response)

    decide(objection, upheld=True, by=by)

    submission = response.newest_submission()
    last = submission.corrections.last()
    assert last is not None
    assert (last.code, last.state, last.reason, last.by) == (
        "mes",
        CorrectionState.CLAIM,
        "Seen.",
        by,
    )
    assert corrections_of(submission) == {}
    cards = submission.scorecards.filter(lane=Lane.REVIEWED)
    assert [card.corrections for card in cards.order_by("pk")] == [
        before.corrections,
        {},
    ]
    told = Message.objects.get(kind="objection_decided", user=response.created_by)
    assert told.params["upheld"] is True


def test_rejected_the_correction_stays() -> None:
    response = corrected()
    decide(objected(response), upheld=False)

    submission = response.newest_submission()
    assert set(corrections_of(submission)) == {"mes"}
    assert submission.scorecards.filter(lane=Lane.REVIEWED).count() == 1


def test_whoever_corrected_does_not_decide() -> None:
    response = corrected()
    objection = objected(response)

    with pytest.raises(objecting.TookPart):
        decide(objection, upheld=False, by=correction_of(response).by)


def test_whoever_raised_it_does_not_decide() -> None:
    objection = objected(corrected())

    with pytest.raises(objecting.TookPart):
        decide(objection, upheld=True, by=objection.recorded_by)


def test_whoever_upheld_one_may_decide_the_next() -> None:
    response, by = corrected(), officer()
    rate = {"n": "1", "d": "40"}
    reviewer = factories.official()
    reviewing.correct(
        response, "nc_equipment_rate", rate, reason="Counted.", by=reviewer, at=NOW
    )
    both = [
        objecting.object_to_correction(
            correction, text="No.", by=response.created_by, at=NOW
        )
        for correction in corrections_of(response.newest_submission()).values()
    ]

    for objection in both:
        decide(objection, upheld=True, by=by)

    assert Objection.objects.filter(state=ObjectionState.UPHELD).count() == 2


@pytest.mark.parametrize("four_eyes", [False, True])
def test_nothing_is_decided_while_one_is_open(four_eyes: bool) -> None:
    response = corrected(round=factories.open_round(four_eyes=four_eyes))
    objection = objected(response)

    with pytest.raises(ObjectionOpen):
        recognising.decide(response, "decline", reason="Small.", by=officer(), at=NOW)

    response = Response.objects.get(pk=response.pk)
    assert response.status == Status.RECOMMENDED
    assert response.newest_submission().votes.count() == 0
    decide(objection, upheld=False)
    decided = recognising.decide(
        response, "decline", reason="Small.", by=officer(), at=NOW
    )
    assert decided is not four_eyes


def test_a_vote_from_before_it_was_upheld_counts_no_more() -> None:
    response = corrected(round=factories.open_round(four_eyes=True))
    later = NOW + timedelta(hours=2)
    recognising.decide(response, "notice", by=officer(), at=NOW)
    objection = objected(response)
    objecting.decide_objection(
        objection, upheld=True, reason="Seen.", by=officer(), at=later
    )

    response = Response.objects.get(pk=response.pk)
    assert not recognising.decide(response, "notice", by=officer(), at=later)


def test_the_district_does_not_decide_either() -> None:
    target = factories.open_round(district_decides_below=3000)
    response, by = corrected(round=target), officer()
    objected(response)
    recognising.send_back(response, reason="Look again.", by=by, at=NOW)

    with pytest.raises(ObjectionOpen):
        reviewing.decide_in_district(
            response, "notice", reason="", by=factories.official(), at=NOW
        )


# -- What waits for it -----------------------------------------------------------------


@pytest.mark.parametrize("move", ["cultivate", "decline"])
def test_nothing_is_decided_against_it_while_an_objection_is_possible(
    move: str,
) -> None:
    response, by = corrected(), officer()

    with pytest.raises(ObjectionPossible) as early:
        recognising.decide(response, move, reason="Small.", by=by, at=LAST - SECOND)
    assert early.value.until == LAST
    recognising.decide(response, move, reason="Small.", by=by, at=LAST)

    assert response.moves.last().target == response.status


def test_once_its_objections_are_decided_nothing_waits() -> None:
    response = corrected()
    decide(objected(response), upheld=False)

    recognising.decide(response, "decline", reason="Small.", by=officer(), at=NOW)

    assert response.status == Status.DECLINED


def test_the_district_declines_nothing_that_it_corrected() -> None:
    target = factories.open_round(district_decides_below=3000)
    response, reviewer = factories.handed_in(round=target), factories.official()
    factories.clear(response, reviewer)
    reviewing.correct(response, "mes", "none", reason="Seen.", by=reviewer, at=NOW)

    with pytest.raises(reviewing.ObjectionsFirst):
        reviewing.decide_in_district(
            response, "decline", reason="Small.", by=reviewer, at=NOW
        )

    response.refresh_from_db()
    assert response.status == Status.SUBMITTED
