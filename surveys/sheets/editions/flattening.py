"""An edition's document as lines of sheets; nothing of it is left out silently."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.sheets.editions.asked import BANDS, OPTIONS, ROWS, SECTIONS
from surveys.sheets.editions.columns import EN, ZH, Column, Form, Layout
from surveys.sheets.editions.computed import (
    FACTS,
    GATES,
    INDICATORS,
    LEVELS,
    LOOKUPS,
)
from surveys.sheets.editions.condition_text import Unwritable
from surveys.sheets.editions.layout import EMPTIABLE
from surveys.sheets.editions.questions import QUESTIONS
from surveys.sheets.editions.told import (
    CONCORDANCE,
    HEAD,
    PRIORITIES,
    SOURCES,
)
from surveys.sheets.editions.values import LISTED

Line = dict[str, Any]
"""A line of a sheet: column -> value of the document."""

Keys = tuple[str, ...]
ELSEWHERE = {
    "sections",
    "root",
    "indices",
    "sources",
    "proofs",
    "externals",
    "checks",
    "levels",
    "priorities",
}


def flatten(document: Mapping[str, Any]) -> dict[str, list[Line]]:
    """The lines of every sheet, by its name.

    Raises Unwritable for what breaks the format, such as a key that it does not know.
    """
    try:
        return _flattened(document)
    except (AttributeError, KeyError, TypeError) as problem:
        raise Unwritable("not an edition") from problem


def _flattened(document: Mapping[str, Any]) -> dict[str, list[Line]]:
    trees = list(_trees(document))
    questions = [
        (section["code"], question)
        for section in document["sections"]
        for question in section["questions"]
    ]
    asked = [question for _, question in questions]
    return {
        "edition": list(_head(document)),
        "sections": [
            cells(SECTIONS, _without(section, "questions"))
            for section in document["sections"]
        ],
        "questions": [_question(*found) for found in questions],
        "options": [line for question in asked for line in _options(question)],
        "rows": [line for question in asked for line in _rows(question)],
        "bands": [line for question in asked for line in _bands(question)],
        "indicators": [line for tree in trees for line in _tree(*tree)],
        "lookups": [line for _, node in trees for line in _lookups(node)],
        "levels": [cells(LEVELS, level) for level in document.get("levels", ())],
        "gates": [cells(GATES, check) for check in document.get("checks", ())],
        "facts": [
            line
            for external in document.get("externals", ())
            for line in _external(external)
        ],
        "proofs": [_proof(*found) for found in document.get("proofs", {}).items()],
        "sources": [
            {"name": code, **cells(SOURCES, source)}
            for code, source in document.get("sources", {}).items()
        ],
        "concordance": list(_concordance(document.get("concordance") or {})),
        "priorities": list(_priorities(document.get("priorities") or {})),
    }


# --- a record and its cells


def cells(layout: Layout, record: Mapping[str, Any]) -> Line:
    """The cells of a record, each key in its column."""
    columns = {column.path: column for column in layout.columns if column.path}
    return {column.name: value for column, value in _leaves(columns, record, ())}


def _leaves(
    columns: Mapping[Keys, Column], value: Any, path: Keys
) -> Iterator[tuple[Column, Any]]:
    column, sign = columns.get(path), columns.get((*path, "zh"))
    if column is not None and (value is not None or column.form not in LISTED):
        yield column, value
    elif value is None:
        return
    elif sign is not None and sign.sign and isinstance(value, str):
        yield sign, value
    elif isinstance(value, Mapping) and (value or not path):
        for key, item in value.items():
            yield from _leaves(columns, item, (*path, key))
    else:
        raise Unwritable(f'no column for "{".".join(path)}"')


def _without(record: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in keys}


def _filled(record: Mapping[str, Any], key: str) -> list[Any]:
    """A list that says by its lines that it is there."""
    found = record.get(key)
    if found == []:
        raise Unwritable(f'nothing in "{key}"')
    return found or []


# --- what is asked


def _question(section: str, question: Mapping[str, Any]) -> Line:
    bare = _without(question, "options", "rows")
    if isinstance(question.get("score"), Mapping):
        bare["score"] = _without(question["score"], "bands")
    line = {"section": section, **cells(QUESTIONS, bare)}
    if question.get("options"):
        line["list_name"] = question["code"]
    return line


def _options(question: Mapping[str, Any]) -> Iterator[Line]:
    for option in _filled(question, "options"):
        yield {"list_name": question["code"], **cells(OPTIONS, option)}


def _rows(question: Mapping[str, Any]) -> Iterator[Line]:
    for row in _filled(question, "rows"):
        yield {"question": question["code"], **cells(ROWS, row)}


def _bands(question: Mapping[str, Any]) -> Iterator[Line]:
    for band in _filled(question.get("score") or {}, "bands"):
        yield {"question": question["code"], **cells(BANDS, band)}


# --- what is computed


def _trees(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "score", document["root"]
    for node in document.get("indices", ()):
        yield "index", node


def _tree(word: str, node: Mapping[str, Any]) -> Iterator[Line]:
    yield {"tree": word, **cells(INDICATORS, {"node": _bare(node)})}
    yield from _below(node)


def _below(node: Mapping[str, Any]) -> Iterator[Line]:
    for child in node.get("children", ()):
        below = child.get("node")
        record = child if below is None else {**child, "node": _bare(below)}
        yield {"parent": node["code"], **cells(INDICATORS, record)}
        if below is not None:
            yield from _below(below)


def _bare(node: Mapping[str, Any]) -> dict[str, Any]:
    looked_up = node.get("aggregate") == "lookup"
    if looked_up is ("children" in node) or looked_up is not ("points" in node):
        raise Unwritable("a look-up has points, every other node has children")
    return _without(node, "children", "points")


def _lookups(node: Mapping[str, Any]) -> Iterator[Line]:
    for point in _filled(node, "points"):
        yield {"node": node["code"], **cells(LOOKUPS, point)}
    for child in node.get("children", ()):
        if child.get("node") is not None:
            yield from _lookups(child["node"])


def _external(external: Mapping[str, Any]) -> Iterator[Line]:
    code = external["code"]
    yield {"name": code, **cells(FACTS, _without(external, "code", "options"))}
    for option in external["options"]:
        own = cells(FACTS, _without(option, "code"))
        yield {"name": code, "option": option["code"], **own}


# --- the head and what came before


def _head(document: Mapping[str, Any]) -> Iterator[Line]:
    """Every property has its line, whether the edition has it or not."""
    concordance = document.get("concordance") or {}
    top = _without(document, *ELSEWHERE, "concordance")
    if unknown := set(top) - {column.path[0] for column in HEAD if column.path}:
        raise Unwritable(f'no line for "{min(unknown)}"')
    if "edition" in concordance:
        top["concordance"] = {"edition": concordance["edition"]}
    empty = [path for path in EMPTIABLE if _at(document, path) in ([], {})]
    for column in HEAD:
        value = _at(top, ".".join(column.path)) if column.path else empty or None
        if column.form is Form.TEXT:
            yield {"name": column.name, **_texts(value)}
        else:
            yield {"name": column.name, **_value(top, column, value)}


def _value(top: Mapping[str, Any], column: Column, value: Any) -> Line:
    if value is None and (not column.path or column.path[0] not in top):
        return {}
    return {} if value is None and column.form in LISTED else {"value": value}


def _at(document: Mapping[str, Any], path: str) -> Any:
    value: Any = document
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _texts(text: Any) -> Line:
    if text is None:
        return {}
    if not isinstance(text, Mapping) or set(text) != {"zh", "en"}:
        raise Unwritable("not a text in both languages")
    return {f"label::{ZH}": text["zh"], f"label::{EN}": text["en"]}


def _proof(code: str, text: Any) -> Line:
    return {"name": code, **_texts(text)}


def _concordance(concordance: Mapping[str, Any]) -> Iterator[Line]:
    if concordance and set(concordance) != {"edition", "codes"}:
        raise Unwritable("a concordance has an edition and codes")
    for entry in concordance.get("codes", ()):
        yield cells(CONCORDANCE, entry)


def _priorities(priorities: Mapping[str, Any]) -> Iterator[Line]:
    if unknown := set(priorities) - {"inputs", "distance", "best", "horizons"}:
        raise Unwritable(f'no line for "{min(unknown)}"')
    for entry in priorities.get("inputs", ()):
        yield _priority("input", entry)
    if priorities.get("distance") is not None:
        yield _priority("distance", priorities["distance"])
    for entry in priorities.get("horizons", ()):
        yield _priority("horizon", entry)
    for code, score in priorities.get("best", {}).items():
        yield {"type": "best", "name": code, "score": score}


def _priority(word: str, entry: Mapping[str, Any]) -> Line:
    own = cells(PRIORITIES, _without(entry, "code"))
    return {"type": word, "name": entry["code"], **own}
