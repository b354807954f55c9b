"""Rehearsing: an edition replayed on a past round; who would move, and why.

Reads responses and scorecards and stores nothing on them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice

from django.utils.translation import gettext_noop

from reports import reasoning, replaying
from reports.benchmarks import thresholds
from reports.findings import (
    DOWN,
    UP,
    Common,
    Dimension,
    EditionOf,
    Gone,
    Lack,
    Move,
    Reason,
    Rehearsal,
    Side,
    Words,
    edition_of,
    words,
)
from reports.models import Study
from reports.replaying import Past
from reports.shifts import Shifts
from surveys.assessing import Beside, evaluate_under
from surveys.jobs import Progress
from surveys.models import Cluster, Edition, Region, Scorecard
from surveys.models.places import Named
from surveys.scoring import (
    ENGINE_VERSION,
    Figures,
    Lane,
    Scheme,
    State,
    Text,
    decimal_text,
    exact,
)
from surveys.scoring.batching import evaluate_many

BLOCK = 250  # responses at once; each has some 20 KB of answers
READ, REPLAYED = 5, 70  # percent of the job before and after the responses
NOWHERE: Words = {"zh": "", "en": ""}


def rehearse(study: Study, progress: Progress) -> Rehearsal:
    """Replay the study's edition on its round."""
    sources = replaying.sources_of(study.round, study.edition)
    total = replaying.count(study.round, study.edition, study.lane)
    tally = _Tally(study.edition.scheme, [edition.scheme for edition in sources])
    replayer = _Replayer(study.edition, study.lane, tally)
    pasts = replaying.replayed(study.round, study.edition, study.lane)
    for done, move in enumerate(replayer.moves(pasts), start=1):
        tally.moves.append(move)
        share = (REPLAYED - READ) * done // max(total, 1)
        progress(READ + share, gettext_noop("Replaying the responses."))
    replaying.number(study.pk, tally.moves)
    tally.moves.sort(key=lambda move: (move["number"], move["part"]))
    progress(REPLAYED, gettext_noop("Summing up."))
    return _summed_up(study, sources, tally)


@dataclass(slots=True)
class _Tally:
    """What is counted while the responses pass."""

    scheme: Scheme
    sources: Sequence[Scheme]
    moves: list[Move] = field(default_factory=list)
    unanswered: Counter[str] = field(default_factory=Counter)
    unfit: Counter[str] = field(default_factory=Counter)
    gone: Counter[tuple[int, str]] = field(default_factory=Counter)
    nodes: dict[str, list[tuple[Fraction, Fraction]]] = field(default_factory=dict)

    def note(self, past: Past, states: Mapping[str, State], found: Figures) -> None:
        """Count what is missing, and the scores of what both editions compare."""
        self.unfit.update(past.taken.unfit)
        self.gone.update((past.source, code) for code in past.taken.gone)
        self.unanswered.update(
            code
            for code, state in states.items()
            if state is State.UNANSWERED and self._wanted(code)
        )
        for node in self.scheme.profile:
            old, new = past.card.nodes.get(node.code), found.nodes[node.code]
            if old and new is not None:
                self.nodes.setdefault(node.code, []).append((exact(old), new))

    def _wanted(self, code: str) -> bool:
        question = self.scheme.questions[code]
        return question.required or question.scoring is not None


class _Replayer:
    """Evaluates the responses in blocks, and with its reasons only who moves."""

    def __init__(self, edition: Edition, lane: str, tally: _Tally) -> None:
        self.edition, self.lane, self.tally = edition, lane, tally
        self.scheme = edition.scheme
        self.corrected: dict[str, Edition] = {}

    def moves(self, pasts: Iterator[Past]) -> Iterator[Move]:
        """What becomes of each response."""
        while some := list(islice(pasts, BLOCK)):
            cases = (replaying.case(past.taken) for past in some)
            found = evaluate_many(self.scheme, cases, lane=Lane(self.lane))
            for past, figures in zip(some, found, strict=True):
                yield self._move(past, figures)

    def _move(self, past: Past, found: Figures) -> Move:
        states = replaying.states(self.scheme, past.taken, self.lane)
        self.tally.note(past, states, found)
        old_level, new_level = past.card.level, found.level or ""
        direction = self._direction(past.source, old_level, new_level)
        old, new = past.card.score, _text(found.score)
        both = bool(old and new)
        return {
            **replaying.member(past),
            "source": past.source,
            "old_score": float(old) if old else None,
            "new_score": float(new) if new else None,
            "shift": float(exact(new) - exact(old)) if both else None,
            "old_level": old_level,
            "new_level": new_level,
            "direction": direction,
            "reasons": self._reasons(past, direction) if direction else [],
        }

    def _direction(self, source: int, old: str, new: str) -> int:
        before = _order(old, self.scheme, self.tally.sources[source])
        after = _order(new, self.scheme)
        return (after > before) - (after < before)

    def _reasons(self, past: Past, direction: int) -> list[Reason]:
        """What holds the unit back in the edition in which it stands lower."""
        new = replaying.evaluated(self.scheme, past.taken, self.lane)
        used = Beside(past.card.corrections, past.card.external)
        under = self._edition(past.card)
        old = evaluate_under(under, past.card.submission, self.lane, used)
        level = past.card.level if direction == DOWN else new.level
        return reasoning.reasons(old, new, direction, level or "")

    def _edition(self, card: Scorecard) -> Edition:
        """The edition of a scorecard: that of the round, or a corrected one."""
        own, wanted = card.submission.response.edition, card.edition_sha256
        if wanted == own.sha256:
            return own
        if wanted not in self.corrected:
            self.corrected[wanted] = Edition.objects.get(sha256=wanted)
        return self.corrected[wanted]


