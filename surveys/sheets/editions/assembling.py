"""Puts the lines of all sheets together to the document of an edition."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from surveys.sheets.editions.asked import BANDS, OPTIONS, ROWS, SECTIONS
from surveys.sheets.editions.columns import EN, ZH, Form
from surveys.sheets.editions.computed import FACTS, GATES, LEVELS
from surveys.sheets.editions.faults import Cell
from surveys.sheets.editions.gridding import Line
from surveys.sheets.editions.growing import plant
from surveys.sheets.editions.layout import EMPTIABLE
from surveys.sheets.editions.questions import QUESTIONS
from surveys.sheets.editions.recording import Record, Recorder
from surveys.sheets.editions.told import (
    CONCORDANCE,
    HEAD,
    PRIORITIES,
    SOURCES,
)
from surveys.sheets.editions.values import CellFault, from_cell

LABELS = {"zh": f"label::{ZH}", "en": f"label::{EN}"}
SHEET_OF = {
    "sections": "sections",
    "root": "indicators",
    "indices": "indicators",
    "levels": "levels",
    "checks": "gates",
    "externals": "facts",
    "proofs": "proofs",
    "sources": "sources",
    "concordance": "concordance",
    "priorities": "priorities",
}


def assemble(to: Recorder) -> Record:
    """The document; faults and places are left in the recorder."""
    to.places |= {key: Cell(sheet) for key, sheet in SHEET_OF.items()}
    document, empty = _head(to)
    document["sections"] = _sections(to)
    document |= plant(to)
    for key, layout in (("levels", LEVELS), ("checks", GATES)):
        document[key] = [
            to.record(layout, line, f"{key}[{number}]")
            for number, line in enumerate(to.lines(layout.name))
        ]
    document["externals"] = _externals(to)
    document["sources"] = _sources(to)
    document["proofs"] = _proofs(to)
    _join(document, "concordance", {"codes": _concordance(to)})
    _join(document, "priorities", _priorities(to))
    return _without_empty(document, empty)


def _join(document: Record, key: str, found: Record) -> None:
    found = {name: value for name, value in found.items() if value}
    if found:
        document[key] = {**document.get(key, {}), **found}


def _without_empty(document: Record, empty: list[str]) -> Record:
    """Leave out the lists without lines, except those that are said to be there."""
    for path in EMPTIABLE:
        *above, last = path.split(".")
        record = document
        for key in above:
            record = (
                record.setdefault(key, {}) if path in empty else record.get(key, {})
            )
        if path in empty:
            none: Any = {} if path in ("sources", "proofs", "priorities.best") else []
            record[last] = record.get(last) or none
        elif not record.get(last, True):
            del record[last]
    return document


# --- the head


def _head(to: Recorder) -> tuple[Record, list[str]]:
    lines = {line.values.get("name", ""): line for line in to.lines("edition")}
    to.once(to.lines("edition"), "name")
    document: Record = {}
    empty: list[str] = []
    known = {column.name: column for column in HEAD}
    for name, line in lines.items():
        column = known.get(name)
        if column is None:
            to.found.wrong(
                line.cell("name"),
                gettext_noop("There is no property “%(name)s”."),
                gettext_noop("one of %(names)s"),
                name=name,
                names=", ".join(known),
            )
        elif column.name == "empty":
            told = "value" in line.values
            empty = (_property(to, line, Form.CODES) if told else None) or []
        else:
            _set_property(to, document, line, column.path, column.form)
    head = Cell("edition", to.found.heads.get("edition", 1), "")
    for column in HEAD:
        to.places.setdefault(".".join(column.path), head)
    return document, empty


def _set_property(
    to: Recorder, document: Record, line: Line, path: tuple[str, ...], form: Form
) -> None:
    here = ".".join(path)
    told = [LABELS["zh"], LABELS["en"]] if form is Form.TEXT else ["value"]
    to.places[here] = line.cell(told[0])
    for column in line.values:
        if column not in ("name", *told):
            to.found.wrong(
                line.cell(column),
                gettext_noop("What this line tells does not stand in this column."),
                gettext_noop("“value”, or for a text the two languages"),
            )
    if not any(column in line.values for column in told):
        return
    value = _text(to, line, here) if form is Form.TEXT else _property(to, line, form)
    for key in reversed(path[1:]):
        value = {key: value}
    document[path[0]] = value


def _property(to: Recorder, line: Line, form: Form) -> Any:
    value = line.values["value"]
    try:
        return from_cell(form, value)
    except CellFault as fault:
        to.found.faults.append(fault.at(line.cell("value")))
        return value


def _text(to: Recorder, line: Line, path: str) -> Record:
    """A text in both languages; a missing one is a fault."""
    for key, column in LABELS.items():
        to.places[f"{path}.{key}"] = line.cell(column)
        if column not in line.values:
            to.needed(line, column)
    return {key: line.values.get(column) for key, column in LABELS.items()}


# --- what is asked


def _sections(to: Recorder) -> list[Record]:
    lines = to.lines("sections")
    names = {line.values.get("name", ""): line for line in lines}
    by_section = to.joined("questions", "section", names, "sections")
    parts = _Parts(to)
    sections = []
    for number, line in enumerate(lines):
        path = f"sections[{number}]"
        section = to.record(SECTIONS, line, path)
        to.places[f"{path}.questions"] = line.cell("name")
        # The lines of a name that is there twice belong to the first of the two.
        asked = by_section.pop(line.values.get("name", ""), [])
        section["questions"] = [
            parts.question(question, f"{path}.questions[{place}]")
            for place, question in enumerate(asked)
        ]
        sections.append(section)
    to.once(lines, "name")
    to.once(to.lines("questions"), "name")
    return sections


class _Parts:
    """What belongs to questions and stands in sheets of its own."""

    def __init__(self, to: Recorder) -> None:
        self.to = to
        questions = to.lines("questions")
        names = {line.values.get("name", ""): line for line in questions}
        lists = {line.values.get("list_name", ""): line for line in questions}
        self.options = to.joined("options", "list_name", lists, "questions")
        self.rows = to.joined("rows", "question", names, "questions")
        self.bands = to.joined("bands", "question", names, "questions")
        self.named = {ln.values.get("list_name") for ln in to.lines("options")}

    def question(self, line: Line, path: str) -> Record:
        """A question with its options, rows and bands."""
        to, code = self.to, line.values.get("name", "")
        record = to.record(QUESTIONS, line, path)
        chosen = line.values.get("list_name")
        to.places[f"{path}.options"] = line.cell("list_name")
        if chosen is not None and chosen not in self.named:
            to.unknown(line, "list_name", chosen, "options")
        elif chosen is not None:
            options = self.options.get(chosen, [])
            record["options"] = [
                to.record(OPTIONS, option, f"{path}.options[{place}]")
                for place, option in enumerate(options)
            ]
        if rows := self.rows.pop(code, []):
            record["rows"] = [
                to.record(ROWS, row, f"{path}.rows[{place}]")
                for place, row in enumerate(rows)
            ]
        if bands := self.bands.pop(code, []):
            record.setdefault("score", {})["bands"] = [
                to.record(BANDS, band, f"{path}.score.bands[{place}]")
                for place, band in enumerate(bands)
            ]
        return record


# --- what is checked and where it comes from


def _externals(to: Recorder) -> list[Record]:
    heads = [line for line in to.lines("facts") if "option" not in line.values]
    names = {line.values.get("name", ""): number for number, line in enumerate(heads)}
    to.once(heads, "name")
    found = []
    for number, line in enumerate(heads):
        path = f"externals[{number}]"
        record = to.record(FACTS, line, path)
        record |= {"code": line.values.get("name"), "options": []}
        to.places |= {f"{path}.{key}": line.cell("name") for key in ("code", "options")}
        found.append(record)
    for name, lines in to.joined("facts", "name", names, "facts").items():
        path = f"externals[{names[name]}]"
        options = [line for line in lines if "option" in line.values]
        for place, line in enumerate(options):
            option = to.record(FACTS, line, f"{path}.options[{place}]")
            to.places[f"{path}.options[{place}].code"] = line.cell("option")
            found[names[name]]["options"].append(
                {"code": line.values["option"], **option}
            )
    return found


def _sources(to: Recorder) -> Record:
    return {
        name: {
            key: value
            for key, value in to.record(SOURCES, line, f"sources.{name}").items()
            if key != "code"
        }
        for name, line in _named(to, "sources").items()
    }


def _proofs(to: Recorder) -> Record:
    lines = _named(to, "proofs")
    for name, line in lines.items():
        to.places[f"proofs.{name}"] = line.cell("name")
    return {name: _text(to, line, f"proofs.{name}") for name, line in lines.items()}


def _named(to: Recorder, sheet: str) -> Mapping[str, Line]:
    lines = to.lines(sheet)
    for line in lines:
        if "name" not in line.values:
            to.needed(line, "name")
    to.once(lines, "name")
    return {ln.values["name"]: ln for ln in lines if "name" in ln.values}


def _concordance(to: Recorder) -> list[Record]:
    found = []
    for number, line in enumerate(to.lines("concordance")):
        found.append(to.record(CONCORDANCE, line, f"concordance.codes[{number}]"))
    return found


def _priorities(to: Recorder) -> Record:
    found: Record = {"inputs": [], "horizons": [], "best": {}}
    for line in to.lines("priorities"):
        word, name = line.values.get("type"), line.values.get("name")
        if word == "best" and name is not None:
            found["best"][name] = line.values.get("score")
            to.places[f"priorities.best.{name}"] = line.cell("score")
        elif word == "distance":
            found["distance"] = _priority(to, line, "priorities.distance")
        elif word in ("input", "horizon"):
            listed = found[f"{word}s"]
            path = f"priorities.{word}s[{len(listed)}]"
            listed.append(_priority(to, line, path))
        else:
            to.found.wrong(
                line.cell("type"),
                gettext_noop("A line of this sheet has a type and a name."),
                gettext_noop("input, distance, horizon or best"),
            )
    return found


def _priority(to: Recorder, line: Line, path: str) -> Record:
    record = to.record(PRIORITIES, line, path)
    to.places[f"{path}.code"] = line.cell("name")
    return {"code": line.values.get("name"), **record}
