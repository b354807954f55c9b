"""From what was read of the units to the particulars of a benchmark; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reports import crossing
from reports.crossing import Units, units_of
from reports.figures import Benchmark, Entry, Group
from reports.gating import gates
from reports.itemising import questions
from reports.particulars import Breakdown, Item, Panel, Particulars, Titles
from reports.rereading import Answers
from surveys.scoring import Scheme, Text

NONE: Final = Item("", Text("无", "None"))


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read, the units being those with a score, in the order of the entries.

    answers: of every question; checks: verdicts by code, roles: codes of chain roles
    ("" is none), one of each unit. roles_known: all roles. before: the name of an
    earlier round and its scores by unit; None without.
    """

    scheme: Scheme
    answers: Sequence[Answers]
    checks: Sequence[Mapping[str, str]]
    roles: Sequence[str]
    roles_known: Sequence[Item]
    before: tuple[Text, Mapping[int, float]] | None
    titles: Titles


def detail(
    benchmark: Benchmark, entries: Sequence[Entry], inputs: Inputs
) -> Particulars:
    """All particulars; raises DoesNotAddUp where units or enterprises are missing."""
    units, frame = units_of(entries, benchmark), benchmark.frame
    return Particulars(
        bands=crossing.bands(units, frame.scale),
        breakdowns=(
            _by(units, "size", _items(frame.sizes)),
            _by(units, "sme_tier", [*_items(frame.sme_tiers), NONE]),
            _breakdown(units, "chain_role", [*inputs.roles_known, NONE], inputs.roles),
        ),
        questions=questions(inputs.scheme, units, inputs.answers),
        gates=gates(inputs.scheme, units, inputs.checks),
        ranks=crossing.ranks(benchmark),
        best=crossing.best(units, len(frame.dimensions)),
        panel=_panel(units, inputs),
        titles=inputs.titles,
    )


def _items(groups: Sequence[Group]) -> list[Item]:
    return [Item(group.code, group.name) for group in groups]


def _by(units: Units, key: str, items: Sequence[Item]) -> Breakdown:
    codes = [getattr(entry, key) for entry in units.entries]
    return _breakdown(units, key, items, codes)


def _breakdown(
    units: Units, key: str, items: Sequence[Item], codes: Sequence[str]
) -> Breakdown:
    """An enterprise counts once: as its newest submission says, the last one."""
    owners = units.owners.tolist()
    newest = dict(zip(owners, codes, strict=True))
    return crossing.breakdown(units, key, items, [newest[owner] for owner in owners])


def _panel(units: Units, inputs: Inputs) -> Panel | None:
    if inputs.before is None:
        return None
    name, scores = inputs.before
    return crossing.panel(units, name, scores.get)
