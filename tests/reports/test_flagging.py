"""What is found in files by comparing many, and what is kept of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from reports import flagging
from reports.flagging import Found, risk_of
from surveys import filling, jobs, proving, reviewing
from surveys.assessing import assess_job
from surveys.explaining.flags import SENTENCES, all_said
from surveys.models import Flag, FlagKind, Job, Response, Round
from surveys.models.jobs import JobState
from surveys.workflow import Status
from tests import factories, papers
from tests.factories import GOOD, NOW
from tests.small_edition import document, question, text

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
QUIET = {**GOOD, "nc_equipment_rate": {"n": "32", "d": "40"}}  # 80 %: nothing near


def scored(answers: Any = None, **fields: Any) -> Response:
    file = factories.handed_in(answers or QUIET, **fields)
    factories.scored(file)
    return file


def flagged(target: Round) -> None:
    flagging.flag_round(target, target.editions.get(), NOW)


def found(file: Response) -> dict[tuple[str, str], int]:
    rows = Flag.objects.filter(submission__response=file)
    return {(flag.kind, flag.code): flag.weight for flag in rows}


def words(file: Response, language: str = "en") -> list[str]:
    with translation.override(language):
        flags = Flag.objects.filter(submission__response=file)
        return [said.text for said in all_said(flags)]


def risk(file: Response) -> int:
    file.refresh_from_db(fields=["risk"])
    return file.risk


def prove(file: Response, code: str, content: str) -> None:
    upload = SimpleUploadedFile(f"{content}.pdf", papers.pdf(content))
    proving.add_evidence(file, code, upload, by=file.created_by, at=NOW)


def proven(*codes: str, answers: Any = None, **fields: Any) -> Response:
    """A file in which these answers are proven, each by a file of its own."""
    file = factories.filled(answers or QUIET, **fields)
    for code in codes:
        prove(file, code, f"{file.pk}-{code}")
    filling.submit(file, name="W", post="D", by=file.created_by, at=NOW)
    factories.scored(file)
    return file


ALL = ("nc_equipment_rate", "mes")


class TestRisk:
    @pytest.mark.parametrize(
        ("rows", "risk"),
        [
            ([], 0),
            ([("a", 20), ("b", 15)], 35),
            ([("a", 20), ("a", 15), ("a", 20)], 20),  # of a kind only the heaviest
            ([(kind, 30) for kind in "abcd"], 100),
        ],
    )
    def test_adds_up_kinds(self, rows: list[tuple[str, int]], risk: int) -> None:
        assert risk_of(Found(kind, "", weight, {}) for kind, weight in rows) == risk


class TestByItself:
    def test_a_proven_file_without_fault_is_quiet(self) -> None:
        target = factories.open_round()
        file = proven(*ALL, round=target)
        flagged(target)
        assert (found(file), risk(file)) == ({}, 0)

    def test_a_threshold_that_is_just_met(self) -> None:
        target = factories.open_round()
        close = {**QUIET, "nc_equipment_rate": {"n": "61", "d": "100"}}
        file = proven(*ALL, answers=close, round=target)
        flagged(target)
        assert found(file) == {("near_gate", "DW-NC"): 10}
        assert words(file) == [
            "“Share of NC machines” is met by very little: 61 %,"
            " needed is at least 60 %."
        ]
        assert words(file, "zh-hans") == [
            "“中文:Share of NC machines”刚刚达标：填报61%，要求不低于60%。"
        ]

    @pytest.mark.parametrize(
        ("rate", "near"),
        [("60", True), ("62", True), ("63", False), ("59", False), ("90", False)],
    )
    def test_near_is_less_than_a_twentieth(self, rate: str, near: bool) -> None:
        target = factories.open_round()
        answers = {**QUIET, "nc_equipment_rate": {"n": rate, "d": "100"}}
        file = proven(*ALL, answers=answers, round=target)
        flagged(target)
        assert (("near_gate", "DW-NC") in found(file)) is near

    def test_a_threshold_without_proof_and_a_high_claim_with_little(self) -> None:
        target = factories.open_round()
        file = scored(round=target)
        flagged(target)
        assert found(file) == {("unproven", ""): 15, ("thin", ""): 25}
        assert risk(file) == 40
        assert words(file) == [
            "A high claim (100 points), yet only 0 of 2 answers that a file would prove"
            " have one.",
            "1 of 1 thresholds is met by word alone, without a file:"
            " “Share of NC machines”.",
        ]

    def test_a_low_claim_needs_no_proof(self) -> None:
        target = factories.open_round()
        low = {**QUIET, "mes": "none", "nc_equipment_rate": {"n": "4", "d": "40"}}
        file = scored(low, round=target)
        flagged(target)
        assert found(file) == {}

    def test_figures_that_do_not_add_up(self) -> None:
        content = document(label="2023-more")
        content["sections"][1]["questions"][0]["max"] = "300"
        target = factories.open_round(editions=[factories.edition(content)])
        more = {**QUIET, "nc_equipment_rate": {"n": "50", "d": "40"}}
        file = proven(*ALL, answers=more, round=target)
        flagged(target)
        assert found(file) == {("arithmetic", "nc_equipment_rate"): 20}
        assert words(file) == [
            "“NC machines” (50) is more than “All machines” (40). Check both figures."
        ]
        (chinese,) = words(file, "zh-hans")
        assert "中文:NC machines" in chinese

    @pytest.mark.parametrize(("count", "flag"), [(11, False), (12, True)])
    def test_the_same_place_in_a_row(self, count: int, flag: bool) -> None:
        content = document(label="2023-row")
        choices = [{"code": code, "title": text(code)} for code in ("no", "yes")]
        asked = [
            question(f"row_{n}", "single", options=choices) for n in range(count - 1)
        ]
        content["sections"][1]["questions"] += asked
        target = factories.open_round(editions=[factories.edition(content)])
        same = {f"row_{n}": "yes" for n in range(count - 1)}
        file = proven(*ALL, answers={**QUIET, **same}, round=target)
        flagged(target)
        assert (("long_run", "") in found(file)) is flag
        if flag:
            assert words(file) == [
                "12 of 12 choices in a row took the same place, from “Mes” to “Row 10”."
            ]


class TestBesideOthers:
    def peers(self, target: Round, rates: range) -> list[Response]:
        low = {**QUIET, "mes": "none"}
        rows = [
            {**low, "nc_equipment_rate": {"n": str(rate), "d": "100"}} for rate in rates
        ]
        return [proven(*ALL, answers=row, round=target) for row in rows]

    def test_far_above_the_cluster(self) -> None:
        target = factories.open_round()
        self.peers(target, range(10, 17))
        file = proven(*ALL, round=target)
        flagged(target)
        # Its only dimension is the whole, and stands out as well.
        assert found(file) == {("outlier", ""): 20, ("outlier", "equipment"): 10}
        assert words(file)[0] == (
            "The score is 88.8 points above the cluster's median of 11.3 (n = 8)."
        )
        assert risk(file) == 20

    def test_seven_are_too_few_to_stand_out_of(self) -> None:
        target = factories.open_round()
        self.peers(target, range(10, 16))
        file = proven(*ALL, round=target)
        flagged(target)
        assert found(file) == {}

    def test_other_clusters_are_no_peers(self) -> None:
        target = factories.open_round()
        self.peers(target, range(10, 17))
        home = factories.enterprise(primary_cluster=factories.cluster("T09"))
        file = proven(*ALL, round=target, unit=factories.unit(home))
        flagged(target)
        assert found(file) == {}

    def test_below_weighs_less(self) -> None:
        target = factories.open_round()
        self.peers(target, range(50, 57))
        low = {**QUIET, "mes": "none", "nc_equipment_rate": {"n": "1", "d": "100"}}
        file = proven(*ALL, answers=low, round=target)
        flagged(target)
        assert found(file) == {("outlier", ""): 5, ("outlier", "equipment"): 3}

    def test_a_jump_since_last_time(self) -> None:
        earlier = factories.open_round(
            opens_at=NOW - 400 * DAY, deadline=NOW + DAY, name_en="Round of 2025"
        )
        unit = factories.unit()
        low = {**QUIET, "mes": "none", "nc_equipment_rate": {"n": "4", "d": "40"}}
        scored(low, round=earlier, unit=unit)
        target = factories.open_round()
        file = proven(*ALL, round=target, unit=unit)
        flagged(target)
        assert found(file) == {("jump", ""): 20}
        assert words(file) == [
            "91.7 points more than in “Round of 2025”: 8.3 then, 100 now."
        ]

    def test_points_of_another_edition_are_not_compared(self) -> None:
        earlier = factories.open_round(
            editions=[factories.edition(document(label="2022"))],
            opens_at=NOW - 400 * DAY,
            deadline=NOW + DAY,
        )
        unit = factories.unit()
        low = {**QUIET, "mes": "none", "nc_equipment_rate": {"n": "4", "d": "40"}}
        scored(low, round=earlier, unit=unit)
        target = factories.open_round(editions=[factories.edition()])
        file = proven(*ALL, round=target, unit=unit)
        flagged(target)
        assert found(file) == {}

    def test_the_same_file_behind_two_enterprises(self) -> None:
        target = factories.open_round()
        files = [factories.filled(QUIET, round=target) for _ in "12"]
        drawn = factories.filled(QUIET, round=target)
        for file in (*files, drawn):
            prove(file, "mes", "ledger")
            prove(file, "nc_equipment_rate", f"own {file.pk}")
        for file in files:
            filling.submit(file, name="W", post="D", by=file.created_by, at=NOW)
            factories.scored(file)
        flagged(target)
        assert [found(file) for file in files] == [{("shared_file", "mes"): 30}] * 2
        assert words(files[0]) == [
            "The file “ledger.pdf” was handed in by 1 other enterprise, too."
        ]

    def test_the_same_file_behind_two_units_of_one_enterprise(self) -> None:
        target, home = factories.open_round(), factories.enterprise()
        units = [factories.unit(home) for _ in "12"]
        files = [factories.filled(QUIET, round=target, unit=unit) for unit in units]
        for file in files:
            for code in ALL:
                prove(file, code, code)
            filling.submit(file, name="W", post="D", by=file.created_by, at=NOW)
            factories.scored(file)
        flagged(target)
        assert [found(file) for file in files] == [{}] * 2

    def test_what_the_district_found_far_below(self) -> None:
        target, by = factories.open_round(), factories.official()
        file = proven(*ALL, round=target)
        factories.clear(file, by)
        reviewing.correct(file, "mes", "none", reason="Not seen.", by=by, at=NOW)
        reviewing.recommend(file, opinion="Still good.", by=by, at=NOW)
        flagged(target)
        assert found(file) == {("corrected", ""): 20}
        assert words(file) == [
            "The district corrected 1 answer: 50 points instead of the claimed 100."
        ]


class TestKeeping:
    def test_twice_changes_nothing(self) -> None:
        target = factories.open_round()
        file = scored(round=target)
        flagged(target)
        before = list(Flag.objects.values())
        edition = target.editions.get()
        again = flagging.flag_round(target, edition, NOW + DAY)
        assert (again, list(Flag.objects.values())) == (2, before)
        assert risk(file) == 40

    def test_what_holds_no_longer_goes(self) -> None:
        target = factories.open_round()
        file, by = scored(round=target), factories.official()
        flagged(target)
        remarks = {"mes": "Prove it."}
        reviewing.return_file(file, remarks, due_at=NOW + DAY, by=by, at=NOW)
        for code in ALL:
            prove(file, code, code)
        filling.submit(file, name="W", post="D", by=file.created_by, at=NOW)
        factories.scored(file)
        flagged(target)
        assert (found(file), risk(file), Flag.objects.count()) == ({}, 0, 0)

    @pytest.mark.parametrize("status", [Status.RETURNED, Status.CULTIVATED])
    def test_what_is_under_review_no_more_keeps_what_it_has(self, status: str) -> None:
        target = factories.open_round()
        file = scored(round=target)
        Response.objects.filter(pk=file.pk).update(status=status)
        flagged(target)
        assert (found(file), risk(file)) == ({}, 0)

    def test_queries_do_not_grow_with_the_files(
        self, django_assert_num_queries: Any
    ) -> None:
        target = factories.open_round()
        scored(round=target)
        flagged(target)
        with django_assert_num_queries(QUERIES):
            flagged(target)
        for _ in "12":
            scored(round=target)
        flagged(target)
        with django_assert_num_queries(QUERIES):
            flagged(target)


QUERIES = 15


class TestJob:
    def test_scoring_asks_for_it(self) -> None:
        target = factories.open_round()
        file = factories.handed_in(QUIET, round=target)
        jobs.run(Job.objects.get(kind="assess").pk, assess_job)
        job = Job.objects.get(kind="flag")
        assert job.args == {
            "submission": file.newest_submission().pk,
            "at": file.newest_submission().at.isoformat(),
        }
        jobs.run(job.pk, flagging.flag_job)
        job.refresh_from_db()
        assert (job.state, job.result) == (JobState.DONE, {"flags": 2})
        assert risk(file) == 40

    def test_one_submission_leaves_the_others(self) -> None:
        target = factories.open_round()
        one, other = scored(round=target), scored(round=target)
        flagging.flag_submission(one.newest_submission().pk, NOW)
        assert (risk(one), risk(other)) == (40, 0)

    def test_a_turn_of_the_schedule_looks_at_all(self) -> None:
        files = [scored(round=factories.open_round()) for _ in "12"]
        job = jobs.start("flag", "flag@1", args={"at": timezone.now().isoformat()})
        jobs.run(job.pk, flagging.flag_job)
        assert [risk(file) for file in files] == [40, 40]

    def test_recommending_asks_for_it_again(self) -> None:
        factories.recommended()
        assert Job.objects.filter(kind="flag").count() == 1


def test_every_kind_has_words() -> None:
    assert set(SENTENCES) == set(FlagKind)
