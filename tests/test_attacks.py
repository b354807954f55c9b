"""What an attacker would try, beyond asking for what is not theirs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models
from django.test import Client

from assessment.middleware import has_second_factor
from surveys.models import Evidence, User
from tests.access.filling_in import filled_in
from tests.access.table import TABLE
from tests.access.walking import Step, somebody
from tests.access.world import PASSWORD, World, built

pytestmark = pytest.mark.django_db
FORMS = [rule for rule in TABLE if rule.has_somebody and rule.post]
VOLATILE = (
    models.AutoField,
    models.DateTimeField,
    models.FileField,
    models.UUIDField,
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")
NUMBER = re.compile(r"('\w+_id'): \d+")  # of a row, in what is told of it
Ids = dict[type[models.Model], set[Any]]
# Made up anew each time, or with the number of a new row in them.
CHANGING = {"object_id", "key", "args", "password", "username", "receipt"}
CHANGING |= {"session_key", "session_data", "nonce", "stamp"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


def test_undeclared_fields_change_nothing(world):
    """A form does the same when every field of every model is posted as well."""
    done = {}
    for rule in FORMS:
        step, data = somebody(world, rule, "post"), filled_in(world, rule)
        plain = effect(world, step, data)
        assert effect(world, step, OTHERS | filled_in(world, rule)) == plain, str(rule)
        done[str(rule)] = plain[0]
    refused = {name for name, status in done.items() if status not in {200, 302}}
    assert refused == {
        "responses/<int:pk>/answers/<str:code>/ file mes",
        "rounds/<int:pk>/panels/new/ round",  # for no size
    }


def effect(world: World, step: Step, data: dict[str, Any]) -> tuple[int, Any]:
    """The answer to a post, and all rows as they stand afterwards."""
    known = {m: set(m.objects.values_list("pk", flat=True)) for m in stored()}
    with world.as_(step.role) as client:
        status = client.post(step.path, data).status_code
        return status, {m.__name__: rows_of(m, known) for m in stored()}


def stored() -> list[type[models.Model]]:
    """Every table of ours, with those that join two."""
    ours = [apps.get_app_config(name) for name in ("surveys", "reports")]
    return [m for app in ours for m in app.get_models(include_auto_created=True)]


def rows_of(model: type[models.Model], known: Ids) -> list[str]:
    """The rows of a table; the number of a row that was not there before tells
    nothing."""
    fields = [
        f
        for f in model._meta.concrete_fields
        if not isinstance(f, VOLATILE) and f.name not in CHANGING
    ]
    rows = model.objects.values_list(*(f.attname for f in fields))
    return sorted(
        str([steady(f, v, known) for f, v in zip(fields, row, strict=True)])
        for row in rows
    )


def steady(field: Any, value: Any, known: Ids) -> str:
    """A value without what differs each time."""
    if isinstance(field, models.ForeignKey) and value is not None:
        return str(value if value in known.get(field.related_model, ()) else "new")
    return NUMBER.sub(r"\1", MOMENT.sub("", str(value)))


def everything() -> dict[str, str]:
    """A value for each field of each model: ids, and words that would mean a lot."""
    telling = {"status": "recognised", "state": "claim", "role": "administrator"}
    telling |= {"score": "100", "uscc": "91500000MA5U4XYZ0X", "is_active": ""}
    fields = [f for model in stored() for f in model._meta.get_fields()]
    names = {n for f in fields for n in (f.name, getattr(f, "attname", f.name))}
    names |= {"is_staff", "is_superuser", "by", "at", "id", "pk"}
    return {name: telling.get(name, "2") for name in sorted(names)}


OTHERS = everything()
FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example",
    " //evil.example",
    "\thttps://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
]


@pytest.mark.parametrize("place", FOREIGN)
@pytest.mark.parametrize(
    ("role", "path", "data"),
    [
        ("anonymous", "/account/login/", {"login": "", "password": ""}),
        ("viewer", "/account/login/", {}),
        ("viewer", "/account/logout/", {}),
        ("viewer", "/account/reauthenticate/", {"password": PASSWORD}),
        ("viewer", "/language/setlang/", {"language": "en"}),
    ],
)
def test_nobody_is_led_to_another_host(world, role, path, data, place):
    cache.clear()  # allauth counts how often a password is asked for once more
    if role == "anonymous":
        person = world.people["viewer"]
        data = {"login": person.email, "password": PASSWORD}
    answers = [
        world.browser(role).post(path, data | {"next": place}),
        world.browser(role).post(f"{path}?next={place}", data),
        world.browser(role).post(path, data, headers={"Referer": place.strip()}),
    ]
    assert {a.status_code for a in answers} == {302}
    assert {a.url for a in answers} <= {"/", "/desk/"}


def test_foreign_files_cannot_be_tied_to_an_answer(world):
    draft = world.response("draft")
    foreign = str(world.one("draft evidence", world.c)["pk"])
    own = str(world.one("draft evidence")["pk"])
    member = world.browser("respondent")
    data = {"photos.version": "0", "photos": [foreign, own], "photos.file": foreign}
    member.post(f"/responses/{draft.pk}/sections/project/", data)
    member.post(f"/responses/{draft.pk}/answers/photos/", data)
    draft.refresh_from_db()
    assert draft.answers["photos"]["v"] == [own]
    assert Evidence.objects.get(pk=foreign).response_id != draft.pk


@pytest.mark.parametrize("wish", ["remove.{0}", "remove.nothing", "evidence.nothing"])
def test_buttons_reach_nothing_foreign(world, wish):
    foreign = world.one("draft evidence", world.c)["pk"]
    path = f"/responses/{world.one('draft')['pk']}/sections/project/"
    answer = world.browser("respondent").post(path, {"next": wish.format(foreign)})
    assert answer.status_code == (404 if wish.startswith("remove") else 302)
    assert Evidence.objects.kept().filter(pk=foreign).exists()


def test_a_language_of_a_cookie_changes_words_only(world):
    foreign = f"/responses/{world.one('draft', world.c)['pk']}/"
    for language in ("en", "zh-hans", "xx", "../../etc", "\x00"):
        member = world.browser("administrator")
        member.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert member.get(foreign).status_code == 404


ODD_PARTS = [
    "99999999999999999999",
    "9223372036854775808",
    "0",
    "-1",
    "٣",
    "1" * 5000,
    "%00",
    "1%00",
    "%F0%9F%92%A5",
    "%ED%A0%80",
    "..%2f..%2fetc%2fpasswd",
    "__class__",
    "a" * 3000,
    "1;drop",
    "00000000-0000-0000-0000-000000000000",
]


@pytest.mark.parametrize("part", ODD_PARTS, ids=lambda part: part[:20])
def test_odd_addresses_are_not_found(world, part):
    rules = [rule for rule in TABLE if rule.thing and rule.has_somebody]
    found = set()
    for rule in rules:
        method = "get" if rule.get else "post"
        step = somebody(world, rule, method)
        for name in step.thing.parts | rule.where:
            path = Step(rule, step.role, method, odd(step, name, part)).path
            if path != step.path:
                with world.as_(step.role) as client:
                    found.add((client.generic(method.upper(), path)).status_code)
    assert found == {404}


def odd(step: Step, name: str, part: str) -> Any:
    """The thing with one part of its address replaced."""
    return type(step.thing)(step.thing.parts | step.rule.where | {name: part})


JUNK = [
    "a\x00b",
    "99999999999999999999",
    "NaN",
    "٣",
    "0001-01-01",
    "9999-12-31",
    '{"a": [',
    "1.999999999999",
]
WORST = [*JUNK[:2], "9999-12-31"]
FILTERS = ("page", "q", "status", "round", "region", "cluster", "stage")
LISTS = ("desk/", "enterprises/", "review/", "decisions/", "titles/", "rounds/")


@pytest.mark.parametrize("rule", FORMS, ids=str)
def test_junk_in_a_form_breaks_nothing(world, rule):
    cache.clear()
    step, data = somebody(world, rule, "post"), filled_in(world, rule)
    posts = [dict.fromkeys(data, junk) for junk in JUNK]
    posts += [{name: junk} for name in data for junk in WORST]
    broken = []
    for post in posts:
        with world.as_(step.role) as client:
            status = client.post(step.path, filled_in(world, rule) | post).status_code
        if status not in {200, 302, 400, 404, 409, 422, 429}:
            broken.append((post, status))
    assert broken == []


@pytest.mark.parametrize("junk", [*JUNK, "-1", "", "0", "’", "x" * 5000])
def test_junk_in_a_filter_filters_nothing_or_all(world, junk):
    official = world.browser("municipal")
    pages = [official.get(f"/{p}", dict.fromkeys(FILTERS, junk)) for p in LISTS]
    alone = FILTERS if junk in WORST else ("page", "q")
    pages += [official.get(f"/{p}", {name: junk}) for p in LISTS for name in alone]
    assert {page.status_code for page in pages} == {200}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"\xff\xfe=\xed\xa0\x80", "application/x-www-form-urlencoded", 200),
        (b'{"mes": "full"', "application/json", 200),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 200),
        (b"anything", "multipart/form-data", 400),
        (b"a=1", "application/x-www-form-urlencoded; charset=nonsense", 200),
        (
            b"&".join(b"a=1" for _ in range(1001)),
            "application/x-www-form-urlencoded",
            400,
        ),
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded", 400),
    ],
    ids=["bytes", "JSON", "torn", "no boundary", "charset", "fields", "size"],
)
def test_broken_bodies_break_nothing(world, body, kind, status):
    path = f"/responses/{world.one('draft')['pk']}/answers/mes/"
    answer = world.browser("respondent").generic("POST", path, body, content_type=kind)
    assert answer.status_code == status
    assert world.response("draft").answers["mes"]["v"] == "full"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "zz;q=x,,*;q=9" * 400},
        {"Accept": "\x00"},
        {"HX-Request": "true", "HX-Current-URL": "https://evil.example"},
        {"X-Forwarded-For": "1.2.3.4, nonsense, ''"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
        {"If-Modified-Since": "yesterday", "If-None-Match": "x", "Range": "bytes=9-1"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Cookie": "dengta-session=nonsense; dengta-language=\x01"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_odd_headers_break_nothing(world, headers):
    member = world.browser("respondent")
    path = f"/responses/{world.one('draft')['pk']}/"
    found = {member.get(path, headers=headers).status_code}
    found.add(Client().get(path, headers=headers).status_code)
    assert found <= {200, 302}


def test_a_password_alone_opens_nothing_to_an_official(world):
    cache.clear()
    visitor = Client()
    given = {"login": world.people["reviewer"].email, "password": PASSWORD}
    answer = visitor.post("/account/login/", given)
    assert answer.url == "/account/second-factor/authenticate/"
    for path in ("/review/", "/account/second-factor/", "/account/password/"):
        assert visitor.get(path).url.startswith("/account/login/?next=")


def test_a_second_factor_is_not_taken_off_without_the_password(world):
    official = world.browser("reviewer")
    answer = official.post("/account/second-factor/totp/deactivate/")
    assert answer.url.startswith("/account/reauthenticate/")
    assert has_second_factor(world.people["reviewer"])


def test_who_is_suspended_is_signed_out_at_once(world):
    member = world.browser("administrator")
    assert member.get("/desk/").status_code == 200
    User.objects.filter(pk=world.people["administrator"].pk).update(is_active=False)
    assert member.get("/desk/").url == "/account/login/?next=/desk/"


def test_a_new_password_ends_the_other_sessions(world):
    member, thief = world.browser("viewer"), world.browser("viewer")
    new = "another three four"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert member.post("/account/password/", data).status_code == 302
    assert thief.get("/desk/").url == "/account/login/?next=/desk/"
