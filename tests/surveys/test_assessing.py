"""From a frozen submission to a scorecard: canonical facts, written once."""

from decimal import Decimal
from typing import Any

import pytest

from surveys import assessing, enrolling, filling, jobs, reviewing
from surveys.assessing import assess, evaluation_of, facts_of, figures_of, profile_of
from surveys.filling import Entry
from surveys.models import (
    Enterprise,
    Job,
    Lane,
    Response,
    Scorecard,
    Submission,
    Title,
    TitleState,
    Unit,
    User,
)
from surveys.scoring import ENGINE_VERSION
from tests import factories
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db

FACTS: dict[str, Any] = {
    "size": "medium",
    "sme_tier": "little_giant",
    "chain_role": "leader",
    "region": "500105",
    "region_group": "central_urban",
    "cluster": "T01",
    "secondary_clusters": ["T02", "T03"],
    "industry": "C36",
    "process_type": "discrete",
    "employees": 400,
    "revenue": "5000.5",
    "unit_kind": "workshop",
    "whole_machines": True,
    "titles": {"digital_workshop": 2, "smart_factory": 1},
    "recognised_digital_workshops": 2,
    "levels": {},
}


def plain() -> Enterprise:
    return factories.enterprise()


def rich() -> Enterprise:
    others = (factories.cluster("T03"), factories.cluster("T02"))
    return factories.enterprise(
        revenue=Decimal("5000.50"),
        sme_tier=factories.sme_tier(),
        chain_role=factories.chain_role(),
        secondary_clusters=others,
        whole_machines=True,
    )


def grant(to: Enterprise, stage: str, state: str = TitleState.ACTIVE) -> None:
    Title.objects.create(
        number=f"{stage}-{Title.objects.count()}",
        stage=factories.stage(stage),
        enterprise=to,
        state=state,
        granted_on=NOW.date(),
        withdrawn_on=NOW.date() if state == TitleState.WITHDRAWN else None,
    )


def submitted(answers: dict[str, Any] | None = None) -> tuple[Submission, User]:
    response = factories.handed_in(answers)
    return response.newest_submission(), factories.official()


def correct(of: Submission, by: User, code: str, value: Any, **more: Any) -> None:
    reviewing.correct(
        of.response, code, value, reason="Seen on site.", by=by, at=NOW, **more
    )


def card(of: Submission, lane: str = Lane.REVIEWED) -> Scorecard:
    return assess(of, lane, by=None, at=NOW)


class TestFacts:
    def test_of_an_enterprise_with_everything(self) -> None:
        enterprise = rich()
        for stage, state in (
            ("digital_workshop", TitleState.ACTIVE),
            ("digital_workshop", TitleState.DUE),
            ("digital_workshop", TitleState.WITHDRAWN),
            ("smart_factory", TitleState.KEPT),
        ):
            grant(enterprise, stage, state)
        grant(factories.enterprise(), "digital_workshop")

        assert facts_of(factories.unit(enterprise)) == FACTS

    def test_of_an_enterprise_without(self) -> None:
        unit = factories.unit(plain(), kind="factory")
        unit.enterprise.region.group = None
        assert facts_of(unit) == FACTS | {
            "sme_tier": None,
            "chain_role": None,
            "region_group": None,
            "secondary_clusters": [],
            "revenue": "5000",
            "unit_kind": "factory",
            "whole_machines": False,
            "titles": {},
            "recognised_digital_workshops": 0,
        }

    def test_know_the_level_in_other_questionnaires(self) -> None:
        """Of the unit itself and of the whole enterprise, not of its neighbours."""
        enterprise = plain()
        kinds = ("workshop", "enterprise", "factory")
        unit, whole, other = (factories.unit(enterprise, kind) for kind in kinds)
        for subject, code, share in (
            (unit, "digital_workshop", 20),
            (whole, "cmmm", 40),
            (other, "smart_factory", 40),
        ):
            content = document(code) | {"unit": subject.kind}
            target = factories.open_round(editions=[factories.edition(content)])
            answers = {"nc_equipment_rate": {"n": str(share), "d": "40"}, "mes": "full"}
            handed = factories.handed_in(answers, round=target, unit=subject)
            factories.scored(handed)
        assert facts_of(unit)["levels"] == {"cmmm": 1, "digital_workshop": 0}

    def test_are_the_same_just_made_and_read_again(self) -> None:
        unit = factories.unit(rich())
        assert facts_of(unit) == facts_of(Unit.objects.get(pk=unit.pk))

    def test_of_the_profile_can_do_without_a_query_for_clusters(
        self, django_assert_num_queries: Any
    ) -> None:
        enterprise = plain()
        with django_assert_num_queries(0):
            facts = profile_of(enterprise, "workshop", others=[])
        assert facts["secondary_clusters"] == []

    def test_stay_as_they_were_when_handed_in(self) -> None:
        submission, _ = submitted()
        enterprise = submission.response.unit.enterprise
        region = factories.region("500106")
        enrolling.transfer_region(enterprise, region, by=None, at=NOW, reason="Merger.")
        grant(enterprise, "digital_workshop")

        submission.refresh_from_db()
        facts = submission.facts
        assert (facts["region"], facts["titles"]) == ("500105", {})


