"""What a file is compared with: its cluster, its own past, other enterprises' files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform

from reports.benchmarks import counted, dimensions, number
from reports.flagging.cases import by_hash
from reports.statistics import quantile
from surveys.assessing import LANES
from surveys.models import (
    Edition,
    Evidence,
    Lane,
    Response,
    Round,
    Scorecard,
    Submission,
)
from surveys.scoring import Level, Scheme
from surveys.workflow import HANDED_IN, Status

LEAST = 8  # files in a cluster before their spread means anything, as for quartiles
WHOLE = ""  # the code of the whole score among those of dimensions


@dataclass(frozen=True, slots=True)
class Spread:
    """The scores of one cluster: how many, and their quartiles (type 7)."""

    n: int
    p25: float
    median: float
    p75: float


@dataclass(frozen=True, slots=True)
class Before:
    """The last result of the same unit in an earlier round."""

    level: Level | None
    place: int
    score: float | None
    edition_sha256: str
    round: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Peers:
    """All that files of one round and edition are compared with. `shared`: by hash of
    a file, how many enterprises have handed it in; only those of several."""

    spreads: Mapping[tuple[str, str], Spread]
    before: Mapping[int, Before]
    reviewed: Mapping[int, Scorecard]
    shared: Mapping[str, int]


def peers(target: Round, edition: Edition) -> Peers:
    """A few queries, whatever the number of files."""
    return Peers(
        _spreads(target, edition),
        _before(target, edition),
        _reviewed(target, edition),
        _shared(target, edition),
    )


# -- The cluster ----------------------------------------------------------------------


def _spreads(target: Round, edition: Edition) -> dict[tuple[str, str], Spread]:
    """By cluster and dimension, from the claims of all that is handed in."""
    cards = Scorecard.objects.filter(pk__in=_claims(target, edition))
    rows = cards.values_list(
        KeyTextTransform("cluster", "submission__facts"), "score", "nodes"
    )
    codes = [node.code for node in dimensions(edition)]
    scores: dict[tuple[str, str], list[float]] = {}
    for cluster, score, nodes in rows:
        for code in (WHOLE, *codes):
            value = number(score if code == WHOLE else nodes.get(code, ""))
            if value is not None:
                scores.setdefault((cluster, code), []).append(value)
    return {key: _spread(found) for key, found in scores.items() if len(found) >= LEAST}


def _claims(target: Round, edition: Edition) -> list[int]:
    return counted(target, edition, Lane.CLAIMED)


def _spread(scores: Iterable[float]) -> Spread:
    ordered = sorted(scores)
    quarters = (quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Spread(len(ordered), *quarters)


# -- The past -------------------------------------------------------------------------


def _before(target: Round, edition: Edition) -> dict[int, Before]:
    """By unit: of the last earlier round the newest submission's last lane."""
    units = Response.objects.filter(round=target, edition=edition).values("unit")
    cards = Scorecard.objects.standing().filter(
        submission__response__unit__in=units,
        submission__response__edition__questionnaire=edition.questionnaire_id,
        submission__response__round__opens_at__lt=target.opens_at,
        submission__response__status__in=HANDED_IN,
    )
    cards = cards.select_related("submission__response__round").only(
        *("lane", "level", "score", "edition_sha256", "submission__number"),
        *("submission__response__unit", "submission__response__round__name_zh"),
        *("submission__response__round__name_en",),
        "submission__response__round__opens_at",
    )
    newest = sorted(cards, key=_order)
    editions = by_hash(edition, [card.edition_sha256 for card in newest])
    return {
        card.submission.response.unit_id: _past(card, editions[card.edition_sha256])
        for card in newest
    }


def _order(card: Scorecard) -> tuple[object, ...]:
    submission = card.submission
    lane = LANES.index(Lane(card.lane))
    return submission.response.round.opens_at, submission.number, lane, card.pk


def _past(card: Scorecard, edition: Edition) -> Before:
    target = card.submission.response.round
    level, place = climbed(edition.scheme, card.level)
    names = {"zh": target.name_zh, "en": target.name_en}
    return Before(level, place, number(card.score), card.edition_sha256, names)


def climbed(scheme: Scheme, code: str) -> tuple[Level | None, int]:
    """A level, and which one it is counted from below; (None, 0) for none."""
    for place, level in enumerate(scheme.levels, start=1):
        if level.code == code:
            return level, place
    return None, 0


def _reviewed(target: Round, edition: Edition) -> dict[int, Scorecard]:
    """By submission what the district found, newest last."""
    cards = Scorecard.objects.standing().filter(
        lane=Lane.REVIEWED,
        submission__response__round=target,
        submission__response__edition=edition,
        submission__response__status=Status.RECOMMENDED,
    )
    return {card.submission_id: card for card in cards.order_by("pk")}


# -- Files ----------------------------------------------------------------------------


def _shared(target: Round, edition: Edition) -> dict[str, int]:
    """Files that several enterprises have handed in, in this round or before."""
    own = Evidence.objects.filter(
        response__round=target,
        response__edition=edition,
        response__status__in=HANDED_IN,
    )
    handed_in = Submission.objects.filter(
        response=OuterRef("response"), at__gte=OuterRef("at")
    )
    rows = Evidence.objects.kept().filter(
        Exists(handed_in), sha256__in=own.values("sha256")
    )
    counts = rows.order_by().values_list("sha256")
    enterprises = Count("response__unit__enterprise", distinct=True)
    return dict(counts.annotate(n=enterprises).filter(n__gt=1))
