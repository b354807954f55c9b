"""The profile of an enterprise and its units."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Enterprise, MembershipRole
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def enterprise() -> Enterprise:
    return factories.enterprise(name="Yujiang Auto Parts")


@pytest.fixture
def mine(client: Client, enterprise: Enterprise) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(factories.member(enterprise, MembershipRole.ADMINISTRATOR))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def test_an_enterprise_sees_its_own_drafts(
    mine: Client, enterprise: Enterprise
) -> None:
    draft = factories.response(unit=factories.unit(enterprise))

    page = mine.get(url("enterprise", enterprise.pk))

    assert list(page.context["responses"]) == [draft]
    assert page.context["manages"] is True


def test_an_official_sees_what_was_handed_in(
    client: Client, enterprise: Enterprise
) -> None:
    factories.response(unit=factories.unit(enterprise))
    client.force_login(factories.official(factor=True))

    page = client.get(url("enterprise", enterprise.pk))

    assert list(page.context["responses"]) == []
    assert page.context["manages"] is False


def test_the_profile_is_changed_and_the_size_follows(
    mine: Client, enterprise: Enterprise
) -> None:
    other = factories.cluster("T02")
    data = {
        "name": "Yujiang Parts",
        "industry": enterprise.industry_id,
        "process_type": "discrete",
        "primary_cluster": enterprise.primary_cluster_id,
        "secondary_clusters": [other.pk],
        "employees": "5",
        "revenue": "12.50",
    }

    wrong = mine.post(url("profile", enterprise.pk), data | {"employees": "-1"})
    mine.post(url("profile", enterprise.pk), data)

    enterprise.refresh_from_db()
    assert set(wrong.context["form"].errors) == {"employees"}
    assert (enterprise.name, enterprise.size.code) == ("Yujiang Parts", "micro")
    assert list(enterprise.secondary_clusters.all()) == [other]


def test_a_unit_is_added_once(mine: Client, enterprise: Enterprise) -> None:
    data = {"kind": "workshop", "name": "Stamping 2"}

    added = mine.post(url("unit_add", enterprise.pk), data)
    again = mine.post(url("unit_add", enterprise.pk), data)

    assert added.headers["Location"] == url("desk")
    assert again.context["form"].errors == {
        "name": ["A unit with this name exists. Choose another."]
    }
    assert [unit.name for unit in enterprise.units.filter(kind="workshop")] == [
        "Stamping 2"
    ]


def test_a_respondent_does_not_manage(client: Client, enterprise: Enterprise) -> None:
    client.force_login(factories.member(enterprise))

    assert client.get(url("profile", enterprise.pk)).status_code == 404
    assert client.get(url("unit_add", enterprise.pk)).status_code == 404