class TestAssess:
    def test_the_same_inputs_write_one_row(self) -> None:
        submission, _ = submitted()
        first, second = card(submission), card(submission)
        assert first == second
        assert Scorecard.objects.count() == 1

    def test_each_lane_has_its_own(self) -> None:
        submission, _ = submitted()
        cards = [card(submission, lane) for lane in Lane.values]
        assert [c.lane for c in cards] == ["claimed", "reviewed", "final"]
        assert len({c.pk for c in cards}) == 3

    def test_what_is_put_beside_the_claim_writes_another_and_keeps_the_first(
        self,
    ) -> None:
        submission, reviewer = submitted()
        before = card(submission)
        factories.clear(submission.response, reviewer)
        after = card(submission)

        before.refresh_from_db()
        assert before.identity != after.identity
        assert (before.outcome, after.outcome) == ("not_reached", "reached")
        assert (before.external, after.external) == ({}, {"credit_list": "clear"})

    def test_the_claimed_lane_knows_neither_corrections_nor_facts(self) -> None:
        submission, reviewer = submitted()
        before = card(submission, Lane.CLAIMED)
        factories.clear(submission.response, reviewer)
        correct(submission, reviewer, "mes", "none")

        assert card(submission, Lane.CLAIMED) == before
        assert (before.corrections, before.external) == ({}, {})

    def test_a_card_keeps_all_that_it_was_made_from(self) -> None:
        submission, reviewer = submitted()
        factories.clear(submission.response, reviewer)
        correct(submission, reviewer, "nc_equipment_rate", {"n": "24", "d": "40"})
        found = card(submission)

        assert (found.engine, found.edition_sha256) == (
            ENGINE_VERSION,
            submission.response.edition.sha256,
        )
        assert found.corrections == {
            "nc_equipment_rate": {"state": "answered", "v": {"n": "24", "d": "40"}}
        }
        assert (found.outcome, found.level, found.score) == (
            "reached",
            "digital_workshop",
            "100",
        )
        assert found.nodes == {"total": "100", "equipment": "100"}
        assert found.checks == {"DW-NC": "pass", "G-CREDIT": "pass", "DW-MES": "pass"}

    def test_a_score_that_does_not_end_is_rounded_half_up(self) -> None:
        submission, _ = submitted({"nc_equipment_rate": {"n": "1", "d": "9"}})
        # A ninth of 60 % is 18.5185… of 100; half of it, for nothing else is there.
        assert card(submission).score == "9.259259259259"

    def test_evaluated_again_it_agrees_whatever_came_later(self) -> None:
        submission, reviewer = submitted()
        correct(submission, reviewer, "mes", "none")
        found = card(submission)
        correct(submission, reviewer, "nc_equipment_rate", {"n": "1", "d": "40"})
        factories.clear(submission.response, reviewer)

        again = figures_of(evaluation_of(Scorecard.objects.get(pk=found.pk)))

        assert again == {name: getattr(found, name) for name in again}


