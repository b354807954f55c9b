"""Phrases that officials choose from and change, for each kind of words."""

import json
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

from surveys.explaining.words import worded
from surveys.scoring import Text

FILE = "phrases.json"


@cache
def shipped() -> dict[str, tuple[Text, ...]]:
    """All of them in both languages, by what they are for."""
    path = resources.files("surveys").joinpath("reference", FILE)
    kinds = json.loads(path.read_text("utf-8"))
    return {kind: tuple(Text(**row) for row in rows) for kind, rows in kinds.items()}


def phrases(*kinds: str) -> dict[str, list[str] | str]:
    """Those of these kinds in the active language, with the title of their list."""
    known = shipped()
    found: dict[str, list[str] | str] = {"title": _("Phrases …")}
    return found | {kind: [worded(text) for text in known[kind]] for kind in kinds}
