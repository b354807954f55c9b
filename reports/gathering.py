"""Gathering: the units that count in a round as stored columns, made once a state.

A dashboard reads one row. Columns of published figures are made once, for a cut never
changes; live ones again after any move, scorecard or adopted re-scoring. A small round
is gathered at once; a large one by a job, and until then pages show the older state.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_noop

from reports import benchmarks
from reports.benchmarks import Making, number
from reports.figures import DoesNotAddUp
from reports.models import Aggregate, Cut
from reports.narrowing import Scene, Units, scene_of, told, unpacked
from surveys import jobs
from surveys.jobs import Closing, Progress
from surveys.models import (
    Edition,
    Job,
    MoveRow,
    Outcome,
    Rescoring,
    RescoringState,
    Response,
    Round,
    Scorecard,
)

AT_ONCE: Final = 2_000  # files; gathering as many takes about a second
PAUSE: Final = timedelta(minutes=10)  # between two gatherings of a large round
LONGEST: Final = timedelta(days=1)  # a number given late never stays unseen for longer
CHUNK: Final = 500


Compared = tuple[Units, Scene]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: of a cut, or (without one) as they stand."""

    round: Round
    edition: Edition
    lane: str
    cut: Cut | None = None


def columns(asked: Asked, at: datetime) -> Aggregate | None:
    """The columns of these figures without their content (see `scene` and `units`);
    None while a job makes them for the first time."""
    found, state = _stored(asked)
    if found and found.state == state and at - found.at < LONGEST:
        return found
    if found and asked.cut is not None:
        return found
    if _size(asked) <= AT_ONCE:
        return make(asked, state, at)
    if found is None or at - found.at >= PAUSE:
        # One job for what is stored, however often it is asked for meanwhile.
        _start(asked, found.at.isoformat() if found else "first")
    return found


def _stored(asked: Asked) -> tuple[Aggregate | None, str]:
    """What is stored, and the state it should be of ("" for a cut, which has none)."""
    rows: QuerySet[Any] = Aggregate.objects.defer("content")
    if asked.cut is not None:
        return rows.filter(cut=asked.cut).first(), ""
    live = rows.filter(
        round=asked.round, edition=asked.edition, lane=asked.lane, cut=None
    )
    found = live.annotate(**_newest()).first()
    if found is None:
        return None, standing()
    return found, _joined(found.move, found.card, found.adopted)


def _newest() -> dict[str, Subquery]:
    """The newest move and scorecard, and how many re-scorings were adopted."""
    adopted = Rescoring.objects.filter(state=RescoringState.ADOPTED).order_by()
    counted = adopted.values("state").annotate(n=Count("pk")).values("n")
    return {
        "move": Subquery(MoveRow.objects.order_by("-pk").values("pk")[:1]),
        "card": Subquery(Scorecard.objects.order_by("-pk").values("pk")[:1]),
        "adopted": Subquery(counted),
    }


def _joined(*parts: int | None) -> str:
    return ".".join(str(part or 0) for part in parts)


def standing() -> str:
    """The state of everything that figures are made of; one query."""
    rows: QuerySet[Any] = MoveRow.objects.order_by("-pk").annotate(**_newest())
    row = rows.values_list("move", "card", "adopted").first()
    return _joined(*(row or ()))


def _size(asked: Asked) -> int:
    if asked.cut is not None:
        return len(asked.cut.scorecards)
    rows = Response.objects.filter(round=asked.round, edition=asked.edition)
    return rows.count()


def _start(asked: Asked, after: str) -> None:
    args = {
        "round": asked.round.pk,
        "edition": asked.edition.pk,
        "lane": asked.lane,
        "cut": asked.cut.pk if asked.cut else None,
    }
    key = ":".join(str(part or 0) for part in args.values())
    jobs.start("gather", f"gather:{key}:{after}", args=args, restart=True)


def gather(job: Job, progress: Progress) -> Closing:
    """Make the columns that a job names."""
    progress(10, gettext_noop("Reading the scorecards."))
    cut = job.args["cut"]
    asked = Asked(
        Round.objects.get(pk=job.args["round"]),
        Edition.objects.get(pk=job.args["edition"]),
        job.args["lane"],
        Cut.objects.get(pk=cut) if cut else None,
    )
    # What happens meanwhile is not in them for sure, so that they are made once more.
    state, at = "" if cut else standing(), timezone.now()
    scene, found = read(asked)
    return partial(_closed, asked, scene, found, (state, at))


def _closed(
    asked: Asked, scene: Scene, found: Units, made: tuple[str, datetime]
) -> dict[str, Any]:
    return {"sha256": _store(asked, scene, found, *made).sha256}


def make(asked: Asked, state: str, at: datetime) -> Aggregate:
    """Read and store the columns; raises DoesNotAddUp."""
    scene, found = read(asked)
    return _store(asked, scene, found, state, at)


def _store(
    asked: Asked, scene: Scene, found: Units, state: str, at: datetime
) -> Aggregate:
    document, content = told(scene), found.packed()
    parts = json.dumps(document, sort_keys=True, ensure_ascii=False).encode()
    values = {
        "state": state,
        "scene": document,
        "content": content,
        "sha256": hashlib.sha256(parts + content).hexdigest(),
        "at": at,
    }
    made, _created = Aggregate.objects.update_or_create(
        round=asked.round,
        edition=asked.edition,
        lane=asked.lane,
        cut=asked.cut,
        defaults=values,
    )
    return made


