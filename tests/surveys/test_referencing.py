"""The data that ships is loaded once, mended when it drifts, and never twice."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from surveys import referencing
from surveys.models import (
    AuditRow,
    Cluster,
    ClusterTier,
    Edition,
    FunctionalZone,
    Industry,
    Region,
    SizeBand,
    Stage,
    size_of,
)
from surveys.referencing import EditionDiffers, Tally

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
ROWS = {
    "cluster_tiers": 4,
    "clusters": 30,
    "region_groups": 4,
    "regions": 42,
    "functional_zones": 1,
    "industries": 32,
    "size_bands": 4,
    "sme_tiers": 5,
    "chain_roles": 3,
    "stages": 4,
    "questionnaires": 6,
    "successors": 4,
    "editions": 7,
}
# 工信部联企业〔2011〕300号: employees, revenue in 10,000 CNY, size.
SIZES = [
    (1000, 40000, "large"),
    (999, 40000, "medium"),
    (1000, 39999, "medium"),
    (1200, 30000, "medium"),
    (300, 2000, "medium"),
    (299, 2000, "small"),
    (300, 1999, "small"),
    (250, 50000, "small"),
    (20, 300, "small"),
    (19, 300, "micro"),
    (20, 299, "micro"),
    (1500, 250, "micro"),
    (15, 100000, "micro"),
    (0, 0, "micro"),
]


@pytest.fixture
def loaded(db):
    return referencing.load(at=AT)


def test_the_first_run_creates_everything(loaded):
    assert loaded == {table: Tally(created=rows) for table, rows in ROWS.items()}


def test_the_second_run_changes_nothing(loaded, django_assert_max_num_queries):
    audited = AuditRow.objects.count()
    with django_assert_max_num_queries(2 * len(ROWS) + 12):
        again = referencing.load(at=AT)
    assert again == {table: Tally(unchanged=rows) for table, rows in ROWS.items()}
    assert AuditRow.objects.count() == audited


def test_rows_that_drifted_are_mended(loaded):
    Cluster.objects.filter(code="T01").update(
        name_zh="汽车", tier=_tier("new_star"), order=9
    )
    Region.objects.get(code="500112").successors.set(
        Region.objects.filter(code__in=["500157", "500101"])
    )
    again = referencing.load(at=AT)
    assert again["clusters"] == Tally(changed=1, unchanged=29)
    assert again["successors"] == Tally(created=1, changed=1, unchanged=3)
    cluster = Cluster.objects.get(code="T01")
    assert (cluster.name_zh, cluster.tier.code, cluster.order) == (
        "智能网联新能源汽车",
        "trillion",
        1,
    )
    assert _successors()["500112"] == {"500109", "500157"}


def test_clusters_stand_in_their_tiers(loaded):
    places = Cluster.objects.values_list("tier__code", "subgroup", "code")
    sizes = {}
    for tier, subgroup, _ in places:
        sizes[tier, subgroup] = sizes.get((tier, subgroup), 0) + 1
    assert sizes == {
        ("trillion", ""): 3,
        ("five_hundred_billion", ""): 3,
        ("hundred_billion", ""): 6,
        ("new_star", "high_growth"): 12,
        ("new_star", "future"): 6,
    }


def test_regions_change_on_the_day_of_the_merger(loaded):
    before = _codes_on(date(2025, 11, 5))
    after = _codes_on(date(2025, 11, 6))
    assert (len(before), len(after)) == (41, 39)
    assert before - after == {"500105", "500112", "CQZ-LJ"}
    assert after - before == {"500157"}
    assert _successors() == {
        "500105": {"500157"},
        "500112": {"500109", "500157"},
        "CQZ-LJ": {"500157"},
    }


def test_regions_stand_in_their_groups(loaded):
    regions = Region.objects.valid_on(date(2026, 1, 1)).exclude(kind="functional_zone")
    codes = list(regions.values_list("group__code", flat=True))
    assert {code: codes.count(code) for code in codes} == {
        "central_urban": 8,
        "new_urban": 12,
        "three_gorges_ne": 11,
        "wuling_se": 6,
    }


def test_a_zone_that_does_not_report_is_an_attribute(loaded):
    zones = FunctionalZone.objects.values_list("code", "region__code")
    assert list(zones) == [("CQZ-JK", "500108")]


def test_divisions_run_from_c13_to_c43_and_software(loaded):
    codes = list(Industry.objects.values_list("code", flat=True))
    assert codes == [f"C{number}" for number in range(13, 44)] + ["I65"]
    empty = Industry.objects.filter(default_cluster=None)
    assert list(empty.values_list("code", flat=True)) == ["C41", "C42", "C43"]
    assert Industry.objects.get(code="I65").default_cluster.code == "F03"


def test_the_shipped_bands_give_the_official_sizes(loaded):
    bands = list(SizeBand.objects.all())
    found = [(e, r, size_of(e, Decimal(r), bands).code) for e, r, _ in SIZES]
    assert found == SIZES


def test_editions_are_published_with_an_audit_row(loaded):
    editions = Edition.objects.order_by("questionnaire__code", "label").values_list(
        "questionnaire__code", "questionnaire__stage__code", "label"
    )
    assert list(editions) == [
        ("cmmm", None, "2020-discrete"),
        ("cmmm", None, "2020-process"),
        ("digital_workshop", "digital_workshop", "2023"),
        ("innovation_demo_factory", "innovation_demo_factory", "2025"),
        ("lighthouse_factory", "lighthouse_factory", "2025"),
        ("smart_factory", "smart_factory", "2023"),
        ("sme_index", None, "2024"),
    ]
    published = Edition.objects.values_list("state", "published_at").distinct()
    assert list(published.order_by()) == [("published", AT)]
    actions = AuditRow.objects.values_list("action", "kind", "by", "at")
    assert list(actions) == [("publish_edition", "edition", None, AT)] * 7


def test_the_ladder_counts_upwards(loaded):
    assert list(Stage.objects.values_list("order", "code", "unit_kind")) == [
        (1, "digital_workshop", "workshop"),
        (2, "smart_factory", "factory"),
        (3, "innovation_demo_factory", "factory"),
        (4, "lighthouse_factory", "factory"),
    ]


def test_a_published_edition_is_never_changed(loaded):
    edition = Edition.objects.get(questionnaire__code="smart_factory")
    Edition.objects.filter(pk=edition.pk).update(sha256="0" * 64)
    Cluster.objects.filter(code="T01").update(name_zh="汽车")
    with pytest.raises(EditionDiffers, match="2023"):
        referencing.load(at=AT)
    assert Cluster.objects.get(code="T01").name_zh == "汽车"
    with pytest.raises(CommandError, match="smart_factory"):
        call_command("load_reference", stdout=StringIO())


@pytest.mark.django_db
def test_the_command_tells_what_it_did():
    out = StringIO()
    with override("en"):
        call_command("load_reference", stdout=out)
    assert out.getvalue().splitlines()[1] == (
        "clusters: 30 created, 0 changed, 0 unchanged."
    )


@pytest.mark.parametrize("table", referencing.TABLES, ids=lambda table: table.name)
def test_every_row_has_a_code_and_both_names(table):
    rows = referencing.entries(table.file, table.name)
    assert [row for row in rows if not (row["code"] and row["zh"] and row["en"])] == []
    assert len({row["code"] for row in rows}) == len(rows)


def _codes_on(day):
    return set(Region.objects.valid_on(day).values_list("code", flat=True))


def _successors():
    regions = Region.objects.exclude(successors=None).prefetch_related("successors")
    return {r.code: {s.code for s in r.successors.all()} for r in regions}


def _tier(code):
    return ClusterTier.objects.get(code=code)
