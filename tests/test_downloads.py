"""Nobody takes a file along without a row that tells who, what and when."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from surveys.models import AuditRow
from tests.access.table import TABLE, Rule
from tests.access.walking import Step, expected
from tests.access.world import World, built

pytestmark = pytest.mark.django_db

# One's own proof is no matter of the audit; an official's look at it is.
PROOF = "evidence/<uuid:pk>/"
OFFICES = ("reviewer", "other_reviewer", "municipal")
HANDING_OUT = {"FileResponse", "content_disposition_header"}
PLACES = {"surveys/views/downloading.py", "surveys/views/handing_out.py"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


def allowed(world: World, rule: Rule) -> Iterator[Step]:
    """One request a role that is let in."""
    things = world.things[rule.thing] if rule.thing else [None]
    for role in world.people:
        steps = [Step(rule, role, "get", thing) for thing in things]
        yield from [s for s in steps if expected(world, s) == 200][:1]


def taken(world: World, step: Step) -> tuple[bool, list[AuditRow]]:
    """Whether the answer is a file to be kept, and the rows that tell of it."""
    before = AuditRow.objects.count()
    with world.as_(step.role) as client:
        answer = client.get(step.path)
        if answer.streaming:
            b"".join(answer)  # closes the file
        rows = list(AuditRow.objects.order_by("seq")[before:])
    is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
    return is_file, rows


RULES = [rule for rule in TABLE if rule.is_ours and rule.get]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_each_file_leaves_its_row(world: World, rule: Rule) -> None:
    ours = rule.route == PROOF
    for step in list(allowed(world, rule))[: None if ours else 2]:
        is_file, rows = taken(world, step)
        if not is_file:
            continue
        expects = not ours or step.role in OFFICES
        assert [row.by for row in rows] == [world.people[step.role]] * expects, step
        assert [row for row in rows if not row.role] == [], step


def test_files_are_handed_out_in_one_place() -> None:
    found = set()
    for app in ("assessment", "surveys", "reports"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if HANDING_OUT & called(path):
                found.add(str(path.relative_to(settings.BASE_DIR)))
    assert found == PLACES


def called(path: Path) -> set[str]:
    """What a file of code calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}
