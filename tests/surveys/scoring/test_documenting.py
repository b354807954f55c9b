"""An evaluation as a document: whole, plain, exact."""

import json

from surveys.scoring import Answer, as_document, canonical, compile_scheme, evaluate
from surveys.scoring.scheme import PERCENT
from tests.small_edition import text
from tests.surveys.scoring import documents as make

BOTH = {"zh": PERCENT.zh, "en": PERCENT.en}


def test_document():
    document = make.edition(
        make.percent("p", "0", "90"),
        checks=[make.check("C", {"answer": "p", "op": ">=", "value": "60"})],
        levels=[make.level("L", 1, {"check": "C"})],
    )
    found = evaluate(compile_scheme(document), {"p": Answer("30")}, {})
    made = as_document(found)
    question = {
        "code": "p",
        "kind": "question",
        "title": text("p"),
        "aggregate": None,
        "weight": "1",
        "base_weight": "1",
        "score": "33.333333333333",
        "state": "answered",
        "measure": "30",
        "children": [],
        "message": "question.linear",
        "params": {
            "score": "33.333333333333",
            "measure": "30",
            "lo": "0",
            "hi": "90",
            "unit": BOTH,
        },
    }
    root = {
        "code": "total",
        "kind": "node",
        "title": text("total"),
        "aggregate": "weighted_mean",
        "weight": "1",
        "base_weight": "1",
        "score": "33.333333333333",
        "state": "answered",
        "measure": None,
        "children": [question],
        "message": "node.weighted_mean",
        "params": {"score": "33.333333333333", "applicable": "1"},
    }
    seen = {
        "source": "answer",
        "code": "p",
        "title": text("p"),
        "actual": "30",
        "op": ">=",
        "wanted": "60",
        "unit": BOTH,
        "labels": {},
        "met": False,
    }
    assert made == {
        "engine": "1",
        "lane": "claimed",
        "score": "33.333333333333",
        "level": None,
        "outcome": "not_reached",
        "open_checks": 0,
        "root": root,
        "indices": [],
        "states": {"p": "answered"},
        "checks": [
            {
                "code": "C",
                "verdict": "fail",
                "actual": [seen],
                "message": "check.fail",
                "params": {"title": text("C")},
            }
        ],
        "levels": [
            {
                "code": "L",
                "reached": False,
                "blocked_by": ["C"],
                "open": [],
                "shortfalls": [],
                "waits_for": None,
                "message": "level.blocked",
                "params": {"title": text("L"), "checks": ["C"], "found": 0},
            }
        ],
    }
    assert json.loads(canonical(made)) == made
