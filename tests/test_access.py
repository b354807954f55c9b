"""Every address × every role × own, foreign and missing things × GET and POST."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, product

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import TABLE, Rule
from tests.access.things import Thing
from tests.access.walking import Step, expected, led_to, somebody
from tests.access.world import World, built

OTHER_METHODS = ("head", "put", "patch", "delete", "options", "trace")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


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


OURS = [rule for rule in TABLE if rule.is_ours and rule.has_somebody]


@pytest.mark.parametrize("rule", OURS, ids=str)
def test_other_methods(world, rule):
    """HEAD is GET without a body, and there is nothing else."""
    allowed = somebody(world, rule, "get" if rule.get else "post")
    steps = [replace(allowed, method=name) for name in ("get", *OTHER_METHODS)]
    found = {step.method: ask(world, step).status for step in steps}
    nothing = dict.fromkeys(OTHER_METHODS, 405)
    assert found == nothing | {"get": found["get"], "head": found["get"]}


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
