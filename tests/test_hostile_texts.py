"""Texts that attack pages and workbooks: saved, shown and exported as what they are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from surveys.models import (
    Cluster,
    Enterprise,
    Evidence,
    Questionnaire,
    Region,
    Response,
    Round,
    Stage,
    Title,
    Unit,
    User,
)
from tests.access.filling_in import filled_in
from tests.access.table import TABLE, in_days
from tests.access.walking import somebody
from tests.access.world import PDF, World, built
from tests.reading_pages import read

pytestmark = pytest.mark.django_db
TEXTS = {
    "formula": '=HYPERLINK("http://evil.example","here")',
    "command": "=cmd|' /C calc'!A0",
    "error": "#REF!",
    "escape": "_x0041_ \\u003c",
    "wide": "＝１＋１",
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "closing": "</textarea></title></option><style>*{}</style>",
    "template": "{{ 7|add:7 }} {% csrf_token %} %(name)s %s {0}",
    "direction": "\u202etxt.exe\u2066",
    "controls": "a\x01\x07\x0b\x1b\x7f\x85b",
    "null": "a\x00b",
    "astral": "𠮷👩‍🏭",
}
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), built() as made:
        yield made


@dataclass(frozen=True)
class Field:
    """Where somebody can type a text: who, on which page, and where it is read."""

    role: str
    path: str
    data: Callable[[str], dict[str, Any]]
    reader: str
    page: str

    def __str__(self) -> str:
        return f"{self.path} by {self.role}"


def at(world: World, path: str) -> str:
    """The address with the ids of this world: "{file}" is A's submitted file."""
    ids = {kind: things[0].parts["pk"] for kind, things in world.things.items()}
    return path.format(**ids, objection=world.one("noticed")["number"])


def of(name: str, **more: Any) -> Callable[[str], dict[str, Any]]:
    """The data of a form with the text in one field."""
    return lambda text: {name: text} | more


FACT = {"credit_list-value": "clear", "credit_list-as_of": in_days(0)}
ANSWER = {"remarks.version": "0"}
NA = {"mes.version": "1", "mes.state": "na"}
DECLARED = {"name": "Wang", "post": "Director", "truthful": "on"}
FIELDS = (
    Field(
        "respondent",
        "/responses/{draft}/sections/project/",
        of("remarks", **ANSWER),
        "respondent",
        "/responses/{draft}/check/",
    ),
    Field(
        "respondent",
        "/responses/{draft}/sections/project/",
        of("remarks", **ANSWER),
        "respondent",
        "/responses/{draft}/sections/project/",
    ),
    Field(
        "respondent",
        "/responses/{draft}/sections/equipment/",
        of("mes.reason", **NA),
        "viewer",
        "/responses/{draft}/check/",
    ),
    Field(
        "respondent",
        "/responses/{draft}/submit/",
        lambda text: DECLARED | {"name": text},
        "reviewer",
        "/review/{draft}/",
    ),
    Field(
        "administrator",
        "/enterprises/{enterprise}/units/add/",
        of("name", kind="workshop"),
        "administrator",
        "/enterprises/{enterprise}/",
    ),
    Field(
        "reviewer",
        "/review/{file}/correct/mes/",
        lambda text: (
            {"state": "answered", "mes.version": "0", "mes": "none"} | {"reason": text}
        ),
        "reviewer",
        "/review/{file}/?section=all",
    ),
    Field(
        "reviewer",
        "/review/{file}/facts/credit_list/",
        of("credit_list-source", **FACT),
        "municipal",
        "/review/{file}/",
    ),
    Field(
        "reviewer",
        "/review/{file}/return/",
        of("remark.mes", due=in_days(3)),
        "respondent",
        "/responses/{file}/sections/equipment/",
    ),
    Field(
        "reviewer",
        "/review/{file}/recommend/",
        of("opinion"),
        "municipal",
        "/review/{file}/",
    ),
    Field(
        "municipal",
        "/review/{recommended}/decide/",
        of("reason", move="decline"),
        "reviewer",
        "/review/{recommended}/",
    ),
    Field(
        "municipal",
        "/review/{recommended}/send-back/",
        of("reason"),
        "reviewer",
        "/review/{recommended}/",
    ),
    Field(
        "municipal",
        "/review/{noticed}/objections/",
        lambda text: {"text": text, "raised_by_name": text},
        "reviewer",
        "/review/{noticed}/",
    ),
    Field(
        "municipal",
        "/review/{noticed}/objections/{objection}/",
        of("reason", upheld="no"),
        "reviewer",
        "/review/{noticed}/",
    ),
)


