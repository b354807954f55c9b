"""Casts the demo: whose accounts are printed, and which course each response takes."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random

from assessment.demo.answering import respondent
from assessment.demo.calendar import Period
from assessment.demo.materials import SEED, dice, table
from assessment.demo.spread import Planned, PlannedUnit

# Shares of the enterprises, or of those that a step reaches.
TAKES_PART = 0.93
LEFT_UNFINISHED = 0.03
WITHDRAWN = 0.01
RETURNED = 0.06
CORRECTED = 0.08
LISTED = 0.01
WITH_PAPERS = 0.06
# Of the open round: drafts, and beside them what has been handed in already.
DRAFTS, HANDED_IN = 0.33, 0.12
DRAFTS_IN_SHOWN, HANDED_IN_SHOWN = 0.3, 0.34
OPEN_ENDS = {"returned": 8, "recommended": 10, "decided": 18, "submitted": 64}
SMALL = 20  # enterprises of a cluster; in such a one everybody files workshops
# Who has a factory files it before any workshop, or once a workshop is recognised.
FACTORY_FIRST, FACTORY_THEN = 0.3, 0.6
PAPERS_SHOWN, PAPERS_OPEN, PAPERS = 5, 2, 3
TOGETHER = timedelta(days=3)


class End(StrEnum):
    """How far a response comes in its round."""

    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Course:
    """How one response goes: `share` of its answers is given, `papers` are added.

    `returned` ones are mended and handed in again; of `corrected` ones the reviewer
    puts an answer right; `listed` enterprises stand on the credit list. `cast` is the
    unit where a scene needs a certain one; else the enterprise chooses. `dated` papers
    say what they cover and who issued them.
    """

    period: Period
    end: End
    share: float = 1.0
    papers: int = 0
    returned: bool = False
    corrected: bool = False
    listed: bool = False
    cast: PlannedUnit | None = None
    dated: bool = False


def shown(planned: Sequence[Planned]) -> Planned:
    """The enterprise whose accounts are printed.

    As far as there is one: it misses the stage in 2025 and reaches it in 2026, has a
    second workshop, and its region and its cluster are those with the most enterprises.
    """
    regions = Counter(who.later_region for who in planned)
    clusters = Counter(who.cluster for who in planned)

    def rank(who: Planned) -> tuple[bool, bool, bool, int, int, float]:
        first, *others = who.units
        later = respondent(who, first, 2026).ready
        grows = later and not respondent(who, first, 2025).ready
        second = any(unit.kind == "workshop" for unit in others)
        crowd = regions[who.later_region], clusters[who.cluster]
        return later, grows, second, *crowd, who.maturity

    return max(planned, key=rank)


def course(who: Planned, period: Period, star: Planned) -> Course | None:
    """The course of what an enterprise files in a round; None where it files nothing.

    `star` is the enterprise whose accounts are printed.
    """
    source = dice(SEED, who.uscc, period.year, "course")
    if who == star:
        return _of_star(period)
    if not period.finished:
        return _in_open_round(period, source, beside=_neighbours(who, star))
    small = _is_small(who.cluster)
    if source.random() > TAKES_PART and not small:
        return None
    return _in_finished_round(period, source, to_the_end=small)


def _is_small(cluster: str) -> bool:
    """Whether figures on a cluster need every one of its enterprises."""
    rows = table("city")["clusters"]
    count: int = next(row["enterprises"] for row in rows if row["code"] == cluster)
    return count < SMALL


def _of_star(period: Period) -> Course:
    if period.finished:
        return Course(period, End.DECIDED, papers=PAPERS_SHOWN, dated=True)
    # In the last days, colleagues go on with it together.
    first, last = period.filling
    begun = replace(period, filling=(first, last - TOGETHER))
    return Course(begun, End.DRAFT, share=0.5, papers=PAPERS_OPEN, dated=True)


def _neighbours(who: Planned, star: Planned) -> bool:
    return who.later_region == star.later_region


def _in_finished_round(period: Period, source: Random, *, to_the_end: bool) -> Course:
    fate = 1.0 if to_the_end else source.random()
    if fate < LEFT_UNFINISHED:
        return Course(period, End.DRAFT, share=source.uniform(0.2, 0.9))
    if fate < LEFT_UNFINISHED + WITHDRAWN:
        return Course(period, End.WITHDRAWN, share=source.uniform(0.2, 0.9))
    return Course(
        period,
        End.DECIDED,
        papers=PAPERS * (source.random() < WITH_PAPERS),
        returned=source.random() < RETURNED,
        corrected=source.random() < CORRECTED,
        listed=source.random() < LISTED,
    )


def _in_open_round(period: Period, source: Random, *, beside: bool) -> Course | None:
    drafts, handed_in = (
        (DRAFTS_IN_SHOWN, HANDED_IN_SHOWN) if beside else (DRAFTS, HANDED_IN)
    )
    fate = source.random()
    draft = Course(period, End.DRAFT, share=source.uniform(0.05, 1))
    end = End(source.choices(list(OPEN_ENDS), list(OPEN_ENDS.values()))[0])
    corrected = source.random() < CORRECTED
    if fate < handed_in:
        return replace(
            draft, end=end, share=1.0, papers=PAPERS_OPEN, corrected=corrected
        )
    return draft if fate < handed_in + drafts else None


def choose(
    who: Planned, held: Collection[PlannedUnit], star: Planned
) -> PlannedUnit | None:
    """The unit that an enterprise files next, one in a round; none where all hold the
    title."""
    left = [unit for unit in who.units if unit not in held]
    first = FACTORY_THEN if held else FACTORY_FIRST
    workshops = who == star or _is_small(who.cluster)
    factory = not workshops and dice(SEED, who.uscc, "factory").random() < first
    left.sort(key=lambda unit: (unit.kind == "factory") != factory)
    return left[0] if left else None
