"""A row of the trail in words: every field that a verb tells of has its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from surveys.explaining.fields import Change
from surveys.explaining.trails import FIELDS, people_in, shown, told_of
from surveys.models import AuditRow
from tests.factories import NOW

TELLING = {"details", "before", "after"}


def keys(path: Path) -> Iterator[str]:
    """The fields that the verbs of one file write into the trail."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if "auditing.record" not in ast.unparse(tree):
        return
    for node in ast.walk(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.keyword) and node.arg in TELLING:
            found = [node.value]
        elif isinstance(node, ast.Assign) and _names(node) & TELLING:
            value = node.value
            found = value.elts if isinstance(value, ast.Tuple) else [value]
        for one in found:
            for inner in ast.walk(one):
                if isinstance(inner, ast.Dict):
                    yield from (k.value for k in inner.keys if _is_text(k))


def _names(node: ast.Assign) -> set[str]:
    return {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}


def _is_text(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str)


def test_every_field_has_a_name() -> None:
    """Whoever tells of another field names it in surveys/explaining/trails.py."""
    missing = {
        (key, path.name)
        for app in ("assessment", "surveys", "reports")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for key in keys(path)
        if key not in FIELDS
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("status", "submitted", "Submitted"),
        ("status", "of_later", "of_later"),
        ("role", "audit_admin", "Audit administrator"),
        ("role", "viewer", "Viewer"),
        ("valid_to", None, "–"),
        ("valid_to", "2026-02-28", "28 February 2026"),
        ("valid_to", "some day", "some day"),
        ("due_at", "2026-02-28T16:00:00+00:00", "1 March 2026, 00:00"),
        ("four_eyes", True, "yes"),
        ("codes", ["mes", "scada"], "mes; scada"),
        ("value", {"numerator": "1"}, '{"numerator": "1"}'),
        ("user", 7, "Li Ming (7)"),
        ("user", 8, "8"),
        ("of_later", 3, "3"),
    ],
    ids=str,
)
def test_a_value_in_words(name: str, value: object, words: str) -> None:
    with override("en"):
        assert shown(name, value, {7: "Li Ming"}) == words


def test_what_stayed_the_same_is_left_out_and_what_is_new_told_whole() -> None:
    row = AuditRow(
        seq=1,
        at=NOW,
        action="leave",
        before={"role": "viewer", "valid_to": None},
        after={"role": "viewer", "valid_to": "2026-02-28"},
        details={"successor": None, "sections": 2},
    )
    new = AuditRow(seq=2, at=NOW, action="join", after={"user": 7})
    with override("en"):
        told, came = told_of(row, {}), told_of(new, {7: "Li Ming"})

    assert told.changes == (Change("Until", "–", "28 February 2026"),)
    assert told.more == (Change("Sections", "", "2"),)
    assert came.changes == (Change("Person", "", "Li Ming (7)"),)
    assert (told.who, people_in([row, new])) == ("the platform", {7})