def visible(text: str) -> str:
    """The signs of a text that leave a mark on a page."""
    return UNSEEN.sub("", text)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f"{f}: {f.page}")
def test_texts_are_saved_and_shown_as_they_are(world, field, name):
    text = TEXTS[name]
    answer = world.browser(field.role).post(at(world, field.path), field.data(text))
    if answer.status_code == 302:
        page = at(world, field.page)
        answer = world.browser(field.reader).get(page)
        assert answer.status_code == 200
    else:  # a form may refuse what no database holds
        assert (name, answer.status_code in {200, 400}) == ("null", True)
    page = read(answer)
    assert page.faults == []
    assert visible(text) in visible(page.text)


NAMED = (Enterprise, Unit, Cluster, Region, Round, User, Stage, Questionnaire)
PAGES = [
    rule
    for rule in TABLE
    if rule.has_somebody and 200 in dict(rule.get) and "download" not in rule.route
]


@pytest.mark.parametrize("name", ["formula", "attribute", "closing", "template"])
def test_names_are_shown_as_they_are(world, name):
    """Every page that names an enterprise, a unit, a place, a round or a person."""
    for model in NAMED:
        rename(model, TEXTS[name])
    steps = [somebody(world, rule, "get", 200) for rule in PAGES]
    answers = {str(s): world.browser(s.role).get(s.path) for s in steps}
    pages = {step: read(a) for step, a in answers.items() if not a.streaming}
    faulty = {step: page.faults for step, page in pages.items() if page.faults}
    showing = [s for s, p in pages.items() if visible(TEXTS[name]) in visible(p.text)]
    assert (faulty, {a.status_code for a in answers.values()}) == ({}, {200})
    assert len(showing) > len(pages) / 2
    for answer in answers.values():
        if answer.streaming:
            b"".join(answer)


def rename(model: type[Model], text: str) -> None:
    """Put a text into every name; where names differ, the id tells them apart."""
    names = [f for f in ("name", "name_zh", "name_en") if hasattr(model, f)]
    columns = {f.name for f in model._meta.concrete_fields}
    for row in model.objects.all():
        values = {f: text[:70] for f in names if f in columns}
        if model is Unit:
            values = {"name": f"{text[:70]}{row.pk}"}
        model.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('=HYPERLINK("x").pdf', '=HYPERLINK("x").pdf'),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\wang\\台账.pdf", "台账.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("a\x07\x1b;Set-Cookie: b=c.pdf", "a;Set-Cookie: b=c.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("&lt;b&gt;.pdf", "<b>.pdf"),  # Django reads entities in names of files
    ],
)
def test_names_of_files(world, given, kept):
    draft = world.one("draft")["pk"]
    path = f"/responses/{draft}/evidence/mes/"
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload.__dict__["_name"] = given  # past the class that would clean it here already
    answer = world.browser("respondent").post(path, {"file": upload})
    assert answer.status_code == 302
    stored = Evidence.objects.get(response=draft, code="mes")
    assert stored.name == kept
    section = f"/responses/{draft}/sections/equipment/"
    page = read(world.browser("respondent").get(section))
    assert (page.faults, kept in page.text) == ([], True)
    download = world.browser("respondent").get(f"/evidence/{stored.pk}/")
    assert b"".join(download) == PDF
    assert download.headers["Content-Disposition"].startswith("attachment; filename")


