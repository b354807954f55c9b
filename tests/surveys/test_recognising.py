"""What two officers decide together, and the numbers of titles."""

from datetime import timedelta

import pytest

from surveys import objecting, recognising, reviewing
from surveys.models import Objection, Response, Stage, Title, User
from surveys.recognising import NoticeRuns
from surveys.workflow import MoveRefused, ReasonNeeded, Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
NOTICED_UNTIL = NOW + timedelta(days=5)


def officer() -> User:
    return factories.official("municipal_officer")


def for_four_eyes() -> Response:
    return factories.recommended(round=factories.open_round(four_eyes=True))


def stage() -> Stage:
    return factories.stage()


class TestFourEyes:
    def test_the_first_vote_needs_its_reason_too(self) -> None:
        response = for_four_eyes()
        with pytest.raises(ReasonNeeded):
            recognising.decide(response, "decline", by=officer(), at=NOW)
        assert response.newest_submission().votes.count() == 0

    def test_a_changed_mind_counts_once(self) -> None:
        response, first, second = for_four_eyes(), officer(), officer()
        recognising.decide(response, "decline", reason="Small.", by=first, at=NOW)
        recognising.decide(response, "notice", by=first, at=NOW)

        assert not recognising.decide(
            response, "decline", reason="Small.", by=second, at=NOW
        )
        assert recognising.decide(response, "notice", by=second, at=NOW)

    def test_votes_end_with_an_upheld_objection(self) -> None:
        response, first, second = for_four_eyes(), officer(), officer()
        for by in (first, second):
            recognising.decide(response, "notice", by=by, at=NOW)
        objecting.decide_objection(
            factories.objection(response),
            upheld=True,
            reason="True.",
            by=officer(),
            at=LATER,
        )
        response.refresh_from_db()

        assert not recognising.decide(response, "notice", by=second, at=LATER)
        assert response.status == Status.RECOMMENDED

    def test_votes_end_with_sending_back(self) -> None:
        response, first, second = for_four_eyes(), officer(), officer()
        recognising.decide(response, "notice", by=first, at=NOW)
        recognising.send_back(response, reason="Look again.", by=first, at=NOW)
        reviewing.recommend(
            response, opinion="Good.", by=factories.official(), at=LATER
        )

        assert not recognising.decide(response, "notice", by=second, at=LATER)

    def test_a_stale_page_leaves_no_vote(self) -> None:
        stale = for_four_eyes()
        response = Response.objects.get(pk=stale.pk)
        recognising.send_back(response, reason="Look again.", by=officer(), at=NOW)

        with pytest.raises(MoveRefused):
            recognising.decide(stale, "notice", by=officer(), at=NOW)
        assert stale.newest_submission().votes.count() == 0


class TestRecognise:
    def test_at_the_end_of_the_notice_and_not_before(self) -> None:
        response, by = factories.noticed(), officer()
        with pytest.raises(NoticeRuns):
            recognising.recognise(
                response, by=by, at=NOTICED_UNTIL - timedelta(milliseconds=1)
            )
        recognising.recognise(response, by=by, at=NOTICED_UNTIL)
        assert response.status == Status.RECOGNISED

    def test_an_open_objection_holds_it_up(self) -> None:
        response, by = factories.noticed(), officer()
        factories.objection(response)

        with pytest.raises(NoticeRuns):
            recognising.recognise(response, by=by, at=NOTICED_UNTIL)

        assert Response.objects.get(pk=response.pk).status == Status.NOTICED
        assert (Title.objects.count(), Objection.objects.count()) == (0, 1)

    def test_is_done_once(self) -> None:
        response, by = factories.noticed(), officer()
        other = Response.objects.get(pk=response.pk)
        recognising.recognise(response, by=by, at=NOTICED_UNTIL)

        with pytest.raises(MoveRefused):
            recognising.recognise(other, by=by, at=NOTICED_UNTIL)
        assert Title.objects.count() == 1

    def test_the_title_keeps_whom_and_where(self) -> None:
        response = factories.noticed()
        title = recognising.recognise(response, by=officer(), at=NOTICED_UNTIL)
        enterprise = response.unit.enterprise

        assert (title.holder, title.unit, title.region, title.cluster) == (
            f"{enterprise.name} {response.unit.name}",
            response.unit,
            enterprise.region,
            enterprise.primary_cluster,
        )
        assert title.granted_on == NOTICED_UNTIL.date()

    @pytest.mark.parametrize(
        ("existing", "expected"),
        [
            ([], "DW-2026-0001"),
            (["DW-2025-0007", "SF-2026-0031"], "DW-2026-0001"),
            (["DW-2026-0009", "DW-2026-0010"], "DW-2026-0011"),
            (["DW-2026-9999", "DW-2026-10000"], "DW-2026-10001"),
        ],
    )
    def test_numbers_go_on(self, existing: list[str], expected: str) -> None:
        for number in existing:
            Title.objects.create(number=number, stage=stage(), granted_on=NOW.date())

        title = recognising.recognise(
            factories.noticed(), by=officer(), at=NOTICED_UNTIL
        )

        assert title.number == expected


