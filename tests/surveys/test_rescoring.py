"""A round scored again under a corrected edition: computed, kept, decided."""

from datetime import timedelta
from typing import Any

import pytest

from reports.benchmarks import counted, live
from surveys import filling, jobs, recognising, reviewing, running, tasks
from surveys.assessing import assess, edition_of, evaluation_of, figures_of
from surveys.filling import Entry
from surveys.models import (
    AuditRow,
    Edition,
    Job,
    Lane,
    Rescoring,
    RescoringState,
    Response,
    Round,
    Scorecard,
    Title,
    User,
)
from surveys.rescoring import working
from surveys.running import RescoringRefused, SecondOfficerNeeded
from surveys.workflow import ReasonNeeded
from tests import factories
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=40)
FAIR = {"nc_equipment_rate": {"n": "22", "d": "40"}, "mes": "full"}  # 55 %, not 60 %
POOR = {"nc_equipment_rate": {"n": "4", "d": "40"}, "mes": "none"}


def corrected(label: str = "2023-b", **changes: Any) -> Edition:
    """The small edition with a criterion of 50 % and the goalpost at 100 %."""
    content = document(label=label)
    content["checks"][0]["test"]["value"] = "50"
    content["sections"][1]["questions"][0]["score"]["hi"] = "100"
    return factories.edition(content | changes)


def a_round(**fields: Any) -> tuple[Round, list[Response]]:
    """Three files, one of them in public notice, each with its scorecards."""
    target = factories.open_round(**fields)
    files = [
        factories.handed_in(answers, round=target) for answers in (FAIR, POOR, None)
    ]
    for file in files:
        factories.scored(file)
    reviewer = factories.official()
    factories.clear(files[2], reviewer)
    reviewing.recommend(files[2], opinion="True.", by=reviewer, at=NOW)
    return target, files


def begin(target: Round, by: User | None = None, **changes: Any) -> Rescoring:
    return running.begin_rescoring(
        target,
        factories.edition(),
        corrected(**changes),
        reason="The threshold was mistyped.",
        by=by or factories.official("municipal_officer"),
        at=LATER,
    )


def done(begun: Rescoring) -> Rescoring:
    """The re-scoring once its job has run."""
    assert begun.job_id
    tasks.rescore(begun.job_id)
    begun = Rescoring.objects.get(pk=begun.pk)
    assert begun.job is not None
    assert (begun.job.state, begun.job.log) == ("done", "")
    return begun


def adopt(ready: Rescoring, by: User | None = None) -> None:
    officer = by or factories.official("municipal_officer")
    running.adopt(ready, reason="It was mistyped.", by=officer, at=LATER)
    tasks.rescore(Job.objects.get(key=f"rescore:{ready.pk}:rest").pk)


def figures(rows: Any) -> list[tuple[Any, ...]]:
    return list(
        rows.order_by("submission", "lane").values_list(
            *("submission", "lane", "identity", "outcome", "level", "open_checks"),
            *("score", "nodes", "checks", "corrections", "external", "engine"),
            *("edition_sha256", "by", "at"),
        )
    )


