"""The start page names for every unit the one thing to do next."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import assigning, filling, reviewing, running
from surveys.filling import Entry
from surveys.forms.desk import Line
from surveys.models import (
    Enterprise,
    MembershipRole,
    Registration,
    RegistrationState,
    Response,
    Round,
    User,
)
from tests import factories
from tests.factories import GOOD
from tests.small_edition import document

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def open_now(**fields: Any) -> Round:
    now = timezone.now()
    plan = {"opens_at": now - DAY, "deadline": now + 10 * DAY + timedelta(hours=3)}
    return factories.open_round(**plan | fields)


@pytest.fixture
def draft() -> Response:
    """A draft that is open now."""
    return factories.response(round=open_now())


@pytest.fixture
def person(draft: Response) -> User:
    return draft.created_by


@pytest.fixture
def mine(client: Client, person: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def desk_of(client: Client) -> Any:
    return client.get(url("desk")).context["desks"][0]


def lines(client: Client) -> list[Line]:
    """All lines of the first round, by unit."""
    (card, *_) = desk_of(client).rounds
    return [line for unit in (*card.units, *card.whole) for line in unit.lines]


def step(client: Client) -> tuple[str, str]:
    (line,) = lines(client)
    assert line.step is not None
    return line.step.label, line.step.url


def fill(draft: Response, given: dict[str, Any]) -> None:
    entries = {code: Entry(value) for code, value in given.items()}
    filling.save(draft, entries, by=draft.created_by, at=timezone.now())


def hand_in(draft: Response) -> None:
    fill(draft, GOOD)
    now = timezone.now()
    filling.submit(draft, name="Li", post="Head", by=draft.created_by, at=now)


def give_back(draft: Response, **remarks: str) -> None:
    now = timezone.now()
    official = factories.official()
    reviewing.return_file(draft, remarks, due_at=now + 3 * DAY, by=official, at=now)


# -- The next step -----------------------------------------------------------------


def test_an_empty_draft_is_begun_at_its_sections(mine: Client, draft: Response) -> None:
    assert step(mine) == ("Start filling", url("task_list", draft.pk))


def test_a_draft_goes_on_where_something_is_open(mine: Client, draft: Response) -> None:
    fill(draft, {"project_investment": "1200"})

    section = url("section", draft.pk, "equipment")
    assert step(mine) == ("Go on: 2. Equipment", f"{section}#q-nc_equipment_rate")


def test_what_is_given_to_the_reader_comes_first(mine: Client, draft: Response) -> None:
    fill(draft, {"remarks": "Words"})
    by, at = draft.created_by, timezone.now()
    assigning.assign(draft, "equipment", by, by=by, at=at)

    assert step(mine)[0] == "Go on: 2. Equipment"


def test_a_whole_draft_is_checked_and_handed_in(mine: Client, draft: Response) -> None:
    fill(draft, GOOD)

    assert step(mine) == ("Check and hand in", url("check", draft.pk))


def test_what_was_handed_in_has_a_result(mine: Client, draft: Response) -> None:
    hand_in(draft)

    assert step(mine) == ("See the result", reverse("reports:result", args=[draft.pk]))


def test_returned_items_are_counted_until_they_are_changed(
    mine: Client, draft: Response
) -> None:
    hand_in(draft)
    give_back(draft, mes="Which?", project_investment="Show the invoice.")

    section = url("section", draft.pk, "project")
    assert step(mine) == (
        "Answer 2 returned items",
        f"{section}#q-project_investment",
    )
    assert "2 returned items" in text_of(mine, url("desk"))

    fill(draft, {"mes": "none"})
    assert step(mine)[0] == "Answer 1 returned item"

    fill(draft, {"project_investment": "1300"})
    assert step(mine)[0] == "Check and hand in"


def test_a_viewer_has_nothing_to_do(client: Client, draft: Response) -> None:
    viewer = factories.member(draft.unit.enterprise, MembershipRole.VIEWER)
    factories.unit(draft.unit.enterprise)
    client.force_login(viewer)

    client.cookies["dengta-language"] = "en"
    looked = [(line.response, line.step and line.step.label) for line in lines(client)]
    assert looked == [(draft, "Look at it"), (None, None)]


def test_one_unit_has_one_main_step_the_most_urgent_first(
    mine: Client, draft: Response
) -> None:
    other = factories.edition(document("smart_workshop"))
    draft.round.editions.add(other)

    assert [(line.edition, line.response) for line in lines(mine)] == [
        (draft.edition, draft),
        (other, None),
    ]
    page = mine.get(url("desk")).content.decode()
    assert page.count("btn btn-primary") == 1


def test_a_title_that_is_held_is_not_offered_first(mine: Client) -> None:
    response = Response.objects.get()
    unit = factories.unit(response.unit.enterprise)
    second = factories.edition(document("smart_workshop"))
    response.round.editions.add(second)
    stage = response.edition.questionnaire.stage
    unit.titles.create(
        number="1",
        stage=stage,
        holder="x",
        enterprise=unit.enterprise,
        granted_on=timezone.localdate(),
    )

    (card,) = desk_of(mine).rounds
    (fresh,) = [found for found in card.units if found.unit == unit]
    assert [line.edition for line in fresh.lines] == [second, response.edition]


# -- Rounds ------------------------------------------------------------------------


def test_a_round_tells_its_end_who_reviews_and_what_is_asked(
    mine: Client, draft: Response
) -> None:
    page = text_of(mine, url("desk"))

    assert "10 days 2 hours left" in page
    assert ", 24:00" in page or "Beijing time" in page
    assert f"The office of {draft.unit.enterprise.region} reviews" in page
    assert "up to 5 questions" in page
    assert "about 5 minutes once the figures are at hand" in page
    assert "Equipment ledger" in page


def test_the_desk_offers_what_fits_a_unit(mine: Client, draft: Response) -> None:
    enterprise = draft.unit.enterprise
    fresh = factories.unit(enterprise)
    factories.unit(enterprise, kind="factory")
    start = url("start", fresh.pk, draft.round_id, draft.edition_id)

    (card,) = desk_of(mine).rounds
    started = mine.post(start)

    found = {unit.unit: [line.response for line in unit.lines] for unit in card.units}
    response = Response.objects.get(unit=fresh)
    assert found == {draft.unit: [draft], fresh: [None]}
    assert started.headers["Location"] == url("task_list", response.pk)


def test_a_closed_round_starts_nothing(mine: Client, draft: Response) -> None:
    fresh = factories.unit(draft.unit.enterprise)
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])
    start = url("start", fresh.pk, draft.round_id, draft.edition_id)

    page = mine.post(start, follow=True)

    told = [str(message) for message in page.context["messages"]]
    assert told == ["This round is not open for this unit."]
    assert [r.pk for r in page.context["desks"][0].past] == [draft.pk]


def test_what_has_a_later_date_of_its_own_stays_in_sight(
    mine: Client, draft: Response
) -> None:
    hand_in(draft)
    give_back(draft, mes="Which?")
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])

    assert step(mine)[0] == "Answer 1 returned item"
    page = text_of(mine, url("desk"))
    assert "This round has ended" in page
    assert "2 days 23 hours left" in page


def test_questionnaires_of_the_whole_enterprise_stand_apart(
    mine: Client, draft: Response
) -> None:
    content = document("sme_index") | {"unit": "enterprise"}
    del content["stage"]
    index = factories.edition(content)
    index.questionnaire.stage = None
    index.questionnaire.save(update_fields=["stage"])
    draft.round.editions.add(index)
    draft.unit.enterprise.units.filter(kind="enterprise").delete()
    (card,) = desk_of(mine).rounds
    assert card.lacking == ["Enterprise"]

    whole = factories.unit(draft.unit.enterprise, kind="enterprise")

    (card,) = desk_of(mine).rounds
    assert ([unit.unit for unit in card.whole], card.lacking) == ([whole], [])
    assert "For the whole enterprise" in text_of(mine, url("desk"))


# -- Empty states ------------------------------------------------------------------


@pytest.fixture
def alone(client: Client) -> Enterprise:
    """An enterprise with an administrator who is signed in, and nothing else."""
    enterprise = factories.enterprise()
    client.cookies["dengta-language"] = "en"
    client.force_login(factories.member(enterprise, MembershipRole.ADMINISTRATOR))
    return enterprise


def test_without_a_round_the_next_one_is_named(
    client: Client, alone: Enterprise
) -> None:
    assert "none is announced" in text_of(client, url("desk"))
    now = timezone.now()
    plan = running.Plan(
        name_zh="下一轮",
        name_en="The next round",
        year=2027,
        opens_at=now + 5 * DAY,
        deadline=now + 50 * DAY,
        editions=[factories.edition()],
        regions=[alone.region],
    )
    running.plan_round(plan, by=factories.user(), at=now)

    assert "The next one, The next round, opens on " in text_of(client, url("desk"))


def test_without_a_unit_one_is_asked_for(client: Client, alone: Enterprise) -> None:
    open_now()

    page = text_of(client, url("desk"))

    assert "what you have not named yet: Workshop" in page
    assert "Add it, if you want to have it assessed" in page


def test_who_may_not_add_a_unit_is_told_whom_to_ask(
    client: Client, alone: Enterprise
) -> None:
    open_now()
    client.force_login(factories.member(alone))

    assert "can add it: Member" in text_of(client, url("desk"))


def test_without_an_enterprise_one_is_told_whom_to_ask(client: Client) -> None:
    client.cookies["dengta-language"] = "en"
    client.force_login(factories.user())

    assert "does not belong to an enterprise" in text_of(client, url("desk"))


def test_a_registration_that_waits_is_shown(client: Client) -> None:
    client.cookies["dengta-language"] = "en"
    applicant = factories.user()
    registration = Registration.objects.create(
        uscc=factories.credit_code(),
        name="New Works",
        region=factories.region(),
        primary_cluster=factories.cluster(),
        contact_name="Li",
        state=RegistrationState.APPLIED,
        applicant=applicant,
        at=timezone.now(),
    )
    client.force_login(applicant)

    page = client.get(url("desk"))

    assert list(page.context["registrations"]) == [registration]
    assert "New Works" in page.content.decode()
    assert "does not belong to an enterprise" not in page.content.decode()


# -- Queries -----------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 2])
def test_the_desk_stays_within_its_queries(
    mine: Client, draft: Response, more: int
) -> None:
    for _ in range(more):
        factories.response(
            unit=factories.unit(draft.unit.enterprise), round=draft.round
        )
    mine.get(url("desk"))

    with CaptureQueriesContext(connection) as queries:
        page = mine.get(url("desk"))

    (card,) = page.context["desks"][0].rounds
    assert len(card.units) == 1 + more
    assert len(queries) <= 16, "\n".join(q["sql"] for q in queries)


@pytest.mark.parametrize("more", [0, 2])
def test_returned_ones_cost_three_queries_in_all(
    mine: Client, draft: Response, more: int
) -> None:
    others = [
        factories.response(
            unit=factories.unit(draft.unit.enterprise), round=draft.round
        )
        for _ in range(more)
    ]
    for response in (draft, *others):
        hand_in(response)
        give_back(response, mes="Which?")
    mine.get(url("desk"))

    with CaptureQueriesContext(connection) as queries:
        found = lines(mine)

    assert [line.returned for line in found] == [1] * (1 + more)
    assert len(queries) <= 20, "\n".join(q["sql"] for q in queries)
