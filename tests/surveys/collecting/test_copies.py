"""What goes out in a copy comes back the same; what is typed in it is understood."""

from datetime import datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from surveys import merging
from surveys.collecting import fault_words, lay_out, receive, understand
from surveys.collecting.understanding import NOTHING
from surveys.models import Copy, Response
from surveys.scoring import Kind, Scheme, compile_scheme
from surveys.sheets.answers import Line, read_copy, write_copy
from surveys.sheets.editions import write_edition
from tests import factories, shipping
from tests.factories import NOW
from tests.small_edition import document, question
from tests.surveys.collecting.by_hand import at_random, workbook
from tests.surveys.forms import asked

SHIPPED = (
    "digital_workshop-2023",
    "smart_factory-2023",
    "innovation_demo_factory-2025",
    "lighthouse_factory-2025",
    "sme_index-2024",
    "cmmm-2020-discrete",
    "cmmm-2020-process",
)


def copy_of(scheme: Scheme, base: dict[str, Any]) -> Any:
    """A copy of an edition in no database."""
    response = SimpleNamespace(
        pk=7,
        edition=SimpleNamespace(scheme=scheme, sha256="0" * 64, label=scheme.edition),
        unit=SimpleNamespace(name="总装", enterprise=SimpleNamespace(name="=1+1")),
        round=SimpleNamespace(name="2026"),
        closes_at=NOW,
    )
    by = SimpleNamespace(name="Li Ming")
    return SimpleNamespace(pk=uuid4(), response=response, base=base, at=NOW, by=by)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", SHIPPED)
def test_what_goes_out_comes_back_the_same(name: str, language: str) -> None:
    scheme = compile_scheme(shipping.load(name))
    base = at_random(scheme, seed=len(name))
    copy = copy_of(scheme, base)
    content = write_copy(lay_out(copy, scheme.sections, language))
    filled = read_copy(content)
    answers, faults = understand(scheme, filled.lines, base)
    assert faults == []
    files = {q.code for q in scheme.order if q.kind is Kind.FILE}
    assert answers.keys() == {q.code for q in scheme.order} - files
    assert answers == {code: merging.given(base, code) for code in answers}
    assert filled.mark == {
        "format": "dengta.answers/1",
        "copy": str(copy.pk),
        "response": "7",
        "edition": "0" * 64,
    }


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "_x000D_", "x_x0041_", "\uffff"], ids=repr
)
def test_a_text_that_no_cell_gives_back_is_left_to_the_page(text: str) -> None:
    scheme = compile_scheme(document())
    base = {"remarks": {"v": text, "state": "answered", "reason": "", "n": 1}}
    content = write_copy(lay_out(copy_of(scheme, base), scheme.sections, "en"))
    answers, faults = understand(scheme, read_copy(content).lines, base)
    assert ("remarks" in answers, faults) == (False, [])


def test_one_section_alone() -> None:
    scheme = compile_scheme(document())
    blank = lay_out(copy_of(scheme, {}), scheme.sections[1:], "en")
    assert [(part.tab, len(part.asked)) for part in blank.parts] == [("2 Equipment", 3)]
    answers, _ = understand(scheme, read_copy(write_copy(blank)).lines, {})
    assert answers.keys() == {"nc_equipment_rate", "mes", "mes_vendor"}


# --- what people type


def line(key: str, answer: Any, na: Any = None, reason: Any = None) -> Line:
    letters = {"#key": "A", "#answer": "E", "#na": "G", "#reason": "H"}
    return Line(key, "2 Sheet", 9, letters, answer, na, reason)


def understood(kind: Kind, cells: dict[str, Any], **more: Any) -> Any:
    """The value of a question with these cells, or the first words against it."""
    asks = asked.question(kind, **more)
    lines = [line(f"{kind}{part}", cell) for part, cell in cells.items()]
    scheme: Any = SimpleNamespace(order=[asks])
    answers, faults = understand(scheme, lines, {})
    return faults[0]["words"]["en"] if faults else answers[str(kind)]["v"]


LISTED = "That choice is not in the list. Choose one of those shown."
TICK = "Put √ where this applies, or leave the cell empty."


