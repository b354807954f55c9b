"""Every address × every role × own, foreign and missing things × GET and POST."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.table import OPEN, TABLE, WITHOUT_FACTOR, Rule
from tests.access.world import Thing, World, built

OTHER_METHODS = ("head", "put", "patch", "delete", "options", "trace")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    logging.disable(logging.WARNING)  # thousands of refusals
    with django_db_blocker.unblock(), built() as made:
        yield made
    logging.disable(logging.NOTSET)


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every pattern that an address can match."""
    for part in resolver.url_patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route
        else:
            yield from routes(part, route)


def test_table_knows_every_address():
    assert sorted({rule.route for rule in TABLE}) == sorted(set(routes(get_resolver())))


@pytest.mark.parametrize("rule", TABLE, ids=str)
def test_walk(world, rule):
    walked = product(world.people, ("get", "post"))
    wrong = (faults(world, rule, role, method) for role, method in walked)
    assert list(chain.from_iterable(wrong)) == []


@pytest.mark.parametrize("rule", [r for r in TABLE if r.is_ours], ids=str)
def test_other_methods(world, rule):
    """HEAD is GET without a body, and there is nothing else."""
    thing = world.things[rule.thing][0] if rule.thing else None
    role = somebody(world, rule, thing)
    steps = [Step(rule, role, method, thing) for method in ("get", *OTHER_METHODS)]
    found = {step.method: ask(world, step).status for step in steps}
    nothing = dict.fromkeys(OTHER_METHODS, 405)
    assert found == nothing | {"get": found["get"], "head": found["get"]}


def somebody(world: World, rule: Rule, thing: Thing | None) -> str:
    """One of those whom the table lets in."""
    let_in = [words for _, words in (*rule.get, *rule.post)]
    return next(
        role
        for role in world.people
        if role not in ("anonymous", "without_factor")
        and any(world.words(role, thing) & words for words in let_in)
    )


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
        parts = (self.thing.parts if self.thing else {}) | self.rule.where
        return "/" + re.sub(r"<\w+:(\w+)>", lambda m: str(parts[m[1]]), self.rule.route)


def faults(world: World, rule: Rule, role: str, method: str) -> list[str]:
    """What is wrong with the answers to one person at one address."""
    things = differing(world, rule, role)
    steps = [Step(rule, role, method, thing) for thing in things]
    if not rule.answers(method):
        steps = steps[:1]  # refused before anything is looked for
    answers = [(step, answer_to(world, step)) for step in steps]
    wrong = [f"{s}: {fault}" for s, a in answers if (fault := fault_of(world, s, a))]
    hidden = {answer.shown for _, answer in answers if answer.status == 404}
    if len(hidden) > 1:
        wrong.append(f"{steps[0]}: its 404 differs from that of a missing id")
    return wrong


def differing(world: World, rule: Rule, role: str) -> list[Thing | None]:
    """The things that are not the same to a person, and a missing one."""
    if not rule.thing:
        return [None]
    things = world.things[rule.thing]
    by_words = {frozenset(world.words(role, thing)): thing for thing in things[::-1]}
    return [*by_words.values(), things[0].missing()]


@dataclass(frozen=True)
class Answer:
    """What matters of a response. `shown` leaves out what differs anyway: the token
    of this one answer, and the address that was typed."""

    status: int
    place: str
    shown: bytes


def answer_to(world: World, step: Step) -> Answer:
    """The answer to one request; a missing thing is asked for once an address."""
    if step.thing is None or step.thing.exists:
        return ask(world, step)
    key = (step.rule.route, step.role, step.method)
    if key not in world.asked:
        world.asked[key] = ask(world, step)
    return world.asked[key]


def ask(world: World, step: Step) -> Answer:
    """Make one request, whose effects are undone."""
    data = step.rule.data() if step.method == "post" else None
    with world.as_(step.role) as client:
        found = getattr(client, step.method)(step.path, data)
    # A file is closed once it is read.
    content = b"".join(found) if found.streaming else found.content
    content = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)
    shown = content.replace(step.path.encode(), b"")
    return Answer(found.status_code, found.headers.get("Location", ""), shown)


def fault_of(world: World, step: Step, answer: Answer) -> str:
    """How an answer differs from what the table says."""
    status, place = expected(world, step), led_to(step)
    if answer.status != status:
        return f"{answer.status} instead of {status}"
    return "" if answer.place.startswith(place) else f"leads to {answer.place}"


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