class TestTheJob:
    def test_writes_new_cards_beside_the_old(self) -> None:
        target, files = a_round()
        before = figures(Scorecard.objects.all())
        ready = done(begin(target))

        assert ready.state == RescoringState.READY
        assert (ready.done, ready.total) == (3, 3)
        assert figures(Scorecard.objects.filter(rescoring=None)) == before
        new = Scorecard.objects.filter(rescoring=ready)
        assert [(c.submission.response, c.lane, c.outcome, c.score) for c in new] == [
            (files[0], "claimed", "reached_open", "77.5"),
            (files[1], "claimed", "not_reached", "5"),
            (files[2], "claimed", "reached_open", "87.5"),
            (files[2], "reviewed", "reached", "87.5"),
        ]
        assert {c.edition_sha256 for c in new} == {ready.corrected.sha256}
        assert {(c.by, c.at) for c in new} == {(ready.by, ready.at)}

    def test_agrees_with_an_evaluation_under_the_corrected_edition(self) -> None:
        target, files = a_round()
        reviewing.correct(
            files[0], "mes", "none", reason="Seen.", by=factories.official(), at=NOW
        )
        assess(files[0].newest_submission(), Lane.REVIEWED, by=None, at=NOW)
        ready = done(begin(target))

        for card in ready.scorecards.all():
            again = figures_of(evaluation_of(card))
            assert again == {name: getattr(card, name) for name in again}
            assert edition_of(card) == ready.corrected
        reviewed = ready.scorecards.get(submission__response=files[0], lane="reviewed")
        assert reviewed.corrections == {"mes": {"state": "answered", "v": "none"}}
        assert reviewed.score == "27.5"

    def test_sums_up_what_changes(self) -> None:
        ready = done(begin(a_round()[0]))
        assert ready.summary == {
            "dropped": {},
            "lanes": {
                "claimed": {
                    "cards": 3,
                    "levels": {"up": 1, "same": 2},
                    "outcomes": 1,
                    "scores": {"down": 3},
                    "shift": "-34.166666666666",
                    "lowest": "-18.333333333333",
                    "highest": "0",
                },
                "reviewed": {
                    "cards": 1,
                    "levels": {"same": 1},
                    "outcomes": 0,
                    "scores": {"down": 1},
                    "shift": "-12.5",
                    "lowest": "-12.5",
                    "highest": "0",
                },
            },
        }

    def test_of_the_newest_submission_only(self) -> None:
        target, files = a_round()
        by = files[0].created_by
        filling.take_back(files[0], by=by, at=NOW)
        filling.save(files[0], {"mes": Entry("none")}, by=by, at=NOW)
        filling.submit(files[0], name="Wang", post="Head", by=by, at=NOW)
        factories.scored(files[0])

        ready = done(begin(target))

        numbers = ready.scorecards.values_list("submission__number", flat=True)
        assert sorted(numbers) == [1, 1, 1, 2]

    def test_a_second_delivery_writes_nothing(self) -> None:
        ready = done(begin(a_round()[0]))
        assert ready.job_id
        before = figures(Scorecard.objects.all())
        tasks.rescore(ready.job_id)
        assert figures(Scorecard.objects.all()) == before

    def test_of_nothing_is_ready_at_once(self) -> None:
        ready = done(begin(factories.open_round()))
        assert (ready.state, ready.total) == (RescoringState.READY, 0)
        assert ready.summary == {"lanes": {}, "dropped": {}}


class TestCutOff:
    """Whatever happens between two chunks: in the end it is as if nothing had been."""

    @pytest.fixture(autouse=True)
    def one_a_chunk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(working, "CHUNK", 1)

    @pytest.mark.parametrize("chunks", [0, 1, 2, 3])
    def test_it_goes_on_where_it_was(
        self, monkeypatch: pytest.MonkeyPatch, chunks: int
    ) -> None:
        target, _ = a_round()
        whole = done(begin(target))
        expected = figures(whole.scorecards), whole.summary
        running.reject(whole, reason="Again.", by=whole.by, at=LATER)
        whole.scorecards.all().delete()
        Rescoring.objects.all().delete()

        again = begin(target, by=whole.by)
        with monkeypatch.context() as patch:
            patch.setattr(jobs, "renew", broken_after(chunks))
            assert again.job_id
            tasks.rescore(again.job_id)
        again.refresh_from_db()
        assert (again.done, again.scorecards.count() >= again.done) == (chunks, True)

        Job.objects.filter(pk=again.job_id).update(wake_at=LATER)
        ready = done(again)

        assert (figures(ready.scorecards), ready.summary) == expected

    def test_whoever_lost_the_job_writes_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun = begin(a_round()[0])
        job = jobs.claim(begun.job_id or 0)
        assert job is not None
        Job.objects.filter(pk=job.pk).update(lease_until=NOW)
        ready = done(begun)
        before = figures(Scorecard.objects.all())

        with pytest.raises(jobs.Fenced):
            working.rescore_job(job, jobs.Progress(job))
        assert figures(Scorecard.objects.all()) == before
        assert ready.state == RescoringState.READY


def broken_after(calls: int) -> Any:
    """Holding the job, which fails after so many chunks."""
    held, left = jobs.renew, [None] * calls

    def renew(job: Job) -> None:
        if not left:
            raise RuntimeError("cut off")
        left.pop()
        held(job)

    return renew


