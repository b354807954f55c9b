"""Pages of a re-scoring: begun, watched, looked at row by row, decided."""

from typing import Any

import pytest
from django.test import Client

from surveys import recognising, reviewing, tasks
from surveys.models import Job, Rescoring, RescoringState, Round
from tests import factories
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db

FAIR = {"nc_equipment_rate": {"n": "22", "d": "40"}, "mes": "full"}  # 55 %, not 60 %


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def a_round(count: int = 1, **fields: Any) -> Round:
    target = factories.open_round(**fields)
    for _ in range(count):
        factories.scored(factories.handed_in(FAIR, round=target))
    return target


def corrected() -> Any:
    """At 50 %, with the question on the execution system under another code."""
    content = document(label="2023-b")
    content["checks"][0]["test"]["value"] = "50"
    questions = content["sections"][1]["questions"]
    questions[1]["code"] = "execution"
    questions[2]["relevant"]["answer"] = "execution"
    content["checks"][2]["test"]["answer"] = "execution"
    leaf = content["root"]["children"][0]["node"]["children"][1]
    leaf["question"] = "execution"
    return factories.edition(content)


def begin(officer: Client, target: Round, **changes: Any) -> Any:
    given = {
        "edition": str(factories.edition().pk),
        "corrected": str(corrected().pk),
        "reason": "The threshold was mistyped.",
    }
    return officer.post(f"/rounds/{target.pk}/rescore/", given | changes)


def ready(officer: Client, target: Round) -> Rescoring:
    answer = begin(officer, target)
    found = Rescoring.objects.get()
    assert answer.headers["Location"] == f"/rescorings/{found.pk}/"
    tasks.rescore(found.job_id or 0)
    found.refresh_from_db()
    return found


def said(page: Any) -> list[str]:
    return [message.level_tag for message in page.context["messages"]]


class TestBeginning:
    def test_starts_the_job_and_shows_how_far_it_is(self, officer: Client) -> None:
        target = a_round()
        begin(officer, target)
        begun = Rescoring.objects.get()
        page = officer.get(f"/rescorings/{begun.pk}/")
        part = officer.get(f"/rescorings/{begun.pk}/progress/")

        assert begun.state == RescoringState.RUNNING
        for answer in (page, part):
            assert f"/rescorings/{begun.pk}/progress/" in answer.content.decode()
        assert "HX-Refresh" not in part.headers
        tasks.rescore(begun.job_id or 0)
        part = officer.get(f"/rescorings/{begun.pk}/progress/")
        assert part.headers["HX-Refresh"] == "true"
        assert f"/rescorings/{begun.pk}/" in (
            officer.get(f"/rounds/{target.pk}/rescore/").content.decode()
        )

    @pytest.mark.parametrize(
        ("name", "value"), [("reason", " "), ("edition", ""), ("corrected", "0")]
    )
    def test_what_does_not_fit_is_told(
        self, officer: Client, name: str, value: str
    ) -> None:
        page = begin(officer, a_round(), **{name: value})
        assert list(page.context["form"].errors) == [name]
        assert Rescoring.objects.count() == 0

    def test_itself_is_no_correction_and_twice_is_refused(
        self, officer: Client
    ) -> None:
        target = a_round()
        page = begin(officer, target, corrected=str(factories.edition().pk))
        assert list(page.context["form"].errors) == ["corrected"]
        begin(officer, target)
        page = begin(officer, target)
        assert list(page.context["form"].errors) == ["corrected"]
        assert Rescoring.objects.count() == 1

    def test_a_failed_one_can_go_on(self, officer: Client) -> None:
        begin(officer, a_round())
        begun = Rescoring.objects.get()
        Job.objects.filter(pk=begun.job_id).update(
            state="failed", error="raised", finished_at=NOW, wake_at=None
        )
        page = officer.get(f"/rescorings/{begun.pk}/")
        assert f"/rescorings/{begun.pk}/go-on/" in page.content.decode()

        officer.post(f"/rescorings/{begun.pk}/go-on/")

        tasks.rescore(begun.job_id or 0)
        begun.refresh_from_db()
        assert begun.state == RescoringState.READY
        page = officer.post(f"/rescorings/{begun.pk}/go-on/", follow=True)
        assert said(page) == ["error"]