def _order(code: str, *schemes: Scheme) -> int:
    """How high a level stands, as the first edition that has it says; 0 for none."""
    for scheme in schemes:
        for level in scheme.levels:
            if level.code == code:
                return level.order
    return 0


def _text(score: Fraction | None) -> str:
    return "" if score is None else decimal_text(score)


# --- summed up


def _summed_up(study: Study, sources: Sequence[Edition], tally: _Tally) -> Rehearsal:
    moves, scheme = tally.moves, tally.scheme
    old = [edition_of(edition.scheme, edition.sha256) for edition in sources]
    new = edition_of(scheme, study.edition.sha256)
    columns = ["", *(level["code"] for level in new["levels"])]
    rows = ["", *_codes(old)]
    pairs = Counter((move["old_level"], move["new_level"]) for move in moves)
    rows += sorted({before for before, _ in pairs} - set(rows))
    shifts = Shifts(moves, thresholds())
    return {
        "at": study.at.isoformat(),
        "engine": ENGINE_VERSION,
        "edition": new,
        "sources": old,
        "units": len(moves),
        "enterprises": len({move["enterprise"] for move in moves}),
        "unscored": sum(move["shift"] is None for move in moves),
        "up": sum(move["direction"] == UP for move in moves),
        "down": sum(move["direction"] == DOWN for move in moves),
        "rows": rows,
        "columns": columns,
        "matrix": [[pairs[before, after] for after in columns] for before in rows],
        "shift": shifts.whole(),
        "clusters": shifts.clusters(_names(Cluster.objects.all())),
        "regions": shifts.regions(_names(Region.objects.all())),
        "dimensions": [_dimension(n.code, tally.nodes) for n in scheme.profile],
        "reasons": _common(moves),
        "unanswered": _lacking(tally.unanswered, scheme, old),
        "unfit": _lacking(tally.unfit, scheme, old),
        "gone": _gone(tally.gone, old),
        "moves": moves,
        "minimum": thresholds().minimum,
    }


def _codes(editions: Sequence[EditionOf]) -> list[str]:
    """The levels of all of them, each once."""
    codes = (level["code"] for e in editions for level in e["levels"])
    return list(dict.fromkeys(codes))


def _names(rows: Iterable[Named]) -> list[tuple[str, Words]]:
    return [(row.code, words(Text(row.name_zh, row.name_en))) for row in rows]


def _dimension(
    code: str, nodes: Mapping[str, list[tuple[Fraction, Fraction]]]
) -> Dimension:
    pairs = nodes.get(code, [])
    old, new = (_mean([pair[side] for pair in pairs]) for side in (0, 1))
    shift = _mean([after - before for before, after in pairs])
    return {"code": code, "n": len(pairs), "old": old, "new": new, "shift": shift}


def _mean(numbers: Sequence[Fraction]) -> float | None:
    return float(sum(numbers, Fraction(0)) / len(numbers)) if numbers else None


def _common(moves: Sequence[Move]) -> list[Common]:
    """The reasons by how many units they move, the most frequent first."""
    counts: Counter[tuple[object, ...]] = Counter()
    first: dict[tuple[object, ...], Reason] = {}
    for move in moves:
        for reason in move["reasons"]:
            sides = (reason["old"], reason["new"])
            said = tuple(side and side["verdict"] for side in sides)
            key = (move["direction"], reason["of"], reason["code"], reason["place"])
            counts[*key, *said] += 1
            first.setdefault((*key, *said), _bare(reason))
    ordered = sorted(counts, key=lambda key: (-counts[key], repr(key)))
    return [
        {"direction": int(str(k[0])), "reason": first[k], "n": counts[k]}
        for k in ordered
    ]


def _bare(reason: Reason) -> Reason:
    """A reason without what single units answered."""
    old, new = (
        side and Side(verdict=side["verdict"], actual=[], met=[])
        for side in (reason["old"], reason["new"])
    )
    return {**reason, "old": old, "new": new}


def _lacking(
    counts: Counter[str], scheme: Scheme, old: Sequence[EditionOf]
) -> list[Lack]:
    """In the order of the questionnaire."""
    asked = {code for edition in old for code in edition["questions"]}
    return [
        {"code": code, "n": counts[code], "fresh": code not in asked}
        for code in scheme.questions
        if counts[code]
    ]


def _gone(counts: Counter[tuple[int, str]], old: Sequence[EditionOf]) -> list[Gone]:
    return [
        {
            "code": code,
            "title": old[source]["questions"].get(code, NOWHERE),
            "n": counts[source, code],
        }
        for source, code in sorted(counts)
    ]
