"""Climbs the levels one by one and says what blocks each."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from surveys.scoring.conditions import Situation, Test, Truth
from surveys.scoring.results import CheckResult, LevelResult, Params, Verdict
from surveys.scoring.scheme import Level

TRUTHS: dict[Verdict, Truth] = {
    Verdict.PASS: True,
    Verdict.FAIL: False,
    Verdict.UNKNOWN: None,
}


class Step(NamedTuple):
    """A level. met: its own needs are; reached: so is every level below it; open: the
    official checks it waits for; missed: the lowest level below that is not reached."""

    level: Level
    met: bool
    reached: bool
    open: tuple[str, ...]
    missed: Level | None


def climb(
    levels: tuple[Level, ...], checks: tuple[CheckResult, ...], situation: Situation
) -> tuple[LevelResult, ...]:
    """The result of every level, lowest first. A check that waits for an official
    (message "check.open") blocks nothing yet; what it holds up is in `open`."""
    known = {result.check.code: TRUTHS[result.verdict] for result in checks}
    waiting = {r.check.code for r in checks if r.message == "check.open"}
    steps = tuple(climbed(levels, known, waiting, situation))
    return tuple(_level(step, situation) for step in steps)


def climbed(
    levels: tuple[Level, ...],
    known: Mapping[str, Truth],
    waiting: Collection[str],
    situation: Situation,
) -> Iterator[Step]:
    """The steps, lowest first, from the truths of the checks and the codes of those
    that wait for an official. Leaves the situation as if these had passed."""
    hoped = {**known, **dict.fromkeys(waiting, True)}
    missed: Level | None = None
    for level in levels:
        still_open = _held_up(level, known, waiting, situation) if waiting else ()
        situation.verdicts = hoped
        met = level.needs.truth(situation) is True
        step = Step(level, met, met and missed is None, still_open, missed)
        missed = missed or (None if step.reached else level)
        yield step
    situation.verdicts = hoped


def _held_up(
    level: Level,
    known: Mapping[str, Truth],
    waiting: Collection[str],
    situation: Situation,
) -> tuple[str, ...]:
    situation.verdicts = known
    unmet = _codes(level.needs.unmet(situation))
    return tuple(code for code in unmet if code in waiting)


def _codes(tests: Iterable[Test]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test.code for test in tests if test.source == "check"))


def _level(step: Step, situation: Situation) -> LevelResult:
    level = step.level
    unmet = () if step.met else tuple(level.needs.unmet(situation))
    blocked = _codes(unmet)
    short = tuple(t.seen(situation) for t in unmet if t.source != "check")
    if not step.met:
        message = "level.blocked"
        params: Params = {"checks": blocked, "found": len(short)}
    else:
        message, params = _passed(step.open, step.missed)
    return LevelResult(
        level,
        step.reached,
        blocked,
        step.open,
        short,
        step.missed.code if step.missed else None,
        message,
        {"title": level.title, **params},
    )


def _passed(still_open: tuple[str, ...], missed: Level | None) -> tuple[str, Params]:
    if missed is not None:
        return "level.climb", {"level": missed.title}
    if still_open:
        return "level.reached_open", {"open": len(still_open)}
    return "level.reached", {}
