"""Who may decide an objection, and what whoever comes second is told."""

import pytest
from django.utils import translation

from surveys import objecting, reviewing
from surveys.explaining.moves import meanwhile
from surveys.models import User
from surveys.workflow import MoveRefused
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def officer(name: str) -> User:
    person = factories.official("municipal_officer")
    User.objects.filter(pk=person.pk).update(name=name)
    person.refresh_from_db()
    return person


def test_whoever_had_a_part_in_the_file_is_not_among_them() -> None:
    file = factories.recommended()
    corrected, voted, free = (officer(name) for name in ("Cai", "Bai", "An"))
    reviewing.correct(file, "mes", "none", reason="Seen.", by=corrected, at=NOW)
    file.newest_submission().votes.create(move="notice", by=voted, at=NOW)

    assert objecting.deciders(file, NOW) == [free]
    assert objecting.took_part(file, corrected)
    assert not objecting.took_part(file, free)


def test_a_claim_that_came_back_makes_nobody_a_party() -> None:
    file = factories.handed_in()
    reviewer, by = factories.official(), officer("An")
    factories.clear(file, reviewer)
    correction = reviewing.correct(
        file, "mes", "none", reason="Seen.", by=reviewer, at=NOW
    )
    reviewing.recommend(file, opinion="So.", by=reviewer, at=NOW)
    correction.submission.response = file
    objection = objecting.object_to_correction(
        correction, text="It is there.", by=file.created_by, at=NOW
    )

    objecting.decide_objection(objection, upheld=True, reason="Yes.", by=by, at=NOW)

    assert objecting.deciders(file, NOW) == [by]


def test_who_decides_an_objection_second_reads_whose_decision_stands() -> None:
    file = factories.recommended()
    first, second = officer("An"), officer("Bai")
    objection = factories.objection(file)
    act = {"upheld": False, "reason": "No."}
    objecting.decide_objection(objection, **act, by=first, at=NOW)

    with pytest.raises(MoveRefused) as refused:
        objecting.decide_objection(objection, **act, by=second, at=NOW)

    with translation.override("en"):
        assert meanwhile(file, refused.value) == (
            "An decided this objection on 15 January 2026, 10:00."
        )
