"""An edition with every key of the format, and how to change cells of a workbook."""

import io
from typing import Any

import openpyxl

from surveys.sheets.editions import write_edition
from tests.small_edition import document, question, text


def fullest() -> dict[str, Any]:
    """Every key of the format; not an edition that makes sense."""
    full = document()
    full |= {
        "indices": [_index(), _carry()],
        "profile": ["equipment", "spread"],
        "concordance": {
            "edition": "2022",
            "codes": [
                {"old": "a", "new": "mes", "options": {"x": "none"}, "note": text("n")},
                {"old": "b", "new": None},
                {"old": "c"},
                {"old": "d", "new": "remarks", "options": {}},
            ],
        },
        "priorities": {
            "inputs": [{"code": "cost", "title": text("Cost")}],
            "distance": {"code": "near", "title": text("Near")},
            "best": {"equipment": "98.50"},
            "horizons": [
                {
                    "code": "year",
                    "title": text("Year"),
                    "weights": {"cost": "30", "near": "70.0"},
                }
            ],
        },
    }
    full["root"] |= {"data_threshold": "0.8", "weights_total": "1"}
    full["sections"].append(
        {"code": "more", "title": text("More"), "questions": list(_questions())}
    )
    full["checks"].append(_check())
    full["levels"][0] |= {"sources": [], "vintage": "2023", "note": text("Note")}
    full["externals"][0]["options"][0]["help"] = text("Clear")
    return full


def _index() -> dict[str, Any]:
    looked_up = {
        "code": "looked_up",
        "title": text("Looked up"),
        "aggregate": "lookup",
        "fact": "levels.cmmm",
        "points": [{"from": "1", "points": "25"}, {"from": "2.50", "points": "100"}],
    }
    power = {
        "code": "power",
        "title": text("Power"),
        "aggregate": "power",
        "p": "-1.5",
        "children": [{"weight": "0.10", "question": "mes", "weight_source": "S19"}],
    }
    return {
        "code": "spread",
        "title": text("Spread"),
        "aggregate": "count",
        "reaches": "60",
        "children": [
            {"weight": "2", "node": looked_up},
            {"weight": "3", "node": power},
        ],
    }


def _carry() -> dict[str, Any]:
    return {
        "code": "maturity",
        "title": text("Maturity"),
        "aggregate": "carry",
        "reaches": "80",
        "levels": 5,
        "children": [{"level": 2, "question": "mes"}, {"question": "mes_vendor"}],
    }


def _questions():
    bands = [
        {"to": "10", "points": "0", "code": "A"},
        {
            "from": "10",
            "from_included": False,
            "to": "20.0",
            "to_included": True,
            "points": "25",
        },
    ]
    target = {"kind": "target", "target": "95", "reach": "20", "beyond": "full"}
    ladder = [{"code": str(n), "title": text(f"Level {n}")} for n in range(5)]
    yield question("banded", "percent", score={"kind": "bands", "bands": bands})
    yield question("aimed", "number", score={**target, "side": "above", "note": "n"})
    yield question("ladder", "scene", options=ladder, unit="%", decimals=0)
    yield question(
        "several",
        "multiple",
        options=[
            {"code": "1.10", "title": text("=1+1"), "points": "0.10"},
            {"code": "007", "title": text("-"), "points": "5", "help": text("+")},
        ],
        exclusive="007",
        cap="90",
        score={"kind": "points", "note": text("Points")},
        sources=["S19", "PLATFORM"],
        vintage="before 2020",
        confidence="low",
        note=text("Note"),
        scoring_note=text("In words"),
        threshold={"value": "≥ 5", "unit": "%", "check": "DW-NC"},
    )
    rows = [{"code": "r1", "title": text("Row 1")}, {"code": "2", "title": text("2")}]
    yield question("table", "matrix", options=ladder, rows=rows, proofs=[])
    yield question(
        "change",
        "pair",
        before=text("Before"),
        after=text("After"),
        better="lower",
        unit=text("t"),
        threshold={"value": "10", "unit": text("t")},
    )
    yield question("start", "date", min="2010-01-01", max="2030-12-31")


def _check() -> dict[str, Any]:
    counted = {"count": ["ladder", "mes"], "reaching": "2", "op": ">=", "value": "1"}
    return {
        "code": "EVERY",
        "class": "outcome",
        "owner": "official",
        "title": text("Every form of a condition"),
        "test": {
            "all": [
                {"any": [{"answer": "mes", "op": "answered"}]},
                {"not": {"all": [{"score": True, "op": "<", "value": "50.0"}]}},
                {"answer": "several", "op": "contains", "value": "007"},
                {"answer": "several", "op": "contains", "value": ["1.10"]},
                {"fact": "whole_machines", "op": "==", "value": True},
                {"fact": "size", "op": "in", "value": ["large", "it's"]},
                {"external": "credit_list", "op": "!=", "value": "listed"},
                {"months_between": ["start", "start"], "op": "<=", "value": "30"},
                {"node": "equipment", "op": ">", "value": "12.5"},
                {**counted, "title": text("A \"title\", with 'quotes'")},
                counted,
                {"all": []},
            ]
        },
    }


def changed(content: bytes, cells: dict[tuple[str, str, int], Any]) -> bytes:
    """A workbook with some cells changed: (sheet, name of the column, row) -> value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (name, column, row), value in cells.items():
        sheet = book[name]
        heads = [cell.value for cell in sheet[2]]
        sheet.cell(row, heads.index(column) + 1).value = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def small(language: str = "en") -> bytes:
    """The workbook of the small edition."""
    return write_edition(document(), language)