class TestDeciding:
    def test_nothing_counts_before_it_is_adopted(self) -> None:
        target, files = a_round()
        edition = factories.edition()
        before = counted(target, edition, "claimed")
        ready = done(begin(target))
        assert counted(target, edition, "claimed") == before

        adopt(ready)

        new = ready.scorecards.filter(lane="claimed").order_by("pk")
        assert counted(target, edition, "claimed") == [card.pk for card in new]
        shown = live(target, edition, "claimed", at=LATER, shown=lambda _: True)
        assert shown.entries is not None
        assert sorted(e.score or 0 for e in shown.entries) == [5, 77.5, 87.5]
        assert shown.source.edition_hash == ready.corrected.sha256
        assert len(files) == shown.counts.units

    def test_rejected_it_never_counts(self) -> None:
        target, _ = a_round()
        before = counted(target, factories.edition(), "claimed")
        ready = done(begin(target))
        officer = factories.official("municipal_officer")

        running.reject(ready, reason="It was right.", by=officer, at=LATER)

        assert counted(target, factories.edition(), "claimed") == before
        ready.refresh_from_db()
        assert (ready.state, ready.decided_by, ready.decided_at, ready.decision) == (
            RescoringState.REJECTED,
            officer,
            LATER,
            "It was right.",
        )
        row = AuditRow.objects.get(action="rescoring_rejected")
        assert (row.by, row.reason) == (officer, "It was right.")

    def test_rejected_while_it_runs_it_stops(self) -> None:
        begun = begin(a_round()[0])
        running.reject(begun, reason="Not this one.", by=begun.by, at=LATER)
        assert begun.job_id
        tasks.rescore(begun.job_id)
        assert Job.objects.get(pk=begun.job_id).state == "cancelled"
        assert begun.scorecards.count() == 0

    def test_adopted_later_scorings_use_the_corrected_edition(self) -> None:
        target, files = a_round()
        ready = done(begin(target))
        adopt(ready)
        reviewer = factories.official()
        factories.clear(files[0], reviewer)
        reviewing.recommend(files[0], opinion="True.", by=reviewer, at=LATER)
        late = factories.handed_in(FAIR, round=target)

        new = [files[0].newest_submission().scorecards.last(), factories.scored(late)]

        found = [(c.outcome, c.score, c.rescoring) for c in new if c]
        assert found == [("reached", "77.5", None), ("reached_open", "77.5", None)]
        assert {c.edition_sha256 for c in new if c} == {ready.corrected.sha256}
        other = factories.scored(factories.handed_in(FAIR))  # of another round
        assert other.edition_sha256 == factories.edition().sha256

    def test_what_was_scored_since_the_diff_follows_on_adoption(self) -> None:
        target, _ = a_round()
        ready = done(begin(target))
        late = factories.handed_in(FAIR, round=target)
        factories.scored(late)

        adopt(ready)

        card = late.newest_submission().scorecards.standing().last()
        assert card is not None
        assert (card.score, card.rescoring) == ("77.5", ready)
        assert Job.objects.get(key=f"rescore:{ready.pk}:rest").result == {"written": 1}

    def test_titles_and_statuses_stay(self) -> None:
        target, files = a_round()
        officer = factories.official("municipal_officer")
        recognising.decide(files[2], "notice", by=officer, at=NOW)
        recognising.recognise(files[2], by=officer, at=LATER)
        title = Title.objects.values().get()
        stricter = document(label="2023-c")
        stricter["checks"][0]["test"]["value"] = "90"
        ready = done(begin(target, **stricter))

        adopt(ready)

        card = ready.scorecards.get(lane="final")
        assert card.outcome == "not_reached"
        assert Title.objects.values().get() == title
        assert Response.objects.get(pk=files[2].pk).status == "recognised"

    def test_four_eyes(self) -> None:
        target, _ = a_round(four_eyes=True)
        ready = done(begin(target))
        for decide in (running.adopt, running.reject):
            with pytest.raises(SecondOfficerNeeded):
                decide(ready, reason="Mine.", by=ready.by, at=LATER)
        adopt(ready)
        ready.refresh_from_db()
        assert ready.state == RescoringState.ADOPTED

    def test_only_what_is_ready_is_adopted_and_once(self) -> None:
        target, _ = a_round()
        begun = begin(target)
        officer = factories.official("municipal_officer")
        why = {"reason": "Because.", "by": officer, "at": LATER}
        with pytest.raises(RescoringRefused):
            running.adopt(begun, **why)
        ready = done(begun)
        running.adopt(ready, **why)
        for decide in (running.adopt, running.reject):
            with pytest.raises(RescoringRefused):
                decide(ready, **why)

    def test_needs_reasons(self) -> None:
        target, _ = a_round()
        ready = done(begin(target))
        with pytest.raises(ReasonNeeded):
            running.adopt(ready, reason=" ", by=ready.by, at=LATER)
        with pytest.raises(ReasonNeeded):
            running.begin_rescoring(
                target, factories.edition(), corrected(), reason="", by=ready.by, at=NOW
            )


