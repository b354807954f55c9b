"""The page of the calibration, and the release that decisions may wait for."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys import recognising
from surveys.models import Release, Round
from surveys.workflow import NotReleased
from tests import factories
from tests.factories import NOW
from tests.surveys.seating.people import drawn, finished

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def scored_round(files: int = 3) -> Round:
    target = factories.open_round(calibrated=True)
    for _ in range(files):
        factories.recommended(round=target)
    for seat in drawn(target).seats.all():
        finished(seat)
    return target


def path(target: Round, name: str = "calibration") -> str:
    return reverse(f"reports:{name}", args=[target.pk])


def test_the_page_says_who_agrees_and_what_waits(officer: Client) -> None:
    target = scored_round()

    html = officer.get(path(target), headers=ENGLISH).content.decode()

    assert "3 / 3" in html
    assert "Decisions of this round wait until the calibration is released." in html
    assert html.count("too few files") == 3  # three reviewers with a file each
    assert "within the limits" in html  # the region of all three
    assert "chart-regions" in html
    assert "chart-reviewers" not in html


def test_a_release_keeps_the_figures_of_the_page(officer: Client) -> None:
    target = scored_round()

    page = officer.post(
        path(target, "release"), {"note": "Good."}, follow=True, headers=ENGLISH
    )

    assert [str(m) for m in page.context["messages"]] == [
        "The decisions of this round are released."
    ]
    assert Release.objects.get(round=target).figures == {
        "seats": 3,
        "finished": 3,
        "files": 3,
        "items": 6,
        "agreement": None,  # everything is as claimed
        "drift": 0.0,
        "reviewers_outside": 0,
        "regions_outside": 0,
    }
    again = officer.post(
        path(target, "release"), {"note": "Good."}, follow=True, headers=ENGLISH
    )
    assert [str(m) for m in again.context["messages"]] == [
        "Official has released the decisions of this round already."
    ]


def test_a_release_without_words_is_refused_and_asked_for(officer: Client) -> None:
    target = scored_round(1)

    page = officer.post(path(target, "release"), {"note": " "}, headers=ENGLISH)

    assert page.status_code == 400
    assert "Say what you looked at" in page.content.decode()
    assert not Release.objects.exists()


def test_until_the_release_the_file_says_that_decisions_wait(officer: Client) -> None:
    target = scored_round(1)
    file = target.responses.get()
    address = reverse("surveys:decide", args=[file.pk])

    page = officer.post(address, {"move": "notice"}, follow=True, headers=ENGLISH)

    assert [str(m) for m in page.context["messages"]] == [
        "The decisions of this round wait for its calibration. Once somebody has"
        " looked at it and released them, you can decide."
    ]
    with pytest.raises(NotReleased):
        recognising.decide(file, "notice", by=factories.user(), at=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(
    officer: Client, django_assert_max_num_queries: Any, count: int
) -> None:
    target = scored_round(count)

    with django_assert_max_num_queries(18):
        assert officer.get(path(target)).status_code == 200
