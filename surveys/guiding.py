"""Guiding: the way from where a response stands to the next level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.core.cache import cache

from surveys.assessing import edition_of, facts_of, given_to, used_by
from surveys.models import Edition, Response, Submission, User
from surveys.scoring import (
    ENGINE_VERSION,
    Answer,
    Evaluation,
    Lane,
    Scheme,
    Way,
    digest,
    evaluate,
    way_up,
)
from surveys.workflow import HANDED_IN

KEPT = 60 * 60  # seconds that a way is remembered, for it costs up to a second or two
LONGEST = 30  # seconds after which a search is taken for dead


class Busy(Exception):
    """This person's last search is still at work."""


@dataclass(frozen=True, slots=True)
class Ground:
    """From where one climbs: what the engine is given. submission: whose answers they
    are; None for those of a draft, as if they were handed in now."""

    edition: Edition
    answers: Mapping[str, Answer]
    facts: Mapping[str, object]
    lane: Lane
    accepted: frozenset[str]
    submission: Submission | None

    @property
    def scheme(self) -> Scheme:
        """The edition, compiled."""
        return self.edition.scheme

    def evaluation(self) -> Evaluation:
        """How they score."""
        return evaluate(
            self.scheme,
            self.answers,
            self.facts,
            lane=self.lane,
            accepted=self.accepted,
        )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wishes of a way. level: its code, None for the next one; costs: of
    changing the answer to a question; ruled_out: codes of answers that are to stay."""

    level: str | None = None
    costs: Mapping[str, Fraction] | None = None
    ruled_out: frozenset[str] = frozenset()


def ground_of(response: Response, *, draft: bool) -> Ground:
    """What was scored last; with `draft` the present answers, while they can be
    changed. Only the enterprise itself may see those."""
    if draft and response.status not in HANDED_IN:
        return _draft(response)
    submission = response.newest_submission()
    card = submission.scorecards.standing().order_by("pk").last()
    if card is None:
        facts, answers = submission.facts, submission.typed_answers()
        nothing: frozenset[str] = frozenset()
        edition = response.edition
        return Ground(edition, answers, facts, Lane.CLAIMED, nothing, submission)
    card.submission = submission
    edition = edition_of(card)
    given = given_to(edition, submission, used_by(card))
    lane = Lane(card.lane)
    return Ground(edition, given.answers, given.facts, lane, given.accepted, submission)


def _draft(response: Response) -> Ground:
    return Ground(
        edition=response.edition,
        answers=response.typed_answers(),
        facts=facts_of(response.unit),
        lane=Lane.CLAIMED,
        accepted=frozenset(),
        submission=None,
    )


def way_from(ground: Ground, wishes: Wishes, *, by: User) -> Way:
    """The cheapest way; remembered for an hour, for the same question gives the same.

    A search takes up to some seconds of a processor, so nobody has two at once: raises
    Busy. Raises KeyError for a level that the edition has not.
    """
    key = f"way:{_digest(ground, wishes)}"
    found: Way | None = cache.get(key)
    if found is not None:
        return found
    lock = f"way-of:{by.pk}"
    if not cache.add(lock, 1, LONGEST):
        raise Busy
    try:
        found = way_up(
            ground.scheme,
            ground.answers,
            ground.facts,
            lane=ground.lane,
            accepted=ground.accepted,
            costs=wishes.costs or {},
            ruled_out=wishes.ruled_out,
            level=wishes.level,
        )
    finally:
        cache.delete(lock)
    cache.set(key, found, KEPT)
    return found


def _digest(ground: Ground, wishes: Wishes) -> str:
    return digest(
        {
            "engine": ENGINE_VERSION,
            "edition": ground.edition.sha256,
            "answers": {
                code: {"v": answer.value, "state": answer.state}
                for code, answer in ground.answers.items()
            },
            "facts": dict(ground.facts),
            "lane": ground.lane.value,
            "accepted": sorted(ground.accepted),
            "level": wishes.level,
            "costs": {c: str(cost) for c, cost in (wishes.costs or {}).items()},
            "ruled_out": sorted(wishes.ruled_out),
        }
    )


def stands_at(ground: Ground, response: Response) -> datetime:
    """When the answers were given that one climbs from."""
    return ground.submission.at if ground.submission else response.status_at
