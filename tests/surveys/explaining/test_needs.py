"""Codes of facts get the names of the reference data."""

import pytest
from django.utils.translation import override

from surveys.explaining.needs import Chip, needed, seen_value, threshold_chip
from surveys.scoring import Kind, Scheme, Seen, Text, Threshold, compile_scheme
from tests import factories
from tests.small_edition import document
from tests.surveys.forms.asked import question


def fact(code: str, actual: str, op: str, wanted: str) -> Seen:
    title = Text("所属", "Place")
    return Seen("fact", code, title, actual, op, wanted, None, {}, False)


@pytest.mark.django_db
def test_codes_of_facts_are_named() -> None:
    factories.cluster("T01")
    factories.region("500105")
    with override("en"):
        cluster = fact("cluster", "T01", "in", "T01,T99")
        places = fact("secondary_clusters", "T01,T99", "contains", "T01")

        assert (seen_value(cluster), needed(cluster)) == (
            "Cluster T01",
            "one of: Cluster T01; T99",
        )
        assert (seen_value(places), needed(places)) == (
            "Cluster T01; T99",
            "among others: Cluster T01",
        )


def scheme() -> Scheme:
    return compile_scheme(document())


@pytest.mark.parametrize(
    ("code", "words", "blocking"),
    [
        ("DW-NC", "Required: at least 60 % (2023)", True),
        ("DW-MES", "For information, never blocks: at least 60 % (2018)", False),
        (None, "at least 60 %", False),
    ],
)
def test_a_threshold_is_shown_with_its_check(
    code: str | None, words: str, *, blocking: bool
) -> None:
    threshold = Threshold("60", Text("%", "%"), code)
    asked = question(Kind.NUMBER, threshold=threshold)

    with override("en"):
        chip = threshold_chip(scheme(), asked)

    assert chip == Chip(words, blocking, official=code is not None)


def test_a_question_without_threshold_has_no_chip() -> None:
    assert threshold_chip(scheme(), question(Kind.NUMBER)) is None


def test_the_need_is_that_of_the_check() -> None:
    content = document()
    test = {"answer": "project_investment", "op": "<", "value": "9"}
    content["checks"][0]["test"] = test
    asked = content["sections"][0]["questions"][0]
    asked["threshold"] = {"value": "9", "check": "DW-NC"}
    edition = compile_scheme(content)

    with override("en"):
        chip = threshold_chip(edition, edition.questions["project_investment"])

    assert chip == Chip("Required: less than 9 (2023)", blocking=True, official=True)
