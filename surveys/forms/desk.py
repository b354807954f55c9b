"""The start page as data: rounds, what they ask, and the next step of every unit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.explaining.countdown import Countdown, countdown
from surveys.explaining.preparing import Preparation, preparation
from surveys.forms.overview import Part, parts_of, shown_codes
from surveys.models import (
    Edition,
    Enterprise,
    Response,
    Round,
    RoundState,
    Unit,
    UnitKind,
)
from surveys.workflow import EDITABLE, HANDED_IN, Status

PROOFS = 8  # that a round names; the whole list has a page of its own
# What is most worth a person's time comes first.
RETURNED, READY, BEGUN, EMPTY, OFFERED, HELD, LOOK = range(7)


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: a link, or (`posts`) a button that begins something."""

    rank: int
    label: str
    url: str
    posts: bool = False

    @property
    def held(self) -> bool:
        """Whether it would begin what the unit holds the title of already."""
        return self.rank == HELD


@dataclass(frozen=True, slots=True)
class Known:
    """What the page has read of the responses of all enterprises of the reader.

    By response: `returned` the codes the reviewer still waits for, `mine` the sections
    given to the reader. `titles`: the stages that units hold, (unit, stage).
    """

    at: datetime
    returned: Mapping[int, Collection[str]]
    mine: Mapping[int, Collection[str]]
    titles: Collection[tuple[int | None, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """One questionnaire for one unit. `closing` only where it is not the round's."""

    edition: Edition
    response: Response | None
    step: Step | None
    done: int = 0
    total: int = 0
    returned: int = 0
    closing: Countdown | None = None

    @property
    def rank(self) -> int:
        return self.step.rank if self.step else LOOK


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit with its questionnaires; the first line has the one primary button."""

    unit: Unit
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire of the round: what it asks for, and where its list is."""

    kind: str
    preparation: Preparation
    url: str

    @property
    def ready(self) -> list[str]:
        """The proofs that are needed most often."""
        return [title for title, _count in self.preparation.proofs[:PROOFS]]


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round as one enterprise sees it. `lacking`: kinds of units that it asks about
    and that the enterprise has not named."""

    round: Round
    closing: Countdown
    asked: list[Asked]
    units: list[UnitCard]
    whole: list[UnitCard]
    lacking: list[str]


@dataclass(frozen=True, slots=True)
class Own:
    """One enterprise of the reader, as far as the page needs it."""

    enterprise: Enterprise
    fills: bool
    units: Sequence[Unit]
    responses: Sequence[Response]


def round_cards(own: Own, rounds: Iterable[Round], known: Known) -> list[RoundCard]:
    """The open rounds of the enterprise's region, and those of what was given a later
    date of its own; what ends first comes first."""
    cards = [
        _card(own, target, list(target.editions.all()), known)
        for target in rounds
        if own.enterprise.region_id in {region.pk for region in target.regions.all()}
        and target.takes_from(own.enterprise, known.at)
    ]
    shown = {card.round.pk for card in cards}
    late = {
        response.round_id: response.round
        for response in own.responses
        if response.is_editable(known.at) and response.round_id not in shown
    }
    cards += [_card(own, target, [], known) for target in late.values()]
    return sorted(cards, key=lambda card: card.closing.at)


def _card(own: Own, target: Round, editions: list[Edition], known: Known) -> RoundCard:
    units = [
        UnitCard(unit, lines)
        for unit in own.units
        if (lines := _lines(own, unit, target, editions, known))
    ]
    kinds = {unit.kind for unit in own.units}
    wanted = {edition.unit_kind for edition in editions}
    return RoundCard(
        round=target,
        closing=countdown(target.closes_for(own.enterprise), known.at),
        asked=[
            _asked(own, target, edition)
            for edition in editions
            if edition.unit_kind in kinds or not kinds & wanted
        ],
        units=[card for card in units if card.unit.kind != UnitKind.ENTERPRISE],
        whole=[card for card in units if card.unit.kind == UnitKind.ENTERPRISE],
        lacking=[
            str(kind.label) for kind in UnitKind if kind in wanted and kind not in kinds
        ],
    )


def _asked(own: Own, target: Round, edition: Edition) -> Asked:
    scheme = edition.scheme
    unit = next((unit for unit in own.units if unit.kind == edition.unit_kind), None)
    args = (unit.pk, target.pk, edition.pk) if unit else ()
    return Asked(
        kind=str(UnitKind(edition.unit_kind).label),
        preparation=preparation(scheme, frozenset(scheme.questions)),
        url=reverse("surveys:before_start", args=args) if args else "",
    )


def _lines(
    own: Own, unit: Unit, target: Round, editions: list[Edition], known: Known
) -> list[Line]:
    begun = {
        response.edition_id: response
        for response in own.responses
        if (response.unit_id, response.round_id) == (unit.pk, target.pk)
    }
    lines = [
        _line_of(own, response, known)
        for response in begun.values()
        if editions or response.is_editable(known.at)
    ]
    lines += [
        Line(edition, None, _start(own, unit, target, edition, known))
        for edition in editions
        if edition.unit_kind == unit.kind and edition.pk not in begun
    ]
    return sorted(lines, key=lambda line: line.rank)


def _start(
    own: Own, unit: Unit, target: Round, edition: Edition, known: Known
) -> Step | None:
    if not own.fills:
        return None
    held = (unit.pk, edition.questionnaire.stage_id) in known.titles
    args = (unit.pk, target.pk, edition.pk)
    url = reverse("surveys:start", args=args)
    return Step(HELD if held else OFFERED, _("Start"), url, posts=True)


def _line_of(own: Own, response: Response, known: Known) -> Line:
    if response.status not in EDITABLE:
        return Line(response.edition, response, _look(response))
    parts = parts_of(response, shown_codes(response))
    waited = known.returned.get(response.pk, ())
    free = own.fills and response.is_editable(known.at)
    return Line(
        edition=response.edition,
        response=response,
        step=_next(response, parts, waited, known) if free else _look(response),
        done=sum(part.done for part in parts),
        total=sum(part.total for part in parts),
        returned=len(waited),
        closing=countdown(response.closes_at, known.at) if response.due_at else None,
    )


def _next(
    response: Response, parts: Sequence[Part], waited: Collection[str], known: Known
) -> Step:
    """What to do with an assessment that can be filled."""
    if waited:
        return _to_returned(response, parts, waited)
    if not any(part.done for part in parts) and not any(p.problems for p in parts):
        return Step(EMPTY, _("Start filling"), _address("task_list", response))
    mine = known.mine.get(response.pk, ())
    unfinished = [part for part in parts if part.first_open]
    part = next((p for p in unfinished if p.code in mine), None)
    part = part or next(iter(unfinished), None)
    if part is None:
        return Step(READY, _("Check and hand in"), _address("check", response))
    label = _("Go on: %(section)s") % {"section": f"{part.number}. {part.title}"}
    url = _address("section", response, part.code)
    return Step(BEGUN, label, f"{url}#q-{part.first_open}")


def _to_returned(
    response: Response, parts: Sequence[Part], waited: Collection[str]
) -> Step:
    label = ngettext(
        "Answer %(count)s returned item", "Answer %(count)s returned items", len(waited)
    ) % {"count": len(waited)}
    for part in parts:
        for line in part.lines:
            if line.code in waited:
                url = _address("section", response, part.code)
                return Step(RETURNED, label, f"{url}#q-{line.code}")
    return Step(RETURNED, label, _address("task_list", response))


def _look(response: Response) -> Step:
    """What is left where nothing can be filled."""
    if response.status in HANDED_IN:
        url = reverse("reports:result", args=(response.pk,))
        return Step(LOOK, _("See the result"), url)
    label = _("See the draft") if response.status == Status.LAPSED else _("Look at it")
    return Step(LOOK, label, _address("task_list", response))


def _address(name: str, response: Response, *more: str) -> str:
    return reverse(f"surveys:{name}", args=(response.pk, *more))


def next_round(enterprise: Enterprise, at: datetime) -> Round | None:
    """The planned round of the enterprise's region that opens first."""
    planned = Round.objects.filter(
        state=RoundState.PLANNED, regions=enterprise.region_id, opens_at__gt=at
    )
    return planned.order_by("opens_at").first()
