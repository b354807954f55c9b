"""Officials list enterprises and enter new ones."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Enterprise, Membership
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(factories.official(factor=True))
    return client


def filled(**fields: Any) -> dict[str, Any]:
    factories.size_bands()
    data = {
        "uscc": factories.credit_code(),
        "region": factories.region().pk,
        "name": "重庆某某有限公司",
        "industry": factories.industry().pk,
        "process_type": "discrete",
        "primary_cluster": factories.cluster().pk,
        "employees": "400",
        "revenue": "5000",
        "contact_name": "王芳",
        "contact_email": "wang@example.org",
    }
    return data | fields


def enrol(client: Client, **fields: Any) -> Any:
    return client.post(reverse("surveys:enrol"), filled(**fields))


def test_an_enterprise_comes_in_with_its_administrator(reviewer: Client) -> None:
    page = enrol(reviewer)

    enterprise = Enterprise.objects.get()
    membership = Membership.objects.get()
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert (enterprise.name, enterprise.size.code) == ("重庆某某有限公司", "medium")
    assert (membership.role, membership.user.email) == (
        "administrator",
        "wang@example.org",
    )
    assert membership.user.check_password(page.context["password"])


def test_a_code_that_does_not_fit_needs_a_reason(reviewer: Client) -> None:
    code = factories.credit_code()
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")

    refused = enrol(reviewer, uscc=wrong)
    assert list(refused.context["form"].errors) == ["uscc"]

    enrol(reviewer, uscc=wrong, uscc_reason="On the licence it stands like this.")
    assert Enterprise.objects.get().uscc_reason == "On the licence it stands like this."


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"uscc": "123"}, "uscc"),
        ({"contact_email": ""}, "contact_email"),
        ({"contact_name": ""}, "contact_name"),
        ({"employees": "-3"}, "employees"),
    ],
)
def test_what_is_wrong_is_named(
    reviewer: Client, fields: dict[str, str], wrong: str
) -> None:
    page = enrol(reviewer, **fields)

    assert list(page.context["form"].errors) == [wrong]
    assert page.context["form"]["name"].value() == "重庆某某有限公司"
    assert Enterprise.objects.count() == 0


def test_nobody_comes_in_twice(reviewer: Client) -> None:
    first = filled()
    reviewer.post(reverse("surveys:enrol"), first)

    page = reviewer.post(reverse("surveys:enrol"), first)

    assert set(page.context["form"].errors) == {"uscc", "contact_email"}


def test_a_district_enters_its_own_region_only(reviewer: Client) -> None:
    page = enrol(reviewer, region=factories.region("500106").pk)

    assert list(page.context["form"].errors) == ["region"]


def test_the_list_shows_the_own_region(reviewer: Client) -> None:
    own = factories.enterprise()
    factories.enterprise(region=factories.region("500106"))

    page = reviewer.get(reverse("surveys:enterprises"))
    none = reviewer.get(reverse("surveys:enterprises"), {"q": "nobody"})
    by_code = reviewer.get(reverse("surveys:enterprises"), {"q": own.uscc.lower()})

    assert list(page.context["page"]) == list(by_code.context["page"]) == [own]
    assert list(none.context["page"]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_few_queries(
    reviewer: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        factories.enterprise()

    with django_assert_max_num_queries(10):
        reviewer.get(reverse("surveys:enterprises"))
