"""A small edition with every kind of check, for tests that need no real one."""

from typing import Any


def text(english: str) -> dict[str, str]:
    """A text in both languages; the Chinese one is marked as such."""
    return {"zh": f"中文:{english}", "en": english}


def question(code: str, kind: str, **more: Any) -> dict[str, Any]:
    """A question with the texts that every question has."""
    return {
        "code": code,
        "kind": kind,
        "title": text(code.replace("_", " ").capitalize()),
        "help": text(f"What {code} means"),
        "proof": text(f"What proves {code}"),
        "proofs": ["ledger"],
        "required": True,
        "allow_na": False,
    } | more


def option(code: str, points: str) -> dict[str, Any]:
    """One option of a choice."""
    return {"code": code, "title": text(code), "points": points}


def document(code: str = "digital_workshop", label: str = "2023") -> dict[str, Any]:
    """The edition: two sections, two nodes, three checks, one level."""
    return {
        "format": "dengta.edition/1",
        "questionnaire": code,
        "edition": label,
        "stage": code,
        "unit": "workshop",
        "title": text("Small edition"),
        "intro": text("For tests"),
        "minutes": 5,
        "decimals": 1,
        "unanswered": "zero",
        "applicable_floor": "0.6",
        "sources": {
            "S19": {"title": text("Notice"), "year": "2023", "official": True},
            "PLATFORM": {"title": text("Platform default"), "official": False},
        },
        "proofs": {"ledger": text("Equipment ledger")},
        "sections": [
            {
                "code": "project",
                "title": text("Project"),
                "intro": text("The project"),
                "questions": [
                    question(
                        "project_investment",
                        "number",
                        unit=text("10,000 CNY"),
                        decimals=0,
                        min="0",
                    ),
                    question("remarks", "text", required=False),
                ],
            },
            {
                "code": "equipment",
                "title": text("Equipment"),
                "intro": text("The equipment"),
                "questions": [
                    question(
                        "nc_equipment_rate",
                        "ratio",
                        numerator=text("NC machines"),
                        denominator=text("All machines"),
                        unit=text("machines"),
                        decimals=0,
                        min="0",
                        max="100",
                        score={"kind": "linear", "lo": "0", "hi": "60"},
                    ),
                    question(
                        "mes",
                        "single",
                        options=[option("none", "0"), option("full", "100")],
                        score={"kind": "points"},
                        allow_na=True,
                    ),
                    question(
                        "mes_vendor",
                        "text",
                        required=False,
                        relevant={"answer": "mes", "op": "==", "value": "full"},
                    ),
                ],
            },
        ],
        "root": {
            "code": "total",
            "title": text("Total"),
            "aggregate": "weighted_mean",
            "children": [
                {
                    "weight": "1",
                    "weight_source": "PLATFORM",
                    "node": {
                        "code": "equipment",
                        "title": text("Equipment"),
                        "aggregate": "weighted_mean",
                        "children": [
                            {"weight": "1", "question": "nc_equipment_rate"},
                            {"weight": "1", "question": "mes"},
                        ],
                    },
                }
            ],
        },
        "externals": [
            {
                "code": "credit_list",
                "title": text("Credit list"),
                "help": text("Look it up"),
                "options": [
                    {"code": "clear", "title": text("Clear")},
                    {"code": "listed", "title": text("Listed")},
                ],
            }
        ],
        "checks": [
            {
                "code": "DW-NC",
                "class": "criterion",
                "effect": "veto",
                "owner": "enterprise",
                "blocking": True,
                "title": text("Share of NC machines"),
                "test": {"answer": "nc_equipment_rate", "op": ">=", "value": "60"},
                "vintage": "2023",
                "sources": ["S19"],
                "confidence": "high",
            },
            {
                "code": "G-CREDIT",
                "class": "gate",
                "effect": "veto",
                "owner": "official",
                "blocking": True,
                "title": text("Not on the credit list"),
                "test": {"external": "credit_list", "op": "==", "value": "clear"},
                "vintage": "2023",
                "sources": ["S19"],
                "confidence": "high",
            },
            {
                "code": "DW-MES",
                "class": "criterion",
                "effect": "veto",
                "owner": "enterprise",
                "blocking": False,
                "title": text("Execution system"),
                "test": {"answer": "mes", "op": "==", "value": "full"},
                "vintage": "2018",
                "sources": ["S19"],
                "confidence": "medium",
            },
        ],
        "levels": [
            {
                "code": code,
                "title": text("Digital workshop"),
                "order": 1,
                "needs": {"all": [{"check": "DW-NC"}, {"check": "G-CREDIT"}]},
            }
        ],
    }
