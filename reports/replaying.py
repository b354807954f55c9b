"""Replaying: the counted responses of a past round, as another edition takes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models.fields.json import KeyTextTransform

from reports.benchmarks import counted, counting
from reports.findings import Member
from surveys import scoring
from surveys.models import CorrectionState, Edition, Round, Scorecard, Unit
from surveys.scoring import Answer, Evaluation, Scheme, State
from surveys.scoring.batching import Case
from surveys.scoring.conditions import Situation
from surveys.scoring.measuring import blank
from surveys.scoring.settling import acceptance, settle
from surveys.scoring.transferring import origins, transfer

CHUNK = 200  # rows read at once: a response has some 20 KB of answers
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """The answers of one response, in the codes of an edition.

    `gone` holds the old codes that it does not ask, `unfit` the new codes whose old
    answer it does not accept.
    """

    answers: Mapping[str, Answer]
    facts: Mapping[str, Any]
    accepted: frozenset[str]
    gone: tuple[str, ...]
    unfit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A response that counts: its scorecard and where its enterprise stood. `source`
    is the place of its edition among those of the round."""

    source: int
    card: Scorecard
    enterprise: int
    unit: int
    region: str
    cluster: str
    taken: Taken


def sources_of(target: Round, edition: Edition) -> list[Edition]:
    """The editions of the same questionnaire that the round asked."""
    rows = target.editions.filter(questionnaire=edition.questionnaire_id)
    return list(rows.order_by("label"))


def replayed(target: Round, edition: Edition, lane: str) -> Iterator[Past]:
    """Every response that counts on the lane, as `edition` takes it; a few queries,
    whatever their number."""
    sources = sources_of(target, edition)
    places: dict[int, Place] = {}
    for source in sources:
        places |= _places(target, source, lane)
    for number, source in enumerate(sources):
        for card in _newest(target, source, lane):
            card.submission.response.edition = source
            yield _past(number, card, places, take(card, source, edition))


def _past(number: int, card: Scorecard, places: dict[int, Place], taken: Taken) -> Past:
    unit = card.submission.response.unit
    enterprise = unit.enterprise_id
    return Past(number, card, enterprise, unit.pk, *places[enterprise], taken)


def count(target: Round, edition: Edition, lane: str) -> int:
    """How many responses there are to replay."""
    rows = (counting(target, s, lane) for s in sources_of(target, edition))
    return sum(r.values("submission__response").distinct().count() for r in rows)


def _newest(target: Round, source: Edition, lane: str) -> Iterator[Scorecard]:
    """Read in chunks, each of them to its end: SQLite lets nobody write, not even the
    progress, while a query of theirs is open and somebody else has written since."""
    rows = Scorecard.objects.select_related("submission__response__unit")
    cards = counted(target, source, lane)
    for start in range(0, len(cards), CHUNK):
        yield from rows.filter(pk__in=cards[start : start + CHUNK]).order_by("pk")


def _places(target: Round, source: Edition, lane: str) -> dict[int, Place]:
    """An enterprise counts in one place: where its newest submission stood."""
    rows = counting(target, source, lane).order_by("submission__at", "pk")
    found = rows.values_list(
        "submission__response__unit__enterprise",
        KeyTextTransform("region", "submission__facts"),
        KeyTextTransform("cluster", "submission__facts"),
    )
    return {enterprise: (region, cluster) for enterprise, region, cluster in found}


def take(card: Scorecard, source: Edition, edition: Edition) -> Taken:
    """What a scorecard was made of, in the codes of another edition: frozen answers
    and facts, and the corrections and external facts that its lane used."""
    na, entries = CorrectionState.NA, card.corrections.items()
    corrected = {code: Answer(e["v"]) for code, e in entries if e["state"] != na}
    accepted = frozenset(code for code, e in entries if e["state"] == na)
    answers = card.submission.typed_answers() | corrected
    external = {f"external.{key}": value for key, value in card.external.items()}
    facts = card.submission.facts | external
    if source.sha256 == edition.sha256:
        return Taken(answers, facts, accepted, (), ())
    found = transfer(edition.scheme, source.scheme, answers, accepted)
    kept = {o.code: new for new, o in origins(edition.scheme, source.scheme).items()}
    gone = tuple(code for code in found.dropped if code not in kept)
    unfit = tuple(
        kept[code]
        for code in found.dropped
        if code in kept and not blank(answers[code].value)
    )
    return Taken(found.answers, facts, found.accepted, gone, unfit)


def evaluated(scheme: Scheme, taken: Taken, lane: str) -> Evaluation:
    """What the edition says of it; nothing is stored."""
    return scoring.evaluate(
        scheme,
        taken.answers,
        taken.facts,
        lane=scoring.Lane(lane),
        accepted=taken.accepted,
    )


def case(taken: Taken) -> Case:
    """The same for an evaluation of many at once."""
    return Case(taken.answers, taken.facts, taken.accepted)


def states(scheme: Scheme, taken: Taken, lane: str) -> dict[str, State]:
    """In which of its four states each question is."""
    accepted = acceptance(scoring.Lane(lane), taken.accepted)
    return settle(scheme, taken.answers, Situation(taken.facts), accepted)


def member(past: Past) -> Member:
    """Whose response it is, without its number."""
    return {
        "unit": past.unit,
        "enterprise": past.enterprise,
        "number": 0,
        "part": 0,
        "region": past.region,
        "cluster": past.cluster,
    }


def number(study: object, rows: Sequence[Member]) -> None:
    """Give the units numbers for readers who may not see names. They follow a hash of
    the study and the enterprise: they tell nothing about it, and another study has
    others."""

    def hashed(enterprise: int) -> str:
        return sha256(f"{study}:{enterprise}".encode()).hexdigest()

    units: dict[int, list[int]] = {}
    for unit, enterprise in sorted((row["unit"], row["enterprise"]) for row in rows):
        units.setdefault(enterprise, []).append(unit)
    numbers = {e: n for n, e in enumerate(sorted(units, key=hashed), start=1)}
    for row in rows:
        own = units[row["enterprise"]]
        row["number"] = numbers[row["enterprise"]]
        row["part"] = own.index(row["unit"]) + 1 if len(own) > 1 else 0


@dataclass(frozen=True, slots=True)
class Name:
    """Whose a unit is, for readers who may see single enterprises."""

    enterprise: str
    uscc: str
    unit: str


def names_of(units: Sequence[int]) -> dict[int, Name]:
    """The names of units by id."""
    rows = Unit.objects.filter(pk__in=units).select_related("enterprise")
    return {
        row.pk: Name(row.enterprise.name, row.enterprise.uscc, row.name) for row in rows
    }
