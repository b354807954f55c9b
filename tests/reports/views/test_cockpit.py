"""The cockpit's pages: each figure leads to as many rows, within one's regions."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.overseeing import Step
from surveys import extending, running, urging
from surveys.models import Message, Reminder, Response, Round, User
from tests import factories

pytestmark = pytest.mark.django_db

NEAR, FAR = "500105", "500106"
LINK = re.compile(r'<a\s+href="([^"]*/cockpit/rows/\?[^"]*)"\s*>(\d+)</a>')


@pytest.fixture
def target() -> Round:
    """A round that is open today, with files and people in two districts."""
    now = timezone.now()
    regions = [factories.region(NEAR), factories.region(FAR)]
    made = factories.open_round(
        opens_at=now - timedelta(days=40),
        deadline=now + timedelta(days=20),
        regions=regions,
    )
    for code in (NEAR, FAR):
        filled(made, code, name=f"Begun in {code}")
        old = factories.handed_in(round=made, unit=unit(code, name=f"Done in {code}"))
        User.objects.filter(pk=old.created_by_id).update(last_login=now)
        factories.member(enterprise(code, name=f"Idle in {code}"))
        enterprise(code, name=f"Nobody in {code}")
    return made


def enterprise(code: str, **fields: Any) -> Any:
    cluster = factories.cluster(f"C{code[-1]}")
    fields = {"primary_cluster": cluster} | fields
    return factories.enterprise(region=factories.region(code), **fields)


def unit(code: str, **fields: Any) -> Any:
    return factories.unit(enterprise(code, **fields))


def filled(target: Round, code: str, **fields: Any) -> Response:
    """A draft; nobody has touched it since the day of the factories: it is stuck."""
    return factories.filled(round=target, unit=unit(code, **fields))


def signed_in(client: Client, role: str, **fields: Any) -> Client:
    client.force_login(factories.official(role, factor=True, **fields))
    return client


@pytest.fixture
def reviewer(client: Client, target: Round) -> Client:
    return signed_in(client, "district_reviewer", region=factories.region(NEAR))


@pytest.fixture
def officer(client: Client, target: Round) -> Client:
    return signed_in(client, "municipal_officer")


def page(client: Client, path: str, **data: Any) -> str:
    answer = client.get(path, data, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def names(client: Client, target: Round, rows: str, **more: Any) -> list[str]:
    path = f"/rounds/{target.pk}/cockpit/rows/"
    answer = client.get(path, {"rows": rows, **more})
    assert answer.status_code == 200
    return [row.enterprise for row in answer.context["page"]]


class TestFigures:
    @pytest.mark.parametrize("by", ["region", "cluster"])
    def test_each_figure_leads_to_exactly_as_many_rows(
        self, officer: Client, target: Round, by: str
    ) -> None:
        links = LINK.findall(page(officer, f"/rounds/{target.pk}/cockpit/", by=by))
        assert len(links) > 20
        for address, count in dict(links).items():
            rows = officer.get(unescape(address)).context["page"].paginator.count
            assert (address, rows) == (address, int(count))

    def test_a_district_counts_and_names_its_own_only(
        self, reviewer: Client, target: Round
    ) -> None:
        html = page(reviewer, f"/rounds/{target.pk}/cockpit/")
        assert (f"District {NEAR}" in html, f"District {FAR}" in html) == (True, False)
        links = set(LINK.findall(html))
        assert len(links) > 10
        for address, count in links:
            found = reviewer.get(unescape(address)).context["page"]
            assert found.paginator.count == int(count)
            assert [row.region.code for row in found] == [NEAR] * int(count)

    def test_a_foreign_region_in_the_address_finds_nothing(
        self, reviewer: Client, target: Round
    ) -> None:
        far = factories.region(FAR).pk
        assert names(reviewer, target, "file-draft", region=far) == ["Begun in 500105"]
        assert names(reviewer, target, "file-draft", q="Begun in 500106") == []

    def test_an_analyst_sees_counts_without_lists(
        self, client: Client, target: Round
    ) -> None:
        analyst = signed_in(client, "analyst")
        html = page(analyst, f"/rounds/{target.pk}/cockpit/")
        assert LINK.findall(html) == []
        assert f"District {FAR}" in html
        for place in ("cockpit/rows", "cockpit/remind", "reminders"):
            assert analyst.get(f"/rounds/{target.pk}/{place}/").status_code == 404

    def test_the_way_leads_to_the_round_that_runs(
        self, reviewer: Client, target: Round
    ) -> None:
        now = timezone.now()
        later = factories.open_round(deadline=now, opens_at=now - timedelta(days=9))
        running.close_round(later, by=factories.user(), at=now)
        answer = reviewer.get("/cockpit/")
        assert answer.headers["Location"] == f"/rounds/{target.pk}/cockpit/"

    def test_it_says_so_where_there_is_none(self, client: Client) -> None:
        html = page(signed_in(client, "analyst"), "/cockpit/")
        assert "No round has been opened yet" in html

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self,
        officer: Client,
        target: Round,
        django_assert_max_num_queries: Any,
        count: int,
    ) -> None:
        for number in range(count):
            region = factories.region(f"50030{number}")
            target.regions.add(region)
            filled(target, region.code)
        officer.get(f"/rounds/{target.pk}/cockpit/")  # compiles the edition
        with django_assert_max_num_queries(16):
            officer.get(f"/rounds/{target.pk}/cockpit/")


class TestRows:
    def test_lists_say_who_stopped_where(self, officer: Client, target: Round) -> None:
        def both(what: str) -> list[str]:
            return sorted(f"{what} in {code}" for code in (NEAR, FAR))

        found = {
            step.name: sorted(names(officer, target, f"stopped-{step.name.lower()}"))
            for step in Step
        }
        assert {step: rows for step, rows in found.items() if rows} == {
            "ASKED": both("Nobody"),
            "INVITED": both("Idle"),
            "STARTED": both("Begun"),
            "HANDED_IN": both("Done"),
        }

    def test_a_row_has_what_it_takes_to_act(
        self, officer: Client, target: Round
    ) -> None:
        path = f"/rounds/{target.pk}/cockpit/rows/"
        (row,) = officer.get(path, {"q": "Begun in 500105"}).context["page"]
        draft = Response.objects.get(unit__enterprise__name="Begun in 500105")
        assert row.key == f"f{draft.pk}"
        assert (row.unit, row.section[:2]) == (draft.unit.name, "2.")
        assert (row.people, row.reminded_at) == ([draft.created_by], None)
        assert row.active_at == draft.revisions.last().at  # type: ignore[union-attr]

    def test_a_section_narrows_what_is_stuck(
        self, officer: Client, target: Round
    ) -> None:
        started = factories.filled(
            {"project_investment": "1"}, round=target, unit=unit(NEAR, name="First")
        )
        key = f"{started.edition_id}.project"
        assert names(officer, target, "file-stuck", section=key) == ["First"]
        key = f"{started.edition_id}.equipment"
        rows = names(officer, target, "file-stuck", section=key)
        assert sorted(rows) == [f"Begun in {code}" for code in (NEAR, FAR)]

    @pytest.mark.parametrize(
        "nonsense", [{"rows": "x"}, {"region": "x"}, {"section": "9.x"}, {"page": "x"}]
    )
    def test_what_cannot_be_understood_filters_nothing(
        self, officer: Client, target: Round, nonsense: dict[str, str]
    ) -> None:
        path = f"/rounds/{target.pk}/cockpit/rows/"
        assert len(officer.get(path, nonsense).context["page"]) == 2

    def test_those_handed_in_are_not_to_be_ticked(
        self, officer: Client, target: Round
    ) -> None:
        path = f"/rounds/{target.pk}/cockpit/rows/"
        assert 'name="ticked"' not in page(officer, path, rows="file-submitted")
        assert 'name="ticked"' in page(officer, path, rows="file-draft")

    @pytest.mark.parametrize(
        "rows", ["file-stuck", "stopped-started", "stopped-invited"]
    )
    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self,
        officer: Client,
        target: Round,
        django_assert_max_num_queries: Any,
        rows: str,
        count: int,
    ) -> None:
        for _ in range(count):
            filled(target, NEAR)
            factories.member(enterprise(NEAR))
        names(officer, target, rows)  # compiles the edition
        with django_assert_max_num_queries(14):
            names(officer, target, rows)


class TestReminding:
    def remind(self, client: Client, target: Round, **chosen: Any) -> Any:
        query = "&".join(
            f"{name}={one}"
            for name, value in chosen.items()
            for one in (value if isinstance(value, list) else [value])
        )
        path = f"/rounds/{target.pk}/cockpit/remind/?{query}"
        return client.post(path, {"note": "Please."})

    def told(self) -> set[str]:
        rows = Message.objects.filter(kind="urged")
        return {row.params["enterprise"] for row in rows}

    def test_those_ticked_and_nobody_else(self, officer: Client, target: Round) -> None:
        more = filled(target, NEAR, name="Second")
        answer = self.remind(
            officer, target, rows="file-stuck", which="ticked", ticked=[f"f{more.pk}"]
        )
        sent = Reminder.objects.get()
        assert answer.headers["Location"] == f"/reminders/{sent.pk}/"
        assert (self.told(), sent.note) == ({"Second"}, "Please.")

    def test_all_of_the_list_as_it_is_filtered(
        self, officer: Client, target: Round
    ) -> None:
        near = factories.region(NEAR).pk
        self.remind(officer, target, rows="stopped-invited", region=near, which="all")
        assert self.told() == {"Idle in 500105"}

    def test_a_district_reminds_its_own_only(
        self, reviewer: Client, target: Round
    ) -> None:
        drafts = Response.objects.filter(round=target, status="draft")
        keys = [f"f{pk}" for pk in drafts.values_list("pk", flat=True)]
        self.remind(reviewer, target, rows="file-draft", which="ticked", ticked=keys)
        self.remind(reviewer, target, rows="stopped-invited", which="all")
        assert self.told() == {"Begun in 500105", "Idle in 500105"}

    def test_what_is_not_on_the_list_is_not_reminded(
        self, officer: Client, target: Round
    ) -> None:
        done = Response.objects.filter(round=target, status="submitted")[0]
        ticked = {"which": "ticked", "ticked": [f"f{done.pk}", "e1", "x", "f99"]}
        answer = self.remind(officer, target, rows="file-stuck", **ticked)
        assert (answer.status_code, Reminder.objects.count()) == (200, 0)
        self.remind(officer, target, rows="file-submitted", which="all")
        assert Reminder.objects.count() == 0

    def test_before_anything_goes_out_it_says_whom_it_reaches(
        self, officer: Client, target: Round
    ) -> None:
        near = factories.region(NEAR).pk
        self.remind(officer, target, rows="file-stuck", region=near, which="all")
        path = f"/rounds/{target.pk}/cockpit/remind/"
        html = " ".join(page(officer, path, rows="file-stuck", which="all").split())
        assert "1 of the list is reminded" in html
        assert "1: reminded within the last 48 hours" in html
        assert Reminder.objects.count() == 1

    def test_a_double_click_reminds_once(self, officer: Client, target: Round) -> None:
        for _ in range(2):
            self.remind(officer, target, rows="file-stuck", which="all")
        assert (Reminder.objects.count(), len(self.told())) == (1, 2)


class TestLog:
    @pytest.fixture
    def sent(self, target: Round) -> Reminder:
        drafts = Response.objects.filter(round=target, status="draft")
        wanted = urging.Wanted(responses=frozenset(drafts.values_list("pk", flat=True)))
        by = factories.official("municipal_officer")
        return urging.remind(target, wanted, note="Hurry.", by=by, at=timezone.now())

    def test_it_knows_who_has_read_it(self, officer: Client, sent: Reminder) -> None:
        message = Message.objects.filter(kind="urged")[0]
        html = page(officer, f"/reminders/{sent.pk}/")
        assert html.count("not read; the mail is on its way") == 2
        Message.objects.filter(pk=message.pk).update(read_at=timezone.now())
        assert page(officer, f"/reminders/{sent.pk}/").count("read 20") <= 1
        assert page(officer, f"/reminders/{sent.pk}/").count("on its way") == 1

    def test_a_district_sees_its_own_lines(
        self, reviewer: Client, target: Round, sent: Reminder
    ) -> None:
        found = reviewer.get(f"/reminders/{sent.pk}/").context["page"]
        assert [line.enterprise.name for line in found] == ["Begun in 500105"]
        (row,) = reviewer.get(f"/rounds/{target.pk}/reminders/").context["page"]
        assert (row, row.told, row.others) == (sent, 1, 0)

    def test_a_reminder_to_others_is_not_there(
        self, client: Client, target: Round, sent: Reminder
    ) -> None:
        elsewhere = signed_in(
            client, "district_reviewer", region=factories.region("500107")
        )
        assert elsewhere.get(f"/reminders/{sent.pk}/").status_code == 404
        path = f"/rounds/{target.pk}/reminders/"
        assert list(elsewhere.get(path).context["page"]) == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self,
        officer: Client,
        target: Round,
        django_assert_max_num_queries: Any,
        count: int,
    ) -> None:
        for _ in range(count):
            filled(target, NEAR)
        path = f"/rounds/{target.pk}/cockpit/remind/?rows=file-stuck&which=all"
        place = officer.post(path, {"note": ""}).headers["Location"]
        with django_assert_max_num_queries(12):
            assert len(officer.get(place).context["page"]) == count + 2
        with django_assert_max_num_queries(10):
            officer.get(f"/rounds/{target.pk}/reminders/")


def test_more_time_is_seen_above_the_figures(officer: Client, target: Round) -> None:
    now, until = timezone.now(), target.deadline + timedelta(days=3)
    whom, by = factories.region(NEAR), factories.official("municipal_officer")
    extending.extend(target, whom, until=until, reason="Flood.", by=by, at=now)
    assert "some have until" in page(officer, f"/rounds/{target.pk}/cockpit/")
