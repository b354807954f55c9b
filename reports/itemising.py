"""Every question with the distribution of its answers, small groups hidden."""

from collections.abc import Iterator, Sequence

import numpy as np

from reports.crossing import Units, alone, spots
from reports.figures import DoesNotAddUp
from reports.particulars import Option, Question, Spot
from reports.rereading import ANSWERED, STATES, Answers
from reports.statistics import HIDDEN, Flags, Ints, Summary
from surveys.scoring import Kind, Scheme, Section

Shown = int | None


def questions(
    scheme: Scheme, units: Units, answers: Sequence[Answers]
) -> tuple[Question, ...]:
    """Every question in the order asked, a matrix row by row, over the units that
    count; raises DoesNotAddUp."""
    sections = {
        q.code: section for section in scheme.sections for q in section.questions
    }
    return tuple(
        question
        for found in answers
        for question in _questions(units, found, sections[found.question.code])
    )


def _questions(units: Units, found: Answers, section: Section) -> Iterator[Question]:
    asked = found.question
    counts, hidden, member = _states(units, found)
    shown = [None if shut else int(n) for n, shut in zip(counts, hidden, strict=True)]
    said: Flags = found.states == ANSWERED
    measured = units.hidden_total or bool(hidden[ANSWERED])
    whole, clusters = _score(units, found, shut=measured)
    for place, row in enumerate(asked.rows or (None,)):
        first = place == 0
        yield Question(
            asked.code,
            asked.title,
            row.title if row else None,
            section.title,
            asked.kind.value,
            asked.measured_in if len(found.measures) else None,
            None if hidden[ANSWERED] else int(member[:, ANSWERED].sum()),
            units=shown[0],
            not_applicable=shown[1],
            unanswered=shown[2],
            not_asked=shown[3],
            options=_options(units, found, said, place, shut=bool(hidden[ANSWERED])),
            measure=HIDDEN if measured else _measure(units, found),
            score=whole if first else None,
            clusters=clusters if first else (),
        )


def _states(units: Units, found: Answers) -> tuple[Ints, Flags, Flags]:
    """How many units are in each state, what of it is hidden, and which enterprise is
    in which."""
    size = len(STATES)
    counts = np.bincount(found.states, minlength=size)
    if int(counts.sum()) != len(units.entries):
        raise DoesNotAddUp(
            f"The answers to {found.question.code} are not of all units."
        )
    member = _member(units, found.states.astype(np.int64), size)
    if units.hidden_total:
        return counts, np.ones(size, np.bool_), member
    return counts, alone(member, units.minimum), member


def _member(units: Units, places: Ints, size: int) -> Flags:
    """Which enterprise (row) has a unit at which place (column); -1 is none."""
    member = np.zeros((len(units.homes), size), np.bool_)
    kept = places >= 0
    member[units.owners[kept], places[kept]] = True
    return member


def _options(
    units: Units, found: Answers, said: Flags, place: int, *, shut: bool
) -> tuple[Option, ...]:
    """The options of a question or of one row of a matrix."""
    options = found.question.options
    if not options:
        return ()
    if found.question.kind is Kind.MULTIPLE:
        counts = [
            None if shut else _chosen(units, chosen[said], units.owners[said])
            for chosen in found.chosen
        ]
    else:
        counts = _one_of(units, found.chosen[place].astype(np.int64), len(options))
        counts = [None] * len(options) if shut else counts
    pairs = zip(options, counts, strict=True)
    return tuple(Option(option.code, option.title, n) for option, n in pairs)


def _one_of(units: Units, places: Ints, size: int) -> list[Shown]:
    """Units by the one option that each chose."""
    counts = np.bincount(places[places >= 0], minlength=size)
    hidden = alone(_member(units, places, size), units.minimum)
    return [None if shut else int(n) for n, shut in zip(counts, hidden, strict=True)]


def _chosen(units: Units, chosen: Ints, owners: Ints) -> Shown:
    """The units that chose one of several options; None where these, or those that did
    not, are a small group."""
    for side in (chosen == 1, chosen == 0):
        n = len(np.unique(owners[side]))
        if 0 < n < units.minimum:
            return None
    return int(chosen.sum())


def _measure(units: Units, found: Answers) -> Summary:
    """The quartiles of the numbers: means and extremes of amounts give away large
    enterprises, and their own n the few whose numbers make no share."""
    if not len(found.measures):
        return HIDDEN
    (full,) = units.groups(np.zeros_like(units.owners), 1, found.measures)
    return Summary(
        p25=full.p25,
        median=full.median,
        p75=full.p75,
        p90=full.p90,
    )


def _score(
    units: Units, found: Answers, *, shut: bool
) -> tuple[Spot | None, tuple[Spot, ...]]:
    """The points in all and by cluster; nothing for a question without points."""
    if shut or not len(found.scores):
        return None, ()
    return spots(units, found.scores)
