"""The published JSON Schema says what the reader accepts."""

import copy
import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from surveys.referencing import shipped_editions
from surveys.scoring import SchemeError, compile_scheme
from tests import small_edition
from tests.surveys.scoring.strategies import editions, examples

SCHEMA = json.loads(
    resources.files("surveys.scoring").joinpath("edition.schema.json").read_text()
)
VALIDATOR = Draft202012Validator(SCHEMA)
JUNK = st.sampled_from(
    [
        None,
        True,
        7,
        "",
        " ",
        "x y",
        "-",
        "1e3",
        [],
        {},
        {"zh": "一"},
        [None],
        ["a", "a"],
    ]
)
SHIPPED = {
    f"{document['questionnaire']}-{document['edition']}": document
    for document in shipped_editions()
}


def keys(schema: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every key that a document can have, with what the schema says of it."""
    if isinstance(schema, list):
        for item in schema:
            yield from keys(item, path)
    if not isinstance(schema, dict):
        return
    for name, below in schema.items():
        if name in ("properties", "$defs"):
            for key, value in below.items():
                yield f"{path}.{key}", value
                yield from keys(value, f"{path}.{key}")
        elif name not in ("examples", "enum", "const", "required"):
            yield from keys(below, path)


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described():
    silent = [path for path, value in keys(SCHEMA) if not value.get("description")]
    assert silent == []


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_editions_keep_to_it(name):
    assert list(VALIDATOR.iter_errors(SHIPPED[name])) == []


@examples(30)
@given(editions())
def test_random_editions_keep_to_it(document):
    assert list(VALIDATOR.iter_errors(document)) == []


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for key, below in pairs:
        yield from places(below, (*path, key))


def spoiled(document: Any, path: tuple[Any, ...], how: str, junk: Any) -> Any:
    changed = copy.deepcopy(document)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    if how == "delete":
        del parent[path[-1]]
    elif how == "add" and isinstance(parent, dict):
        parent["unheard_of"] = junk
    else:
        parent[path[-1]] = junk
    return changed


@examples(100)
@given(st.data(), st.sampled_from(["delete", "add", "replace"]), JUNK)
def test_what_the_schema_refuses_the_reader_refuses(data, how, junk):
    document = data.draw(st.just(small_edition.document()) | editions())
    path = data.draw(st.sampled_from(list(places(document))))
    changed = spoiled(document, path, how, junk)
    if VALIDATOR.is_valid(changed):
        return
    with pytest.raises(SchemeError) as refused:
        compile_scheme(changed)
    for fault in refused.value.faults:
        assert fault.message
        assert str(fault).startswith(fault.path or "document")
