"""The queues: whose files they show, in which order, by which filter."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from surveys import dispatching, filling, recognising, reviewing
from surveys.explaining.ages import Age, age_of
from surveys.models import Response, User
from surveys.workflow import Status
from tests import factories
from tests.factories import NOW
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db

QUEUE, DECISIONS = "/review/", "/decisions/"
ALL = {"status": ""}


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(factories.official(factor=True))
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def listed(client: Client, path: str = QUEUE, **filters: Any) -> list[Response]:
    page = client.get(path, filters)
    assert page.status_code == 200
    return list(page.context["page"])


def elsewhere(**fields: Any) -> Response:
    region = factories.region("500106")
    return factories.handed_in(unit=factories.unit(factories.enterprise(region=region)))


def aged(response: Response, days: int) -> Response:
    since = NOW - timedelta(days=days)
    Response.objects.filter(pk=response.pk).update(status_at=since)
    return response


def at(response: Response, status: str) -> Response:
    Response.objects.filter(pk=response.pk).update(status=status, notice_until=NOW)
    return response


@pytest.fixture
def every_status() -> dict[str, Response]:
    """One file of each status that ever was handed in."""
    target = factories.open_round()
    return {
        status: at(factories.handed_in(round=target), status)
        for status in Status.values
    }


class TestWhoSeesWhat:
    def test_a_reviewer_sees_the_own_district(self, reviewer: Client) -> None:
        factories.region("500106")
        target = factories.open_round()
        own = factories.handed_in(round=target)
        far = factories.enterprise(region=factories.region("500106"))
        factories.handed_in(round=target, unit=factories.unit(far))

        assert listed(reviewer) == [own]
        assert listed(reviewer, region=far.region_id) == [own]

    def test_an_officer_sees_the_city(self, officer: Client) -> None:
        both = {factories.handed_in(), elsewhere()}
        assert set(listed(officer)) == both

    @pytest.mark.parametrize("role", ["analyst", "expert", "author", "system_admin"])
    def test_other_offices_find_no_such_page(self, client: Client, role: str) -> None:
        client.force_login(factories.official(role, factor=True))
        assert client.get(QUEUE).status_code == 404
        assert client.get(DECISIONS).status_code == 404

    def test_members_find_no_such_page(self, client: Client) -> None:
        client.force_login(factories.handed_in().created_by)
        missing = body(client, "/nowhere/")
        assert [body(client, path) for path in (QUEUE, DECISIONS)] == [missing] * 2

    def test_a_reviewer_finds_no_decisions(self, reviewer: Client) -> None:
        assert reviewer.get(DECISIONS).status_code == 404

    @pytest.mark.parametrize("path", [QUEUE, DECISIONS])
    def test_who_is_not_signed_in_is_led_there(self, client: Client, path: str) -> None:
        answer = client.get(path)
        assert answer.headers["Location"] == f"/account/login/?next={path}"

    def test_what_was_never_handed_in_is_nobody_s(
        self, officer: Client, every_status: dict[str, Response]
    ) -> None:
        shown = {response.status for response in listed(officer, **ALL)}
        assert shown == set(Status.values) - {"draft", "withdrawn", "lapsed"}


class TestFilter:
    def test_begins_with_what_waits(
        self, officer: Client, every_status: dict[str, Response]
    ) -> None:
        assert listed(officer) == [every_status["submitted"]]
        assert listed(officer, DECISIONS) == [every_status["recommended"]]

    @pytest.mark.parametrize("status", ["returned", "noticed", "recognised"])
    def test_by_status(
        self, officer: Client, every_status: dict[str, Response], status: str
    ) -> None:
        assert listed(officer, status=status) == [every_status[status]]

    def test_what_waited_longest_comes_first(self, reviewer: Client) -> None:
        target = factories.open_round()
        files = [factories.handed_in(round=target) for _ in range(3)]
        aged(files[2], 9)
        aged(files[0], 4)
        assert listed(reviewer) == [files[2], files[0], files[1]]

    def test_by_words(self, reviewer: Client) -> None:
        target = factories.open_round()
        own = factories.enterprise(name="重庆长安汽车 100%")
        unit = factories.unit(own, name="Press_shop")
        found = factories.handed_in(round=target, unit=unit)
        factories.handed_in(round=target)

        for words in ("长安", "100%", "press_S", own.uscc, own.uscc.lower(), " 长安 "):
            assert listed(reviewer, q=words) == [found], words
        for words in ("Nothing like it", own.uscc[:10], "=1+1", "<script>", "'"):
            assert listed(reviewer, q=words) == [], words

    def test_by_round_cluster_and_region(self, officer: Client) -> None:
        factories.region("500106")
        target = factories.open_round()
        own = factories.enterprise(
            region=factories.region("500106"), primary_cluster=factories.cluster("T09")
        )
        found = factories.handed_in(round=target, unit=factories.unit(own))
        factories.handed_in(round=factories.open_round())

        assert listed(officer, round=target.pk) == [found]
        assert listed(officer, cluster=own.primary_cluster_id) == [found]
        assert listed(officer, region=own.region_id) == [found]
        assert listed(officer, region=own.region_id, q="Nothing") == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("status", "draft"),
            ("status", "lost"),
            ("round", "987654"),
            ("cluster", "x"),
            ("region", "1 OR 1=1"),
            ("q", "a\0b"),
            ("q", "x" * 1000),
            ("page", "x"),
            ("page", "99"),
            ("unit__enterprise__uscc__startswith", "9"),
            ("order_by", "created_by__password"),
        ],
    )
    def test_what_it_does_not_understand_filters_nothing_and_stays_typed(
        self, officer: Client, name: str, value: str
    ) -> None:
        waiting = factories.handed_in()
        at(factories.handed_in(), "draft")

        page = officer.get(QUEUE, {name: value})

        assert (page.status_code, list(page.context["page"])) == (200, [waiting])
        form = page.context["form"]
        if name in form.fields:
            assert list(form.errors) == [name]
            assert form[name].value() == value

    def test_a_good_part_filters_beside_a_bad_one(self, officer: Client) -> None:
        factories.handed_in()
        assert listed(officer, q="Nothing like it", cluster="x") == []


class TestOrder:
    @pytest.mark.parametrize(
        ("order", "places"),
        [("", [1, 2, 0]), ("risk", [1, 2, 0]), ("age", [0, 1, 2]), ("name", [2, 0, 1])],
    )
    def test_by_risk_age_or_name(
        self, reviewer: Client, order: str, places: list[int]
    ) -> None:
        target, files = factories.open_round(), []
        for name, risk, days in (("B", 10, 9), ("C", 70, 5), ("A", 30, 1)):
            home = factories.enterprise(name=name)
            file = factories.handed_in(round=target, unit=factories.unit(home))
            Response.objects.filter(pk=file.pk).update(risk=risk)
            files.append(aged(file, days))
        assert listed(reviewer, order=order) == [files[place] for place in places]


class TestHands:
    @pytest.fixture
    def shared(self, client: Client) -> tuple[User, list[Response]]:
        """A file of mine, one of a colleague's, one of nobody's."""
        me, other = factories.official(factor=True), factories.official()
        client.force_login(me)
        target = factories.open_round()
        files = [factories.handed_in(round=target) for _ in range(3)]
        for file, person in zip(files, (me, other), strict=False):
            dispatching.take(file, by=person, at=NOW)
        return other, files

    def test_filter_by_whose_they_are(
        self, client: Client, shared: tuple[User, list[Response]]
    ) -> None:
        other, (mine, theirs, free) = shared
        for who, file in (("mine", mine), (str(other.pk), theirs), ("nobody", free)):
            assert listed(client, who=who) == [file]
        assert listed(client, who="") == [mine, theirs, free]

    def test_a_reviewer_of_elsewhere_is_no_choice(
        self, client: Client, shared: tuple[User, list[Response]]
    ) -> None:
        far = factories.official(region=factories.region("500106"))
        form = client.get(QUEUE, {"who": far.pk}).context["form"]
        assert list(form.errors) == ["who"]


class TestFlags:
    def flag(self, file: Response, kind: str, weight: int = 20) -> None:
        texts = [{"zh": f"{kind}中", "en": f"{kind} text"}]
        file.newest_submission().flags.create(
            kind=kind, weight=weight, params={"texts": texts}, at=NOW
        )

    def test_are_said_the_heaviest_first(self, reviewer: Client) -> None:
        file = factories.handed_in()
        self.flag(file, "contradiction", 10)
        self.flag(file, "arithmetic", 20)
        page = reviewer.get(QUEUE, headers={"accept-language": "en"})
        (line,) = page.context["lines"]
        assert [said.text for said in line.flags] == [
            "arithmetic text",
            "contradiction text",
        ]
        assert "Figures do not add up" in page.content.decode()

    def test_filter_by_kind(self, reviewer: Client) -> None:
        target = factories.open_round()
        one, other = (factories.handed_in(round=target) for _ in "12")
        self.flag(one, "contradiction")
        self.flag(other, "arithmetic")
        assert listed(reviewer, flag="contradiction") == [one]
        assert listed(reviewer, flag="thin") == []

    def test_of_an_earlier_submission_are_not_shown(self, reviewer: Client) -> None:
        file, by = factories.handed_in(), factories.official()
        self.flag(file, "contradiction")
        due = NOW + timedelta(days=2)
        reviewing.return_file(file, {"mes": "?"}, due_at=due, by=by, at=NOW)
        filling.submit(file, name="W", post="D", by=file.created_by, at=NOW)
        (line,) = reviewer.get(QUEUE).context["lines"]
        assert line.flags == []


class TestAge:
    @pytest.mark.parametrize(
        ("days", "state"), [(0, "within"), (8, "within"), (9, "soon"), (11, "over")]
    )
    def test_beside_the_target_of_the_round(self, days: int, state: str) -> None:
        assert Age(days, 10).state == state

    def test_counts_working_days(self) -> None:
        file = aged(factories.handed_in(), 5)  # Saturday the 10th
        file.refresh_from_db()
        age = age_of(file, NOW)  # Thursday the 15th
        assert age == Age(4, 10)
        with translation.override("en"):
            assert (age.words, age.verdict) == ("4 of 10 working days", "in time")
            assert Age(13, 10).verdict == "3 days overdue"

    def test_only_of_what_waits_for_a_district(self) -> None:
        assert age_of(factories.recommended(), NOW) is None

    def test_filter_by_overdue(self, reviewer: Client) -> None:
        quick = factories.open_round(review_days=1)
        slow = factories.open_round(review_days=30)
        week = timezone.now() - timedelta(days=20)
        late, fresh = factories.handed_in(round=quick), factories.handed_in(round=quick)
        calm = factories.handed_in(round=slow)
        Response.objects.filter(pk__in=[late.pk, calm.pk]).update(status_at=week)
        Response.objects.filter(pk=fresh.pk).update(status_at=timezone.now())
        assert listed(reviewer, overdue="on") == [late]


class TestRows:
    def test_show_the_newest_claimed_score(self, reviewer: Client) -> None:
        response = factories.handed_in()
        (row,) = listed(reviewer)
        assert (row.claimed_outcome, row.claimed_score) == (None, None)

        factories.scored(response)
        (row,) = listed(reviewer)
        assert (row.claimed_outcome, row.claimed_score) == ("reached_open", "100")

    def test_show_claims_and_no_other_lane(self, officer: Client) -> None:
        response = factories.noticed()
        assert response.newest_submission().scorecards.count() == 2
        (row,) = listed(officer, status="noticed")
        assert row.claimed_score is None

    def test_lead_to_the_file(self, reviewer: Client) -> None:
        response = factories.handed_in()
        path = reverse("surveys:file", args=[response.pk])
        assert f'href="{path}"' in reviewer.get(QUEUE).content.decode()

    def test_show_names_as_text(self, reviewer: Client) -> None:
        own = factories.enterprise(name="<script>alert(1)</script>")
        factories.handed_in(unit=factories.unit(own, name='"><img src=x>'))
        html = reviewer.get(QUEUE).content.decode()
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x>" not in html

    def test_come_fifty_a_page_and_keep_the_filter(
        self, officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("surveys.views.queues.PAGE", 2)
        target = factories.open_round()
        for _ in range(3):
            factories.handed_in(round=target)

        first = officer.get(QUEUE, {"round": target.pk})
        second = officer.get(QUEUE, {"round": target.pk, "page": 2})

        assert [len(p.context["page"].object_list) for p in (first, second)] == [2, 1]
        assert f"round={target.pk}&amp;page=2" in first.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", [QUEUE, DECISIONS])
def test_queries_do_not_grow_with_the_rows(
    officer: Client, django_assert_num_queries: Any, path: str, count: int
) -> None:
    target = factories.open_round()
    make = factories.handed_in if path == QUEUE else factories.recommended
    for _ in range(count):
        own = factories.enterprise(primary_cluster=factories.cluster(f"T{_}"))
        factories.scored(make(round=target, unit=factories.unit(own)))

    with django_assert_num_queries(QUERIES):
        page = officer.get(path)

    assert len(page.context["page"]) == count


QUERIES = 10


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", [QUEUE, DECISIONS])
def test_both_languages(officer: Client, path: str, language: str) -> None:
    factories.handed_in()
    recognised = factories.noticed()
    recognising.recognise(
        recognised,
        by=factories.official("municipal_officer"),
        at=NOW + timedelta(days=9),
    )

    page = officer.get(path, ALL, headers={"Accept-Language": language})

    assert page.status_code == 200
    name = {"en": "District 500105", "zh-hans": "500105区"}[language]
    assert name in page.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_list_is_only_read(officer: Client, method: str) -> None:
    for path in (QUEUE, DECISIONS):
        assert getattr(officer, method)(path).status_code == 405
