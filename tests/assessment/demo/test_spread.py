"""The made-up city is as large and as uneven as a real one."""

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc

from assessment.demo.materials import table
from assessment.demo.spread import EMPLOYEES, city
from surveys import referencing

BEFORE, AFTER = date(2025, 11, 5), date(2025, 11, 6)


@pytest.fixture(scope="module")
def planned():
    return city()


def test_the_same_seed_gives_the_same_city(planned):
    city.cache_clear()
    assert city() == planned
    assert city(1) != planned


def test_there_are_600_and_no_two_alike(planned):
    assert len(planned) == 600
    for field in ("number", "uscc", "name", "name_en", "email"):
        assert len({getattr(e, field) for e in planned}) == 600, field
    assert [e.uscc for e in planned if not uscc.is_valid(e.uscc)] == []


def test_every_cluster_has_twelve_and_six_have_over_forty(planned):
    counts = Counter(e.cluster for e in planned)
    codes = [row["code"] for row in referencing.entries("clusters", "clusters")]
    assert sorted(counts) == sorted(codes)
    assert min(counts.values()) >= 12
    assert sum(count > 40 for count in counts.values()) == 6


@pytest.mark.parametrize(
    ("field", "day", "regions"), [("region", BEFORE, 41), ("later_region", AFTER, 39)]
)
def test_eight_regions_have_over_thirty_before_and_after(planned, field, day, regions):
    counts = Counter(getattr(e, field) for e in planned)
    assert len(counts) == regions
    assert set(counts) == _regions_on(day)
    assert sum(count > 30 for count in counts.values()) >= 8


def test_only_the_merger_moves_anybody(planned):
    moves = {(e.region, e.later_region) for e in planned if e.region != e.later_region}
    assert moves == {
        ("500105", "500157"),
        ("500109", "500157"),
        ("500112", "500109"),
        ("500112", "500157"),
        ("CQZ-LJ", "500157"),
    }


def test_every_code_is_one_of_the_reference_data(planned):
    industries = _codes("industries", "industries")
    assert {e.industry for e in planned} <= industries
    assert {e.size for e in planned} == _codes("sizes", "size_bands")
    assert {e.chain_role for e in planned} == _codes("chains", "chain_roles")
    assert {e.sme_tier for e in planned} - {None} == _codes("chains", "sme_tiers")
    assert {e.zone for e in planned} == {None, "CQZ-JK"}
    assert [e.number for e in planned if e.cluster in e.secondary] == []


def test_figures_fit_the_size(planned):
    limits = {row["code"]: row for row in referencing.entries("sizes", "size_bands")}
    for e in planned:
        low, high = EMPLOYEES[e.size]
        assert low <= e.employees <= high
        assert e.revenue >= limits[e.size]["revenue_min"]


def test_every_cluster_has_a_leader_and_leaders_are_large(planned):
    leaders = [e for e in planned if e.chain_role == "leader"]
    assert len({e.cluster for e in leaders}) == 30
    assert {e.size for e in leaders} == {"large"}


def test_everybody_has_a_workshop_and_many_a_factory(planned):
    assert {e.units[0].kind for e in planned} == {"workshop"}
    kinds = Counter(unit.kind for e in planned for unit in e.units)
    assert kinds["factory"] > 200
    assert [e.number for e in planned if len(e.units) != len(set(e.units))] == []


def test_clusters_differ_in_maturity(planned):
    def mean(code):
        levels = [e.maturity for e in planned if e.cluster == code]
        return sum(levels) / len(levels)

    assert mean("N01") > mean("T01") > mean("F02")


def test_the_table_of_the_city_names_known_dimensions():
    dimensions = {d for row in table("city")["clusters"] for d in row["strong"]}
    dimensions |= {d for row in table("city")["clusters"] for d in row["weak"]}
    assert dimensions == {
        "infrastructure",
        "equipment",
        "systems",
        "design",
        "production",
        "chain",
        "results",
    }


def _codes(file, name):
    return {row["code"] for row in referencing.entries(file, name)}


def _regions_on(day):
    return {
        row["code"]
        for row in referencing.entries("regions", "regions")
        if row.get("valid_from", "") <= day.isoformat()
        and day.isoformat() < row.get("valid_to", "9999")
    }
