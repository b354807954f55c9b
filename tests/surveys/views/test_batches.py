"""Several files at once: the check list, the confirmation, and what became of each."""

from typing import Any

import pytest
from django.test import Client

from surveys import reviewing
from surveys.models import DecisionVote, Response, User
from surveys.workflow import Status
from tests import factories
from tests.factories import GOOD, NOW

pytestmark = pytest.mark.django_db

RECOMMEND, DECIDE = "/review/recommend/", "/decisions/decide/"
LOW = {**GOOD, "nc_equipment_rate": {"n": "4", "d": "40"}}


@pytest.fixture
def me() -> User:
    return factories.official(factor=True)


@pytest.fixture
def reviewer(client: Client, me: User) -> Client:
    client.force_login(me)
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def ready(**fields: Any) -> Response:
    file, by = factories.handed_in(**fields), factories.official()
    reviewing.open_file(file, by=by, at=NOW)
    factories.clear(file, by)
    return file


def post(client: Client, path: str, *files: Response, **more: Any) -> Any:
    data = {"file": [file.pk for file in files], **more}
    return client.post(path, data, headers={"accept-language": "en"})


def statuses(*files: Response) -> list[str]:
    return [Response.objects.get(pk=file.pk).status for file in files]


def results(client: Client, path: str) -> dict[int, str]:
    page = client.get(path, headers={"accept-language": "en"})
    return {one.response.pk: one.words for one in page.context["results"]}


class TestRecommending:
    def test_only_what_passes_is_ticked(self, reviewer: Client) -> None:
        target = factories.open_round()
        good, unread = ready(round=target), factories.handed_in(round=target)
        page = post(reviewer, RECOMMEND, good, unread)
        ticks = {one.response.pk: ticked for one, ticked in page.context["rows"]}
        assert ticks == {good.pk: True, unread.pk: False}
        assert "Nobody has opened this file yet." in page.content.decode()
        assert statuses(good, unread) == [Status.SUBMITTED] * 2

    def test_one_opinion_for_all_of_them(self, reviewer: Client, me: User) -> None:
        target = factories.open_round()
        files = [ready(round=target) for _ in "12"]
        answer = post(reviewer, RECOMMEND, *files, opinion="True and complete.")
        assert answer.headers["Location"] == RECOMMEND
        assert statuses(*files) == [Status.RECOMMENDED] * 2
        moves = [file.moves.get(name="recommend") for file in files]
        assert [(m.by, m.reason) for m in moves] == [(me, "True and complete.")] * 2
        assert results(reviewer, RECOMMEND) == {file.pk: "Done." for file in files}

    def test_what_does_not_pass_may_be_ticked_by_hand(self, reviewer: Client) -> None:
        file = ready(answers=LOW)
        post(reviewer, RECOMMEND, file, opinion="To be cultivated.")
        assert statuses(file) == [Status.RECOMMENDED]

    def test_without_an_opinion_the_ticks_stay(self, reviewer: Client) -> None:
        target = factories.open_round()
        good, bad = ready(round=target), ready(round=target, answers=LOW)
        listed = [good.pk, bad.pk]
        page = post(reviewer, RECOMMEND, bad, opinion=" ", listed=listed)
        ticks = {one.response.pk: ticked for one, ticked in page.context["rows"]}
        assert (page.status_code, ticks) == (400, {good.pk: False, bad.pk: True})
        assert statuses(good, bad) == [Status.SUBMITTED] * 2

    def test_what_moved_meanwhile_is_told_with_who_and_when(
        self, reviewer: Client
    ) -> None:
        target = factories.open_round()
        stays, moved = ready(round=target), ready(round=target)
        other = factories.official()
        reviewing.recommend(moved, opinion="Mine.", by=other, at=NOW)
        post(reviewer, RECOMMEND, stays, moved, opinion="Good.")
        assert results(reviewer, RECOMMEND) == {
            stays.pk: "Done.",
            moved.pk: f"Not done: {other.name} moved it at 15 January 2026, 10:00.",
        }
        assert moved.moves.filter(name="recommend").count() == 1

    def test_what_the_district_decides_itself_is_not_recommended(
        self, reviewer: Client
    ) -> None:
        file = ready(round=factories.open_round(district_decides_below=2000))
        post(reviewer, RECOMMEND, file, opinion="Good.")
        assert statuses(file) == [Status.SUBMITTED]
        assert "decides this project itself" in results(reviewer, RECOMMEND)[file.pk]

    def test_files_of_elsewhere_and_of_ones_own_are_none(
        self, reviewer: Client, me: User
    ) -> None:
        far = factories.enterprise(region=factories.region("500106"))
        foreign = ready(unit=factories.unit(far))
        own = ready()
        own.unit.enterprise.memberships.create(
            user=me, role="viewer", valid_from=NOW.date()
        )
        answer = post(reviewer, RECOMMEND, foreign, own, opinion="Good.")
        assert answer.headers["Location"] == "/review/"
        assert statuses(foreign, own) == [Status.SUBMITTED] * 2

    @pytest.mark.parametrize("path", [RECOMMEND, DECIDE])
    def test_without_a_tick_it_leads_back(self, client: Client, path: str) -> None:
        role = "municipal_officer" if path == DECIDE else "district_reviewer"
        client.force_login(factories.official(role, factor=True))
        assert client.post(path).headers["Location"] in ("/review/", "/decisions/")
        assert client.get(path).headers["Location"] in ("/review/", "/decisions/")

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(
        self, reviewer: Client, django_assert_num_queries: Any, count: int
    ) -> None:
        target = factories.open_round()
        files = [ready(round=target) for _ in range(count)]
        post(reviewer, RECOMMEND, *files)
        with django_assert_num_queries(12):
            page = post(reviewer, RECOMMEND, *files)
        assert len(page.context["rows"]) == count


