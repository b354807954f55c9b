"""Reasons: why a unit stands higher or lower in one edition than in another, found in
two evaluations and said in words."""

from collections.abc import Iterator

from reports.findings import DOWN, Reason, Side
from surveys.scoring import Evaluation, LevelResult, decimal_text


def reasons(
    old: Evaluation, new: Evaluation, direction: int, level: str
) -> list[Reason]:
    """Why a unit moves: what blocks the lowest level it misses in the edition in which
    it stands lower, and what the other edition says of the same. `level` is where it
    stands in the other."""
    lower, other = (new, old) if direction == DOWN else (old, new)
    missed = next((r for r in lower.levels if not r.reached), None)
    known = {result.level.code for result in lower.levels}
    if missed is None or (level and level not in known):
        return [_reason("level", level, 0, direction, None, None)]
    found = [
        _reason("check", code, 0, direction, _side(lower, code), _side(other, code))
        for code in missed.blocked_by
    ]
    return found + list(_needs(missed, lower, other, direction))


def _reason(
    of: str, code: str, place: int, direction: int, low: Side | None, high: Side | None
) -> Reason:
    old, new = (high, low) if direction == DOWN else (low, high)
    return {"of": of, "code": code, "place": place, "old": old, "new": new}


def _side(evaluation: Evaluation, code: str) -> Side | None:
    for result in evaluation.checks:
        if result.check.code == code:
            return {
                "verdict": result.verdict.value,
                "actual": [seen.actual for seen in result.actual],
                "met": [seen.met for seen in result.actual],
            }
    return None


def _needs(
    missed: LevelResult, lower: Evaluation, other: Evaluation, direction: int
) -> Iterator[Reason]:
    """The needs of a level, other than checks, that are not met."""
    tests = list(missed.level.needs.tests())
    for seen in missed.shortfalls:
        for place, test in enumerate(tests):
            if (test.source, test.code, test.op, test.wanted) == (
                *(seen.source, seen.code, seen.op, seen.wanted),
            ):
                low: Side = {
                    "verdict": "unknown" if seen.met is None else "fail",
                    "actual": [seen.actual],
                    "met": [seen.met],
                }
                high = _scored(other, seen.source, seen.code)
                code = missed.level.code
                yield _reason("need", code, place, direction, low, high)
                break


def _scored(evaluation: Evaluation, source: str, code: str) -> Side | None:
    """The score that the other edition gives, whatever it needs."""
    scores = evaluation.scores() | {"": evaluation.score}
    key = "" if source == "score" else code
    if source not in {"score", "node"} or key not in scores:
        return None
    score = scores[key]
    actual = None if score is None else decimal_text(score)
    return {"verdict": "pass", "actual": [actual], "met": [None]}
