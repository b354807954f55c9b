"""Which figures a dashboard was asked for, and which of them its reader may have."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse

from reports import gathering
from reports.benchmarks import thresholds
from reports.forms import DashboardForm, Pairs
from reports.gathering import Asked, Compared
from reports.models import Aggregate, Cut
from reports.narrowing import Filters, Scene, Units
from reports.picturing import Board, pictured
from surveys.access import SignedInRequest, may_narrow
from surveys.models import Edition, Enterprise, Lane, Round, RoundState

KEPT: Final = 24 * 60 * 60  # seconds; the key names everything a board is made of
Offer = tuple[Round, Edition]


@dataclass
class Asking:
    """What a reader asks for, of the city or (by its code) of a region.

    `free` readers see every enterprise of it: they get live figures and filters. All
    others get the tables of a cut. A few queries, however many units there are.
    """

    request: SignedInRequest
    region: str = ""
    cluster: str = ""
    narrows: bool = True  # whether the page has filters
    form: DashboardForm = field(init=False)

    def __post_init__(self) -> None:
        scene = self.scene if self.free and self.narrows else None
        self.form = DashboardForm(self._shown(), figures=self._pairs(), scene=scene)

    @cached_property
    def sees_all(self) -> bool:
        """Whether it is within the reader's own scope."""
        return may_narrow(self.request.holdings, self.region)

    @property
    def free(self) -> bool:
        """Whether figures are live and may be narrowed; who may can still ask for what
        others see."""
        return self.sees_all and not self.request.GET.get("published")

    # --- which figures there are

    @cached_property
    def cuts(self) -> list[Cut]:
        rows = Cut.objects.select_related("round", "edition__questionnaire")
        rows = rows.defer("scorecards", "edition__document")
        return sorted(rows, key=lambda cut: (cut.round.opens_at, cut.at), reverse=True)

    @cached_property
    def offers(self) -> list[Offer]:
        """The rounds and editions one may ask for, the newest first."""
        if not self.free:
            return list({(c.round, c.edition): None for c in self.cuts})
        rows = Round.editions.through.objects.exclude(round__state=RoundState.PLANNED)
        rows = rows.select_related("round", "edition__questionnaire")
        rows = rows.defer("edition__document").order_by("-round__opens_at", "pk")
        return [(row.round, row.edition) for row in rows]

    def _pairs(self) -> Pairs:
        return [
            (f"{target.pk}.{edition.pk}", f"{target} · {edition.questionnaire}")
            for target, edition in self.offers
        ]

    @cached_property
    def usual(self) -> tuple[Offer, str] | None:
        """The figures published last, else those that come in now."""
        if self.cuts:
            cut = self.cuts[0]
            return (cut.round, cut.edition), cut.lane
        return (self.offers[0], Lane.CLAIMED.value) if self.offers else None

    @cached_property
    def asked(self) -> Asked | None:
        """The figures that the address names, or the usual ones; None: there are none.

        `cut` is None for a free reader, and where nothing was published.
        """
        if self.usual is None:
            return None
        known = {f"{t.pk}.{e.pk}": (t, e) for t, e in self.offers}
        given = self.request.GET
        target, edition = known.get(given.get("figures", ""), self.usual[0])
        lanes = [*Lane.values] if self.free else self._lanes(target, edition)
        lane = given.get("lane", "")
        usual = self.usual[1] if self.usual[1] in lanes else lanes[0]
        lane = lane if lane in lanes else usual
        cut = None if self.free else self._cut(target, edition, lane)
        return Asked(target, edition, lane, cut)

    def _lanes(self, target: Round, edition: Edition) -> list[str]:
        return [c.lane for c in self.cuts if (c.round, c.edition) == (target, edition)]

    def _cut(self, target: Round, edition: Edition, lane: str) -> Cut | None:
        return next(
            (
                cut
                for cut in self.cuts
                if (cut.round, cut.edition, cut.lane) == (target, edition, lane)
            ),
            None,
        )

    @cached_property
    def before(self) -> Cut | None:
        """The last published figures that these can be compared with: of an earlier
        round, with the same edition, on the same lane."""
        if self.asked is None:
            return None
        asked = self.asked
        return next(
            (
                cut
                for cut in self.cuts
                if (cut.edition, cut.lane) == (asked.edition, asked.lane)
                and cut.round.opens_at < asked.round.opens_at
            ),
            None,
        )

    # --- the figures

    @cached_property
    def found(self) -> Aggregate | None:
        """The stored columns; None where there are none (yet)."""
        if self.asked is None:
            return None
        return gathering.columns(self.asked, self.request.at)

    @cached_property
    def scene(self) -> Scene | None:
        return gathering.scene(self.found) if self.found else None

    @cached_property
    def own(self) -> frozenset[int] | None:
        """The enterprises of the region that a free reader looks at: those registered
        there today, as everywhere else. None does not limit them."""
        if not (self.free and self.region):
            return None
        rows = Enterprise.objects.filter(region__code=self.region)
        return frozenset(rows.values_list("pk", flat=True))

    @property
    def filters(self) -> Filters:
        """The filters; those beyond their own scope have none."""
        if not self.free:
            return Filters()
        return Filters(cluster=self.cluster) if self.cluster else self.form.filters()

    def board(self, filters: Filters | None = None) -> Board | None:
        """The board, from the cache where it was made before."""
        if self.found is None or self.scene is None:
            return None
        filters = self.filters if filters is None else filters
        key = self._key(filters)
        known: Board | None = cache.get(key)
        if known is None:
            own, earlier = self._contents(self.found)
            known = pictured(
                own, self.scene, filters=filters, before=earlier, free=self.free
            )
            # While a job gathers the earlier round, the next look may have more.
            if earlier or self.before is None:
                cache.set(key, known, KEPT)
        return known

    def _key(self, filters: Filters) -> str:
        assert self.found is not None
        own = "" if self.own is None else sorted(self.own)
        before = self.before.pk if self.before else 0
        parts = (self.found.sha256, before, filters, self.free, own, thresholds())
        return "board-2/" + hashlib.sha256(repr(parts).encode()).hexdigest()

    def _contents(self, found: Aggregate) -> tuple[Units, Compared | None]:
        own, earlier = gathering.contents(found, self.before)
        if earlier is None and (cut := self.before) is not None:
            asked = Asked(cut.round, cut.edition, cut.lane, cut)
            if gathering.columns(asked, self.request.at):
                own, earlier = gathering.contents(found, self.before)
        if earlier is None:
            return self._of(own), None
        return self._of(own), (self._of(earlier[0]), earlier[1])

    def _of(self, units: Units) -> Units:
        return units if self.own is None else units.of(self.own)

    # --- addresses

    def _shown(self) -> dict[str, Any]:
        """What the form shows: the address, with the figures that it led to."""
        given = self.request.GET.dict()
        if self.asked:
            figures = f"{self.asked.round.pk}.{self.asked.edition.pk}"
            given |= {"figures": figures, "lane": self.asked.lane}
        return given

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The parts of the address that name the figures, without filters."""
        shown = self._shown()
        return {n: shown[n] for n in ("figures", "lane", "published") if shown.get(n)}

    def link(self, name: str, *args: str, **narrowed: str) -> str:
        """The address of another page of the same figures."""
        kept = {key: value for key, value in narrowed.items() if value}
        query = urlencode(self.chosen | kept)
        return f"{reverse(f'reports:{name}', args=args)}?{query}"

    def filtered(self, **narrowed: str) -> str:
        """This page with a further filter."""
        given = {key: value for key, value in self.request.GET.items() if value}
        return f"{self.request.path}?{urlencode(given | self.chosen | narrowed)}"

    @property
    def as_published(self) -> str:
        """This page as readers beyond their own scope see it."""
        return f"{self.request.path}?{urlencode(self.chosen | {'published': '1'})}"

    @property
    def as_live(self) -> str:
        """This page with live figures."""
        kept = {k: v for k, v in self.chosen.items() if k != "published"}
        return f"{self.request.path}?{urlencode(kept)}"
