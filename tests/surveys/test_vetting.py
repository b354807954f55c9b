"""What stands against several files, and what becomes of each."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import translation

from surveys import filling, objecting, recognising, reviewing, vetting
from surveys.models import Response, User
from surveys.scoring import Outcome
from surveys.vetting import Done, Vetted
from tests import factories
from tests.crowd import at_once
from tests.factories import GOOD, NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=2)


def ready(**fields: Any) -> Response:
    """Opened, looked up, and good."""
    file, by = factories.handed_in(**fields), factories.official()
    reviewing.open_file(file, by=by, at=NOW)
    factories.clear(file, by)
    return file


def vetted(*files: Response) -> list[Vetted]:
    rows = Response.objects.filter(pk__in=[file.pk for file in files])
    return vetting.for_recommending(rows)


def against(file: Response) -> list[tuple[str, str]]:
    (one,) = vetted(file)
    with translation.override("en"):
        return [(hindrance.code, hindrance.words) for hindrance in one.hindrances]


class TestRecommending:
    def test_nothing_stands_against_a_good_file(self) -> None:
        (one,) = vetted(ready())
        assert (one.passes, one.barred, one.reached) == (True, False, True)
        assert one.running.outcome is Outcome.REACHED

    def test_nobody_looked_at_it(self) -> None:
        assert against(factories.handed_in()) == [
            ("unopened", "Nobody has opened this file yet."),
            ("facts", "Not looked up yet: “Credit list”."),
        ]

    def test_the_stage_is_not_reached_by_what_was_corrected(self) -> None:
        file, by = ready(), factories.official()
        value = {"n": "10", "d": "40"}
        reviewing.correct(
            file, "nc_equipment_rate", value, reason="Seen.", by=by, at=NOW
        )
        assert against(file) == [
            ("not_reached", "The stage is not reached: “Share of NC machines”.")
        ]

    def test_a_correction_taken_back_counts_no_more(self) -> None:
        file, by = ready(), factories.official()
        value = {"n": "10", "d": "40"}
        correct = partial(
            reviewing.correct, file, "nc_equipment_rate", reason="Seen.", by=by, at=NOW
        )
        correct(value=value)
        correct(value=None, state="claim")
        assert against(file) == []

    def test_a_bad_fact(self) -> None:
        file, by = ready(), factories.official()
        reviewing.record_fact(
            file, "credit_list", "listed", as_of=NOW.date(), source="S", by=by, at=NOW
        )
        assert [code for code, _ in against(file)] == ["not_reached"]

    @pytest.mark.parametrize(("answer", "heeded"), [("full", False), ("none", True)])
    def test_what_was_asked_back_and_not_changed(
        self, answer: str, heeded: bool
    ) -> None:
        file, by = ready(), factories.official()
        remarks = {"mes": "Is it?"}
        reviewing.return_file(file, remarks, due_at=LATER, by=by, at=NOW)
        entry = {"mes": filling.Entry(answer)}
        filling.save(file, entry, by=file.created_by, at=NOW)
        filling.submit(file, name="W", post="D", by=file.created_by, at=NOW)
        file.refresh_from_db()
        reviewing.open_file(file, by=by, at=NOW)
        asked = [("asked", "Asked back, and handed in again unchanged: “Mes”.")]
        assert against(file) == ([] if heeded else asked)

    def test_the_district_decides_itself(self) -> None:
        target = factories.open_round(district_decides_below=2000)
        (one,) = vetted(ready(round=target))
        assert [h.code for h in one.hindrances] == ["district"]
        assert one.barred

    def test_what_is_no_longer_here(self) -> None:
        file = factories.recommended()
        (one,) = vetted(file)
        assert one.barred
        assert against(file) == [("gone", "It is no longer waiting here: Recommended.")]

    def test_the_highest_risk_comes_first(self) -> None:
        files = [ready(round=factories.open_round()) for _ in range(3)]
        for file, risk in zip(files, (10, 70, 30), strict=True):
            Response.objects.filter(pk=file.pk).update(risk=risk)
        order = [one.response.pk for one in vetted(*files)]
        assert order == [files[1].pk, files[2].pk, files[0].pk]

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, django_assert_num_queries: Any, count: int
    ) -> None:
        target = factories.open_round()
        files = [ready(round=target) for _ in range(count)]
        vetted(*files)  # compiles the edition
        with django_assert_num_queries(6):
            assert len(vetted(*files)) == count


class TestDeciding:
    def deciding(self, file: Response) -> Vetted:
        (one,) = vetting.for_deciding(Response.objects.filter(pk=file.pk), NOW)
        return one

    def test_a_good_file_with_the_opinion_of_its_district(self) -> None:
        one = self.deciding(factories.recommended())
        assert (one.passes, one.opinion) == (True, "True and complete.")

    def test_one_that_has_not_reached_the_stage(self) -> None:
        low = {**GOOD, "nc_equipment_rate": {"n": "4", "d": "40"}}
        one = self.deciding(factories.recommended(answers=low))
        assert [h.code for h in one.hindrances] == ["not_reached"]
        assert not one.barred  # it may be cultivated or declined

    def test_an_open_objection_bars(self) -> None:
        file, by = ready(), factories.official()
        reviewing.correct(file, "mes", "none", reason="No.", by=by, at=NOW)
        reviewing.recommend(file, opinion="Good.", by=by, at=NOW)
        objecting.object_to_correction(
            file.newest_submission().corrections.get(),
            text="It runs.",
            files=[],
            by=file.created_by,
            at=NOW,
        )
        one = self.deciding(file)
        assert ([h.code for h in one.hindrances], one.barred) == (["objected"], True)

    def test_while_it_may_be_objected_to_only_the_notice_is_free(self) -> None:
        file, by = ready(), factories.official()
        reviewing.correct(file, "mes", "none", reason="No.", by=by, at=NOW)
        reviewing.recommend(file, opinion="Good.", by=by, at=NOW)
        one = self.deciding(file)
        assert "objectable" in [h.code for h in one.hindrances]
        assert not one.barred

    def test_a_round_that_waits_for_its_calibration_bars(self) -> None:
        file = factories.recommended(round=factories.open_round(calibrated=True))
        one = self.deciding(file)
        assert ([h.code for h in one.hindrances], one.barred) == (["unreleased"], True)

    def test_the_first_of_two_votes(self) -> None:
        file = factories.recommended(round=factories.open_round(four_eyes=True))
        first = factories.official("municipal_officer")
        recognising.decide(file, "notice", by=first, at=NOW)
        (vote,) = self.deciding(file).votes
        assert (vote.by, vote.move) == (first, "notice")

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, django_assert_num_queries: Any, count: int
    ) -> None:
        target = factories.open_round()
        keys = [factories.recommended(round=target).pk for _ in range(count)]
        rows = Response.objects.filter(pk__in=keys)
        vetting.for_deciding(rows, NOW)
        with django_assert_num_queries(6):
            assert len(vetting.for_deciding(rows, NOW)) == count


class TestEach:
    def recommend(self, by: User, file: Response) -> bool:
        reviewing.recommend(file, opinion="Good.", by=by, at=NOW)
        return True

    def test_one_that_is_refused_does_not_hold_up_the_others(self) -> None:
        target, by = factories.open_round(), factories.official()
        files = [ready(round=target) for _ in range(3)]
        reviewing.return_file(
            Response.objects.get(pk=files[1].pk),
            {"mes": "Which?"},
            due_at=LATER,
            by=by,
            at=NOW,
        )
        done = vetting.each(files, partial(self.recommend, by))
        assert done == [
            Done(files[0].pk, "done"),
            Done(files[1].pk, "gone"),
            Done(files[2].pk, "done"),
        ]

    def test_votes_are_kept(self) -> None:
        file = factories.recommended(round=factories.open_round(four_eyes=True))
        by = factories.official("municipal_officer")
        act = partial(recognising.decide, move="notice", by=by, at=NOW)
        assert vetting.each([file], act) == [Done(file.pk, "kept")]

    @pytest.mark.parametrize(
        ("move", "result"), [("notice", "not_reached"), ("decline", "reason")]
    )
    def test_what_is_refused_says_why(self, move: str, result: str) -> None:
        low = {**GOOD, "nc_equipment_rate": {"n": "4", "d": "40"}}
        file = factories.recommended(answers=low)
        by = factories.official("municipal_officer")
        act = partial(recognising.decide, move=move, by=by, at=NOW)
        assert vetting.each([file], act) == [Done(file.pk, result)]
        file.refresh_from_db()
        assert file.status == "recommended"

    @pytest.mark.django_db(transaction=True)
    def test_two_who_recommend_the_same_at_once_share_the_files(self) -> None:
        target = factories.open_round()
        files = [ready(round=target) for _ in range(3)]

        def batch(by: User) -> list[Done]:
            rows = Response.objects.filter(pk__in=[file.pk for file in files])
            return vetting.each(rows.order_by("pk"), partial(self.recommend, by))

        results = at_once(*(partial(batch, factories.official()) for _ in "12"))

        for one, other in zip(*results, strict=True):
            assert {one.result, other.result} == {"done", "gone"}
        assert [file.moves.filter(name="recommend").count() for file in files] == [
            1,
            1,
            1,
        ]