class TestBeside:
    def test_the_newest_of_each_counts(self) -> None:
        submission, reviewer = submitted()
        response = submission.response
        for value in ("none", "full", "none"):
            correct(submission, reviewer, "mes", value)
        for value in ("listed", "clear"):
            reviewing.record_fact(
                response,
                "credit_list",
                value,
                as_of=NOW.date(),
                source="Site",
                by=reviewer,
                at=NOW,
            )

        assert assessing.beside(submission, Lane.REVIEWED) == assessing.Beside(
            {"mes": {"state": "answered", "v": "none"}}, {"credit_list": "clear"}
        )

    def test_one_taken_back_counts_no_more(self) -> None:
        submission, reviewer = submitted()
        correct(submission, reviewer, "mes", "none")
        correct(submission, reviewer, "mes", None, state="claim")
        assert assessing.corrections_of(submission) == {}

    def test_facts_are_of_the_response_and_corrections_of_the_submission(self) -> None:
        submission, reviewer = submitted()
        response = submission.response
        factories.clear(response, reviewer)
        correct(submission, reviewer, "mes", "none")
        filling.take_back(response, by=response.created_by, at=NOW)
        again = filling.submit(
            response, name="Wang", post="Head", by=response.created_by, at=NOW
        )

        assert assessing.beside(again, Lane.FINAL) == assessing.Beside(
            {}, {"credit_list": "clear"}
        )


class TestNotApplicable:
    """Claimed, it counts; reviewed, it is unanswered until the reviewer accepts it."""

    def handed_in(self) -> Submission:
        response = factories.filled({"nc_equipment_rate": {"n": "24", "d": "40"}})
        entry = {"mes": Entry(None, "na", "No process to steer.")}
        by = response.created_by
        filling.save(response, entry, by=by, at=NOW)
        return filling.submit(response, name="Wang", post="Head", by=by, at=NOW)

    def test_claimed_it_leaves_the_denominator_where_enough_is_left(self) -> None:
        found = card(self.handed_in(), Lane.CLAIMED)
        # Half the weight applies, and the floor is 0.6: no score, not a wrong one.
        assert (found.score, found.nodes) == ("", {"total": "", "equipment": ""})

    def test_reviewed_it_scores_nothing(self) -> None:
        assert card(self.handed_in()).score == "50"

    def test_accepted_it_is_as_claimed(self) -> None:
        submission = self.handed_in()
        correct(submission, factories.official(), "mes", None, state="na")
        found = card(submission)
        assert (found.score, found.corrections) == (
            "",
            {"mes": {"state": "na", "v": None}},
        )


class TestJob:
    def test_writes_the_claimed_card_of_its_submission(self) -> None:
        submission, _ = submitted()
        job = Job.objects.get()

        jobs.run(job.pk, assessing.assess_job)

        job.refresh_from_db()
        found = submission.scorecards.get()
        assert (job.state, job.progress, job.result) == (
            "done",
            100,
            {"scorecard": found.pk},
        )
        assert (found.lane, found.by, found.at) == (Lane.CLAIMED, None, submission.at)

    def test_each_handing_in_has_its_own(self) -> None:
        submission, _ = submitted()
        response = Response.objects.get(pk=submission.response_id)
        by = response.created_by
        filling.take_back(response, by=by, at=NOW)
        filling.save(response, {"mes": Entry("none")}, by=by, at=NOW)
        filling.submit(response, name="Wang", post="Head", by=by, at=NOW)

        for job in Job.objects.order_by("pk"):
            jobs.run(job.pk, assessing.assess_job)

        scores = Scorecard.objects.order_by("pk").values_list("score", flat=True)
        assert list(scores) == ["100", "50"]

    def test_of_a_submission_that_is_gone_fails_and_tells(self) -> None:
        job = jobs.start("assess", "assess:0", args={"submission": 0})
        jobs.run(job.pk, assessing.assess_job)

        job.refresh_from_db()
        assert (job.state, job.attempts) == ("queued", 1)
        assert "DoesNotExist" in job.log
