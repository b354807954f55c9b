"""Items judged in place and without scripts; what stands beside a claim."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys import filling, judging, proving, reviewing, running
from surveys.access import next_in_queue
from surveys.access.holding import Holdings
from surveys.forms.items import Item
from surveys.models import Edition, Judgement, Response, Round, User
from surveys.referencing import load
from tests import factories, papers
from tests.factories import GOOD, NOW
from tests.small_edition import document, question, text

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}
LARGEST = 250_000  # bytes of a page


@pytest.fixture
def official() -> User:
    return factories.official(factor=True)


@pytest.fixture
def reviewer(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


def url(name: str, response: Response, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=(response.pk, *args))


def items(client: Client, response: Response, query: str = "") -> dict[str, Item]:
    page = client.get(url("file", response) + query)
    assert page.status_code == 200
    shown = page.context["work"].shown
    return {item.code: item for part in shown for item in part.items}


def noted() -> list[tuple[str, str, str]]:
    return list(Judgement.objects.values_list("code", "kind", "text"))


def proven() -> Response:
    draft = factories.filled()
    by, upload = draft.created_by, SimpleUploadedFile("a.pdf", papers.pdf("a"))
    proving.add_evidence(draft, "mes", upload, by=by, at=NOW)
    filling.submit(draft, name="Wang", post="Director", by=by, at=NOW)
    return draft


class TestInPlace:
    def test_agreeing_gives_the_item_and_the_bar(self, reviewer: Client) -> None:
        response = factories.handed_in()

        reply = reviewer.post(
            url("judge", response, "mes"), {"kind": "agree"}, headers=JSON
        )

        assert reply.status_code == 200
        assert set(reply.json()) == {"item", "bar", "asks"}
        assert 'aria-pressed="true"' in reply.json()["item"]
        assert noted() == [("mes", "agree", "")]

    def test_asking_is_noted_and_collected(self, reviewer: Client) -> None:
        response = factories.handed_in()

        reply = reviewer.post(
            url("ask", response, "mes"), {"text": "<b>Which?"}, headers=JSON
        )

        for part in ("item", "asks"):
            assert "&lt;b&gt;Which?" in reply.json()[part]
        assert noted() == [("mes", "ask", "<b>Which?")]

    def test_forms_come_by_themselves(self, reviewer: Client) -> None:
        response = factories.handed_in()
        for name in ("ask", "correct"):
            reply = reviewer.get(url(name, response, "mes"), headers=JSON)
            assert set(reply.json()) == {"form"}

    def test_a_correction_that_lacks_something_comes_back(
        self, reviewer: Client
    ) -> None:
        response = factories.handed_in()
        given = {"mes.version": "0", "mes": "none", "state": "answered", "reason": ""}

        reply = reviewer.post(url("correct", response, "mes"), given, headers=JSON)

        assert (reply.status_code, set(reply.json())) == (422, {"form"})

    def test_words_that_are_too_many_come_back(self, reviewer: Client) -> None:
        response = factories.handed_in()

        reply = reviewer.post(
            url("ask", response, "mes"), {"text": "x" * 2001}, headers=JSON
        )

        assert reply.status_code == 422
        assert "x" * 2001 in reply.json()["form"]

    def test_what_cannot_be_done_is_said(self, reviewer: Client) -> None:
        response = factories.handed_in()
        reply = reviewer.post(
            url("judge", response, "remarks"), {"kind": "agree"}, headers=JSON
        )
        assert (reply.status_code, set(reply.json())) == (409, {"error"})

        decided = factories.noticed()
        for name in ("judge", "ask"):
            given = {"kind": "agree", "text": "Why?"}
            reply = reviewer.post(url(name, decided, "mes"), given, headers=JSON)
            assert (reply.status_code, set(reply.json())) == (409, {"error"})


class TestWithoutScripts:
    def test_one_comes_back_to_the_item(self, reviewer: Client) -> None:
        response = factories.handed_in()
        place = f"{url('file', response)}?section=equipment#q-mes"

        agreed = reviewer.post(url("judge", response, "mes"), {"kind": "agree"})
        asked = reviewer.post(url("ask", response, "mes"), {"text": "Which?"})

        assert (agreed["Location"], asked["Location"]) == (place, place)

    def test_the_question_stands_in_its_form_again(self, reviewer: Client) -> None:
        response = factories.handed_in()
        reviewer.post(url("ask", response, "mes"), {"text": "Which?"})

        page = reviewer.get(url("ask", response, "mes"))

        assert ">Which?</textarea>" in page.content.decode()

    def test_what_is_asked_goes_with_the_return(self, reviewer: Client) -> None:
        response = factories.handed_in()
        reviewer.post(url("ask", response, "mes"), {"text": "Which?"})

        due = (NOW + timedelta(days=1000)).date().isoformat()
        reviewer.post(url("return", response), {"due": due})

        assert response.newest_submission().remarks.get().text == "Which?"

    @pytest.mark.parametrize(
        "back", ["//evil.example/review/questions/", "https://evil.example", "/desk/"]
    )
    def test_nobody_is_led_elsewhere(self, reviewer: Client, back: str) -> None:
        response = factories.handed_in()

        reply = reviewer.post(
            url("judge", response, "mes") + f"?back={back}", {"kind": "agree"}
        )

        assert reply["Location"].startswith(url("file", response))


class TestTrust:
    @pytest.mark.parametrize("trust", ["A", "B"])
    def test_an_official_says_how_far_a_proof_can_be_trusted(
        self, reviewer: Client, trust: str
    ) -> None:
        response = proven()
        proof = response.evidence.get()
        page = reviewer.get(url("file", response) + "?section=all").content.decode()

        reply = reviewer.post(f"/evidence/{proof.pk}/grade/", {"trust": trust})

        proof.refresh_from_db()
        assert proof.trust == trust
        assert f"/evidence/{proof.pk}/grade/" in page
        assert reply["Location"].endswith("#q-mes")

    @pytest.mark.parametrize("trust", ["D", "", "E"])
    def test_an_own_statement_is_for_the_enterprise_to_say(
        self, reviewer: Client, trust: str
    ) -> None:
        proof = proven().evidence.get()
        reviewer.post(f"/evidence/{proof.pk}/grade/", {"trust": trust})
        proof.refresh_from_db()
        assert proof.trust == "C"

    def test_nothing_changes_once_it_is_decided(self, reviewer: Client) -> None:
        response = proven()
        proof = response.evidence.get()
        Response.objects.filter(pk=response.pk).update(status="declined")
        reviewer.post(f"/evidence/{proof.pk}/grade/", {"trust": "A"})
        proof.refresh_from_db()
        assert proof.trust == "C"


def contradicting(machines: str) -> Response:
    """A file that counts 40 machines in one answer, and these in another."""
    content = document(label="2023-robots")
    ratio = {"numerator": text("Robots"), "denominator": text("All machines")}
    bounds = {"unit": text("machines"), "decimals": 0, "min": "0", "max": "100"}
    asked = question("robots", "ratio", required=False, **ratio, **bounds)
    content["sections"][1]["questions"].append(asked)
    target = factories.open_round(editions=[factories.edition(content)])
    answers = GOOD | {"robots": {"n": "10", "d": machines}}
    return factories.handed_in(answers, round=target)


class TestBesideTheClaim:
    def test_what_changed_since_the_version_before(
        self, reviewer: Client, official: User
    ) -> None:
        response = proven()
        judging.agree(response, "project_investment", by=official, at=NOW)
        judging.ask(response, "mes", "Which?", by=official, at=NOW)
        ratio = {"n": "29", "d": "40"}
        judging.correct(
            response, "nc_equipment_rate", ratio, reason="Seen.", by=official, at=NOW
        )
        due = NOW + timedelta(days=9)
        reviewing.return_file(response, {}, due_at=due, by=official, at=NOW)
        by = response.created_by
        filling.save(response, {"mes": filling.Entry("none")}, by=by, at=NOW)
        proving.remove_evidence(response.evidence.get(), by=by, at=NOW)
        filling.submit(response, name="Wang", post="Director", by=by, at=NOW)

        found = items(reviewer, response, "?section=all")

        mes = found["mes"]
        assert (mes.was, mes.had, mes.evidence) == ("中文:full", "a.pdf", ())
        before = mes.before
        assert before is not None
        assert before.remarks == ("Which?",)
        changed = items(reviewer, response, "?show=changed")
        assert list(changed) == ["mes"]
        other = {code: item.before for code, item in found.items() if item.before}
        assert other["project_investment"].agreed
        corrected = other["nc_equipment_rate"].correction
        assert corrected is not None
        assert corrected.reason == "Seen."

    def test_what_was_answered_and_decided_last_time(self, reviewer: Client) -> None:
        unit = factories.unit()
        factories.noticed(unit=unit)
        later = NOW + timedelta(days=5)
        target = factories.open_round(
            opens_at=NOW - timedelta(days=1), deadline=later, name_zh="第二轮"
        )
        answers = GOOD | {"mes": "none"}
        response = factories.handed_in(answers, unit=unit, round=target)

        page = reviewer.get(url("file", response) + "?section=all")

        work, reading = page.context["work"], page.context["reading"]
        mes, rate = work.item("mes"), work.item("nc_equipment_rate")
        assert (mes.last_words, mes.as_last) == ("中文:full", False)
        assert rate.as_last
        assert reading.earlier.submission.response.status == "noticed"
        assert page.context["last_card"].lane == "final"

    def test_answers_that_contradict_each_other(self, reviewer: Client) -> None:
        response = contradicting("20")

        found = items(reviewer, response, "?show=doubted")

        (said,) = found["nc_equipment_rate"].doubts
        assert (list(found), found["robots"].doubts) == (
            ["nc_equipment_rate", "robots"],
            [said],
        )

    def test_drafts_stay_with_the_enterprise(
        self, reviewer: Client, official: User
    ) -> None:
        response = contradicting("40")
        due = NOW + timedelta(days=9)
        remarks = {"mes": "Which?"}
        reviewing.return_file(response, remarks, due_at=due, by=official, at=NOW)
        entry = filling.Entry({"n": "10", "d": "20"})
        by = response.created_by
        filling.save(response, {"robots": entry}, by=by, at=NOW)

        found = items(reviewer, response, "?section=all")

        assert found["mes"].sent == ["Which?"]
        robots = found["robots"]
        assert (robots.claimed, robots.doubts) == ("10 / 40，占比25%", ())


class TestShown:
    def test_the_first_section_with_something_open(
        self, reviewer: Client, official: User
    ) -> None:
        response = factories.handed_in()
        assert list(items(reviewer, response)) == ["project_investment", "remarks"]

        judging.agree(response, "project_investment", by=official, at=NOW)
        assert list(items(reviewer, response)) == [
            "nc_equipment_rate",
            "mes",
            "mes_vendor",
        ]

    @pytest.mark.parametrize(
        ("query", "codes"),
        [
            ("?section=project", ["project_investment", "remarks"]),
            ("?section=nothing", ["project_investment", "remarks"]),
            ("?show=open", ["project_investment", "nc_equipment_rate", "mes"]),
            ("?show=changed", []),
        ],
    )
    def test_sections_and_filters(
        self, reviewer: Client, query: str, codes: list[str]
    ) -> None:
        assert list(items(reviewer, factories.handed_in(), query)) == codes

    def test_who_only_reads_is_offered_nothing(self, client: Client) -> None:
        client.force_login(factories.official("municipal_officer", factor=True))
        response = factories.noticed()

        page = client.get(url("file", response))

        assert (page.status_code, page.context["may_judge"]) == (200, False)
        assert 'form="judge"' not in page.content.decode()


class _Asks:
    """As much of a request as the next file asks for."""

    def __init__(self, user: User) -> None:
        self.user, self.holdings = user, Holdings(user, NOW.date())


class TestNextFile:
    def test_the_one_that_waits_next(self, official: User) -> None:
        target = factories.open_round()
        files = [factories.handed_in(round=target) for _ in "123"]
        for days, file in enumerate(files):
            since = NOW + timedelta(days=days)
            Response.objects.filter(pk=file.pk).update(status_at=since)
            file.refresh_from_db()
        request: Any = _Asks(official)

        turns = [next_in_queue(request, file) for file in files]

        assert turns == [files[1], files[2], files[0]]
        reviewing.recommend(files[0], opinion="Good.", by=official, at=NOW)
        assert next_in_queue(request, files[2]) == files[1]

    def test_none_where_no_other_waits(self, official: User) -> None:
        request: Any = _Asks(official)
        assert next_in_queue(request, factories.handed_in()) is None

    def test_an_officer_turns_to_what_is_to_be_decided(self) -> None:
        target = factories.open_round()
        factories.handed_in(round=target)
        first, second = (factories.recommended(round=target) for _ in "12")
        request: Any = _Asks(factories.official("municipal_officer"))
        assert next_in_queue(request, first) == second


@pytest.fixture
def largest() -> Response:
    """Every question of the longest questionnaire answered, as far as kinds let."""
    load(at=NOW)
    edition = Edition.objects.get(questionnaire__code="cmmm", sha256=_longest())
    return _answered(edition)


def _longest() -> str:
    rows = Edition.objects.filter(questionnaire__code="cmmm")
    return max(rows, key=lambda row: len(row.scheme.questions)).sha256


def _answered(edition: Edition) -> Response:
    target = _round(edition)
    unit = factories.unit(factories.enterprise(region=target.regions.all()[0]))
    draft = factories.response(unit=unit, round=target, edition=edition)
    entries = {
        code: filling.Entry(next(iter(question.choices)))
        for code, question in edition.scheme.questions.items()
        if question.kind.value in {"single", "scene", "requirement"}
    }
    by = draft.created_by
    filling.save(draft, entries, by=by, at=NOW)
    filling.submit(draft, name="Wang", post="Director", by=by, at=NOW)
    return draft


def _round(edition: Edition) -> Round:
    plan = running.Plan(
        name_zh="轮次",
        name_en="Round",
        year=2026,
        opens_at=NOW - timedelta(days=1),
        deadline=NOW + timedelta(days=9),
        editions=[edition],
        regions=[factories.region("500156")],
    )
    planned = running.plan_round(plan, by=factories.user(), at=NOW)
    running.open_round(planned, by=factories.user(), at=NOW)
    return planned


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_all_of_the_largest_edition_is_a_light_page(
    client: Client, largest: Response, language: str
) -> None:
    region = largest.unit.enterprise.region
    client.force_login(factories.official(factor=True, region=region))

    page = client.get(
        url("file", largest) + "?section=all", headers={"accept-language": language}
    )

    assert page.context["work"].total > 100
    assert len(page.content) < LARGEST


def test_questions_do_not_count(reviewer: Client, official: User) -> None:
    """The queries of the page are the same for one item and for many."""
    response = proven()
    reviewer.get(url("file", response))
    counts = []
    for code in ("mes", "nc_equipment_rate", "project_investment"):
        judging.ask(response, code, "Why?", by=official, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            reviewer.get(url("file", response) + "?section=all")
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 24  # flags and the next file of the queue among them


def test_one_button_agrees_again_to_what_stayed_as_it_was(
    reviewer: Client, official: User
) -> None:
    response = proven()
    for code in ("mes", "project_investment"):
        judging.agree(response, code, by=official, at=NOW)
    assert url("agree_again", response) not in text_of(reviewer, response)
    due = NOW + timedelta(days=7)
    asks = {"remarks": "Nothing?"}
    reviewing.return_file(response, asks, due_at=due, by=official, at=NOW)
    by = response.created_by
    filling.submit(response, name="Wang", post="Director", by=by, at=NOW)

    page = text_of(reviewer, response)
    assert url("agree_again", response) in page
    assert "Agree again to 2 unchanged items" in " ".join(page.split())
    reviewer.post(url("agree_again", response))

    codes = response.newest_submission().judgements.values_list("code", flat=True)
    assert sorted(codes) == ["mes", "project_investment"]
    assert url("agree_again", response) not in text_of(reviewer, response)


def text_of(client: Client, response: Response) -> str:
    page = client.get(url("file", response), headers={"Accept-Language": "en"})
    return page.content.decode()
