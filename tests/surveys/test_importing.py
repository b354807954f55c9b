"""Registers kept elsewhere are taken over once, all or none."""

from datetime import date

import pytest

from surveys import importing
from surveys.importing import Imported, TitleRow
from surveys.models import AuditRow, Title
from tests import factories

GRANTED = date(2021, 12, 22)


@pytest.fixture
def officer(db):
    return factories.user()


@pytest.fixture
def enterprise(db):
    return factories.enterprise()


def row(number, **fields):
    stage = factories.stage().code
    return TitleRow(number, stage, "某厂 一车间", GRANTED, **fields)


def test_titles_are_taken_over_with_their_holders(officer, enterprise):
    rows = [
        row(
            "CQSC-2021-001",
            uscc=enterprise.uscc,
            region=enterprise.region.code,
            cluster=enterprise.primary_cluster.code,
        ),
        row("CQSC-2021-002", uscc="91500000DT0000000X"),
    ]
    done = importing.import_titles(rows, by=officer, at=factories.NOW)
    assert done == Imported(created=2, known=0)
    found = Title.objects.order_by("number").values_list(
        "number", "stage__code", "holder", "enterprise", "region", "cluster", "state"
    )
    stage, holder = rows[0].stage, "某厂 一车间"
    assert list(found) == [
        (
            "CQSC-2021-001",
            stage,
            holder,
            enterprise.pk,
            enterprise.region_id,
            enterprise.primary_cluster_id,
            "active",
        ),
        ("CQSC-2021-002", stage, holder, None, None, None, "active"),
    ]
    audited = AuditRow.objects.filter(action="import_titles")
    assert list(audited.values_list("by", "details")) == [(officer.pk, {"created": 2})]


def test_a_register_can_be_imported_again(officer):
    first, second = row("CQSC-2021-001"), row("CQSC-2021-002")
    importing.import_titles([first], by=officer, at=factories.NOW)
    done = importing.import_titles([first, second], by=officer, at=factories.NOW)
    assert done == Imported(created=1, known=1)
    again = importing.import_titles([first, second], by=officer, at=factories.NOW)
    assert again == Imported(created=0, known=2)
    assert AuditRow.objects.filter(action="import_titles").count() == 2


@pytest.mark.parametrize("field", ["region", "cluster"])
def test_an_unknown_code_takes_over_nothing(officer, field):
    rows = [row("CQSC-2021-001"), row("CQSC-2021-002", **{field: "nowhere"})]
    with pytest.raises(KeyError, match="nowhere"):
        importing.import_titles(rows, by=officer, at=factories.NOW)
    assert Title.objects.count() == 0


def test_many_rows_take_few_queries(officer, django_assert_max_num_queries):
    rows = [row(f"CQSC-2021-{number:03d}") for number in range(400)]
    importing.import_titles(rows[:1], by=officer, at=factories.NOW)
    with django_assert_max_num_queries(16):
        importing.import_titles(rows, by=officer, at=factories.NOW)
