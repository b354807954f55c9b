"""Officials and enterprises of one region find nothing of another, wherever they look.

Two regions are built; everything of the second carries a mark that nobody of the first
may ever see: in no page, file, list, filter, order, export, chart, job or message.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import pytest
from django.db.models import Model, QuerySet

from reports import tasks
from reports.models import SummaryOrder
from surveys.models import (
    Correction,
    Enterprise,
    Evidence,
    ExternalFact,
    Invitation,
    Message,
    MoveRow,
    Objection,
    Registration,
    Remark,
    Response,
    Roster,
    Submission,
    Unit,
    User,
)
from tests.access.table import TABLE, Rule
from tests.access.walking import Step
from tests.access.world import World, built

pytestmark = pytest.mark.django_db

MARK = "Kanari7q"
NOWHERE = "Nirgend7q"  # as long as the mark, and nowhere at all
# Of the first region, of its enterprise, or of the city without single enterprises.
LOOKING = ("reviewer", "administrator", "analyst", "expert")
# An expert reads the files of their seats, wherever these are.
SEATS = "seats/"
LOOKED_AT = [
    rule
    for rule in TABLE
    if rule.is_ours and rule.get and not rule.route.startswith(SEATS)
]
LISTS = [rule for rule in LOOKED_AT if not rule.thing and rule.route]
FIELD = re.compile(rb'<(?:input|select)[^>]*?\bname="(\w+)"')
OPTION = re.compile(rb'<option\s+value="([^"]*)"')
LINK = re.compile(rb'href="([^"]*\?[^"]*)"')
GET_FORM = re.compile(rb'<form[^>]*method="get".*?</form>', re.S)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        mark(made.c)
        yield made


def mark(of: Enterprise) -> None:
    """Put the mark into everything that is told of an enterprise and its region."""
    texts: list[tuple[type[Model], dict[str, Any], tuple[str, ...]]] = [
        (Enterprise, {"pk": of.pk}, ("name", "name_en")),
        (Unit, {"enterprise": of}, ("name",)),
        (Evidence, {"response__unit__enterprise": of}, ("name", "issuer")),
        (Correction, {"submission__response__unit__enterprise": of}, ("reason",)),
        (Remark, {"submission__response__unit__enterprise": of}, ("text",)),
        (MoveRow, {"response__unit__enterprise": of}, ("reason",)),
        (Objection, {"response__unit__enterprise": of}, ("text", "raised_by_name")),
        (ExternalFact, {"response__unit__enterprise": of}, ("source",)),
        (
            Submission,
            {"response__unit__enterprise": of},
            ("declared_by_name", "declared_by_post"),
        ),
        (Registration, {"region": of.region}, ("name", "contact_name")),
        (Invitation, {"enterprise": of}, ("name",)),
        (Invitation, {"registration__region": of.region}, ("name",)),
        (Roster, {"by__offices__region": of.region}, ("name",)),
        (User, {"memberships__enterprise": of}, ("name",)),
        (User, {"offices__region": of.region}, ("name",)),
    ]
    for model, which, fields in texts:
        rows = model._default_manager.filter(**which)
        assert rows.exists(), (model, which)
        for pk in list(rows.values_list("pk", flat=True)):
            told = {field: f"{MARK} {field} {pk}" for field in fields}
            model._default_manager.filter(pk=pk).update(**told)
    for kind in (Response, Submission):
        mark_answers(kind, of)


def mark_answers(kind: Any, of: Enterprise) -> None:
    path = "unit__enterprise" if kind is Response else "response__unit__enterprise"
    rows: QuerySet[Any] = kind.objects.filter(**{path: of})
    for row in rows:
        noted = {code: e | {"reason": MARK} for code, e in row.answers.items()}
        rows.filter(pk=row.pk).update(answers=noted)


def content(world: World, role: str, path: str) -> bytes:
    """What somebody gets at an address, unpacked, with where it leads to."""
    with world.as_(role) as client:
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
    return unpacked(body) + answer.headers.get("Location", "").encode()


def unpacked(body: bytes) -> bytes:
    """Workbooks and packages with all that is in them."""
    if not body.startswith(b"PK"):
        return body
    try:
        package = ZipFile(BytesIO(body))
    except BadZipFile:
        return body  # the world has files that are none
    return b"\n".join(unpacked(package.read(name)) for name in package.namelist())


def shows(world: World, found: bytes) -> list[str]:
    """What of the other region is in there."""
    marks = (MARK, world.c.uscc)
    return [text for text in marks if text.encode() in found]


@pytest.mark.parametrize("rule", LOOKED_AT, ids=str)
def test_no_address_shows_it(world: World, rule: Rule) -> None:
    """Every address, with one's own things, with foreign ones, and with none."""
    things = world.things[rule.thing] if rule.thing else [None]
    steps = [Step(rule, role, "get", thing) for role in LOOKING for thing in things]
    wrong = [
        (str(step), found)
        for step in steps
        if (found := shows(world, content(world, step.role, step.path)))
    ]
    assert wrong == []


