"""The pages of carrying over: at a question, and as a list to choose from."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import filling, proving, reviewing
from surveys.filling import Entry
from surveys.models import Evidence, Response
from tests import factories
from tests.factories import GOOD

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n%%EOF\n"
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def before() -> Response:
    """Answers of a round that is over, not handed in yet."""
    now = timezone.now()
    target = factories.open_round(
        name_en="Round of 2025",
        year=2025,
        opens_at=now - 400 * DAY,
        deadline=now - 300 * DAY,
    )
    old = factories.response(round=target)
    given = {code: Entry(value) for code, value in GOOD.items()}
    filling.save(old, given, by=old.created_by, at=now - 350 * DAY)
    return old


def hand_in(old: Response) -> str:
    at = timezone.now() - 340 * DAY
    done = filling.submit(old, name="Li", post="Head", by=old.created_by, at=at)
    return str(getattr(done, "receipt", "")) or old.newest_submission().receipt


@pytest.fixture
def draft(before: Response) -> Response:
    """The draft of today, of the same unit."""
    now = timezone.now()
    target = factories.open_round(opens_at=now - DAY, deadline=now + 10 * DAY)
    return factories.response(
        unit=before.unit, round=target, created_by=before.created_by
    )


@pytest.fixture
def mine(client: Client, draft: Response) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(draft.created_by)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def values(draft: Response) -> dict[str, Any]:
    draft.refresh_from_db()
    return {code: entry["v"] for code, entry in draft.answers.items()}


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def fill(draft: Response, given: dict[str, Any]) -> None:
    entries = {code: Entry(value) for code, value in given.items()}
    filling.save(draft, entries, by=draft.created_by, at=timezone.now())


# -- At a question -----------------------------------------------------------------


def test_a_card_shows_the_answer_of_last_time(
    mine: Client, before: Response, draft: Response
) -> None:
    receipt = hand_in(before)

    page = text(mine.get(url("section", draft.pk, "equipment")))

    assert f"Last time: 30 of 40: 75 % (Round of 2025, receipt {receipt})" in page
    assert page.count("data-carries=") == 2
    assert "2 answers of last time fit this section." in page
    assert "31 answers" not in page


def test_a_button_carries_and_saves_what_else_was_typed(
    mine: Client, before: Response, draft: Response
) -> None:
    receipt = hand_in(before)
    typed = {
        "nc_equipment_rate.version": "0",
        "nc_equipment_rate.n": "5",
        "nc_equipment_rate.d": "10",
        "mes.version": "0",
        "next": "carry.mes",
    }

    page = mine.post(url("section", draft.pk, "equipment"), typed, follow=True)

    place = url("section", draft.pk, "equipment") + "#q-mes"
    assert page.redirect_chain == [(place, 302)]
    assert values(draft) == {
        "nc_equipment_rate": {"n": "5", "d": "10"},
        "mes": "full",
    }
    assert told(page) == ["1 answer is carried over. Check it: it counts as yours."]
    assert f"Carried over from your answer of last time (receipt {receipt})" in text(
        page
    )


def test_a_script_is_told_in_json(
    mine: Client, before: Response, draft: Response
) -> None:
    hand_in(before)
    place = url("carry", draft.pk)

    done = mine.post(place, {"code": "mes"}, **SCRIPT)
    again = mine.post(place, {"code": "mes"}, **SCRIPT)
    wrong = mine.post(place, {"code": "nothing"}, **SCRIPT)

    assert done.json() == {
        "said": "1 answer is carried over. Check it: it counts as yours.",
        "codes": ["mes"],
    }
    assert (again.status_code, wrong.status_code) == (409, 400)
    assert again.json()["error"].startswith("1 answer is not carried over: it was")


def test_an_expired_proof_is_named(
    mine: Client, before: Response, draft: Response
) -> None:
    file, by = SimpleUploadedFile("licence.pdf", PDF), before.created_by
    at = timezone.now() - 345 * DAY
    proof = proving.add_evidence(before, "mes", file, by=by, at=at)
    ended = date(timezone.localdate().year - 2, 12, 31)
    Evidence.objects.filter(pk=proof.pk).update(covers_to=ended)
    hand_in(before)

    page = text(mine.get(url("section", draft.pk, "equipment")))
    refused = mine.post(url("carry", draft.pk), {"code": "mes"}, follow=True)

    assert "Its proof has expired (“licence.pdf” until " in page
    assert page.count("data-carries=") == 1
    assert told(refused)[0].startswith("1 answer is not carried over")
    assert values(draft) == {}


def test_a_corrected_answer_is_shown_as_the_reviewer_has_it(
    mine: Client, before: Response, draft: Response
) -> None:
    receipt = hand_in(before)
    by, at = factories.official(), timezone.now() - 330 * DAY
    reviewing.correct(before, "mes", "none", reason="Seen.", by=by, at=at)
    factories.clear(before, by)
    reviewing.recommend(before, opinion="All else is true.", by=by, at=at)

    page = text(mine.get(url("section", draft.pk, "equipment")))

    assert (
        "Last time, as corrected by the reviewer: none (Round of 2025, receipt"
        f" {receipt})" in page
    )
    assert "so it is not carried over: answer anew." in page


# -- As a list ---------------------------------------------------------------------


def listed(page: Any) -> dict[str, tuple[str, bool]]:
    return {
        line.code: (line.present, line.carries)
        for part in page.context["sections"]
        for line in part.lines
    }


def test_the_list_shows_what_would_be_replaced(
    mine: Client, before: Response, draft: Response
) -> None:
    hand_in(before)
    fill(draft, {"mes": "none", "project_investment": "1200"})
    place = url("carry", draft.pk)

    page = mine.get(place)
    assert listed(page) == {
        "nc_equipment_rate": ("", True),
        "mes": ("Replaces your answer: none", True),
    }
    assert "5 answers" not in text(page)

    chosen = {"code": ["nc_equipment_rate", "mes"], "mes.version": "1"}
    done = mine.post(f"{place}?section=equipment", chosen, follow=True)

    assert done.redirect_chain == [(url("section", draft.pk, "equipment"), 302)]
    assert values(draft)["mes"] == "full"
    assert listed(mine.get(place)) == {}
    assert "Nothing is left to carry over here" in text(mine.get(place))


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(
    mine: Client, before: Response, draft: Response
) -> None:
    hand_in(before)
    fill(draft, {"mes": "none"})
    chosen = {"code": ["mes", "project_investment"], "mes.version": "0"}

    page = mine.post(url("carry", draft.pk), chosen, follow=True)

    assert values(draft) == {"mes": "none", "project_investment": "1200"}
    assert len(told(page)) == 2
    assert page.redirect_chain == [(url("task_list", draft.pk), 302)]


def test_questions_that_would_appear_are_in_the_list(
    mine: Client, before: Response, draft: Response
) -> None:
    at = timezone.now() - 345 * DAY
    vendor = {"mes_vendor": Entry("Acme")}
    filling.save(before, vendor, by=before.created_by, at=at)
    hand_in(before)

    found = listed(mine.get(url("carry", draft.pk)))

    assert found["mes_vendor"] == ("", True)


def test_nothing_ticked_is_said(
    mine: Client, before: Response, draft: Response
) -> None:
    hand_in(before)

    page = mine.post(url("carry", draft.pk), {})

    assert "Tick at least one answer." in text(page)
    assert text(page).count("<title> Error:") == 1


def test_without_an_earlier_round_it_says_so(mine: Client, draft: Response) -> None:
    page = text(mine.get(url("carry", draft.pk)))

    assert "handed in nothing to this questionnaire in an earlier round" in page
    assert mine.get(url("carry", draft.pk) + "?section=nothing").status_code == 404


@pytest.mark.parametrize("as_script", [True, False])
def test_after_the_deadline_it_is_refused(
    mine: Client, before: Response, draft: Response, as_script: bool
) -> None:
    hand_in(before)
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])
    place = url("carry", draft.pk)

    if as_script:
        refused = mine.post(place, {"code": "mes"}, **SCRIPT)
        assert refused.status_code == 409
        words = refused.json()["error"]
    else:
        (words,) = told(mine.post(place, {"code": "mes"}, follow=True))
    assert words.startswith("The period for filling ended on ")
    assert 'name="code"' not in text(mine.get(place))


@pytest.mark.parametrize("answers", [1, 3])
def test_a_section_costs_no_more_with_answers_of_last_time(
    mine: Client, before: Response, draft: Response, answers: int
) -> None:
    at, by = timezone.now() - 345 * DAY, before.created_by
    cleared = {code: Entry(None) for code in list(GOOD)[answers:]}
    filling.save(before, cleared, by=by, at=at)
    hand_in(before)
    place = url("section", draft.pk, "equipment")
    mine.get(place)

    with CaptureQueriesContext(connection) as queries:
        mine.get(place)

    assert len(queries) <= 13, "\n".join(q["sql"] for q in queries)
