"""The tables the demo is made from, and dice that fall the same way every time."""

import json
from functools import cache
from importlib import resources
from random import Random
from typing import Any

SEED = 33618


@cache
def table(name: str) -> Any:
    """A file of assessment/demo/data, read once; nobody writes into what it gives."""
    path = resources.files("assessment.demo").joinpath("data", f"{name}.json")
    return json.loads(path.read_text("utf-8"))


def dice(*key: str | int) -> Random:
    """Dice of their own for each key, so that a new question moves no other answer."""
    return Random("/".join(map(str, key)))  # noqa: S311 -- a sample, not a secret
