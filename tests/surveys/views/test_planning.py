"""The task list plans the work: what is open, who does it, what is needed for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import assigning, filling, proving, reviewing
from surveys.filling import Entry
from surveys.models import Membership, MembershipRole, Response, User
from tests import factories
from tests.factories import GOOD
from tests.small_edition import document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def draft() -> Response:
    """A draft that is open now."""
    now = timezone.now()
    target = factories.open_round(opens_at=now - DAY, deadline=now + 10 * DAY)
    return factories.response(round=target)


@pytest.fixture
def person(draft: Response) -> User:
    return draft.created_by


@pytest.fixture
def mine(client: Client, person: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(person)
    return client


@pytest.fixture
def colleague(draft: Response) -> User:
    person = factories.member(draft.unit.enterprise)
    person.name = "Zhao"
    person.save(update_fields=["name"])
    return person


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def fill(draft: Response, given: dict[str, Any]) -> None:
    entries = {code: Entry(value) for code, value in given.items()}
    filling.save(draft, entries, by=draft.created_by, at=timezone.now())


def prove(draft: Response, code: str) -> None:
    file = SimpleUploadedFile("台账.pdf", PDF)
    at = timezone.now()
    proving.add_evidence(draft, code, file, by=draft.created_by, at=at)


def give_back(draft: Response, **remarks: str) -> None:
    now, by = timezone.now(), draft.created_by
    filling.submit(draft, name="Li", post="Head", by=by, at=now)
    due, official = now + 3 * DAY, factories.official()
    reviewing.return_file(draft, remarks, due_at=due, by=official, at=now)


# -- The task list -----------------------------------------------------------------


def test_it_tells_how_far_each_section_is(mine: Client, draft: Response) -> None:
    fill(draft, {"project_investment": "1200", "nc_equipment_rate": {"n": "1"}})

    page = mine.get(url("task_list", draft.pk))

    parts = page.context["parts"]
    assert [(p.progress, p.done, p.total) for p in parts] == [
        ("completed", 1, 2),
        ("problem", 0, 2),
    ]
    assert "1 of 4 questions answered" in page.content.decode()
    assert "9 days 23 hours left" in page.content.decode()


def test_a_section_opens_where_something_is_to_be_done(
    mine: Client, draft: Response
) -> None:
    fill(draft, {"nc_equipment_rate": {"n": "30", "d": "40"}})

    tasks = mine.get(url("task_list", draft.pk)).context["tasks"]

    assert [task.anchor for task in tasks] == ["", "#q-mes"]


def test_claims_without_a_proof_are_counted(mine: Client, draft: Response) -> None:
    fill(draft, GOOD)
    parts = mine.get(url("task_list", draft.pk)).context["parts"]
    assert [part.unproven for part in parts] == [1, 2]

    prove(draft, "nc_equipment_rate")
    fill(draft, {"mes": "none"})  # brings no points: nothing to prove

    page = mine.get(url("task_list", draft.pk))
    assert [part.unproven for part in page.context["parts"]] == [1, 0]
    assert "1 without proof" in " ".join(page.content.decode().split())


def test_returned_items_are_counted_until_something_changes(
    mine: Client, draft: Response
) -> None:
    fill(draft, GOOD)
    give_back(draft, mes="Which?", nc_equipment_rate="Prove it.")

    def returned() -> list[int]:
        page = mine.get(url("task_list", draft.pk))
        return [part.returned for part in page.context["parts"]]

    assert returned() == [0, 2]
    prove(draft, "nc_equipment_rate")
    assert returned() == [0, 1]
    fill(draft, {"mes": "none"})
    assert returned() == [0, 0]
    section = text_of(mine, url("section", draft.pk, "equipment"))
    assert section.count("You have changed something here since.") == 2


def test_what_is_missing_is_told_and_does_not_hinder(
    mine: Client, draft: Response
) -> None:
    fill(draft, {"nc_equipment_rate": {"n": "1"}})

    page = mine.get(url("task_list", draft.pk))

    assert page.context["hindrances"] == []
    assert page.context["cautions"] == [
        "3 questions are not answered and would count as 0.",
        "1 answer is only half given.",
        "1 answer has no proof yet.",
    ]
    assert "Check and hand in" in page.content.decode()


def test_where_answers_are_needed_it_says_why_not_yet(
    client: Client, person: User
) -> None:
    strict = factories.edition(document(label="2024") | {"unanswered": "block"})
    now = timezone.now()
    target = factories.open_round(
        opens_at=now - DAY, deadline=now + DAY, editions=[strict]
    )
    draft = factories.response(round=target)
    client.cookies["dengta-language"] = "en"
    client.force_login(draft.created_by)

    page = text_of(client, url("task_list", draft.pk))

    assert "It cannot be handed in yet." in page
    assert "3 answers are still needed." in page
    assert "See what is missing" in page
    assert "Check and hand in" not in page


def test_a_viewer_is_told_who_fills(client: Client, draft: Response) -> None:
    client.cookies["dengta-language"] = "en"
    client.force_login(factories.member(draft.unit.enterprise, MembershipRole.VIEWER))

    page = text_of(client, url("task_list", draft.pk))

    assert "Administrators and respondents of your enterprise fill it" in page
    assert "Share the sections out" not in page
    assert client.post(url("assign", draft.pk), {}).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_task_list_stays_within_its_queries(
    mine: Client, draft: Response, colleague: User, more: int
) -> None:
    fill(draft, GOOD)
    by, at = draft.created_by, timezone.now()
    for section in ("project", "equipment")[:more]:
        assigning.assign(draft, section, colleague, by=by, at=at)
    mine.get(url("task_list", draft.pk))

    with CaptureQueriesContext(connection) as queries:
        mine.get(url("task_list", draft.pk))

    assert len(queries) <= 14, "\n".join(q["sql"] for q in queries)


# -- Who fills what ----------------------------------------------------------------


def assigned(draft: Response) -> dict[str, int]:
    return dict(draft.assignments.values_list("section", "user"))


def test_sections_are_given_to_colleagues(
    mine: Client, draft: Response, person: User, colleague: User
) -> None:
    given = {
        "section-project": str(colleague.pk),
        "section-equipment": str(person.pk),
    }
    page = mine.post(url("assign", draft.pk), given, follow=True)

    assert assigned(draft) == {"project": colleague.pk, "equipment": person.pk}
    text = " ".join(page.content.decode().split())
    assert "It is noted who fills which section." in text
    assert "given to Zhao" in text
    assert "given to me" in text
    (own,) = mine.get(url("task_list", draft.pk) + "?mine").context["tasks"]
    assert own.part.code == "equipment"

    mine.post(url("assign", draft.pk), {"section-project": ""})
    assert assigned(draft) == {"equipment": person.pk}


def test_nobody_is_given_what_they_may_not_fill(mine: Client, draft: Response) -> None:
    stranger = factories.member(factories.enterprise())
    given = {"section-project": str(stranger.pk)}

    page = mine.post(url("assign", draft.pk), given, follow=True)

    assert assigned(draft) == {}
    assert "1. Project: This person does not fill for" in page.content.decode()


def test_who_left_keeps_a_section_until_somebody_chooses(
    mine: Client, draft: Response, colleague: User
) -> None:
    by, at = draft.created_by, timezone.now()
    assigning.assign(draft, "project", colleague, by=by, at=at)
    rows = Membership.objects.filter(user=colleague)
    rows.update(valid_to=timezone.localdate())
    assert "Zhao (has left)" in text_of(mine, url("task_list", draft.pk))

    unchanged = {"section-project": str(colleague.pk), "section-equipment": ""}
    mine.post(url("assign", draft.pk), unchanged)
    assert assigned(draft) == {"project": colleague.pk}

    mine.post(url("assign", draft.pk), {"section-project": str(by.pk)})
    assert assigned(draft) == {"project": by.pk}


def test_after_the_deadline_nothing_is_given(
    mine: Client, draft: Response, colleague: User
) -> None:
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])
    given = {"section-project": str(colleague.pk)}

    page = mine.post(url("assign", draft.pk), given, follow=True)

    (told,) = page.context["messages"]
    assert str(told).startswith("The period for filling ended on ")


# -- Before the start --------------------------------------------------------------


def test_what_to_prepare_stands_on_a_page_of_its_own(
    mine: Client, draft: Response
) -> None:
    page = mine.get(url("before", draft.pk))

    prepared = page.context["preparation"]
    assert (prepared.questions, prepared.minutes, prepared.proofs) == (
        5,
        5,
        (("Equipment ledger", 5),),
    )
    figures = [f for chapter in prepared.chapters for f in chapter.figures]
    assert [(f.number, f.title, f.parts) for f in figures] == [
        ("1.1", "Project investment", ("10,000 CNY",)),
        (
            "2.1",
            "Nc equipment rate",
            ("NC machines (machines)", "All machines (machines)"),
        ),
    ]
    assert "To the sections" in page.content.decode()


def test_it_can_be_read_before_anything_is_started(
    mine: Client, draft: Response
) -> None:
    unit = factories.unit(draft.unit.enterprise)
    place = url("before_start", unit.pk, draft.round_id, draft.edition_id)

    page = mine.get(place)

    assert page.context["startable"] is True
    assert "Start filling" in page.content.decode()


@pytest.mark.parametrize("wrong", ["unit", "kind", "edition", "round"])
def test_what_is_not_offered_is_not_found(
    mine: Client, draft: Response, wrong: str
) -> None:
    unit = draft.unit
    if wrong == "unit":
        unit = factories.unit()
    if wrong == "kind":
        unit = factories.unit(draft.unit.enterprise, kind="factory")
    edition, target = draft.edition_id, draft.round_id
    if wrong == "edition":
        edition = factories.edition(document("other")).pk
    if wrong == "round":
        target = 0

    place = url("before_start", unit.pk, target, edition)
    assert mine.get(place).status_code == 404
