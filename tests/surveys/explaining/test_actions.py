"""Whatever is written into the trail can be read there: every action has its words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import override

from surveys import recognising
from surveys.explaining.actions import ACTIONS, GROUPS, KINDS, action_words, kind_words
from surveys.models import RescoringState, RoundState
from surveys.workflow import MOVES

WRITERS = ("auditing.record", "record_signing_in")
# What stands in the name of an action that is put together.
PARTS = {
    "move": recognising.DECISIONS,
    "new": [s for s in RoundState.values if s != RoundState.PLANNED],
    "state": (RescoringState.ADOPTED, RescoringState.REJECTED),
    "model.what": ("roster", "titles"),
    "arrived.what": ("roster", "titles"),
}
# What stands in a variable that names an action; moves are known from their table.
VARIABLES = {
    "surveys/appointing/accounts.py": ("suspend_account", "restore_account"),
    "surveys/dispatching.py": ("hand_to", "take", "give_back"),
    "surveys/rechecking.py": ("title_kept", "title_corrected", "title_withdrawn"),
}


def written() -> dict[str, str]:
    """Every action that the source writes, with the place of one such line."""
    found = dict.fromkeys(MOVES, "surveys/workflow.py")
    for app in ("assessment", "surveys", "reports"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            place = str(path.relative_to(settings.BASE_DIR))
            found |= dict.fromkeys(_actions(path), place)
            found |= dict.fromkeys(VARIABLES.get(place, ()), place)
    return found


def _actions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in WRITERS:
            yield from _named(node.args[0])


def _named(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.JoinedStr):
        text = ast.unparse(argument)[2:-1]
        (part,) = re.findall(r"\{([\w.]+)\}", text)
        yield from (text.replace(f"{{{part}}}", str(value)) for value in PARTS[part])


def test_every_action_has_words() -> None:
    """Whoever adds an action gives it words in surveys/explaining/actions.py."""
    missing = {a: place for a, place in written().items() if a not in ACTIONS}
    assert missing == {}


def test_nothing_has_words_that_is_never_written() -> None:
    assert set(ACTIONS) - set(written()) == set()


def test_each_action_stands_in_one_group() -> None:
    names = [name for _group, words in GROUPS for name in words]
    assert sorted(names) == sorted(ACTIONS)
    longest = max(len(name) for name in names)
    assert longest <= 40  # the column takes no more


def test_kinds_are_those_of_the_models() -> None:
    models = {model._meta.model_name for model in apps.get_models()}
    assert set(KINDS) - models == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_two_actions_read_the_same(language: str) -> None:
    with override(language):
        words = [str(word) for word in ACTIONS.values()]
    assert sorted(words) == sorted(set(words))


def test_what_another_version_wrote_is_shown_as_it_is() -> None:
    assert (action_words("of_later"), kind_words("later")) == ("of_later", "later")