def asked(world: World, page: bytes) -> Iterator[tuple[str, str]]:
    """What a list can be asked: each of its fields with each of its choices, with what
    the other region is known by, and with the mark."""
    foreign = [world.c.region_id, world.c.pk, world.c.uscc, world.c.region.code, MARK]
    for form in GET_FORM.findall(page):
        for name in {n.decode() for n in FIELD.findall(form)}:
            for value in foreign:
                yield name, str(value)
        for field in re.split(rb"<select", form)[1:]:
            name = re.search(rb'name="(\w+)"', field)
            for value in OPTION.findall(field):
                if name and value:
                    yield name[1].decode(), value.decode()


@pytest.mark.parametrize("rule", LISTS, ids=str)
def test_no_filter_order_or_page_of_a_list_shows_it(world: World, rule: Rule) -> None:
    path = f"/{rule.route}"
    page = content(world, "reviewer", path)
    queries = {f"{path}?{name}={value}" for name, value in asked(world, page)}
    # Orders, pages and exports are links of the list.
    links = {link.decode().replace("&amp;", "&") for link in LINK.findall(page)}
    queries |= {f"{path}{link}" if link[0] == "?" else link for link in links}
    followed = sorted(query for query in queries if query.startswith("/"))
    wrong = [
        (query, found)
        for query in followed
        # What one asked for stands in the field again, and tells nothing.
        if (
            found := shows(
                world,
                content(world, "reviewer", query).replace(
                    query.partition("=")[2].encode(), b""
                ),
            )
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("rule", LISTS, ids=str)
def test_a_search_does_not_tell_what_is_there(world: World, rule: Rule) -> None:
    """A name of the other region is answered as one that nobody has."""
    path = f"/{rule.route}"
    page = content(world, "reviewer", path)
    names = {
        field.decode()
        for form in GET_FORM.findall(page)
        for field in FIELD.findall(form)
    }
    for name in names:
        known = content(world, "reviewer", f"{path}?{name}={MARK}")
        unknown = content(world, "reviewer", f"{path}?{name}={NOWHERE}")
        assert steady(known) == steady(unknown.replace(NOWHERE.encode(), MARK.encode()))


def steady(page: bytes) -> bytes:
    """A page without the token of this one answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_no_message_is_about_it(world: World) -> None:
    people = [world.people[role] for role in LOOKING]
    told = Message.objects.filter(user__in=[p.pk for p in people if p])
    of_files = told.filter(response__unit__enterprise=world.c)
    of_arrivals = Registration.objects.filter(region=world.c.region)
    arrivals = told.filter(
        params__registration_id__in=list(of_arrivals.values_list("pk", flat=True))
    )
    assert (told.exists(), of_files.count(), arrivals.count()) == (True, 0, 0)


def test_it_is_there_for_those_whose_it_is(world: World) -> None:
    """The walk looks for something that can be found: the other reviewer sees it."""
    seen = {
        rule.route
        for rule in LISTS
        if shows(world, content(world, "other_reviewer", f"/{rule.route}"))
    }
    assert {"review/", "enterprises/", "registrations/", "summary/"} <= seen


@pytest.mark.parametrize(
    ("role", "sees"), [("reviewer", False), ("other_reviewer", True)]
)
def test_an_ordered_summary_shows_the_own_region_only(
    world: World, role: str, *, sees: bool
) -> None:
    with world.as_(role) as client:
        place = client.post("/summary/order/", {"language": "en"}).headers["Location"]
        order = SummaryOrder.objects.latest("at")
        assert order.job_id is not None
        tasks.summarise(order.job_id)
        answer = client.get(f"{place}download/")
        body = b"".join(answer.streaming_content)
    assert bool(shows(world, unpacked(body))) is sees
