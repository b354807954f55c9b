"""One question in all files: whose, in which order, judged in place."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys import filling, judging, reviewing
from surveys.models import Response, Round, User
from tests import factories
from tests.factories import GOOD, NOW

pytestmark = pytest.mark.django_db

JSON = {"accept": "application/json"}


@pytest.fixture
def official() -> User:
    return factories.official(factor=True)


@pytest.fixture
def reviewer(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


@pytest.fixture
def target() -> Round:
    factories.region("500106")
    factories.region()
    return factories.open_round()


def address(target: Round, code: str = "mes") -> str:
    args = (target.pk, target.editions.get().pk, code)
    return reverse("surveys:by_question", args=args)


def rows(client: Client, path: str, **filters: Any) -> list[Any]:
    page = client.get(path, filters)
    assert page.status_code == 200
    return list(page.context["rows"])


def listed(client: Client, path: str, **filters: Any) -> list[Response]:
    return [row.response for row in rows(client, path, **filters)]


def rate(target: Round, n: str, **fields: Any) -> Response:
    answers = GOOD | {"nc_equipment_rate": {"n": n, "d": "40"}}
    return factories.handed_in(answers, round=target, **fields)


def far() -> Any:
    return factories.unit(factories.enterprise(region=factories.region("500106")))


class TestWhichFiles:
    def test_a_reviewer_sees_the_own_district(
        self, reviewer: Client, target: Round
    ) -> None:
        own = factories.handed_in(round=target)
        other = factories.handed_in(round=target, unit=far())
        factories.filled(round=target)  # a draft is nobody's business

        region = other.unit.enterprise.region_id
        assert listed(reviewer, address(target)) == [own]
        assert listed(reviewer, address(target), region=region) == [own]

    def test_an_officer_sees_the_city(self, client: Client, target: Round) -> None:
        client.force_login(factories.official("municipal_officer", factor=True))
        factories.handed_in(round=target)
        other = factories.handed_in(round=target, unit=far())
        region = other.unit.enterprise.region_id

        assert len(listed(client, address(target))) == 2
        assert listed(client, address(target), region=region) == [other]

    def test_filters(self, reviewer: Client, target: Round) -> None:
        one, two = (factories.handed_in(round=target) for _ in "12")
        returned = factories.handed_in(round=target)
        due = NOW + timedelta(days=9)
        by = factories.official()
        remarks = {"mes": "Which?"}
        reviewing.return_file(returned, remarks, due_at=due, by=by, at=NOW)

        path, name = address(target), two.unit.enterprise.name
        assert listed(reviewer, path, status="returned") == [returned]
        assert listed(reviewer, path, q=name) == [two]
        assert len(listed(reviewer, path, cluster="x", status="y")) == 3
        assert one in listed(reviewer, path, cluster=factories.cluster().pk)

    def test_the_newest_version_counts(
        self, reviewer: Client, official: User, target: Round
    ) -> None:
        response = factories.handed_in(round=target)
        due = NOW + timedelta(days=9)
        remarks = {"mes": "Which?"}
        reviewing.return_file(response, remarks, due_at=due, by=official, at=NOW)
        by = response.created_by
        filling.save(response, {"mes": filling.Entry("none")}, by=by, at=NOW)
        filling.submit(response, name="Wang", post="Director", by=by, at=NOW)

        (row,) = rows(reviewer, address(target))

        assert (row.item.claimed, row.item.was) == ("中文:none", "中文:full")

    @pytest.mark.parametrize("code", ["nothing", "MES"])
    def test_what_is_not_asked(
        self, reviewer: Client, target: Round, code: str
    ) -> None:
        assert reviewer.get(address(target, code)).status_code == 404


class TestOrderAndSpread:
    def test_the_highest_claim_first(self, reviewer: Client, target: Round) -> None:
        low, high, middle = (rate(target, n) for n in ("5", "35", "20"))
        path = address(target, "nc_equipment_rate")

        assert listed(reviewer, path) == [high, middle, low]
        assert listed(reviewer, path, order="low") == [low, middle, high]
        by_name = sorted((low, high, middle), key=lambda r: r.unit.enterprise.name)
        assert listed(reviewer, path, order="name") == by_name

    def test_figures(self, reviewer: Client, target: Round) -> None:
        for n in ("4", "8", "12", "20"):
            rate(target, n)
        spread = reviewer.get(address(target, "nc_equipment_rate")).context["spread"]
        assert [figure.words for figure in spread.figures] == [
            "10%",
            "17.5%",
            "25%",
            "35%",
            "50%",
        ]

    def test_counts(self, reviewer: Client, target: Round) -> None:
        for answer in ("full", "full", "none"):
            factories.handed_in(GOOD | {"mes": answer}, round=target)
        entry = filling.Entry(None, "na", "Bought in.")
        draft = factories.filled(round=target)
        by = draft.created_by
        filling.save(draft, {"mes": entry}, by=by, at=NOW)
        filling.submit(draft, name="Wang", post="Director", by=by, at=NOW)

        spread = reviewer.get(address(target)).context["spread"]

        assert (spread.answered, spread.inapplicable, spread.unanswered) == (3, 1, 0)
        assert [(s.title, s.count, s.percent) for s in spread.shares] == [
            ("中文:none", 1, "33%"),
            ("中文:full", 2, "67%"),
        ]


class TestJudging:
    def test_the_row_comes_back(self, reviewer: Client, target: Round) -> None:
        response = factories.handed_in(round=target)
        back = quote(address(target) + "?order=low")
        judge = reverse("surveys:judge", args=(response.pk, "mes"))

        reply = reviewer.post(f"{judge}?back={back}", {"kind": "agree"}, headers=JSON)

        assert set(reply.json()) == {"item"}
        assert f'id="r-{response.pk}"' in reply.json()["item"]

    def test_one_comes_back_to_the_row(self, reviewer: Client, target: Round) -> None:
        response = factories.handed_in(round=target)
        back = address(target) + "?order=low"
        correct = reverse("surveys:correct", args=(response.pk, "mes"))
        given = {
            "mes.version": "0",
            "mes": "none",
            "state": "answered",
            "reason": "No.",
        }

        reply = reviewer.post(f"{correct}?back={quote(back)}", given)

        assert reply["Location"] == f"{back}#r-{response.pk}"
        (row,) = rows(reviewer, address(target))
        assert row.item.corrected.words == "中文:none"

    def test_what_is_noted_stands_in_the_row(
        self, reviewer: Client, official: User, target: Round
    ) -> None:
        agreed, asked, decided = (factories.handed_in(round=target) for _ in "123")
        judging.agree(agreed, "mes", by=official, at=NOW)
        judging.ask(asked, "mes", "Which?", by=official, at=NOW)
        Response.objects.filter(pk=decided.pk).update(status="declined")

        found = {row.response: row for row in rows(reviewer, address(target))}

        assert found[agreed].item.agreed
        assert found[asked].item.asked == "Which?"
        assert not found[decided].may_judge

    def test_nobody_judges_the_own_enterprise(
        self, reviewer: Client, official: User, target: Round
    ) -> None:
        response = factories.handed_in(round=target, created_by=official)

        (row,) = rows(reviewer, address(target))

        assert (row.response, row.may_judge) == (response, False)


def test_rows_do_not_count(reviewer: Client, official: User, target: Round) -> None:
    counts = []
    for many in (1, 2):
        for _ in range(many):
            response = factories.handed_in(round=target)
            judging.ask(response, "mes", "Which?", by=official, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            reviewer.get(address(target))
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
    assert counts[0] <= 15