LONG = "长" * 40_000


@pytest.mark.parametrize(
    ("role", "path", "data"),
    [
        (
            "respondent",
            "/responses/{draft}/sections/equipment/",
            of("mes.reason", **NA),
        ),
        ("respondent", "/responses/{draft}/submit/", lambda t: DECLARED | {"name": t}),
        ("administrator", "/enterprises/{enterprise}/units/add/", of("name")),
        ("administrator", "/enterprises/{enterprise}/profile/", of("name")),
        ("reviewer", "/review/{file}/correct/mes/", of("reason", state="claim")),
        ("reviewer", "/review/{file}/recommend/", of("opinion")),
        ("reviewer", "/review/{file}/facts/credit_list/", of("credit_list-source")),
        ("municipal", "/review/{recommended}/send-back/", of("reason")),
        ("municipal", "/review/{noticed}/objections/", of("text")),
        ("municipal", "/responses/{lapsed}/reopen/", of("reason")),
        ("municipal", "/rounds/new/", of("name_zh")),
    ],
)
def test_forty_thousand_characters_are_refused_and_kept_on_the_page(
    world, role, path, data
):
    address = at(world, path)
    answer = world.browser(role).post(address, data(LONG))
    assert answer.status_code in {200, 400}
    assert LONG in read(answer).text


@pytest.mark.parametrize("page", ["/responses/{draft}/check/", "/review/{draft}/"])
def test_an_answer_of_forty_thousand_characters_is_kept(world, page):
    member, draft = world.browser("respondent"), world.one("draft")["pk"]
    path = f"/responses/{draft}/answers/remarks/"
    saved = member.post(path, {"remarks": LONG} | ANSWER)
    assert saved.json()["version"] == 1
    assert Response.objects.get(pk=draft).answers["remarks"]["v"] == LONG
    member.post(f"/responses/{draft}/submit/", DECLARED)
    reader = "respondent" if page.startswith("/responses") else "reviewer"
    assert LONG in read(world.browser(reader).get(at(world, page))).text


def test_a_longer_answer_is_refused_in_words_and_kept_on_the_page(world):
    member, draft = world.browser("respondent"), world.one("draft")["pk"]
    data = {"remarks": LONG * 2} | ANSWER
    said = member.post(f"/responses/{draft}/answers/remarks/", data).json()
    page = read(member.post(f"/responses/{draft}/sections/project/", data))
    assert "80,000" in said["error"].replace("80000", "80,000")
    assert (said["error"] in page.text, LONG * 2 in page.text) == (True, True)
    assert "remarks" not in Response.objects.get(pk=draft).answers


def test_the_longest_names_make_a_title(world):
    """PostgreSQL refuses what does not fit a column; SQLite does not."""
    Enterprise.objects.update(name="长" * 120)
    response = world.response("noticed")
    Unit.objects.filter(pk=response.unit_id).update(name="长" * 120)
    Response.objects.filter(pk=response.pk).update(notice_until=world.at)
    response.objections.all().delete()
    answer = world.browser("municipal").post(f"/review/{response.pk}/recognise/")
    assert answer.status_code == 302
    assert (
        Title.objects.get(response__isnull=False).holder
        == "长" * 120 + " " + "长" * 120
    )


def test_the_longest_addresses_are_refused_in_words(world):
    rule = next(rule for rule in TABLE if rule.route == "enterprises/enrol/")
    longest = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.cn"  # valid, 307 characters
    data = filled_in(world, rule) | {"contact_email": longest}
    answer = world.browser("municipal").post("/enterprises/enrol/", data)
    page = read(answer)
    assert (longest in page.text, "254" in page.text) == (True, True)
    assert not User.objects.filter(email=longest).exists()
