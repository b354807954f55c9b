"""The steps of a title on their pages: what is refused, what is kept as typed."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from surveys.models import Title, User
from tests import factories

pytestmark = pytest.mark.django_db
CODE = "9150000020286320X6"


@pytest.fixture
def officer() -> User:
    return factories.official("municipal_officer", factor=True)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(officer)
    return client


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def path(title: Title, step: str) -> str:
    return f"/titles/{title.pk}/{step}/"


def given(title: Title, **fields: Any) -> dict[str, Any]:
    """The register as it stands, with other fields, as the form posts it."""
    region = title.region_id or ""
    standing = {"holder": title.holder, "region": region, "seen": "0", "reason": "x"}
    return standing | fields


STEPS = [
    ("due", "active", {"reason": "A hint."}, "due", "due for a re-check"),
    ("keep", "due", {"finding": "All runs."}, "kept", "is kept"),
    (
        "withdraw",
        "kept",
        {"reason": "Shut.", "certain": "on"},
        "withdrawn",
        "withdrawn",
    ),
]


@pytest.mark.parametrize(("step", "state", "data", "then", "words"), STEPS)
def test_a_step_is_done_and_said(
    desk: Client, step: str, state: str, data: dict[str, str], then: str, words: str
) -> None:
    title = factories.title("a", "2020-12-01", state=state)
    done = desk.post(path(title, step), data)
    title.refresh_from_db()
    assert (done.headers["Location"], title.state) == (f"/titles/{title.pk}/", then)
    assert words in said(done)[0]


@pytest.mark.parametrize(
    ("step", "data", "faults"),
    [
        ("due", {"reason": " "}, ["reason"]),
        ("keep", {"finding": ""}, ["finding"]),
        ("keep", {"finding": "x", "due_on": "2020-01-01"}, ["due_on"]),
        ("keep", {"finding": "x", "due_on": "soon"}, ["due_on"]),
        ("withdraw", {"reason": "x"}, ["certain"]),
        ("withdraw", {"certain": "on"}, ["reason"]),
        ("correct", {"holder": "", "seen": "0", "reason": "x"}, ["holder"]),
        ("correct", {"holder": "x", "seen": "0"}, ["reason"]),
    ],
)
def test_what_is_missing_is_asked_and_nothing_is_done(
    desk: Client, step: str, data: dict[str, str], faults: list[str]
) -> None:
    title = factories.title("a", "2020-12-01", state="due")
    page = desk.post(path(title, step), data)
    assert (page.status_code, list(page.context["form"].errors)) == (200, faults)
    for name, value in data.items():
        assert page.context["form"][name].value() == value or value == "on"
    title.refresh_from_db()
    assert (title.state, title.changes.count()) == ("due", 0)


def test_a_step_that_does_not_begin_here_is_said(desk: Client) -> None:
    title = factories.title("a", state="active")
    refused = desk.post(path(title, "keep"), {"finding": "x"})
    assert "Somebody has changed this title meanwhile" in said(refused)[0]


class TestCorrecting:
    def test_it_links_the_enterprise_then_its_unit(self, desk: Client) -> None:
        unit = factories.unit(factories.enterprise(uscc=CODE))
        factory = factories.unit(unit.enterprise, "factory")
        title = factories.title("a", uscc=CODE)
        offered = desk.get(path(title, "correct")).context["form"]
        assert offered["uscc"].value() == CODE
        assert list(offered.fields["unit"].queryset) == [unit]

        wrong = desk.post(
            path(title, "correct"), given(title, uscc=CODE, unit=factory.pk)
        )
        assert list(wrong.context["form"].errors) == ["unit"]
        desk.post(
            path(title, "correct"),
            given(title, uscc=f" {CODE.lower()} ", unit=unit.pk),
        )

        title.refresh_from_db()
        assert (title.enterprise, title.unit) == (unit.enterprise, unit)

    @pytest.mark.parametrize("code", ["91500000MA5U4XYW0L", "12", "a\0b", "长" * 24])
    def test_a_code_nobody_has_is_told_and_stays_typed(
        self, desk: Client, code: str
    ) -> None:
        title = factories.title("a")
        page = desk.post(path(title, "correct"), given(title, uscc=code))
        form = page.context["form"]
        assert list(form.errors) == ["uscc"]
        assert form["uscc"].value() == code

    def test_nothing_is_no_correction(self, desk: Client) -> None:
        title = factories.title("a")
        page = desk.post(path(title, "correct"), given(title))
        assert page.context["form"].non_field_errors() == [
            "Nothing differs from what the register says."
        ]

    def test_what_a_colleague_corrected_meanwhile_is_not_lost(
        self, desk: Client
    ) -> None:
        title = factories.title("a")
        first = desk.post(path(title, "correct"), given(title, holder="First"))
        late = desk.post(path(title, "correct"), given(title, holder="Late"))
        assert said(first) == ["The register is corrected."]
        assert "Somebody has changed this title" in said(late)[-1]
        title.refresh_from_db()
        assert title.holder == "First"