class TestBeginning:
    def refused(self, target: Round, edition: Edition, other: Edition) -> bool:
        by = factories.user()
        try:
            running.begin_rescoring(
                target, edition, other, reason="Why.", by=by, at=LATER
            )
        except RescoringRefused:
            return True
        return False

    def test_refuses_what_does_not_correct(self) -> None:
        target, own = factories.open_round(), factories.edition()
        foreign = factories.edition(document("smart_factory", "2023"))
        draft = corrected("draft")
        Edition.objects.filter(pk=draft.pk).update(state="draft")
        draft.refresh_from_db()
        for edition, other in ((own, own), (own, foreign), (own, draft)):
            assert self.refused(target, edition, other)
        assert self.refused(target, foreign, foreign)
        assert not self.refused(target, own, corrected())

    def test_one_waits_for_a_decision_at_a_time_and_none_comes_twice(self) -> None:
        target, own = factories.open_round(), factories.edition()
        begun = begin(target)
        assert self.refused(target, own, corrected("2023-c"))
        running.reject(begun, reason="No.", by=begun.by, at=LATER)
        assert self.refused(target, own, corrected())
        assert not self.refused(target, own, corrected("2023-c"))

    def test_of_a_failed_job_it_goes_on(self) -> None:
        begun = begin(a_round()[0])
        Job.objects.filter(pk=begun.job_id).update(
            state="failed", error="raised", finished_at=NOW, wake_at=None, attempts=5
        )
        running.go_on(begun, by=begun.by, at=LATER)
        assert done(begun).state == RescoringState.READY
        begun.refresh_from_db()
        with pytest.raises(RescoringRefused):
            running.go_on(begun, by=begun.by, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_reading_ahead_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    target, _ = a_round()
    late = [factories.handed_in(FAIR, round=target) for _ in range(3)]
    for file in late:
        factories.scored(file)
    monkeypatch.setattr(working, "CHUNK", 2)

    ready = done(begin(target))

    assert (ready.done, ready.scorecards.count()) == (6, 7)
    for card in ready.scorecards.all():
        again = figures_of(evaluation_of(card))
        assert again == {name: getattr(card, name) for name in again}


def test_the_same_content_changes_no_figure() -> None:
    target, _ = a_round()
    again = document(label="2023-same")
    ready = done(begin(target, **again))

    lanes = ready.summary["lanes"].values()
    assert [lane["outcomes"] for lane in lanes] == [0, 0]
    assert [lane["levels"] for lane in lanes] == [{"same": 3}, {"same": 1}]
    assert [lane["scores"] for lane in lanes] == [{"same": 3}, {"same": 1}]


def test_answers_that_do_not_fit_are_left_out_and_counted() -> None:
    target, files = a_round()
    content = document(label="2023-c")
    investment, remarks = content["sections"][0]["questions"]
    content["sections"][0]["questions"] = [investment | {"max": "1000"}]
    content["sections"][1]["questions"][1]["options"][1]["code"] = "whole"
    del content["sections"][1]["questions"][2]
    content["checks"][2]["test"]["value"] = "whole"
    ready = done(begin(target, **content))

    # "full" is no option any more; 1200 is too much.
    assert ready.summary["dropped"] == {"mes": 2, "project_investment": 1}
    card = ready.scorecards.get(submission__response=files[0])
    assert (card.score, card.checks["DW-MES"]) == ("45.833333333333", "unknown")
    assert remarks["code"] == "remarks"
