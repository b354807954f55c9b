"""Checking, declaring, the receipt, and taking it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import filling, reviewing
from surveys.filling import Entry
from surveys.models import Job, Response
from surveys.models.jobs import JobFailure, JobState
from surveys.workflow import Status
from tests import factories
from tests.factories import GOOD
from tests.small_edition import document, question

pytestmark = pytest.mark.django_db

DECLARED = {"name": "Li Ming", "post": "Head of production", "truthful": "on"}


def open_draft(**fields: Any) -> Response:
    now = timezone.now()
    target = factories.open_round(
        opens_at=now - timedelta(days=1), deadline=now + timedelta(days=10), **fields
    )
    return factories.response(round=target)


@pytest.fixture
def draft() -> Response:
    return open_draft()


@pytest.fixture
def mine(client: Client, draft: Response) -> Client:
    return signed_in(client, draft)


def signed_in(client: Client, draft: Response) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(draft.created_by)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def fill(draft: Response) -> None:
    given = {code: Entry(value) for code, value in GOOD.items()}
    filling.save(draft, given, by=draft.created_by, at=timezone.now())


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def status_of(draft: Response) -> str:
    draft.refresh_from_db()
    return draft.status


def test_the_check_page_says_every_answer_and_what_is_missing(
    mine: Client, draft: Response
) -> None:
    entry = {"mes": Entry(None, "na", "Nothing to control")}
    filling.save(draft, entry, by=draft.created_by, at=timezone.now())

    page = mine.get(url("check", draft.pk))

    check = page.context["check"]
    assert [spot.line.code for spot in check.missing] == [
        "project_investment",
        "nc_equipment_rate",
    ]
    assert "Does not apply: Nothing to control" in page.content.decode()
    assert (check.blocked, check.clean) == (False, False)


def test_the_check_page_names_doubts_halves_and_what_lacks_proof(
    mine: Client, draft: Response
) -> None:
    given = {
        "project_investment": Entry("30000"),  # six times the yearly revenue
        "nc_equipment_rate": Entry({"n": "3"}),
        "mes": Entry("full"),
    }
    filling.save(draft, given, by=draft.created_by, at=timezone.now())

    page = mine.get(url("check", draft.pk))

    check = page.context["check"]
    assert [(d.blocks, [s.line.code for s in d.spots]) for d in check.doubts] == [
        (False, ["project_investment"])
    ]
    assert [spot.line.code for spot in check.halves] == ["nc_equipment_rate"]
    assert [spot.line.code for spot in check.unproven] == [
        "project_investment",
        "nc_equipment_rate",
        "mes",
    ]
    text = page.content.decode()
    assert "1 contradiction to look at" in text
    assert text.count("#q-nc_equipment_rate") == 3


def contradictory() -> dict[str, Any]:
    content = document(label="2023-dates")
    content["sections"][0]["questions"] += [
        question(code, "date", required=False)
        for code in ("project_start", "project_finish")
    ]
    return content


def test_what_cannot_be_is_mended_before_handing_in(client: Client) -> None:
    draft = open_draft(editions=[factories.edition(contradictory())])
    mine = signed_in(client, draft)
    fill(draft)
    dates = {"project_start": "2024-05-01", "project_finish": "2024-01-01"}
    given = {code: Entry(value) for code, value in dates.items()}
    filling.save(draft, given, by=draft.created_by, at=timezone.now())

    refused = mine.post(url("submit", draft.pk), DECLARED, follow=True)

    assert told(refused) == [
        "Some answers contradict each other and have to be mended."
    ]
    assert refused.context["check"].blocked is True
    assert status_of(draft) == Status.DRAFT


def test_an_edition_may_ask_for_every_answer(client: Client) -> None:
    content = document(label="2024") | {"unanswered": "block"}
    draft = open_draft(editions=[factories.edition(content)])
    mine = signed_in(client, draft)

    page = mine.get(url("check", draft.pk))
    refused = mine.post(url("submit", draft.pk), DECLARED, follow=True)

    assert page.context["check"].blocked is True
    assert told(refused) == ["Some questions still need an answer."]
    assert status_of(draft) == Status.DRAFT


def test_nothing_is_handed_in_without_the_declaration(
    mine: Client, draft: Response
) -> None:
    fill(draft)

    page = mine.post(url("submit", draft.pk), {"name": "", "post": ""})

    assert set(page.context["form"].errors) == {"name", "post", "truthful"}
    assert status_of(draft) == Status.DRAFT


def test_handing_in_gives_a_receipt(mine: Client, draft: Response) -> None:
    fill(draft)

    page = mine.post(url("submit", draft.pk), DECLARED, follow=True)
    again = mine.post(url("submit", draft.pk), DECLARED, follow=True)

    submission = draft.submissions.get()
    assert page.redirect_chain == [(url("receipt", draft.pk), 302)]
    assert submission.receipt in page.content.decode()
    assert submission.declared_by_post == "Head of production"
    assert again.redirect_chain == [(url("receipt", draft.pk), 302)]
    assert told(again) == [
        f"It is handed in already; once is enough (receipt {submission.receipt})."
    ]


def test_what_was_withdrawn_leads_to_its_sections(
    mine: Client, draft: Response
) -> None:
    filling.withdraw(draft, by=draft.created_by, at=timezone.now())

    page = mine.post(url("submit", draft.pk), DECLARED)

    assert page.headers["Location"] == url("task_list", draft.pk)


def test_a_late_declaration_is_refused_with_words(
    mine: Client, draft: Response
) -> None:
    fill(draft)
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])

    page = mine.post(url("submit", draft.pk), DECLARED, follow=True)

    assert told(page)[0].startswith("The period for filling ended on ")
    assert status_of(draft) == Status.DRAFT


def test_without_a_submission_there_is_no_receipt(
    mine: Client, draft: Response
) -> None:
    assert mine.get(url("receipt", draft.pk)).status_code == 404
    assert mine.get(url("progress", draft.pk)).status_code == 404


STATES: list[tuple[dict[str, Any], str]] = [
    ({}, 'hx-get="'),
    (
        {
            "state": JobState.DONE,
            "progress": 100,
            "wake_at": None,
            "finished_at": timezone.now(),
        },
        "See the result",
    ),
    (
        {
            "state": JobState.FAILED,
            "error": JobFailure.RAISED,
            "wake_at": None,
            "finished_at": timezone.now(),
        },
        "Scoring failed (number J-",
    ),
]


@pytest.mark.parametrize(("fields", "words"), STATES)
def test_progress_tells_how_the_scoring_goes(
    mine: Client, draft: Response, fields: dict[str, Any], words: str
) -> None:
    fill(draft)
    mine.post(url("submit", draft.pk), DECLARED)
    Job.objects.filter(key=f"assess:{draft.submissions.get().pk}").update(
        **fields or {"progress": 40}
    )

    page = mine.get(url("progress", draft.pk)).content.decode()

    assert words in page
    assert ("hx-get" in page) == (not fields)


def test_a_submission_without_a_job_says_so(mine: Client, draft: Response) -> None:
    fill(draft)
    mine.post(url("submit", draft.pk), DECLARED)
    Job.objects.all().delete()

    page = mine.get(url("progress", draft.pk)).content.decode()

    assert "The scoring of this assessment is not on this platform." in page


def test_who_only_looks_is_offered_nothing_to_take_back(
    mine: Client, draft: Response
) -> None:
    fill(draft)
    mine.post(url("submit", draft.pk), DECLARED)
    mine.force_login(factories.member(draft.unit.enterprise, role="viewer"))

    page = mine.get(url("receipt", draft.pk))
    tasks = mine.get(url("task_list", draft.pk))

    assert page.context["returnable"] is False
    assert tasks.context["may_withdraw"] is False


def test_what_was_handed_in_can_still_be_withdrawn(
    mine: Client, draft: Response
) -> None:
    fill(draft)
    mine.post(url("submit", draft.pk), DECLARED)

    page = mine.get(url("task_list", draft.pk))
    mine.post(url("withdraw", draft.pk))

    assert url("withdraw", draft.pk) in page.content.decode()
    assert status_of(draft) == Status.WITHDRAWN


def test_it_can_be_taken_back_until_it_is_opened(mine: Client, draft: Response) -> None:
    fill(draft)
    mine.post(url("submit", draft.pk), DECLARED)
    offered = mine.get(url("receipt", draft.pk)).context["returnable"]

    mine.post(url("take_back", draft.pk))
    back = status_of(draft)
    mine.post(url("submit", draft.pk), DECLARED)
    draft.refresh_from_db()
    reviewing.open_file(draft, by=factories.official(), at=timezone.now())
    mine.get(url("receipt", draft.pk))  # shows, and so forgets, earlier messages
    refused = mine.post(url("take_back", draft.pk), follow=True)

    assert (offered, back) == (True, Status.DRAFT)
    assert refused.context["returnable"] is False
    assert told(refused) == [
        "It can no longer be taken back: it is in review or past its end."
    ]


def test_a_unit_can_leave_the_round_once(mine: Client, draft: Response) -> None:
    left = mine.post(url("withdraw", draft.pk), follow=True)
    again = mine.post(url("withdraw", draft.pk), follow=True)

    assert told(left) == ["Withdrawn from the round."]
    assert told(again) == ["It can no longer be withdrawn."]
    assert status_of(draft) == Status.WITHDRAWN
