"""Climbs the levels one by one and says what blocks each."""

from surveys.scoring.conditions import Situation, Test, Truth
from surveys.scoring.results import CheckResult, LevelResult, Params, Verdict
from surveys.scoring.scheme import Level

TRUTHS: dict[Verdict, Truth] = {
    Verdict.PASS: True,
    Verdict.FAIL: False,
    Verdict.UNKNOWN: None,
}


def climb(
    levels: tuple[Level, ...], checks: tuple[CheckResult, ...], situation: Situation
) -> tuple[LevelResult, ...]:
    """The result of every level, lowest first. A check that waits for an official
    (message "check.open") blocks nothing yet; what it holds up is in `open`."""
    known = {result.check.code: TRUTHS[result.verdict] for result in checks}
    waiting = {r.check.code for r in checks if r.message == "check.open"}
    hoped = known | dict.fromkeys(waiting, True)
    results: list[LevelResult] = []
    missed: Level | None = None
    for level in levels:
        situation.verdicts = known
        held_up = _codes(_unmet(level, situation))
        situation.verdicts = hoped
        still_open = tuple(code for code in held_up if code in waiting)
        result = _level(level, still_open, missed, situation)
        missed = missed or (None if result.reached else level)
        results.append(result)
    return tuple(results)


def _unmet(level: Level, situation: Situation) -> tuple[Test, ...]:
    return tuple(level.needs.unmet(situation))


def _codes(tests: tuple[Test, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test.code for test in tests if test.source == "check"))


def _level(
    level: Level,
    still_open: tuple[str, ...],
    missed: Level | None,
    situation: Situation,
) -> LevelResult:
    met = level.needs.truth(situation) is True
    unmet = () if met else _unmet(level, situation)
    blocked = _codes(unmet)
    short = tuple(t.seen(situation) for t in unmet if t.source != "check")
    if not met:
        message = "level.blocked"
        params: Params = {"checks": blocked, "found": len(short)}
    else:
        message, params = _passed(still_open, missed)
    return LevelResult(
        level,
        met and missed is None,
        blocked,
        still_open,
        short,
        missed.code if missed else None,
        message,
        {"title": level.title, **params},
    )


def _passed(still_open: tuple[str, ...], missed: Level | None) -> tuple[str, Params]:
    if missed is not None:
        return "level.climb", {"level": missed.title}
    if still_open:
        return "level.reached_open", {"open": len(still_open)}
    return "level.reached", {}