def scene(found: Aggregate) -> Scene:
    """What the columns mean, with the thresholds of the settings."""
    return scene_of(found.scene, benchmarks.thresholds())


def contents(found: Aggregate, before: Cut | None) -> tuple[Units, Compared | None]:
    """The columns themselves, and with their scene those of a cut that was gathered;
    one query."""
    wanted = Q(pk=found.pk) if before is None else Q(pk=found.pk) | Q(cut=before)
    rows = {row.pk: row for row in Aggregate.objects.filter(wanted)}
    own = unpacked(bytes(rows.pop(found.pk).content))
    earlier = next(iter(rows.values()), None)
    if earlier is None:
        return own, None
    return own, (unpacked(bytes(earlier.content)), scene(earlier))


# --- reading


class Row(NamedTuple):
    """What is read of one scorecard that counts."""

    at: datetime
    enterprise: int
    unit: int
    facts: dict[str, Any]
    score: str
    level: str
    outcome: str
    nodes: dict[str, str]


FIELDS: Final = (
    "submission__at",
    "submission__response__unit__enterprise",
    "submission__response__unit",
    "submission__facts",
    "score",
    "level",
    "outcome",
    "nodes",
)
PLACED: Final = ("region", "cluster", "size", "sme_tier", "chain_role")


def read(asked: Asked) -> tuple[Scene, Units]:
    """The scene and the columns, a chunk of scorecards at a time."""
    if asked.cut is not None:
        cards = sorted(asked.cut.scorecards)
    else:
        cards = benchmarks.counted(asked.round, asked.edition, asked.lane)
    making = Making(asked.round, asked.edition, asked.lane, timezone.now())
    making.follow(set(_hashes(cards)))
    table = _Table(tuple(node.code for node in making.dimensions))
    for row in _rows(cards):
        table.add(row)
    frame = making.frame(table.used())
    made = Scene(frame)
    return made, table.units(made, len(cards))


def _chunks(cards: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(cards), CHUNK):
        yield cards[start : start + CHUNK]


def _hashes(cards: Sequence[int]) -> Iterator[str]:
    for chunk in _chunks(cards):
        rows = Scorecard.objects.filter(pk__in=chunk).order_by()
        yield from rows.values_list("edition_sha256", flat=True).distinct()


def _rows(cards: Sequence[int]) -> Iterator[Row]:
    for chunk in _chunks(cards):
        rows = Scorecard.objects.filter(pk__in=chunk).order_by("pk")
        for row in rows.values_list(*FIELDS):
            yield Row(*row)


class _Table:
    """Rows as they come in, kept as small as they can be."""

    def __init__(self, dimensions: tuple[str, ...]) -> None:
        self.dimensions = dimensions
        self.rows: list[tuple[int, int, str, bool, float | None]] = []
        self.profiles: list[tuple[float | None, ...]] = []
        # An enterprise counts in one place: where its newest submission stood.
        self.places: dict[int, tuple[datetime, tuple[str, ...]]] = {}

    def add(self, row: Row) -> None:
        pending = row.outcome == Outcome.REACHED_OPEN
        self.rows.append(
            (row.enterprise, row.unit, row.level, pending, number(row.score))
        )
        self.profiles.append(
            tuple(number(row.nodes.get(code, "")) for code in self.dimensions)
        )
        known = self.places.get(row.enterprise)
        if known is None or known[0] <= row.at:
            place = tuple(row.facts.get(name) or "" for name in PLACED)
            self.places[row.enterprise] = row.at, place

    def used(self) -> set[str]:
        """The regions that somebody stands in."""
        return {place[0] for _, place in self.places.values()}

    def units(self, made: Scene, expected: int) -> Units:
        if len(self.rows) != expected or len({row[1] for row in self.rows}) != expected:
            raise DoesNotAddUp(f"{expected} units count, others were read.")
        places = [self.places[row[0]][1] for row in self.rows]
        ints = partial(np.array, dtype=np.int64)
        floats = partial(np.array, dtype=np.float64)
        codes = {
            name: ints(_codes([place[at] for place in places], made, name))
            for at, name in enumerate(PLACED)
        }
        return Units(
            enterprises=ints([row[0] for row in self.rows]),
            units=ints([row[1] for row in self.rows]),
            regions=codes["region"],
            clusters=codes["cluster"],
            sizes=codes["size"],
            sme_tiers=codes["sme_tier"],
            chain_roles=codes["chain_role"],
            levels=ints(_codes([row[2] for row in self.rows], made, "level")),
            pending=ints([row[3] for row in self.rows]),
            scores=floats([row[4] for row in self.rows]),
            dimensions=floats(self.profiles).reshape(
                len(self.rows), len(self.dimensions)
            ),
        )


def _codes(values: Sequence[str], made: Scene, name: str) -> list[int]:
    """The places of codes in the scene; raises DoesNotAddUp for an unknown one."""
    places = {group.code: place for place, group in enumerate(made.groups(name))}
    places[""] = -1
    unknown = set(values) - places.keys()
    if name in {"region", "cluster"} and "" in values:
        unknown.add("")
    if unknown:
        raise DoesNotAddUp(f"Unknown {name}: {', '.join(sorted(unknown))}.")
    return [places[value] for value in values]