class TestTheDiff:
    def test_in_figures_and_row_by_row(self, officer: Client) -> None:
        found = ready(officer, a_round(2))
        page = officer.get(f"/rescorings/{found.pk}/")

        (lane,) = page.context["summary"]
        assert (lane["cards"], lane["levels"], lane["mean"]) == (2, {"up": 2}, "−50")
        assert page.context["dropped"] == [("中文:Mes", 2)]
        rows = page.context["page"].object_list
        assert [(r.old_outcome, r.outcome) for r in rows] == [
            ("not_reached", "reached_open")
        ] * 2

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({}, 1),
            ({"changed": "outcome"}, 1),
            ({"changed": "score"}, 2),
            ({"changed": ""}, 2),
            ({"changed": "", "lane": "final"}, 0),
            ({"changed": "", "q": "nobody"}, 0),
            ({"changed": "nothing"}, 2),
        ],
    )
    def test_is_filtered(
        self, officer: Client, query: dict[str, str], shown: int
    ) -> None:
        target = a_round()
        factories.scored(factories.handed_in(round=target))  # reaches both
        found = ready(officer, target)
        page = officer.get(f"/rescorings/{found.pk}/", query)
        assert len(page.context["page"]) == shown

    def test_a_row_is_explained(self, officer: Client) -> None:
        found = ready(officer, a_round())
        card = found.scorecards.get()

        page = officer.get(f"/rescorings/{found.pk}/cards/{card.pk}/")

        checks = page.context["checks"]
        assert [(c.title, c.before, c.after) for c in checks] == [
            ("中文:Share of NC machines", "fail", "pass"),
            ("中文:Execution system", "pass", "unknown"),
        ]
        nodes = [(n.title, n.before, n.after) for n in page.context["nodes"]]
        assert nodes == [
            ("中文:Total", "95.8", "45.8"),
            ("中文:Equipment", "95.8", "45.8"),
            ("中文:Mes", "–", "–"),
            ("中文:Mes", "100.0", "–"),
        ]
        assert page.context["left_out"] == [("中文:Mes", "中文:full")]
        missing = f"/rescorings/{found.pk}/cards/{card.pk - 1}/"
        assert officer.get(missing).status_code == 404

    def test_titles_whose_basis_changes_are_listed(self, officer: Client) -> None:
        target = factories.open_round()
        file, reviewer = factories.handed_in(round=target), factories.official()
        factories.clear(file, reviewer)
        reviewing.recommend(file, opinion="True.", by=reviewer, at=NOW)
        by = factories.official("municipal_officer")
        recognising.decide(file, "notice", by=by, at=NOW)
        title = recognising.recognise(file, by=by, at=target.deadline)
        stricter = document(label="2023-c")
        stricter["checks"][0]["test"]["value"] = "90"
        begin(officer, target, corrected=str(factories.edition(stricter).pk))
        found = Rescoring.objects.get()
        tasks.rescore(found.job_id or 0)

        page = officer.get(f"/rescorings/{found.pk}/")

        assert page.context["titles"] == [title]
        assert title.number in page.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, officer: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        found = ready(officer, a_round(count))
        with django_assert_max_num_queries(10):
            page = officer.get(f"/rescorings/{found.pk}/")
        assert len(page.context["page"]) == count

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_both_languages(self, officer: Client, language: str) -> None:
        target = a_round()
        found = ready(officer, target)
        card = found.scorecards.get()
        for path in (
            f"/rounds/{target.pk}/rescore/",
            f"/rescorings/{found.pk}/",
            f"/rescorings/{found.pk}/cards/{card.pk}/",
        ):
            page = officer.get(path, headers={"Accept-Language": language})
            assert page.status_code == 200


class TestDeciding:
    def decide(self, officer: Client, found: Rescoring, **given: str) -> Any:
        path = f"/rescorings/{found.pk}/decide/"
        return officer.post(path, {"reason": "It was mistyped."} | given, follow=True)

    @pytest.mark.parametrize(
        ("decision", "state"), [("adopt", "adopted"), ("reject", "rejected")]
    )
    def test_is_recorded(self, officer: Client, decision: str, state: str) -> None:
        found = ready(officer, a_round())
        page = self.decide(officer, found, decision=decision)
        found.refresh_from_db()
        assert (found.state, said(page)) == (state, ["success"])
        page = self.decide(officer, found, decision="reject")
        assert said(page) == ["error"]

    @pytest.mark.parametrize("given", [{"decision": ""}, {"reason": ""}])
    def test_needs_both(self, officer: Client, given: dict[str, str]) -> None:
        found = ready(officer, a_round())
        page = self.decide(officer, found, **{"decision": "adopt"} | given)
        assert page.status_code == 400
        assert list(page.context["decision"].errors) == list(given)

    def test_where_four_eyes_are_asked_for_somebody_else_decides(
        self, officer: Client
    ) -> None:
        found = ready(officer, a_round(four_eyes=True))
        page = officer.get(f"/rescorings/{found.pk}/")
        assert page.context["second_needed"]
        assert "decide/" not in page.content.decode()

        assert said(self.decide(officer, found, decision="adopt")) == ["error"]

        officer.force_login(factories.official("municipal_officer", factor=True))
        assert said(self.decide(officer, found, decision="adopt")) == ["success"]
