"""The page of one file, and everything officials do from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import reviewing
from surveys.models import Correction, ExternalFact, Objection, Response, Title
from surveys.workflow import Status
from tests import factories
from tests.factories import handed_in, noticed, recommended

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(client: Client) -> Client:
    client.force_login(factories.official(factor=True))
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(f"surveys:{name}", args=args), data, follow=True)


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def status_of(response: Response) -> str:
    response.refresh_from_db()
    return response.status


def days_ahead(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_reviewer_who_looks_has_opened_the_file(reviewer: Client) -> None:
    response = handed_in()

    page = reviewer.get(reverse("surveys:file", args=[response.pk]))

    response.refresh_from_db()
    assert page.status_code == 200
    assert response.opened_at is not None
    assert "return_form" in page.context
    assert "opinion_form" in page.context


def test_a_municipal_officer_who_looks_has_not(officer: Client) -> None:
    response = handed_in()

    page = officer.get(reverse("surveys:file", args=[response.pk]))

    response.refresh_from_db()
    assert page.status_code == 200
    assert response.opened_at is None
    assert "return_form" not in page.context


def test_recommend(reviewer: Client) -> None:
    response = handed_in()

    page = post(reviewer, "recommend", response.pk, opinion="True and complete.")

    assert status_of(response) == Status.RECOMMENDED
    assert len(said(page)) == 1


def test_recommend_without_an_opinion_says_so(reviewer: Client) -> None:
    response = handed_in()

    page = post(reviewer, "recommend", response.pk, opinion=" ")

    assert (page.status_code, status_of(response)) == (400, Status.SUBMITTED)
    assert list(page.context["bound"].errors) == ["opinion"]


def test_return_keeps_the_remarks_when_the_date_is_wrong(reviewer: Client) -> None:
    response = handed_in()

    page = post(
        reviewer, "return", response.pk, due="2020-01-01", **{"remark.mes": "Which?"}
    )

    assert (page.status_code, status_of(response)) == (400, Status.SUBMITTED)
    assert page.context["return_form"].typed == {"mes": "Which?"}
    assert ">Which?</textarea>" in page.content.decode()


def test_return_needs_a_remark(reviewer: Client) -> None:
    response = handed_in()

    page = post(reviewer, "return", response.pk, due=days_ahead(5))

    assert page.status_code == 400
    assert page.context["bound"].non_field_errors()


def test_return(reviewer: Client) -> None:
    response = handed_in()

    post(reviewer, "return", response.pk, due=days_ahead(5), **{"remark.mes": "Which?"})

    assert status_of(response) == Status.RETURNED
    assert response.newest_submission().remarks.get().text == "Which?"


def test_correct_an_item(reviewer: Client) -> None:
    response = handed_in()
    assert (
        reviewer.get(
            reverse("surveys:correct", args=[response.pk, "nc_equipment_rate"])
        ).status_code
        == 200
    )

    post(
        reviewer,
        "correct",
        response.pk,
        "nc_equipment_rate",
        **{
            "nc_equipment_rate.version": "0",
            "nc_equipment_rate.n": "20",
            "nc_equipment_rate.d": "40",
            "state": "answered",
            "reason": "Counted on site.",
        },
    )

    correction = Correction.objects.get()
    assert (correction.value, correction.reason) == (
        {"n": "20", "d": "40"},
        "Counted on site.",
    )


@pytest.mark.parametrize(
    "data",
    [
        {"mes": "none", "state": "answered", "reason": ""},
        {"state": "answered", "reason": "Seen."},
        {"mes": "none", "state": "na", "reason": "Seen."},
    ],
)
def test_a_correction_that_lacks_something_is_not_saved(
    reviewer: Client, data: dict[str, str]
) -> None:
    response = handed_in()

    page = post(reviewer, "correct", response.pk, "mes", **{"mes.version": "0"}, **data)

    assert (page.status_code, Correction.objects.count()) == (400, 0)


def test_record_a_fact(reviewer: Client) -> None:
    response = handed_in()

    post(
        reviewer,
        "fact",
        response.pk,
        "credit_list",
        **{
            "credit_list-value": "clear",
            "credit_list-as_of": days_ahead(0),
            "credit_list-source": "Credit China",
        },
    )

    assert ExternalFact.objects.get().value == "clear"


def test_a_fact_of_tomorrow_is_refused(reviewer: Client) -> None:
    response = handed_in()

    page = post(
        reviewer,
        "fact",
        response.pk,
        "credit_list",
        **{
            "credit_list-value": "clear",
            "credit_list-as_of": days_ahead(1),
            "credit_list-source": "Credit China",
        },
    )

    assert (page.status_code, ExternalFact.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    ("move", "reason", "status"),
    [
        ("notice", "", Status.NOTICED),
        ("cultivate", "Nearly there.", Status.CULTIVATED),
        ("decline", "Too little.", Status.DECLINED),
        ("decline", "", Status.RECOMMENDED),
    ],
)
def test_decide(officer: Client, move: str, reason: str, status: str) -> None:
    response = recommended()

    post(officer, "decide", response.pk, move=move, reason=reason)

    assert status_of(response) == status


def test_send_back(officer: Client) -> None:
    response = recommended()

    post(officer, "send_back", response.pk, reason="Proof is missing.")

    assert status_of(response) == Status.SUBMITTED


def test_recognise_after_the_notice(officer: Client) -> None:
    response = noticed()

    post(officer, "recognise", response.pk)

    assert (status_of(response), Title.objects.count()) == (Status.RECOGNISED, 1)


def test_an_open_objection_holds_recognition_up(officer: Client) -> None:
    response = noticed()
    post(officer, "object", response.pk, raised_by_name="A neighbour", text="Not true.")

    page = post(officer, "recognise", response.pk)

    assert (status_of(response), len(said(page))) == (Status.NOTICED, 1)

    objection = Objection.objects.get()
    post(
        officer,
        "objection_decide",
        response.pk,
        objection.pk,
        upheld="no",
        reason="It is.",
    )
    post(officer, "recognise", response.pk)
    assert status_of(response) == Status.RECOGNISED


def test_who_comes_second_is_told(officer: Client) -> None:
    response = recommended()
    post(officer, "decide", response.pk, move="notice")

    page = post(officer, "decide", response.pk, move="decline", reason="No.")

    assert (status_of(response), len(said(page))) == (Status.NOTICED, 1)


def test_the_district_decides_small_projects(reviewer: Client) -> None:
    target = factories.open_round(district_decides_below=3000)
    response = handed_in(round=target)

    page = reviewer.get(reverse("surveys:file", args=[response.pk]))
    assert "settle_form" in page.context
    post(reviewer, "settle", response.pk, move="decline", reason="Too little.")

    assert status_of(response) == Status.DECLINED


def test_the_district_recommends_what_it_corrected(reviewer: Client) -> None:
    reviewer.cookies["dengta-language"] = "en"
    target = factories.open_round(district_decides_below=3000)
    response = handed_in(round=target)
    given = {"mes.version": "0", "mes": "none", "state": "answered", "reason": "None."}
    post(reviewer, "correct", response.pk, "mes", **given)

    page = post(reviewer, "settle", response.pk, move="decline", reason="Small.")

    assert said(page)[-1].startswith("You corrected answers of this file")
    assert status_of(response) == Status.SUBMITTED


def test_the_office_waits_for_objections(officer: Client) -> None:
    officer.cookies["dengta-language"] = "en"
    response = handed_in()
    by = factories.official()
    reviewing.correct(response, "mes", "none", reason="x", by=by, at=timezone.now())
    reviewing.recommend(response, opinion="x", by=by, at=timezone.now())

    page = post(officer, "decide", response.pk, move="decline", reason="Small.")

    assert said(page)[-1].startswith("The enterprise may object to the corrections")
    assert status_of(response) == Status.RECOMMENDED


def test_the_district_does_not_decide_the_others(reviewer: Client) -> None:
    response = handed_in()

    page = post(reviewer, "settle", response.pk, move="decline", reason="Too little.")

    assert (status_of(response), len(said(page))) == (Status.SUBMITTED, 1)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(reviewer: Client, language: str) -> None:
    response = handed_in()

    page = reviewer.get(
        reverse("surveys:file", args=[response.pk]),
        headers={"accept-language": language},
    )

    claim = {"zh-hans": "中文:full", "en": "full"}[language]
    assert page.context["work"].item("mes").claimed == claim
