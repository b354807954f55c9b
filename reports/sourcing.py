"""Sourcing: what the particulars of a benchmark are made of, read in a few queries."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from reports.detailing import Inputs, detail
from reports.figures import Benchmark, DoesNotAddUp, Entry
from reports.particulars import Granted, Item, Particulars, Titles
from reports.rereading import Stored, reread
from surveys import tallying
from surveys.models import ChainRole, Cluster, Edition, Region, Scorecard, Stage, Title
from surveys.models.places import Named
from surveys.scoring import ENGINE_VERSION, Text
from surveys.tallying import Group

UNSTATED: Final = Item("", Text("未注明", "Not stated"))
CHUNK: Final = 1_000  # submissions: some 10 MB of text
YEARS: Final = 6


@dataclass(frozen=True, slots=True)
class Basis:
    """What a benchmark was made of. cards: the scorecards that count, in the order of
    its entries. answered, scored: the edition they answered, and the one that scored
    them. earlier: the name of the round before and its scorecards (ids)."""

    cards: Sequence[Scorecard]
    entries: Sequence[Entry]
    answered: Edition
    scored: Edition
    lane: str
    at: datetime
    earlier: tuple[Text, Sequence[int]] | None


def gather(benchmark: Benchmark, basis: Basis) -> Particulars:
    """All particulars of a benchmark; raises DoesNotAddUp."""
    pairs = zip(basis.cards, basis.entries, strict=True)
    cards = [card for card, entry in pairs if entry.score is not None]
    scheme = basis.scored.scheme
    found = reread(scheme, basis.answered.scheme, basis.lane, _stored(cards))
    _compare(cards, found.scores, basis.scored)
    inputs = Inputs(
        scheme,
        found.answers,
        [card.checks for card in cards],
        [card.submission.facts.get("chain_role") or "" for card in cards],
        [_item(row) for row in ChainRole.objects.all()],
        _before(basis),
        _titles(timezone.localdate(basis.at)),
    )
    return detail(benchmark, basis.entries, inputs)


def _stored(cards: Sequence[Scorecard]) -> Iterator[Stored]:
    """What each scorecard was made of; read in chunks, each to its end."""
    names = ("submission__answers", "submission__facts", "corrections", "external")
    texts = {f"text_{n}": Cast(name, TextField()) for n, name in enumerate(names)}
    for start in range(0, len(cards), CHUNK):
        own = [card.pk for card in cards[start : start + CHUNK]]
        rows = Scorecard.objects.filter(pk__in=own).annotate(**texts)
        found = {pk: Stored(*row) for pk, *row in rows.values_list("pk", *texts)}
        yield from (found[pk] for pk in own)


def _compare(
    cards: Sequence[Scorecard], scores: Sequence[str], edition: Edition
) -> None:
    """The answers read anew score what the scorecards say."""
    same = (edition.sha256, ENGINE_VERSION)
    for card, score in zip(cards, scores, strict=True):
        if (card.edition_sha256, card.engine) == same and card.score != score:
            raise DoesNotAddUp(f"The answers of scorecard {card.pk} score {score}.")


def _item(row: Named) -> Item:
    return Item(row.code, Text(row.name_zh, row.name_en))


def _before(basis: Basis) -> tuple[Text, Mapping[int, float]] | None:
    if basis.earlier is None:
        return None
    name, ids = basis.earlier
    rows = Scorecard.objects.filter(pk__in=ids).order_by("pk")
    found = rows.values_list("submission__response__unit", "score")
    return name, {unit: float(score) for unit, score in found if score}


def _titles(day: date) -> Titles:
    """The titles until a day, by year: of all, by region and by cluster."""
    rows = list(
        Title.objects.order_by()
        .filter(granted_on__lte=day)
        .values_list("stage", "region", "cluster", "granted_on", "withdrawn_on")
    )
    stages = list(Stage.objects.all())
    first = min((row[3].year for row in rows), default=day.year)
    years = tuple(range(max(first, day.year - YEARS + 1), day.year + 1))
    steps = {stage.pk: _item(stage) for stage in stages}

    def lines(groups: Sequence[Group], place: Item | None) -> Iterator[Granted]:
        for pk, item in steps.items():
            own = [group for group in groups if group.stage == pk]
            yield _granted(own, years, place, item)

    return Titles(
        years,
        tuple(steps.values()),
        tuple(lines(_groups(rows, 0, day), None)),
        tuple(_by_place(_groups(rows, 1, day), Region, lines)),
        tuple(_by_place(_groups(rows, 2, day), Cluster, lines)),
    )


def _groups(rows: Sequence[Any], key: int, day: date) -> list[Group]:
    """Like titles together; what was withdrawn after the day is held still."""
    found = Counter(
        (
            row[0],
            row[key],
            row[3].year,
            row[4].year if row[4] and row[4] <= day else None,
        )
        for row in rows
    )
    return [Group(*group, count) for group, count in found.items()]


def _by_place(
    groups: Sequence[Group], model: type[Named], lines: Any
) -> Iterator[Granted]:
    """The lines that have something to tell, place by place, then the unstated."""
    of: dict[int | None, list[Group]] = {}
    for group in groups:
        of.setdefault(group.of, []).append(group)
    places: Mapping[int | None, Item] = {
        row.pk: _item(row) for row in model._meta.base_manager.order_by("order", "code")
    } | {None: UNSTATED}
    for pk, place in places.items():
        own = lines(of.get(pk, []), place)
        yield from (line for line in own if any(line.new) or any(line.held))


def _granted(
    groups: Sequence[Group], years: Sequence[int], place: Item | None, stage: Item
) -> Granted:
    tallies = [
        sum((group.in_year(year) for group in groups), tallying.Tally())
        for year in years
    ]
    return Granted(
        place, stage, tuple(t.new for t in tallies), tuple(t.held for t in tallies)
    )
