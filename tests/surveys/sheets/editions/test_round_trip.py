"""Export and import give the same edition, to the last byte of its canonical form."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from surveys.scoring import compile_scheme, digest
from surveys.sheets.editions import Unwritable, read_edition, write_edition
from tests.small_edition import document
from tests.surveys.scoring import strategies
from tests.surveys.sheets.editions.documents import changed, fullest, small

AS_TYPED = "（ ${nc_equipment_rate} ≥ 60 ） and ${mes} ＝ ‘none’"
SHIPPED = sorted(Path(settings.BASE_DIR, "surveys", "editions").glob("*.json"))


def told_again(edition, language="en"):
    """What the workbook of an edition says, which has no faults."""
    found = read_edition(write_edition(edition, language))
    assert found.faults == ()
    return found.document


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_edition_keeps_its_hash(path):
    edition = json.loads(path.read_text("utf-8"))
    language = "zh-hans" if len(path.stem) % 2 else "en"
    assert digest(told_again(edition, language)) == digest(edition)


@pytest.mark.parametrize("language", ["zh-hans", "zh", "en"])
def test_the_small_edition_comes_back_as_it_was(language):
    assert told_again(document(), language) == document()


def test_every_key_of_the_format_comes_back():
    assert told_again(fullest()) == fullest()


@pytest.mark.parametrize(
    "more",
    [
        {"checks": [], "levels": [], "externals": [], "indices": [], "profile": []},
        {"sources": {}, "proofs": {}},
        {"concordance": {"edition": "1", "codes": []}},
        {"priorities": {"inputs": [], "horizons": [], "best": {}}},
        {"stage": None, "minutes": None},
    ],
)
def test_lists_that_are_empty_stay_so(more):
    assert told_again(document() | more) == document() | more


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-",
        "'quoted'",
        "_x0041_",
        " blanks around ",
        "two\nlines\n",
        "\ttab",
        "2023",
        "TRUE",
        "2024-05-01",
        "1e5",
        "#N/A",
        "😀" * 300,
        "<b>&amp;</b>",
    ],
)
def test_any_text_comes_back(text):
    edition = document()
    edition["title"] = {"zh": text, "en": text}
    edition["sections"][0]["questions"][0]["help"] = {"zh": text, "en": text}
    assert told_again(edition) == edition


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(strategies.editions())
def test_any_edition_keeps_its_hash(edition):
    assert digest(told_again(edition)) == digest(edition)


def test_what_was_read_compiles():
    assert compile_scheme(told_again(document())).edition == "2023"


@pytest.mark.parametrize(
    "broken",
    [
        {"unknown": "key"},
        {"title": {"zh": "a\x00b", "en": "b"}},
        {"title": {"zh": "a\rb", "en": "b"}},
        {"title": {"zh": "字" * 40_000, "en": "b"}},
        {"title": {"zh": "only"}},
        {"minutes": "5"},
        {"minutes": True},
        {"profile": ["two codes"]},
        {"sections": None},
        {"sections": [{}]},
        {"root": {"code": "x", "title": {"zh": "a", "en": "b"}, "aggregate": "sum"}},
        {"levels": [{"code": "x", "needs": {"all": "none"}}]},
        {"levels": [{"code": "x", "needs": {"check": "x", "more": "y"}}]},
        {"checks": [{"code": "x", "test": {"answer": "x", "op": "like"}}]},
    ],
)
def test_what_no_workbook_can_say_is_not_written(broken):
    with pytest.raises(Unwritable):
        write_edition(document() | broken, "en")


def test_an_author_changes_some_cells():
    content = changed(
        small(),
        {
            ("edition", "value", 5): 2024,
            ("options", "score", 4): 0.7,
            ("options", "name", 4): 5,
            ("questions", "min", 3): 10.0,
            ("gates", "constraint", 3): AS_TYPED,
            ("indicators", "weight", 4): "１．５",
            ("sources", "official", 4): True,
            ("levels", "name", 3): " digital_workshop\u3000",
        },
    )
    found = read_edition(content)
    expected = document(label="2024")
    mes = expected["sections"][1]["questions"][1]
    mes["options"][1] |= {"points": "0.7", "code": "5"}
    expected["sections"][0]["questions"][0]["min"] = "10"
    expected["checks"][0]["test"] = {
        "all": [
            {"answer": "nc_equipment_rate", "op": ">=", "value": "60"},
            {"answer": "mes", "op": "==", "value": "none"},
        ]
    }
    expected["root"]["children"][0]["weight"] = "1.5"
    expected["sources"]["PLATFORM"]["official"] = True
    assert (found.faults, found.document) == ((), expected)


def test_a_list_of_options_may_be_shared():
    cells = {("questions", "list_name", 5): "mes"}
    content = changed(small(), cells)
    questions = read_edition(content).document["sections"][1]["questions"]
    assert questions[0]["options"] == questions[1]["options"]
