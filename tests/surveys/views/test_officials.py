"""Pages of those who keep officials: the list, one official, offices, links."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import appointing, posting
from surveys.enrolling import Contact
from surveys.models import Office, Region, User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "a long and calm passphrase"
QUERIES = 10


def browser(person: User | None = None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if person:
        client.force_login(person)
    return client


@pytest.fixture
def system() -> Client:
    return browser(factories.official("system_admin", factor=True))


@pytest.fixture
def security() -> Client:
    return browser(factories.official("security_admin", factor=True))


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def held(person: User) -> list[tuple[str, str]]:
    rows = person.offices.filter(valid_to=None).order_by("pk")
    return [(o.role, o.region.code if o.region else "") for o in rows]


class TestList:
    def found(self, client: Client, query: str) -> set[str]:
        page = client.get(f"{url('officials')}?{query}")
        return {row.name for row, _ in page.context["rows"]}

    def test_it_is_narrowed_by_each_filter(self, security: Client) -> None:
        near, far = factories.region(), factories.region("500106")
        for name, role, region in (
            ("Ann", "district_reviewer", near),
            ("Bob", "district_reviewer", far),
            ("Cai", "analyst", None),
        ):
            person = factories.user(name)
            today = timezone.localdate() - timedelta(days=9)
            Office.objects.create(
                user=person, role=role, region=region, valid_from=today
            )
        gone = User.objects.get(name="Bob").offices
        gone.update(valid_to=timezone.localdate())
        everybody = {"Ann", "Bob", "Cai", "Official"}
        assert {
            query: self.found(security, query)
            for query in (
                "",
                "q=ann",
                "role=district_reviewer",
                f"region={near.pk}",
                f"region={far.pk}",
                f"region={far.pk}&when=ever",
                "when=held",
                "when=none",
                "role=nothing",
            )
        } == {
            "": everybody,
            "q=ann": {"Ann"},
            "role=district_reviewer": {"Ann"},
            f"region={near.pk}": {"Ann"},
            f"region={far.pk}": set(),
            f"region={far.pk}&when=ever": {"Bob"},
            "when=held": everybody - {"Bob"},
            "when=none": {"Bob"},
            "role=nothing": everybody,
        }

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, security: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        for _ in range(count):
            factories.official(factor=True)
        with django_assert_max_num_queries(QUERIES):
            page = security.get(url("officials"))
        assert len(page.context["rows"]) == count + 1

    def test_members_of_enterprises_are_not_listed(self, system: Client) -> None:
        factories.member(factories.enterprise())
        assert self.found(system, "") == {"Official"}


class TestAccounts:
    def test_an_official_is_added_and_chooses_a_password(self, system: Client) -> None:
        data = {"name": "Zheng", "email": "", "phone": "137 0000 0000"}
        made = system.post(url("official_add"), data)
        person = User.objects.get(phone="13700000000")
        assert (made.status_code, made.url) == (302, url("official", person.pk))
        page = system.get(made.url)
        address = posting.account_address(person.links.get(), "http://testserver")
        assert address in page.content.decode()

        guest = browser()
        weak = guest.post(address, {"password": "12345", "again": "12345"})
        assert "This password is too short" in text(weak)
        good = guest.post(address, {"password": PASSWORD, "again": PASSWORD})
        assert (good.status_code, good.url) == (302, reverse("account_login"))
        # Whoever holds the link is not signed in by it: a second factor may be set.
        assert "_auth_user_id" not in guest.session
        person.refresh_from_db()
        assert person.check_password(PASSWORD)
        again = guest.get(address)
        assert (again.status_code, "does not work" in text(again)) == (404, True)

    def test_a_link_is_shown_to_the_system_administrator_alone(
        self, system: Client, security: Client
    ) -> None:
        by = factories.official("system_admin")
        now = timezone.now()
        for contact in (
            Contact("A", phone="13700000001"),
            Contact("B", email="b@example.org"),
        ):
            link = appointing.add_official(contact, site="x", by=by, at=now)
            path, address = url("official", link.user_id), posting.account_address
            token = address(link, "").encode()
            shown = [token in c.get(path).content for c in (system, security)]
            assert shown == [bool(contact.phone), False]

    @pytest.mark.parametrize(
        "data",
        [
            {"name": "", "email": "a@example.org"},
            {"name": "A", "email": "", "phone": ""},
            {"name": "A", "email": "known@example.org"},
            {"name": "A", "phone": "12"},
        ],
    )
    def test_bad_input_is_told_and_kept(
        self, system: Client, data: dict[str, str]
    ) -> None:
        factories.user(email="known@example.org")
        page = system.post(url("official_add"), data)
        assert page.status_code == 200
        assert page.context["form"].errors
        assert User.objects.filter(name="A").count() == 0

    def test_a_step_without_a_reason_stays_open_and_says_so(
        self, system: Client
    ) -> None:
        person = factories.official("analyst", factor=True)
        page = system.post(url("official_suspend", person.pk), {"reason": ""})
        assert page.status_code == 400
        assert 'id="fault-suspend"' in page.content.decode()
        done = system.post(url("official_suspend", person.pk), {"reason": "Left."})
        assert said(done)[0].startswith("The account is suspended")
        person.refresh_from_db()
        assert not person.is_active
        system.post(url("official_restore", person.pk), {"reason": "Back."})
        system.post(url("official_factor", person.pk), {"reason": "Lost."})
        person.refresh_from_db()
        assert (person.is_active, person.authenticator_set.count()) == (True, 0)

    def test_what_is_refused_is_told(self, system: Client) -> None:
        own = User.objects.get()
        answer = system.post(url("official_suspend", own.pk), {"reason": "Me."})
        assert said(answer)[0].startswith("This is your own account.")
        answer = system.post(url("official_link", own.pk))
        assert said(answer)[0].startswith("This is your own account.")


class TestOffices:
    def office(self, **fields: str) -> dict[str, str]:
        today = timezone.localdate().isoformat()
        return {"role": "analyst", "since": today, "reason": "Letter 12."} | fields

    def test_one_is_given_and_ended(self, security: Client) -> None:
        person, region = factories.official("analyst"), factories.region()
        data = self.office(role="district_reviewer", region=str(region.pk))
        given = security.post(url("office_new", person.pk), data)
        assert said(given) == [
            "Official has got the office: District reviewer (District 500105)."
        ]
        office = person.offices.get(region=region)
        page = text(security.get(url("official", person.pk)))
        assert "Letter 12." in page

        ended = security.post(url("office_end", office.pk), {"reason": "Moved."})
        assert said(ended) == ["The office is ended."]
        assert security.get(url("office_end", office.pk)).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"role": ""}, "role"),
            ({"role": "district_reviewer"}, "region"),
            ({"role": "author", "region": "own"}, "region"),
            ({"since": "2020-01-01"}, "since"),
            ({"since": "2090-01-02", "last_day": "2090-01-01"}, "last_day"),
            ({"reason": ""}, "reason"),
            ({"role": "audit_admin"}, "__all__"),
        ],
    )
    def test_bad_input_is_told_at_its_field(
        self, security: Client, fields: dict[str, str], wrong: str
    ) -> None:
        region, person = factories.region(), factories.official("analyst")
        data = self.office(**fields)
        if data.get("region") == "own":
            data["region"] = str(region.pk)
        page = security.post(url("office_new", person.pk), data)
        assert list(page.context["form"].errors) == [wrong]
        assert held(person) == [("analyst", "")]

    def test_everything_is_handed_over(self, security: Client) -> None:
        leaver, successor = factories.official(), factories.official("analyst")
        data = {
            "offices": [str(leaver.offices.get().pk)],
            "successor": str(successor.pk),
            "reason": "Retired.",
        }
        done = security.post(url("office_hand_over", leaver.pk), data)
        assert done.url == url("official", successor.pk)
        assert (held(leaver), held(successor)) == (
            [],
            [("analyst", ""), ("district_reviewer", "500105")],
        )

    def test_an_office_of_somebody_else_is_not_handed_over(
        self, security: Client
    ) -> None:
        leaver, other = factories.official(), factories.official("author")
        data = {
            "offices": [str(other.offices.get().pk)],
            "successor": str(other.pk),
            "reason": "Retired.",
        }
        page = security.post(url("office_hand_over", leaver.pk), data)
        assert list(page.context["form"].errors) == ["offices"]

    def test_offices_of_an_ended_region_are_offered_and_moved(
        self, security: Client
    ) -> None:
        today = timezone.localdate()
        gone = factories.region("500112", valid_to=today - timedelta(days=9))
        new = factories.region("500157", valid_from=today - timedelta(days=9))
        gone.successors.set([new])
        person = factories.official(region=gone)
        assert "District 500112" in text(security.get(url("officials")))

        data = {"successors": [str(new.pk)], "reason": "Merged."}
        done = security.post(url("offices_move", gone.pk), data)

        assert said(done) == ["1 office has gone over from District 500112."]
        assert held(person) == [("district_reviewer", "500157")]
        assert Region.objects.filter(pk=gone.pk).exists()
        assert "Move its offices" not in text(security.get(url("officials")))
