"""One request of a walk over all addresses, and what the table says of it."""

import re
from dataclasses import dataclass

from django.urls import reverse

from tests.access.table import OPEN, WITHOUT_FACTOR, Rule
from tests.access.things import Thing
from tests.access.world import World


@dataclass(frozen=True)
class Step:
    """One request of the walk."""

    rule: Rule
    role: str
    method: str
    thing: Thing | None

    def __str__(self) -> str:
        return f"{self.role} {self.method} {self.path}"

    @property
    def path(self) -> str:
        parts = self.rule.where | (self.thing.parts if self.thing else {})
        return "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(parts[m[1]]), self.rule.route)


def somebody(world: World, rule: Rule, method: str, *statuses: int) -> Step:
    """A request that the table answers with one of these, or with anything but 404."""
    things = world.things[rule.thing] if rule.thing else [None]
    steps = (Step(rule, r, method, t) for r in world.people for t in things)
    let_in = (s for s in steps if not led_to(s) and expected(world, s) != 404)
    return next(s for s in let_in if not statuses or expected(world, s) in statuses)


def expected(world: World, step: Step) -> int:
    """The status that the table gives to one request."""
    rule, words = step.rule, world.words(step.role, step.thing)
    if led_to(step):
        return 302
    if not words & rule.only:
        return 404
    answers = rule.answers(step.method)
    if not answers:
        return 405
    if step.thing and not step.thing.exists:
        return 404
    return next((status for status, whom in answers if words & whom), 404)


def led_to(step: Step) -> str:
    """Where somebody is led who has to sign in, or to set up a second factor."""
    route = step.rule.route
    if step.role == "anonymous" and route and not route.startswith(OPEN):
        return reverse("account_login") + "?next="
    if step.role == "without_factor" and not route.startswith(WITHOUT_FACTOR):
        return reverse("mfa_activate_totp")
    return ""