@pytest.mark.parametrize(
    ("kind", "cells", "value"),
    [
        (Kind.SINGLE, {"": "中文Option a / Option a"}, "a"),
        (Kind.SINGLE, {"": " option  A "}, "a"),
        (Kind.SINGLE, {"": "中文Option b"}, "b"),
        (Kind.SINGLE, {"": "none"}, "none"),
        (Kind.SINGLE, {"": None}, None),
        (Kind.SINGLE, {"": "Option c"}, LISTED),
        (Kind.SCENE, {"": "2 – Option 2 / 中文Option 2"}, "2"),
        (Kind.SCENE, {"": 1}, "1"),
        (Kind.SCENE, {"": 1.0}, "1"),
        (Kind.REQUIREMENT, {"": "met"}, "met"),
        (Kind.MULTIPLE, {":a": "√", ":b": "是", ":none": None}, ["a", "b"]),
        (Kind.MULTIPLE, {":a": True, ":b": 0, ":none": "否"}, ["a"]),
        (Kind.MULTIPLE, {":a": None, ":b": "", ":none": " "}, None),
        (Kind.MULTIPLE, {":a": "x", ":b": None, ":none": None}, TICK),
        (
            Kind.MULTIPLE,
            {":a": "√", ":b": None, ":none": "√"},
            "“Option none” stands alone. Choose only it, or leave it out.",
        ),
        (Kind.NUMBER, {"": 12}, "12"),
        (Kind.NUMBER, {"": 0.1 + 0.2}, "0.3"),
        (Kind.NUMBER, {"": 1e15}, "1000000000000000"),
        (Kind.NUMBER, {"": "１,２３４"}, "1234"),
        (Kind.NUMBER, {"": "many"}, "Enter a number in digits, such as 72.5."),
        (Kind.NUMBER, {"": True}, "Enter a number in digits, such as 72.5."),
        (Kind.NUMBER, {"": -1}, "Enter a number of at least 0 items."),
        (Kind.PERCENT, {"": 72.5}, "72.5"),
        (Kind.PERCENT, {"": "72.5%"}, "72.5"),
        (Kind.PERCENT, {"": 101}, "Enter a number from 0 % to 100 %."),
        (Kind.RATIO, {":n": 3, ":d": 4}, {"n": "3", "d": "4"}),
        (Kind.RATIO, {":n": 3, ":d": None}, {"n": "3"}),
        (Kind.RATIO, {":n": None, ":d": None}, None),
        (
            Kind.RATIO,
            {":n": 5, ":d": 4},
            "“Networked” cannot be more than “All”. Check both numbers.",
        ),
        (
            Kind.PAIR,
            {":before": 10, ":after": "much"},
            "After the project: Enter a number in digits, such as 72.5.",
        ),
        (Kind.MATRIX, {":one": "Option a", ":two": None}, {"one": "a"}),
        (Kind.MATRIX, {":one": "Option a", ":two": "Option none"}, LISTED),
        (Kind.DATE, {"": datetime(2024, 5, 1)}, "2024-05-01"),  # noqa: DTZ001 -- as a sheet has it
        (Kind.DATE, {"": "2024/5/1"}, "2024-05-01"),
        (Kind.DATE, {"": "2027-01-01"}, "Enter a date not after 31 December 2026."),
        (
            Kind.DATE,
            {"": 45000},
            "Enter a date of the calendar, such as 2024-05-01.",
        ),
        (Kind.TEXT, {"": " =1+1 \r\n"}, "=1+1"),
        (Kind.TEXT, {"": 12.5}, "12.5"),
    ],
)
def test_what_people_type(kind: Kind, cells: dict[str, Any], value: Any) -> None:
    assert understood(kind, cells) == value


TORN = (
    "Rows of this question are missing or stand there twice. Answer it on the page, or"
    " download a new copy."
)


@pytest.mark.parametrize("keys", [[":n"], [":n", ":d", ":d"]])
def test_rows_that_are_missing_or_twice(keys: list[str]) -> None:
    asks: Any = SimpleNamespace(order=[asked.question(Kind.RATIO)])
    answers, faults = understand(asks, [line(f"ratio{key}", 1) for key in keys], {})
    assert (answers, faults[0]["words"]["en"]) == ({}, TORN)


def test_a_question_that_the_copy_does_not_have_is_in_neither() -> None:
    asks: Any = SimpleNamespace(order=[asked.question(Kind.TEXT)])
    assert understand(asks, [line("another", 1)], {}) == ({}, [])


NA = "Does not apply"
OLD = {"v": "old", "state": "answered", "reason": ""}
SKIPPED = {"v": None, "state": "na", "reason": "No such thing."}


@pytest.mark.parametrize(
    ("cells", "base", "found"),
    [
        ((None, NA, " No such  thing. "), NOTHING, SKIPPED),
        # Marked beside the answer that stood there: the mark is what is new.
        (("old", NA, "No such thing."), OLD, SKIPPED),
        (("new", NA, "Why."), OLD, "There is an answer, and “does not apply” is"),
        (("new", NA, "Why."), SKIPPED, "There is an answer, and “does not apply” is"),
        ((None, NA, None), OLD, "Say in a few words why this does not apply to you."),
        ((None, NA, "a" * 501), OLD, "The reason has 501 characters and may have 500."),
        # No longer marked: the reason alone says nothing.
        (("new", None, "No such thing."), SKIPPED, NOTHING | {"v": "new"}),
    ],
)
def test_what_does_not_apply(cells: Any, base: Any, found: Any) -> None:
    asks: Any = SimpleNamespace(order=[asked.question(Kind.TEXT, allow_na=True)])
    answers, faults = understand(asks, [line("text", *cells)], {"text": base})
    said = faults[0]["words"]["en"] if faults else answers["text"]
    assert said == found or str(said).startswith(str(found))


