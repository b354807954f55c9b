"""What a request carries, and whom the second factor keeps out."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from assessment.middleware import Arrival, RequireSecondFactor, has_second_factor
from surveys import auditing
from surveys.access import Holdings
from surveys.models import OfficeRole, User
from tests import factories

pytestmark = pytest.mark.django_db

SET_UP = "/account/second-factor/totp/activate/"


def ask(user: User | AnonymousUser, path: str = "/review/", **headers: str) -> Any:
    request: Any = RequestFactory(headers=headers).get(path)
    request.user = user
    return request


def answered(request: Any) -> HttpResponse:
    """What both pieces of middleware make of a request to a page that says "seen"."""

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("seen")

    return Arrival(RequireSecondFactor(page))(request)


class TestArrival:
    def test_notes_the_time_and_what_is_held(self) -> None:
        person = factories.official()
        request = ask(person)
        before = timezone.now()
        Arrival(lambda request: HttpResponse())(request)

        assert before <= request.at <= timezone.now()
        assert isinstance(request.holdings, Holdings)
        assert request.holdings.day == timezone.localdate(request.at)
        assert [o.user for o in request.holdings.offices] == [person]

    def test_costs_no_query(self, django_assert_num_queries: Any) -> None:
        request = ask(factories.official())
        with django_assert_num_queries(0):
            Arrival(lambda request: HttpResponse())(request)

    def test_tells_the_audit_trail_the_address_and_forgets_it(self) -> None:
        request, seen = ask(AnonymousUser()), []
        request.META["REMOTE_ADDR"] = "10.1.2.3"

        def page(request: HttpRequest) -> HttpResponse:
            seen.append(auditing.address.get())
            raise RuntimeError

        with pytest.raises(RuntimeError):
            Arrival(page)(request)

        assert seen == ["10.1.2.3"]
        assert auditing.address.get() is None

    def test_takes_the_address_before_our_proxies(self, settings: Any) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        request, seen = ask(AnonymousUser()), []
        request.META["HTTP_X_FORWARDED_FOR"] = "6.6.6.6, 10.9.8.7"

        def page(request: HttpRequest) -> HttpResponse:
            seen.append(auditing.address.get())
            return HttpResponse()

        Arrival(page)(request)

        assert seen == ["10.9.8.7"]


class TestSecondFactor:
    @pytest.mark.parametrize("role", OfficeRole.values)
    def test_is_asked_of_every_office(self, role: str) -> None:
        answer = answered(ask(factories.official(role)))
        assert (answer.status_code, answer.headers["Location"]) == (302, SET_UP)

    def test_lets_an_official_with_one_pass(self) -> None:
        person = factories.official(factor=True)
        assert has_second_factor(person)
        assert answered(ask(person)).content == b"seen"

    def test_is_not_asked_of_people_without_office(self) -> None:
        member = factories.member(factories.enterprise())
        for person in (member, factories.user(), AnonymousUser()):
            assert answered(ask(person)).content == b"seen"

    @pytest.mark.parametrize(("begins", "ends"), [(1, None), (-9, -1)])
    def test_is_asked_while_the_office_is_held(
        self, begins: int, ends: int | None
    ) -> None:
        person = factories.official()
        today = timezone.localdate()
        until = None if ends is None else today + timedelta(days=ends)
        person.offices.update(valid_from=today + timedelta(days=begins), valid_to=until)
        assert answered(ask(person)).content == b"seen"

    @pytest.mark.parametrize(
        "path", [SET_UP, "/account/logout/", "/language/setlang/", "/health/"]
    )
    def test_leaves_the_way_in_and_out_open(self, path: str) -> None:
        assert answered(ask(factories.official(), path)).content == b"seen"

    @pytest.mark.parametrize("path", ["/accounts/", "/", "/healthy/", "/desk/"])
    def test_closes_everything_else(self, path: str) -> None:
        assert answered(ask(factories.official(), path)).status_code == 302

    def test_turns_the_whole_page_of_a_fragment(self) -> None:
        request = ask(factories.official(), **{"HX-Request": "true"})
        answer = answered(request)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["HX-Redirect"] == SET_UP

    def test_recovery_codes_alone_are_none(self) -> None:
        person = factories.official(factor=True)
        person.authenticator_set.update(type="recovery_codes")  # type: ignore[attr-defined]
        assert not has_second_factor(person)