@pytest.mark.parametrize("move", ["cultivate", "decline"])
def test_what_does_not_recognise_needs_a_reason(move: str) -> None:
    response, by = factories.recommended(), officer()
    with pytest.raises(ReasonNeeded):
        recognising.decide(response, move, by=by, at=NOW)
    recognising.decide(response, move, reason="Too few.", by=by, at=NOW)

    assert response.moves.get(name=move).reason == "Too few."
    card = response.newest_submission().scorecards.get(lane="final")
    assert card.outcome == "reached"


def test_the_investment_as_corrected_says_who_decides() -> None:
    target = factories.open_round(district_decides_below=3000)
    response, reviewer = factories.handed_in(round=target), factories.official()
    reviewing.correct(
        response,
        "project_investment",
        "5000",
        reason="The contracts add up to that.",
        by=reviewer,
        at=NOW,
    )

    with pytest.raises(reviewing.DistrictMayNotDecide):
        reviewing.decide_in_district(response, "notice", reason="", by=reviewer, at=NOW)


def test_the_district_gives_a_reason_for_declining() -> None:
    target = factories.open_round(district_decides_below=3000)
    response, by = factories.handed_in(round=target), factories.official()

    with pytest.raises(ReasonNeeded):
        reviewing.decide_in_district(response, "decline", reason=" ", by=by, at=NOW)


def test_a_recommendation_needs_an_opinion() -> None:
    with pytest.raises(ReasonNeeded):
        reviewing.recommend(
            factories.handed_in(), opinion=" ", by=factories.official(), at=NOW
        )


def test_a_stale_page_changes_nothing_after_the_decision() -> None:
    stale, by = factories.recommended(), factories.official()
    response = Response.objects.get(pk=stale.pk)
    recognising.decide(response, "decline", reason="Small.", by=officer(), at=NOW)

    with pytest.raises(reviewing.NothingToReview):
        reviewing.correct(stale, "mes", "none", reason="Seen.", by=by, at=NOW)
    with pytest.raises(reviewing.NothingToReview):
        factories.clear(stale, by)


def test_a_fact_takes_one_of_its_values() -> None:
    response, by = factories.handed_in(), factories.official()
    words = {"as_of": NOW.date(), "source": "Site", "by": by, "at": NOW}

    with pytest.raises(ValueError, match="credit_list"):
        reviewing.record_fact(response, "credit_list", "perhaps", **words)
    with pytest.raises(KeyError):
        reviewing.record_fact(response, "credit", "clear", **words)


@pytest.mark.parametrize("answers", [{}, {"project_investment": "3000"}])
def test_without_a_figure_below_the_limit_the_municipality_decides(
    answers: dict[str, str],
) -> None:
    target = factories.open_round(district_decides_below=3000)
    response = factories.handed_in(answers, round=target)
    assert not reviewing.district_decides(response.newest_submission())
