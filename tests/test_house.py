"""Rules of the house that no linter knows: sizes, and what pure rooms may use."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

PACKAGES = ("assessment", "surveys", "reports")
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEST = 40, 400, 500  # lines

# Of Django these may use the translation of texts and the writing of dates, and nothing
# that reaches a database or a browser.
WITHOUT_DATABASE = ("reports/workbook", "surveys/sheets")
HARMLESS = (
    "django.utils.formats",
    "django.utils.functional",
    "django.utils.timezone",
    "django.utils.translation",
)


def files(*folders):
    """The Python files below the folders, without migrations."""
    found = (path for name in folders for path in _below(settings.BASE_DIR / name))
    return sorted(path for path in found if "migrations" not in path.parts)


def _below(path: Path):
    return [path] if path.is_file() else path.rglob("*.py")


def named(path):
    return str(path.relative_to(settings.BASE_DIR))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def length(node):
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", files(*PACKAGES), ids=named)
def test_no_function_and_no_file_is_too_long(path):
    text = path.read_text(encoding="utf-8")
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    long = {f.name: length(f) for f in functions if length(f) > LONGEST_FUNCTION}
    assert long == {}
    assert text.count("\n") <= LONGEST_FILE


@pytest.mark.parametrize("path", files("tests"), ids=named)
def test_no_test_file_is_too_long(path):
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_TEST


@pytest.mark.parametrize("path", files(*WITHOUT_DATABASE), ids=named)
def test_workbooks_reach_no_database(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_django = {name for name in imported(tree) if name.split(".")[0] == "django"}
    assert {name for name in of_django if not name.startswith(HARMLESS)} == set()
