"""Benchmarks: what the scorecards of a round say together, as plain dataclasses."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.utils import timezone, translation

from reports.figures import Benchmark, Entry, Frame, Group, Source
from reports.models import Cut
from reports.statistics import Thresholds
from reports.summarising import summarise
from surveys.models import (
    Cluster,
    ClusterTier,
    Edition,
    Lane,
    Outcome,
    Region,
    Round,
    Scorecard,
    SizeBand,
    SmeTier,
)
from surveys.models.places import Named
from surveys.scoring import Node, Text
from surveys.workflow import DECIDED, HANDED_IN, Status

COUNTED = {
    Lane.CLAIMED: HANDED_IN,
    Lane.REVIEWED: HANDED_IN - {Status.SUBMITTED},
    Lane.FINAL: DECIDED,
}
Shown = Callable[[Entry], bool]


def counting(target: Round, edition: Edition, lane: str) -> QuerySet[Scorecard]:
    """The scorecards on a lane that count: the standing ones of the newest submission
    of every response in a status of that lane. Drafts, returned, withdrawn and lapsed
    responses never count."""
    standing = Scorecard.objects.standing()
    return standing.annotate(
        newest=Max("submission__response__submissions__number")
    ).filter(
        lane=lane,
        newest=F("submission__number"),
        submission__response__round=target,
        submission__response__edition=edition,
        submission__response__status__in=COUNTED[Lane(lane)],
    )


def counted(target: Round, edition: Edition, lane: str) -> list[int]:
    """The ids of the scorecards that count, one of each response, in order."""
    rows = counting(target, edition, lane).order_by("pk")
    return sorted(dict(rows.values_list("submission__response", "pk")).values())


def live(
    target: Round, edition: Edition, lane: str, *, at: datetime, shown: Shown | None
) -> Benchmark:
    """The benchmark of a round as it stands; `shown` picks the enterprises listed."""
    cards = counted(target, edition, lane)
    expected = (
        counting(target, edition, lane).values("submission__response").distinct()
    ).count()
    made = _Making(target, edition, lane, at)
    return made.benchmark(cards, expected, shown)


def published(cut: Cut, *, shown: Shown | None = None) -> Benchmark:
    """The benchmark of published figures, from the scorecards that the cut fixed."""
    made = _Making(cut.round, cut.edition, cut.lane, cut.at)
    return made.benchmark(cut.scorecards, len(cut.scorecards), shown)


class _Making:
    """Reads what one benchmark needs; a few queries, whatever the number of rows."""

    def __init__(
        self, target: Round, edition: Edition, lane: str, at: datetime
    ) -> None:
        self.round, self.edition, self.lane, self.at = target, edition, lane, at
        self.dimensions = dimensions(edition)

    def benchmark(
        self, cards: Collection[int], expected: int, shown: Shown | None
    ) -> Benchmark:
        """Read the scorecards and sum them up; raises DoesNotAddUp."""
        rows = list(
            Scorecard.objects.filter(pk__in=cards).select_related(
                "submission__response__unit__enterprise"
            )
        )
        self._follow(rows)
        entries = self._entries(rows)
        return summarise(
            entries,
            self._frame({entry.region for entry in entries}),
            self._source(rows),
            expected=expected,
            listed=shown,
        )

    def _follow(self, rows: Iterable[Scorecard]) -> None:
        """Where a re-scoring was adopted, the edition is the corrected one."""
        hashes = {card.edition_sha256 for card in rows} or {self.edition.sha256}
        if hashes == {self.edition.sha256} or len(hashes) > 1:
            return
        editions = Edition.objects.defer("document")
        self.edition = editions.get(sha256=hashes.pop())
        self.dimensions = dimensions(self.edition)

    def _entries(self, rows: Iterable[Scorecard]) -> list[Entry]:
        newest = sorted(rows, key=lambda card: card.submission.at)
        # An enterprise counts in one place: where its newest submission stood.
        places = {
            card.submission.response.unit.enterprise_id: card.submission.facts
            for card in newest
        }
        return [
            self._entry(card, places[card.submission.response.unit.enterprise_id])
            for card in newest
        ]

    def _entry(self, card: Scorecard, place: dict[str, Any]) -> Entry:
        response = card.submission.response
        enterprise = response.unit.enterprise
        return Entry(
            enterprise=enterprise.pk,
            unit=response.unit_id,
            name=enterprise.name,
            uscc=enterprise.uscc,
            unit_name=response.unit.name,
            region=place["region"],
            cluster=place["cluster"],
            size=place["size"],
            sme_tier=place["sme_tier"] or "",
            status=response.status,
            score=number(card.score),
            level=card.level,
            pending=card.outcome == Outcome.REACHED_OPEN,
            dimensions=tuple(
                number(card.nodes.get(d.code, "")) for d in self.dimensions
            ),
        )

    def _frame(self, used: set[str]) -> Frame:
        day = timezone.localdate(self.round.opens_at)
        regions = [
            r for r in Region.objects.all() if r.code in used or r.exists_on(day)
        ]
        clusters = Cluster.objects.select_related("tier").order_by(
            "tier__order", "order"
        )
        return Frame(
            tiers=_groups(ClusterTier.objects.all()),
            clusters=tuple(Group(c.code, _text(c), c.tier.code) for c in clusters),
            regions=_groups(regions),
            dimensions=tuple(Group(d.code, d.title) for d in self.dimensions),
            levels=tuple(Group(v.code, v.title) for v in self.edition.scheme.levels),
            sizes=_groups(SizeBand.objects.all()),
            sme_tiers=_groups(SmeTier.objects.all()),
            statuses=tuple(Group(s.value, in_both(s)) for s in Status),
            thresholds=thresholds(),
            scale=int(self.edition.scheme.scale),
            profile_scale=int(max(node.scale for node in self.dimensions)),
        )

    def _source(self, rows: Iterable[Scorecard]) -> Source:
        counted_in = COUNTED[Lane(self.lane)]
        return Source(
            round=Text(self.round.name_zh, self.round.name_en),
            edition=self.edition.scheme.title,
            edition_label=self.edition.label,
            edition_hash=self.edition.sha256,
            engine=", ".join(sorted({card.engine for card in rows})),
            lane=in_both(Lane(self.lane)),
            statuses=tuple(s.value for s in Status if s in counted_in),
            at=self.at,
        )


def dimensions(edition: Edition) -> tuple[Node, ...]:
    """The dimensions of an edition: the nodes that it says are compared."""
    return edition.scheme.profile


def thresholds() -> Thresholds:
    """From how many enterprises on a figure is shown, as the settings say."""
    return Thresholds(
        settings.SMALL_CELL,
        settings.QUARTILES_FROM,
        settings.EXTREMES_FROM,
        settings.NINETIETH_FROM,
    )


def number(text: str) -> float | None:
    """A stored score as a number; None where there is none."""
    return float(text) if text else None


def in_both(member: Any) -> Text:
    """The label of a choice in both languages."""
    with translation.override("zh-hans"):
        zh = str(member.label)
    with translation.override("en"):
        return Text(zh, str(member.label))


def _text(row: Named) -> Text:
    return Text(row.name_zh, row.name_en)


def _groups(rows: Iterable[Named]) -> tuple[Group, ...]:
    return tuple(Group(row.code, _text(row)) for row in rows)
