"""LibreOffice computes the workbook, and every formula agrees with the engine."""

import io
import random

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import Phase, given, settings

from surveys import reviewing
from surveys.retracing import result_workbook
from surveys.retracing.binding import lanes_of
from surveys.scoring import Answer, Lane, compile_scheme, evaluate
from tests import factories
from tests.bench import filling_in
from tests.factories import NOW
from tests.shipping import load
from tests.surveys.retracing import everything
from tests.surveys.retracing.lanes import (
    computed,
    differing,
    leg_of,
    rows_of,
    workbook_of,
)
from tests.surveys.scoring import strategies

pytestmark = [
    # Like Chromium, LibreOffice comes with `make tools`.
    pytest.mark.browser,
    # Some tests of conditions name regions and clusters.
    pytest.mark.django_db,
]

NAMES = [
    "cmmm-2020-discrete",
    "cmmm-2020-process",
    "digital_workshop-2023",
    "innovation_demo_factory-2025",
    "lighthouse_factory-2025",
    "smart_factory-2023",
    "sme_index-2024",
]
LEVELS = {"cmmm": 3, "sme_index": 2}


def shipped(name, seed, lane=Lane.CLAIMED):
    """A lane of an edition with random answers, some missing or held not to apply."""
    scheme, chance = compile_scheme(load(name)), random.Random(seed)
    document = filling_in.answers(scheme, chance)
    answers = {c: Answer(e["v"], e["state"]) for c, e in document.items()}
    for code in [code for code in answers if chance.random() < seed * 0.1]:
        del answers[code]
    codes = [q.code for q in scheme.order if q.allow_na and chance.random() < 0.2]
    facts = filling_in.facts(chance) | {"levels": LEVELS}
    accepted = frozenset() if lane is Lane.CLAIMED else frozenset(codes)
    return leg_of(scheme, answers, facts, lane, accepted, key=f"seed{seed}")


def agreeing(legs, book):
    """Whether every score by formula is that of the engine, tree by tree."""
    for leg in legs:
        found = scores(book, f"calculation_{leg.key}")
        assert found == as_computed(leg.evaluation), leg.key
    assert differing(book) == []


def as_computed(evaluation):
    """The scores of all places, as near as formulas come to them."""
    return [
        None if place.score is None else pytest.approx(float(place.score), abs=1e-9)
        for place in evaluation.walk()
    ]


def scores(book, table):
    """The scores by formula of a table; an empty text is none."""
    found = [row["Score by formula"] for row in rows_of(book, table)]
    return [None if score == "" else score for score in found]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


def test_the_editions_that_ship(folder):
    with override("en"):
        lanes = {
            name: [shipped(name, seed) for seed in (0, 6)]
            + [shipped(name, 3, Lane.REVIEWED)]
            for name in NAMES
        }
        contents = {name: workbook_of(*legs) for name, legs in lanes.items()}
    books = computed(contents, folder / "shipped")
    for name, legs in lanes.items():
        agreeing(legs, books[name])


def test_every_way_to_score_and_to_combine(folder):
    facts = [{}, {"levels": {"cmmm": 2}}, {"levels": {"cmmm": 5}}]
    legs = [
        leg_of(
            everything.SCHEME,
            everything.answers(seed, missing=seed % 10 / 10),
            facts[seed % 3],
            key=f"seed{seed}x",
        )
        for seed in range(24)
    ]
    with override("en"):
        content = workbook_of(*legs)
    agreeing(legs, computed({"all": content}, folder / "all")["all"])


def test_random_editions(folder):
    cases = []

    @settings(derandomize=True, max_examples=30, phases=[Phase.generate], database=None)
    @given(strategies.cases())
    def collect(case):
        cases.append(case)

    collect()
    legs = [
        leg_of(
            compile_scheme(document),
            {code: Answer(*pair) for code, pair in answers.items()},
            facts,
            Lane(lane),
            frozenset(accepted),
            key=f"case{number}x",
        )
        for number, (document, answers, facts, lane, accepted) in enumerate(cases)
    ]
    with override("en"):
        content = workbook_of(*legs)
    agreeing(legs, computed({"random": content}, folder / "random")["random"])


def test_a_changed_answer_is_computed_as_the_engine_would(folder):
    """What follows from a change, without the platform."""
    before, scheme = everything.answers(3, missing=0), everything.SCHEME
    after = before | {
        "single": Answer("c"),
        "several": Answer(["a", "c"]),
        "share": Answer({"n": "12", "d": "20"}),
        "both": Answer("0"),
    }
    with override("en"):
        content = workbook_of(leg_of(scheme, before, {}))
    values = {("single", ""): "c", ("share", "part"): 12, ("share", "whole"): 20}
    values |= {("several", c): 1 if c in "ac" else None for c in "abcd"}
    changed = changing(content, values | {("both", ""): 0})
    book = computed({"changed": changed}, folder / "changed")["changed"]
    assert scores(book, "calculation") == as_computed(evaluate(scheme, after, {}))


def changing(content, values):
    """The workbook with other values on the sheet of answers, by code and part."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    (sheet,) = (sheet for sheet in book if sheet.title.startswith("Answers"))
    (table,) = sheet.tables.values()
    header, *rows = sheet[table.ref]
    place = {cell.value: number for number, cell in enumerate(header)}
    left = dict(values)
    for row in rows:
        key = row[place["Code"]].value, row[place["Figure, option or row"]].value or ""
        if key in left:
            row[place["Value that counts"]].value = left.pop(key)
    assert left == {}
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_workbook_of_a_submission_agrees_on_every_lane(folder):
    """Built from the database, with a correction: what the enterprise downloads."""
    response = factories.handed_in()
    factories.scored(response)
    reviewer = factories.official()
    factories.clear(response, reviewer)
    reviewing.correct(response, "mes", "none", reason="Seen.", by=reviewer, at=NOW)
    reviewing.recommend(response, opinion="True.", by=reviewer, at=NOW)
    submission = response.newest_submission()
    with override("en"):
        content = result_workbook(submission)

    book = computed({"submission": content}, folder / "submission")["submission"]

    legs = [lane.leg for lane in lanes_of(submission)]
    assert [leg.key for leg in legs] == ["claimed", "reviewed"]
    agreeing(legs, book)
