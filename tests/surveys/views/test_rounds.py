"""Pages of rounds: planning, opening, closing, and reopening one response."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys import running
from surveys.lapsing import GRACE, lapse_overdue
from surveys.models import Edition, Region, Response, Round, RoundState
from surveys.workflow import Status
from tests import factories
from tests.factories import NOW
from tests.small_edition import document
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def plan(**changes: Any) -> dict[str, Any]:
    """What an officer fills in for a good round."""
    return {
        "name_zh": "2026年第一轮",
        "name_en": "First round",
        "year": "2026",
        "opens_on": "2026-02-01",
        "last_day": "2026-02-28",
        "editions": [factories.edition().pk],
        "regions": [factories.region().pk],
        "asks_from": "2025-01-01",
        "asks_to": "2025-12-31",
        "notice_days": "7",
        "objection_days": "3",
        "review_days": "12",
    } | changes


def edition(label: str) -> Edition:
    return factories.edition(document(label=label))


def planned() -> Round:
    target = factories.open_round()
    Round.objects.filter(pk=target.pk).update(state=RoundState.PLANNED)
    return target


def running_now() -> Round:
    now = timezone.now()
    return factories.open_round(
        opens_at=now - timedelta(days=1), deadline=now + timedelta(days=1)
    )


def lapsed() -> Response:
    response = factories.response()
    lapse_overdue(response.round.deadline + GRACE)
    return response


def status(response: Response) -> str:
    return Response.objects.get(pk=response.pk).status


class TestWhoSeesWhat:
    @pytest.mark.parametrize("role", ["district_reviewer", "analyst", "author"])
    def test_nobody_but_municipal_officers(self, client: Client, role: str) -> None:
        target, response = factories.open_round(), lapsed()
        client.force_login(factories.official(role, factor=True))
        missing = body(client, "/rounds/987654/")

        assert body(client, f"/rounds/{target.pk}/") == missing
        assert body(client, "/rounds/") == missing
        assert body(client, "/rounds/new/") == missing
        assert body(client, f"/responses/{response.pk}/reopen/") == missing
        for step in ("open", "close"):
            assert client.post(f"/rounds/{target.pk}/{step}/").status_code == 404

    def test_members_neither(self, client: Client) -> None:
        response = lapsed()
        client.force_login(response.created_by)
        for path in (
            "/rounds/",
            f"/rounds/{response.round_id}/",
            f"/responses/{response.pk}/reopen/",
        ):
            assert client.get(path).status_code == 404

    def test_who_is_not_signed_in_is_led_there(self, client: Client) -> None:
        for path in ("/rounds/", "/rounds/new/", "/rounds/1/", "/responses/1/reopen/"):
            answer = client.get(path)
            assert answer.headers["Location"] == f"/account/login/?next={path}"

    @pytest.mark.parametrize("step", ["open", "close"])
    def test_a_step_is_a_post(self, officer: Client, step: str) -> None:
        path = f"/rounds/{planned().pk}/{step}/"
        assert officer.get(path).status_code == 405
        assert Round.objects.get().state == RoundState.PLANNED


class TestList:
    def test_shows_all_the_newest_first_with_their_responses(
        self, officer: Client
    ) -> None:
        older = factories.open_round(opens_at=NOW - timedelta(days=40))
        newer = factories.open_round()
        for _ in range(2):
            factories.response(round=older)

        rounds = officer.get("/rounds/").context["rounds"]

        assert [(r, r.responses_count) for r in rounds] == [(newer, 0), (older, 2)]

    def test_says_so_where_there_is_none(self, officer: Client) -> None:
        page = officer.get("/rounds/", headers={"Accept-Language": "en"})
        assert "There is no round yet" in page.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, officer: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        for _ in range(count):
            factories.open_round()
        with django_assert_max_num_queries(7):
            assert len(officer.get("/rounds/").context["rounds"]) == count


class TestPlanning:
    def test_offers_published_editions_and_the_regions_of_today(
        self, officer: Client
    ) -> None:
        shown, draft = factories.edition(), edition("2024")
        Edition.objects.filter(pk=draft.pk).update(state="draft", published_at=None)
        here = factories.region()
        factories.region("500103", valid_to=NOW.date())

        form = officer.get("/rounds/new/").context["form"]

        assert list(form.fields["editions"].queryset) == [shown]
        assert list(form.fields["regions"].queryset) == [here]
        assert form["year"].value() == timezone.localdate().year

    def test_keeps_the_plan_with_the_exclusive_deadline(self, officer: Client) -> None:
        given = plan(four_eyes="on", district_decides_below="3000.50")
        answer = officer.post("/rounds/new/", given)

        target = Round.objects.get()
        assert answer.headers["Location"] == f"/rounds/{target.pk}/"
        assert (target.opens_at, target.deadline) == (
            datetime(2026, 1, 31, 16, tzinfo=UTC),
            datetime(2026, 2, 28, 16, tzinfo=UTC),
        )
        assert (target.state, target.year, target.four_eyes) == (
            RoundState.PLANNED,
            2026,
            True,
        )
        assert target.period == (date(2025, 1, 1), date(2025, 12, 31))
        assert (target.notice_days, target.objection_days) == (7, 3)
        assert target.review_days == 12
        assert target.district_decides_below == Decimal("3000.5")
        assert list(target.regions.all()) == [factories.region()]
        assert list(target.editions.all()) == [factories.edition()]

    def test_one_day_is_a_round(self, officer: Client) -> None:
        officer.post("/rounds/new/", plan(last_day="2026-02-01"))
        target = Round.objects.get()
        assert target.deadline - target.opens_at == timedelta(days=1)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("name_zh", ""),
            ("name_en", "x" * 121),
            ("year", "1999"),
            ("year", "soon"),
            ("opens_on", "2026-02-30"),
            ("last_day", "2026-01-31"),
            ("last_day", "9999-12-31"),
            ("opens_on", "0001-01-01"),
            ("editions", []),
            ("editions", ["987654"]),
            ("regions", []),
            ("regions", ["x"]),
            ("asks_from", ""),
            ("asks_to", "2024-12-31"),
            ("notice_days", "0"),
            ("notice_days", "61"),
            ("objection_days", "0"),
            ("objection_days", ""),
            ("review_days", "0"),
            ("district_decides_below", "-1"),
            ("district_decides_below", "NaN"),
            ("district_decides_below", "1e400"),
        ],
    )
    def test_what_does_not_fit_is_told_and_everything_stays_typed(
        self, officer: Client, name: str, value: Any
    ) -> None:
        given = plan(**{name: value})

        page = officer.post("/rounds/new/", given)

        assert Round.objects.count() == 0
        assert page.status_code == 200
        form = page.context["form"]
        assert list(form.errors) == [name]
        kept = {field: form[field].value() for field in given}
        assert {f: str(v) for f, v in kept.items()} == {
            f: str([str(one) for one in v] if isinstance(v, list) else v)
            for f, v in given.items()
        }
        assert "First round" in page.content.decode() or name == "name_en"


class TestOneRound:
    def test_shows_rules_and_where_the_responses_stand(self, officer: Client) -> None:
        target = factories.open_round(district_decides_below=3000, four_eyes=True)
        factories.response(round=target)
        factories.handed_in(round=target)
        factories.handed_in()

        page = officer.get(f"/rounds/{target.pk}/")

        funnel = {status.value: n for status, n in page.context["funnel"] if n}
        assert funnel == {"draft": 1, "submitted": 1}
        assert [s for s, _ in page.context["funnel"]] == list(Status)
        assert list(page.context["editions"]) == [factories.edition()]
        assert "3000" in page.content.decode()

    def test_lists_what_lapsed_with_the_way_to_reopen(self, officer: Client) -> None:
        response = lapsed()
        page = officer.get(f"/rounds/{response.round_id}/")
        assert page.context["lapsed"] == [response]
        assert f"/responses/{response.pk}/reopen/" in page.content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, officer: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        for number in range(count):
            factories.region(f"50010{number}")
        editions = [edition(f"{2020 + number}") for number in range(count)]
        regions = list(Region.objects.all())
        target = factories.open_round(editions=editions, regions=regions)
        for one in editions:
            factories.response(round=target, edition=one)
            assert one.scheme  # compiled once a process
        lapse_overdue(target.deadline + GRACE)

        with django_assert_max_num_queries(12):
            page = officer.get(f"/rounds/{target.pk}/")

        assert len(page.context["lapsed"]) == count


class TestSteps:
    def test_open(self, officer: Client) -> None:
        target = planned()
        page = officer.post(f"/rounds/{target.pk}/open/", follow=True)

        target.refresh_from_db()
        assert (target.state, len(said(page))) == (RoundState.OPEN, 1)

    def test_open_twice_says_so(self, officer: Client) -> None:
        target = factories.open_round()
        page = officer.post(f"/rounds/{target.pk}/open/", follow=True)
        assert [m.level_tag for m in page.context["messages"]] == ["error"]

    def test_close_after_the_deadline(self, officer: Client) -> None:
        target = factories.open_round()
        assert officer.get(f"/rounds/{target.pk}/").context["may_close"]

        officer.post(f"/rounds/{target.pk}/close/")

        target.refresh_from_db()
        assert target.state == RoundState.CLOSED
        assert not officer.get(f"/rounds/{target.pk}/").context["may_close"]

    def test_close_before_the_deadline_says_so(self, officer: Client) -> None:
        target = running_now()
        assert not officer.get(f"/rounds/{target.pk}/").context["may_close"]

        page = officer.post(f"/rounds/{target.pk}/close/", follow=True)

        target.refresh_from_db()
        assert target.state == RoundState.OPEN
        assert [m.level_tag for m in page.context["messages"]] == ["error"]


class TestReopening:
    def test_gives_a_new_date(self, officer: Client) -> None:
        response = lapsed()
        given = {"due": day(3), "reason": "Flood."}

        answer = officer.post(f"/responses/{response.pk}/reopen/", given)

        assert answer.headers["Location"] == f"/rounds/{response.round_id}/"
        response.refresh_from_db()
        assert response.status == Status.DRAFT
        local = timezone.localtime(response.due_at)
        assert (local.date().isoformat(), local.hour) == (day(4), 0)
        assert response.moves.get(name="reopen").reason == "Flood."

    def test_today_is_a_day_to_come(self, officer: Client) -> None:
        response = lapsed()
        given = {"due": day(0), "reason": "Flood."}
        officer.post(f"/responses/{response.pk}/reopen/", given)
        assert status(response) == Status.DRAFT

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("due", ""),
            ("due", "tomorrow"),
            ("due", "2026-01-01"),
            ("reason", ""),
            ("reason", "   "),
            ("reason", "x" * 2001),
        ],
    )
    def test_what_does_not_fit_is_told_and_stays_typed(
        self, officer: Client, name: str, value: str
    ) -> None:
        response = lapsed()
        given = {"due": day(3), "reason": "Flood."} | {name: value}

        page = officer.post(f"/responses/{response.pk}/reopen/", given)

        form = page.context["form"]
        assert (page.status_code, list(form.errors)) == (200, [name])
        assert {field: form[field].value() for field in given} == given
        assert status(response) == Status.LAPSED

    def test_there_is_no_such_page_for_what_has_not_lapsed(
        self, officer: Client
    ) -> None:
        for response in (factories.response(), factories.handed_in()):
            path = f"/responses/{response.pk}/reopen/"
            assert officer.get(path).status_code == 404

    def test_a_second_click_finds_it_reopened(self, officer: Client) -> None:
        response = lapsed()
        by = factories.official("municipal_officer")
        due = timezone.now() + timedelta(days=2)
        response.refresh_from_db()
        running.reopen(response, due_at=due, reason="Flood.", by=by, at=NOW)
        given = {"due": day(3), "reason": "Flood."}

        answer = officer.post(f"/responses/{response.pk}/reopen/", given)

        assert answer.status_code == 404
        assert response.moves.filter(name="reopen").count() == 1


@pytest.mark.parametrize(
    ("language", "name"), [("zh-hans", "2026年第一轮"), ("en", "First round of 2026")]
)
def test_both_languages(officer: Client, language: str, name: str) -> None:
    response = lapsed()
    for path in (
        "/rounds/",
        f"/rounds/{response.round_id}/",
        f"/responses/{response.pk}/reopen/",
        "/rounds/new/",
    ):
        page = officer.get(path, headers={"Accept-Language": language})
        assert page.status_code == 200
        if path.startswith("/rounds/") and not path.endswith("new/"):
            assert name in page.content.decode()
