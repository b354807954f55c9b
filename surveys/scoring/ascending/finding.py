"""The way up: the smallest set of changes that reaches the next level.

"Smallest" means the least sum of costs of the answers that change (1 each unless told
otherwise), and of those the fewest rungs climbed. Searching is exact (searching.py);
where a scheme is too large for it, the way says that it is not proven.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from surveys.scoring.ascending.aiming import level_goal
from surveys.scoring.ascending.folding import Move
from surveys.scoring.ascending.hindering import Obstacle, obstacles
from surveys.scoring.ascending.searching import Case, Search
from surveys.scoring.ascending.stepping import Stand, Stepper
from surveys.scoring.evaluation import evaluate
from surveys.scoring.exact import ZERO
from surveys.scoring.results import Answer, Evaluation, Lane
from surveys.scoring.scheme import Level, Scheme

NOTHING: Mapping[str, Fraction] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """One answer to change. before: None where it is unanswered; after: where one
    stands with this change and those before it made."""

    code: str
    before: Any
    value: Any
    rungs: int
    cost: Fraction
    after: Stand


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a level. level: None where there is none above. because: why there is
    no way; where no need stands out, all that are not met together. proven: that no
    way is cheaper, or that there is none. labels: how much was looked at."""

    reachable: bool
    level: str | None
    now: Stand
    changes: tuple[Change, ...]
    cost: Fraction
    because: tuple[Obstacle, ...]
    proven: bool = True
    labels: int = 0


def way_up(  # noqa: PLR0913  # what an evaluation takes, and what is wished
    scheme: Scheme,
    answers: Mapping[str, Answer],
    facts: Mapping[str, Any],
    *,
    lane: Lane = Lane.CLAIMED,
    accepted: frozenset[str] = frozenset(),
    costs: Mapping[str, Fraction] = NOTHING,
    ruled_out: frozenset[str] = frozenset(),
    level: str | None = None,
) -> Way:
    """The cheapest way from these answers to a level, by default the next one.

    answers, facts, lane, accepted: as `evaluate` takes them. costs: of changing the
    answer to a question, not below 0, by default 1. ruled_out: codes of questions
    whose answers are to stay. Facts, dates and texts cannot be changed, nor what does
    not apply; checks that wait for an official count as hoped for. Raises KeyError for
    an unknown level and ValueError for a cost below 0.
    """
    case = Case(scheme, answers, facts, lane, accepted, costs, ruled_out)
    target = _target(case, level)
    if target is None:
        now = Stepper(case, ()).stand(())
        return Way(
            reachable=False, level=None, now=now, changes=(), cost=ZERO, because=()
        )
    climbed = tuple(one for one in scheme.levels if one.order <= target.order)
    return _way(case, climbed)


def _target(case: Case, code: str | None) -> Level | None:
    """The level of that code, or the next one to reach."""
    levels = case.scheme.levels
    if code is not None:
        return {level.code: level for level in levels}[code]
    now = _evaluated(case, ())
    left = (result.level for result in now.levels if not result.reached)
    return next(left, None)


def _way(case: Case, climbed: tuple[Level, ...]) -> Way:
    search, target = Search(case, level_goal(case.aim, climbed)), climbed[-1]
    found = search.run()
    if found.moves is not None and not _reaches(case, found.moves, target):
        found = search.by_trying()  # never seen, but `evaluate` has the last word
    stepper = Stepper(case, climbed)
    changes = tuple(
        _change(case, move, after) for move, after in stepper.steps(found.moves or ())
    )
    return Way(
        reachable=found.moves is not None,
        level=target.code,
        now=stepper.stand(()),
        changes=changes,
        cost=sum((change.cost for change in changes), ZERO),
        because=() if found.moves is not None else tuple(obstacles(case, climbed)),
        proven=found.proven,
        labels=found.labels,
    )


def _evaluated(case: Case, moves: Sequence[Move]) -> Evaluation:
    answers, lane = case.changed(moves), case.lane
    return evaluate(case.scheme, answers, case.facts, lane=lane, accepted=case.accepted)


def _reaches(case: Case, moves: Sequence[Move], target: Level) -> bool:
    results = _evaluated(case, moves).levels
    return any(result.level is target and result.reached for result in results)


def _change(case: Case, move: Move, after: Stand) -> Change:
    answer, code = case.answers.get(move.code), move.code
    before = None if answer is None else answer.value
    return Change(code, before, move.value, move.rungs, case.cost(code), after)
