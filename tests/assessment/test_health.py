"""The page by which a machine sees that all is well."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys import jobs

pytestmark = pytest.mark.django_db


def test_nothing_waits(client: Client) -> None:
    page = client.get(reverse("health"))

    assert page.json() == {"database": "ok", "oldest_open_job_seconds": 0}


def test_a_waiting_job_shows_its_age(client: Client) -> None:
    jobs.start("assess", "assess:1")

    assert 0 <= client.get(reverse("health")).json()["oldest_open_job_seconds"] < 60
