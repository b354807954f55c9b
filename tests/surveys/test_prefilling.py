"""What one questionnaire answers of another, taken over into what is empty."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from surveys import filling, prefilling
from surveys.filling import Entry
from surveys.models import AuditRow, Edition, EditionState, Questionnaire, Response
from surveys.prefilling import NotOfThisEnterprise
from surveys.scoring import digest
from surveys.workflow import Closed
from tests import factories
from tests.factories import NOW
from tests.shipping import load

pytestmark = pytest.mark.django_db

WORKSHOP = {
    "planning_scheduling": "3",
    "equipment_network_rate": {"n": "30", "d": "40"},
    "security_management": ["owner"],
    "energy_management": "none",
}


def shipped(name: str) -> Edition:
    document = load(name)
    line = Questionnaire.objects.create(
        code=document["questionnaire"], name_zh="问卷", name_en="Questionnaire"
    )
    return Edition.objects.create(
        questionnaire=line,
        label="as shipped",
        document=document,
        sha256=digest(document),
        state=EditionState.PUBLISHED,
        published_at=NOW,
    )


@pytest.fixture
def both() -> tuple[Response, Response]:
    """A filled workshop, and the empty index of the same enterprise."""
    workshop, index = shipped("digital_workshop-2023"), shipped("sme_index-2024")
    target = factories.open_round(
        editions=[workshop, index], deadline=timezone.now() + timedelta(days=10)
    )
    unit = factories.unit()
    source = factories.filled(WORKSHOP, unit=unit, round=target, edition=workshop)
    whole = factories.unit(unit.enterprise, kind="enterprise")
    by = source.created_by
    return source, factories.response(
        unit=whole, round=target, edition=index, created_by=by
    )


def given(response: Response) -> dict[str, Any]:
    response.refresh_from_db()
    return {code: entry["v"] for code, entry in response.answers.items()}


FOUND = {
    "F1.1": ["B"],
    "F1.3": {"n": "30", "d": "40"},
    "F4.1": ["B"],
    "PS": "3",
}


def test_what_is_affirmed_is_offered_and_nothing_concluded_from_the_rest(both):
    source, response = both
    offer = prefilling.offered(response, source)
    assert {code: one.value for code, one in offer.found.items()} == FOUND
    assert offer.standing == ()
    assert {"R1.1", "FI", "HR"} <= set(offer.unmapped)
    assert not {"PS", "F1.3"} & set(offer.unmapped)


def test_the_enterprises_own_responses_with_rules_are_offered(both):
    source, response = both
    stranger = factories.filled(WORKSHOP, round=source.round, edition=source.edition)
    assert prefilling.answering(response) == [source]
    assert prefilling.answering(source) == []
    assert stranger not in prefilling.answering(response)


def test_chosen_answers_are_taken_over_and_say_where_they_come_from(both):
    source, response = both
    by = response.created_by
    taken = prefilling.prefill(response, source, ("PS", "F1.3", "XX"), by=by, at=NOW)
    assert set(taken) == {"PS", "F1.3"}
    assert given(response) == {code: FOUND[code] for code in ("PS", "F1.3")}
    assert response.answers["PS"]["from"] == f"crosswalk:{source.pk}"
    row = AuditRow.objects.get(action="prefill")
    assert row.details == {"source": source.pk, "codes": ["F1.3", "PS"]}


def test_what_is_answered_already_stays(both):
    source, response = both
    by = response.created_by
    filling.save(response, {"PS": Entry("1")}, by=by, at=NOW)
    assert prefilling.offered(response, source).standing == ("PS",)
    assert prefilling.prefill(response, source, ("PS",), by=by, at=NOW) == ()
    assert given(response) == {"PS": "1"}


def test_a_cleared_answer_is_empty(both):
    source, response = both
    by = response.created_by
    filling.save(response, {"PS": Entry("1")}, by=by, at=NOW)
    filling.save(response, {"PS": Entry(None)}, by=by, at=NOW)
    assert prefilling.prefill(response, source, ("PS",), by=by, at=NOW) == ("PS",)


def test_answered_anew_an_answer_no_longer_says_so(both):
    source, response = both
    by = response.created_by
    prefilling.prefill(response, source, ("PS",), by=by, at=NOW)
    filling.save(response, {"PS": Entry("2")}, by=by, at=NOW)
    response.refresh_from_db()
    assert response.answers["PS"]["from"] == "typed"


def test_nothing_comes_from_another_enterprise(both):
    source, response = both
    stranger = factories.filled(WORKSHOP, round=source.round, edition=source.edition)
    with pytest.raises(NotOfThisEnterprise):
        prefilling.prefill(response, stranger, ("PS",), by=response.created_by, at=NOW)


def test_nothing_is_taken_over_once_it_is_handed_in(both):
    source, response = both
    by = response.created_by
    response.move("withdraw", by=by, at=NOW)
    with pytest.raises(Closed):
        prefilling.prefill(response, source, ("PS",), by=by, at=NOW)