def deciding(*files: Response, **more: str) -> dict[str, str]:
    return {f"move_{file.pk}": "notice" for file in files} | more


class TestDeciding:
    def test_what_reached_the_stage_is_chosen_beforehand(self, officer: Client) -> None:
        target = factories.open_round()
        good = factories.recommended(round=target)
        low = factories.recommended(round=target, answers=LOW)
        page = post(officer, DECIDE, good, low)
        form = page.context["form"]
        chosen = {one.response.pk: move.value() for one, move, _ in form.rows()}
        assert chosen == {good.pk: "notice", low.pk: ""}
        assert "The stage is not reached: “Share of NC machines”." in (
            page.content.decode()
        )
        assert "True and complete." in page.content.decode()

    def test_decisions_are_listed_with_their_reasons_before(
        self, officer: Client
    ) -> None:
        target = factories.open_round()
        files = [factories.recommended(round=target) for _ in range(3)]
        data = {
            f"move_{files[0].pk}": "notice",
            f"move_{files[1].pk}": "cultivate",
            f"move_{files[2].pk}": "decline",
            f"reason_{files[2].pk}": "Not true.",
            "reason": "Not yet.",
        }
        page = post(officer, DECIDE, *files, step="look", **data)
        listed = {one.file.response.pk: (one.move, one.reason) for one in
                  page.context["chosen"]}  # fmt: skip
        assert listed == {
            files[0].pk: ("notice", "Not yet."),
            files[1].pk: ("cultivate", "Not yet."),
            files[2].pk: ("decline", "Not true."),
        }
        assert statuses(*files) == [Status.RECOMMENDED] * 3
        # The page repeats what was chosen, and that alone is posted.
        hidden = page.context["form"].hidden()
        again: dict[str, list[str]] = {"step": ["do"]}
        for field in hidden:
            again.setdefault(field["name"], []).append(field["value"])
        answer = officer.post(DECIDE, again)
        assert answer.headers["Location"] == DECIDE
        assert statuses(*files) == ["noticed", "cultivated", "declined"]
        assert set(results(officer, DECIDE).values()) == {"Done."}
        assert files[2].moves.get(name="decline").reason == "Not true."

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            ({}, "Choose a decision for at least one file."),
            ({"move": "decline"}, "Give the reason; the enterprise reads it."),
            ({"move": "notice"}, "The stage is not reached: no public notice can be"),
        ],
    )
    @pytest.mark.parametrize("step", ["look", "do"])
    def test_what_lacks_is_told_and_nothing_is_decided(
        self, officer: Client, data: dict[str, str], said: str, step: str
    ) -> None:
        file = factories.recommended(answers=LOW)
        fields = {f"{name}_{file.pk}": value for name, value in data.items()}
        page = post(officer, DECIDE, file, step=step, **fields)
        assert page.status_code == 400
        assert said in page.content.decode()
        assert statuses(file) == [Status.RECOMMENDED]

    def test_something_can_be_changed(self, officer: Client) -> None:
        file = factories.recommended()
        chosen = {f"move_{file.pk}": "cultivate", "reason": "Not yet."}
        page = post(officer, DECIDE, file, step="change", **chosen)
        ((_, move, _),) = page.context["form"].rows()
        assert (move.value(), page.context["form"]["reason"].value()) == (
            "cultivate",
            "Not yet.",
        )

    def test_four_eyes_keep_the_first_vote(self, officer: Client) -> None:
        file = factories.recommended(round=factories.open_round(four_eyes=True))
        post(officer, DECIDE, file, step="do", **deciding(file))
        assert DecisionVote.objects.count() == 1
        assert statuses(file) == [Status.RECOMMENDED]
        assert "once a second officer agrees" in results(officer, DECIDE)[file.pk]
        second = Client()
        second.force_login(factories.official("municipal_officer", factor=True))
        page = post(second, DECIDE, file)
        assert "has proposed on" in page.content.decode()
        post(second, DECIDE, file, step="do", **deciding(file))
        assert statuses(file) == [Status.NOTICED]

    def test_what_was_decided_meanwhile_is_told(self, officer: Client) -> None:
        target = factories.open_round()
        gone, stays = (
            factories.noticed(round=target),
            factories.recommended(round=target),
        )
        data = deciding(gone, stays)
        page = post(officer, DECIDE, gone, stays, step="look", **data)
        assert [one.file.response for one in page.context["chosen"]] == [stays]
        barred = post(officer, DECIDE, gone, stays).context["barred"]
        assert [one.response for one in barred] == [gone]

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(
        self, officer: Client, django_assert_num_queries: Any, count: int
    ) -> None:
        target = factories.open_round()
        files = [factories.recommended(round=target) for _ in range(count)]
        post(officer, DECIDE, *files)
        with django_assert_num_queries(12):
            post(officer, DECIDE, *files)
