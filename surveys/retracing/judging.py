"""Levels and checks as rows of a table: what each needs, and whether it is met."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.explaining.demands import test_words
from surveys.explaining.needs import seen_value
from surveys.explaining.outline import CLASSES
from surveys.explaining.results import check_words, level_words
from surveys.explaining.words import worded
from surveys.retracing.calculating import node_rows, root_row
from surveys.retracing.legs import Leg
from surveys.retracing.testing import counted, counted_row, reaches, truth_of
from surveys.scoring import CheckResult, Lane, LevelResult, Owner, Verdict, exact
from surveys.scoring.conditions import (
    All,
    Condition,
    Either,
    Not,
    Situation,
    Test,
    Truth,
)
from surveys.sheets.results import Column, Row, Table
from surveys.sheets.results.expressions import At, Expression, call, compare, part, when

HALF = "0.5"
"""What stands for "not known" between 0 and 1: then "and" is the least and "or" the
greatest of the parts (Kleene's logic in three values)."""
HALVES = {True: 1.0, False: 0.0, None: 0.5}
VERDICTS = {Verdict.PASS: 1.0, Verdict.FAIL: 0.0, Verdict.UNKNOWN: 0.5}
Cells = dict[str, str | int | float | Expression | None]


def checks_table(leg: Leg, name: str, title: str) -> Table:
    """The levels, lowest first, then the checks, each followed by what it needs."""
    rows = _Rows(leg)
    return Table(
        key=leg.checks,
        title=title,
        name=name,
        about=_(
            "Every level and check with what it needs. What no formula can compute,"
            " such as a fact that an official recorded, stands there as a fixed value."
        ),
        columns=_columns(),
        rows=(*rows.levels(), *rows.checks()),
        frozen="title",
        indented="title",
        judged="agrees",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("kind", _("Kind"), "words", 14),
        Column("code", pgettext("of a question or indicator", "Code"), "code", 24),
        Column("title", _("Title, or what is needed"), "words", 58),
        Column("seen", _("What the platform saw"), "words", 26),
        Column("formula", _("By formula"), "truth", 12),
        Column("stored", _("On the platform"), "truth", 12),
        Column("agrees", _("Agrees"), "agrees", 10),
        Column("words", _("In words"), "words", 60),
    )


@dataclass(slots=True)
class _Rows:
    """Rows in the making; the tests of a condition get numbers one after another."""

    leg: Leg
    situation: Situation = field(init=False)
    nodes: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.situation = self.leg.situation()
        self.nodes = node_rows(self.leg)

    def _cell(self, key: str, column: str = "formula") -> At:
        return At(self.leg.checks, key, column)

    def _compared(self, key: str, cells: Cells) -> Cells:
        same = compare(self._cell(key), "=", self._cell(key, "stored"))
        return cells | {"agrees": when(same, 1, 0)}

    # --- levels

    def levels(self) -> Iterator[Row]:
        """Every level: its own needs are met, and so is every level below."""
        verdicts = {c.check.code: c.verdict for c in self.leg.evaluation.checks}
        self.situation.verdicts = {
            code: self._hoped(code, verdict) for code, verdict in verdicts.items()
        }
        below: list[At] = []
        for result in self.leg.evaluation.levels:
            key = f"level:{result.level.code}"
            tests = list(self._tests(key, result.level.needs))
            met = compare(self._whole(key, result.level.needs), "=", 1)
            reached = call("AND", met, *(compare(cell, "=", 1) for cell in below))
            yield self._level(key, result, when(reached, 1, 0))
            yield from tests
            below.append(self._cell(key))

    def _hoped(self, code: str, verdict: Verdict) -> bool | None:
        """What is open with an official holds up no level yet."""
        if verdict is Verdict.UNKNOWN and self._open(code):
            return True
        return {Verdict.PASS: True, Verdict.FAIL: False}.get(verdict)

    def _open(self, code: str) -> bool:
        owners = {check.code: check.owner for check in self.leg.scheme.checks}
        official = owners[code] is not Owner.ENTERPRISE
        return official and self.leg.evaluation.lane is Lane.CLAIMED

    def _level(self, key: str, result: LevelResult, formula: Expression) -> Row:
        cells: Cells = {
            "kind": _("Level"),
            "code": result.level.code,
            "title": worded(result.level.title),
            "formula": formula,
            "stored": int(result.reached),
            "words": level_words(result),
        }
        return Row(key, self._compared(key, cells), strong=True)

    # --- checks

    def checks(self) -> Iterator[Row]:
        """Every check with its verdict."""
        for result in self.leg.evaluation.checks:
            check = result.check
            key = f"check:{check.code}"
            yield self._check(key, result)
            yield from self._tests(key, check.test)

    def _check(self, key: str, result: CheckResult) -> Row:
        check = result.check
        cells: Cells = {
            "kind": str(CLASSES[check.kind]),
            "code": check.code,
            "title": worded(check.title),
            "formula": self._whole(key, check.test),
            "stored": VERDICTS[result.verdict],
            "words": check_words(result),
        }
        return Row(key, self._compared(key, cells), strong=True)

    # --- conditions

    def _whole(self, key: str, condition: Condition) -> Expression:
        """A condition by formula, from the rows of its tests."""
        numbers = iter(range(len(list(condition.tests()))))
        return self._part(key, condition, numbers)

    def _part(
        self, key: str, condition: Condition, numbers: Iterator[int]
    ) -> Expression:
        if isinstance(condition, All | Either):
            name = "MIN" if isinstance(condition, All) else "MAX"
            return call(name, *(self._part(key, p, numbers) for p in condition.parts))
        if isinstance(condition, Not):
            return part(1) - self._part(key, condition.part, numbers)
        return self._cell(f"{key}/{next(numbers)}")

    def _tests(self, key: str, condition: Condition) -> Iterator[Row]:
        for number, test in enumerate(condition.tests()):
            own = f"{key}/{number}"
            truth = test.truth(self.situation)
            seen = test.seen(self.situation)
            cells: Cells = {
                "code": test.code if "/" not in test.code else "",
                "title": test_words(test),
                "seen": "" if seen.actual is None else seen_value(seen),
                "formula": self._formula(own, test, truth),
                "stored": HALVES[truth],
            }
            yield Row(own, self._compared(own, cells), depth=1)
            if test.source == "count":
                yield from self._counted(own, test)

    def _counted(self, key: str, test: Test) -> Iterator[Row]:
        """A row for each question that a test counts."""
        edge = exact(test.edge)
        for code in test.code.split("/"):
            question = self.leg.scheme.questions[code]
            cells: Cells = {
                "code": code,
                "title": worded(question.title),
                "formula": reaches(question, edge, self.leg),
            }
            yield Row(counted_row(key, code), cells, depth=2)

    def _formula(self, key: str, test: Test, truth: Truth) -> Expression | float:
        if test.source == "check":
            return self._hoped_formula(test.code)
        if test.source == "count":
            return counted(test, key, self.leg)
        score = None
        if test.source in ("node", "score"):
            row = self.nodes[test.code] if test.code else root_row(self.leg)
            score = At(self.leg.calculation, row, "points")
        found = truth_of(test, score, self.leg)
        return HALVES[truth] if found is None else found

    def _hoped_formula(self, code: str) -> Expression:
        verdict = self._cell(f"check:{code}")
        if not self._open(code):
            return verdict
        return when(compare(verdict, "=", HALF), 1, verdict)
