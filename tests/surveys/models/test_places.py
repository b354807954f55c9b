"""Names in both languages, and regions that begin and end."""

from datetime import date

import pytest
from django.utils import translation

from surveys.models import Region
from tests import factories

pytestmark = pytest.mark.django_db

# In November 2025 two districts became one; parts of the second went to a third.
MERGED = date(2025, 11, 3)


def merged() -> tuple[Region, Region]:
    old = factories.region("500103", valid_to=MERGED)
    new = factories.region("500119", valid_from=MERGED)
    old.successors.add(new)
    return old, new


@pytest.mark.parametrize(
    ("language", "name"),
    [("zh-hans", "500105区"), ("en", "District 500105"), ("en-gb", "District 500105")],
)
def test_the_name_is_of_the_reader_s_language(language: str, name: str) -> None:
    region = factories.region()
    with translation.override(language):
        assert (region.name, str(region)) == (name, name)


def test_without_a_language_the_name_is_chinese() -> None:
    with translation.override(None):
        assert factories.region().name == "500105区"


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2025, 11, 2), ["500103", "500105"]),
        (date(2025, 11, 3), ["500105", "500119"]),
    ],
)
def test_regions_of_a_day(day: date, codes: list[str]) -> None:
    factories.region("500105")
    merged()

    found = Region.objects.valid_on(day)

    assert [region.code for region in found] == codes
    assert [r.code for r in Region.objects.all() if r.exists_on(day)] == codes


def test_a_successor_knows_its_predecessors_and_not_the_other_way() -> None:
    old, new = merged()

    assert list(new.predecessors.all()) == [old]
    assert list(old.predecessors.all()) == []


def test_reference_data_is_listed_in_its_own_order() -> None:
    for code, order in (("a", 2), ("b", 1), ("c", 1)):
        factories.cluster(code, order=order)

    codes = factories.cluster("b").tier.clusters.values_list("code", flat=True)

    assert list(codes) == ["b", "c", "a"]