def test_what_applies_to_everybody() -> None:
    asks: Any = SimpleNamespace(order=[asked.question(Kind.TEXT)])
    _, faults = understand(asks, [line("text", None, NA, "Why.")], {})
    assert [(f["column"], f["typed"]) for f in faults] == [("G", NA)]


def test_a_fault_says_where_and_what_in_both_languages() -> None:
    asks: Any = SimpleNamespace(order=[asked.question(Kind.SINGLE)])
    _, faults = understand(asks, [line("single", "a" * 300)], {})
    assert {k: v for k, v in faults[0].items() if k != "words"} == {
        "sheet": "2 Sheet",
        "row": 9,
        "column": "E",
        "code": "single",
        "typed": "a" * 200,
    }
    with override("en"):
        english = fault_words(faults)[0]["words"]
    with override("zh-hans"):
        chinese = fault_words(faults)[0]["words"]
    assert (english, chinese != english) == (LISTED, True)


# --- whose copy it is


@pytest.fixture
def draft(db: None) -> Response:
    return factories.filled()


def handed_out(response: Response) -> Copy:
    return merging.hand_out(response, by=response.created_by, at=NOW)


def refusal(response: Response, content: bytes) -> str:
    found = receive(response, content)
    assert (found.copy, found.answers) == (None, {})
    words: str = found.faults[0]["words"]["en"]
    return words


def marked(content: bytes, **changes: str) -> bytes:
    """The workbook with another mark."""
    book = load_workbook(BytesIO(content))
    for row in book["dengta"].iter_rows():
        row[1].value = changes.get(row[0].value, row[1].value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_copy_of_this_response(draft: Response) -> None:
    copy = handed_out(draft)
    found = receive(draft, workbook(copy, {"mes": "none", "remarks": 7}))
    assert (found.copy, found.faults) == (copy, [])
    assert found.answers["mes"]["v"] == "none"
    assert found.answers["remarks"]["v"] == "7"


NO_COPY = "This is no copy of this questionnaire that was downloaded here."


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "dengta.answers/2"},
        {"copy": "nothing"},
        {"copy": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_a_copy_that_nobody_downloaded(draft: Response, changes: Any) -> None:
    content = marked(workbook(handed_out(draft), {}), **changes)
    assert refusal(draft, content).startswith(NO_COPY)


def test_another_workbook_is_no_copy(draft: Response) -> None:
    assert refusal(draft, write_edition(document(), "en")).startswith(NO_COPY)


def test_a_copy_without_its_sheets(draft: Response) -> None:
    book = load_workbook(BytesIO(workbook(handed_out(draft), {})))
    for sheet in book.worksheets[1:3]:
        book.remove(sheet)
    buffer = BytesIO()
    book.save(buffer)
    assert refusal(draft, buffer.getvalue()).startswith(NO_COPY)


def test_a_copy_of_another_enterprise_tells_nothing_of_it(draft: Response) -> None:
    other = factories.filled(round=draft.round)
    words = refusal(draft, workbook(handed_out(other), {}))
    assert words == (
        "This copy belongs to another enterprise. Upload the copy that you downloaded"
        " here."
    )


def test_a_copy_of_another_unit_names_it(draft: Response) -> None:
    unit = factories.unit(draft.unit.enterprise, name="Paint shop")
    other = factories.filled(round=draft.round, unit=unit)
    words = refusal(draft, workbook(handed_out(other), {}))
    assert "Paint shop, Small edition" in words


def test_a_copy_of_another_edition(draft: Response) -> None:
    content = marked(workbook(handed_out(draft), {}), edition="0" * 64)
    assert refusal(draft, content).startswith("This copy asks the questions of another")


def test_a_workbook_that_is_not_safe(draft: Response) -> None:
    assert refusal(draft, b"%PDF-1.7").startswith("This is not an Excel workbook")


def test_options_of_the_same_title_are_told_apart() -> None:
    content = document()
    options = [{"code": code, "title": {"zh": "有", "en": "Yes"}} for code in "abc"]
    content["sections"][0]["questions"].append(
        question("twins", "single", options=options, required=False)
    )
    scheme = compile_scheme(content)
    for code in "abc":
        base = {"twins": {"v": code, "state": "answered", "reason": "", "n": 1}}
        made = write_copy(lay_out(copy_of(scheme, base), scheme.sections, "en"))
        answers, faults = understand(scheme, read_copy(made).lines, base)
        assert (answers["twins"]["v"], faults) == (code, [])
