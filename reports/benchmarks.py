"""Benchmarks: what the scorecards of a round say together, as plain dataclasses."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.utils import timezone, translation

from reports.figures import (
    Benchmark,
    Entry,
    Frame,
    Group,
    Source,
    with_particulars,
)
from reports.models import Cut
from reports.sourcing import Basis, gather
from reports.statistics import Dominance, Thresholds
from reports.summarising import summarise
from surveys.models import (
    ChainRole,
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
REGION = Text("地区", "Region")
Shown = Callable[[Entry], bool]
Earlier = tuple[Text, Sequence[int]]
"""The name of a round before, and its scorecards."""

LONG = (
    "submission__answers",
    "submission__evidence",
    "submission__response__answers",
)
"""Documents that no line needs: the answers of a round are some 20 KB a unit."""


def counting(
    target: Round, edition: Edition, lane: str, region: Region | None = None
) -> QuerySet[Scorecard]:
    """The scorecards on a lane that count: the standing ones of the newest submission
    of every response in a status of that lane. Drafts, returned, withdrawn and lapsed
    responses never count. With a region, of the enterprises that belong to it today."""
    standing = Scorecard.objects.standing()
    if region is not None:
        standing = standing.filter(
            submission__response__unit__enterprise__region=region
        )
    return standing.annotate(
        newest=Max("submission__response__submissions__number")
    ).filter(
        lane=lane,
        newest=F("submission__number"),
        submission__response__round=target,
        submission__response__edition=edition,
        submission__response__status__in=COUNTED[Lane(lane)],
    )


def counted(
    target: Round, edition: Edition, lane: str, region: Region | None = None
) -> list[int]:
    """The ids of the scorecards that count, one of each response, in order."""
    rows = counting(target, edition, lane, region).order_by("pk")
    return sorted(dict(rows.values_list("submission__response", "pk")).values())


def live(  # noqa: PLR0913 -- which figures of what, for whom
    target: Round,
    edition: Edition,
    lane: str,
    *,
    at: datetime,
    shown: Shown | None,
    cards: Collection[int] | None = None,
    region: Region | None = None,
    detailed: bool = False,
) -> Benchmark:
    """The benchmark of a round as it stands; `shown` picks the enterprises listed,
    `detailed` adds its particulars.

    `cards` are the scorecards where they have been counted already. With a region,
    the figures are those of its enterprises alone.
    """
    cards = counted(target, edition, lane, region) if cards is None else cards
    expected = (
        counting(target, edition, lane, region).values("submission__response")
    ).distinct()
    made = Making(target, edition, lane, at, region)
    if detailed:
        made.earlier = _counted_before(target, edition, lane, region)
    return made.benchmark(cards, expected.count(), shown, detailed=detailed)


def again(  # noqa: PLR0913 -- which figures of what, for whom
    target: Round,
    edition: Edition,
    lane: str,
    cards: Collection[int],
    *,
    at: datetime,
    shown: Shown | None,
    region: Region | None = None,
    detailed: bool = False,
) -> Benchmark:
    """The live benchmark of an earlier moment, from the scorecards it counted then."""
    made = Making(target, edition, lane, at, region)
    if detailed:
        made.earlier = _counted_before(target, edition, lane, region)
    return made.benchmark(cards, len(cards), shown, detailed=detailed)


def published(
    cut: Cut, *, shown: Shown | None = None, detailed: bool = False
) -> Benchmark:
    """The benchmark of published figures, from the scorecards that the cut fixed."""
    made = Making(cut.round, cut.edition, cut.lane, cut.at)
    if detailed:
        made.earlier = _published_before(cut)
    cards = cut.scorecards
    return made.benchmark(cards, len(cards), shown, detailed=detailed)


def _counted_before(
    target: Round, edition: Edition, lane: str, region: Region | None
) -> Earlier | None:
    """The last round before with scorecards of the same edition that count."""
    rounds = Round.objects.filter(editions=edition, opens_at__lt=target.opens_at)
    for before in rounds.order_by("-opens_at"):
        if cards := counted(before, edition, lane, region):
            return Text(before.name_zh, before.name_en), cards
    return None


def _published_before(cut: Cut) -> Earlier | None:
    """The same of what was published: nothing beside a cut can change."""
    cuts = Cut.objects.select_related("round").filter(
        edition=cut.edition_id,
        lane=cut.lane,
        round__opens_at__lt=cut.round.opens_at,
        at__lte=cut.at,
    )
    found = cuts.order_by("-round__opens_at", "-at").first()
    if found is None:
        return None
    return Text(found.round.name_zh, found.round.name_en), found.scorecards


class Making:
    """Reads what one benchmark needs; a few queries, whatever the number of rows."""

    def __init__(
        self,
        target: Round,
        edition: Edition,
        lane: str,
        at: datetime,
        region: Region | None = None,
    ) -> None:
        self.round, self.edition, self.lane, self.at = target, edition, lane, at
        self.region = region
        self.dimensions = dimensions(edition)
        self.answered = edition
        self.earlier: Earlier | None = None

    def benchmark(
        self,
        cards: Collection[int],
        expected: int,
        shown: Shown | None,
        *,
        detailed: bool = False,
    ) -> Benchmark:
        """Read the scorecards and sum them up; raises DoesNotAddUp."""
        found = Scorecard.objects.filter(pk__in=cards).select_related(
            "submission__response__unit__enterprise"
        )
        rows = sorted(found.defer(*LONG), key=lambda card: card.submission.at)
        self.follow({card.edition_sha256 for card in rows})
        entries = self._entries(rows)
        made = summarise(
            entries,
            self.frame({entry.region for entry in entries}),
            self._source(rows),
            expected=expected,
            listed=shown,
        )
        if not detailed:
            return made
        return with_particulars(made, gather(made, self._basis(rows, entries)))

    def _basis(self, rows: list[Scorecard], entries: list[Entry]) -> Basis:
        return Basis(
            rows,
            entries,
            self.answered,
            self.edition,
            self.lane,
            self.at,
            self.earlier,
        )

    def follow(self, hashes: set[str]) -> None:
        """Where a re-scoring was adopted, the edition is the corrected one; `hashes`
        are those of the editions that scored the units."""
        if hashes in (set(), {self.edition.sha256}) or len(hashes) > 1:
            return
        editions = Edition.objects.defer("document")
        self.edition = editions.get(sha256=hashes.pop())
        self.dimensions = dimensions(self.edition)

    def _entries(self, rows: list[Scorecard]) -> list[Entry]:
        """Of each scorecard, given by the time of its submission, what counts."""
        # An enterprise counts in one place: where its newest submission stood.
        places = {
            card.submission.response.unit.enterprise_id: card.submission.facts
            for card in rows
        }
        return [
            self._entry(card, places[card.submission.response.unit.enterprise_id])
            for card in rows
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
            chain_role=place.get("chain_role") or "",
            status=response.status,
            score=number(card.score),
            level=card.level,
            pending=card.outcome == Outcome.REACHED_OPEN,
            dimensions=tuple(
                number(card.nodes.get(d.code, "")) for d in self.dimensions
            ),
        )

    def frame(self, used: set[str]) -> Frame:
        """What the tables are made of; regions that were there, or are used."""
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
            chain_roles=_groups(ChainRole.objects.all()),
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
            filters=((REGION, _text(self.region)),) if self.region else (),
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


def dominance() -> Dominance:
    """When a sum of amounts tells too much about one enterprise, by the settings."""
    return Dominance(settings.P_PERCENT, 2, settings.TWO_LARGEST_PERCENT)


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
