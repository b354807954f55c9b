"""What was before and what came after stands in the row of the change."""

from datetime import timedelta
from typing import Any

import pytest

from surveys import auditing, enrolling, objecting, reviewing, running
from surveys.models import AuditRow
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY = NOW.date().isoformat()


def change(action: str) -> tuple[Any, Any]:
    row = AuditRow.objects.filter(action=action).last()
    assert row is not None
    return row.before, row.after


def test_of_a_right_given_and_ended() -> None:
    person, region = factories.user(), factories.region()
    office = enrolling.appoint(
        person, "district_reviewer", region=region, by=None, at=NOW
    )
    held = {
        "user": person.pk,
        "role": "district_reviewer",
        "region": region.code,
        "valid_from": DAY,
        "valid_to": None,
    }
    assert change("appoint") == (None, held)

    later = NOW + timedelta(days=3)
    enrolling.dismiss(office, by=None, at=later)
    assert change("dismiss") == (held, held | {"valid_to": later.date().isoformat()})


def test_of_a_membership() -> None:
    person, enterprise = factories.user(), factories.enterprise()
    enrolling.join(person, enterprise, "administrator", by=None, at=NOW)
    held = enrolling.join(factories.user(), enterprise, "viewer", by=None, at=NOW)
    told = {
        "user": held.user_id,
        "role": "viewer",
        "enterprise": enterprise.pk,
        "valid_from": DAY,
        "valid_to": None,
    }
    assert change("join") == (None, told)

    enrolling.leave(held, by=person, at=NOW)
    assert change("leave") == (told, told | {"valid_to": DAY})


def test_of_a_correction_upon_the_claim_and_upon_another() -> None:
    response = factories.handed_in()
    claim = response.newest_submission().answers["mes"]["v"]
    by = factories.official()

    for value in ("none", "full"):
        reviewing.correct(response, "mes", value, reason="Seen.", by=by, at=NOW)

    rows = AuditRow.objects.filter(action="correct").order_by("seq")
    assert list(rows.values_list("before", "after", "reason")) == [
        (
            {"state": "claim", "value": claim},
            {"state": "answered", "value": "none"},
            "Seen.",
        ),
        (
            {"state": "answered", "value": "none"},
            {"state": "answered", "value": "full"},
            "Seen.",
        ),
    ]


def test_of_a_fact_that_is_looked_up_again() -> None:
    response, by = factories.handed_in(), factories.official()
    for value in ("clear", "listed"):
        reviewing.record_fact(
            response,
            "credit_list",
            value,
            as_of=NOW.date(),
            source="Credit China",
            by=by,
            at=NOW,
        )
    told = {"as_of": DAY, "source": "Credit China"}

    assert change("record_fact") == (
        told | {"value": "clear"},
        told | {"value": "listed"},
    )


def test_of_an_objection_that_takes_a_notice_back() -> None:
    objection = factories.objection(factories.noticed())
    by = factories.official("municipal_officer")
    objecting.decide_objection(objection, upheld=True, reason="So.", by=by, at=NOW)

    assert change("decide_objection") == (
        {"status": "noticed", "objection": "open"},
        {"status": "recommended", "objection": "upheld"},
    )


def test_of_a_round_all_settings_and_each_step() -> None:
    edition, region = factories.edition(), factories.region()
    plan = running.Plan(
        name_zh="一轮",
        name_en="Round",
        year=2026,
        opens_at=NOW,
        deadline=NOW + timedelta(days=30),
        editions=[edition],
        regions=[region],
    )
    by = factories.official("municipal_officer")
    planned = running.plan_round(plan, by=by, at=NOW)
    running.open_round(planned, by=by, at=NOW)

    assert change("round_open") == ({"state": "planned"}, {"state": "open"})
    assert change("plan_round") == (
        None,
        {
            "name_zh": "一轮",
            "name_en": "Round",
            "year": 2026,
            "opens_at": NOW.isoformat(),
            "deadline": (NOW + timedelta(days=30)).isoformat(),
            "notice_days": 5,
            "objection_days": 5,
            "review_days": 10,
            "asks_from": "2025-01-01",
            "asks_to": "2025-12-31",
            "four_eyes": False,
            "calibrated": False,
            "district_decides_below": None,
            "editions": [f"{edition.questionnaire.code} {edition.label}"],
            "regions": [region.code],
        },
    )


def test_a_move_is_told_once() -> None:
    response = factories.recommended()
    assert response.moved is None
    response.moved = {"status": "submitted"}, {"status": "recommended"}
    auditing.record("act", response, by=None, at=NOW)
    auditing.record("act_again", response, by=None, at=NOW)

    assert change("act") == ({"status": "submitted"}, {"status": "recommended"})
    assert change("act_again") == (None, None)
