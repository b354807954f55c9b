"""Ordering: what a reader may order, and the job that builds it."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from reports import building, ordering
from reports.models import Report
from reports.ordering import Order
from surveys import jobs
from surveys.models import AuditRow, Job, Lane
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decided_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def target() -> Any:
    places = {
        (factories.region("500105"), factories.cluster("T01")): 9,
        (factories.region("500106"), factories.cluster("汽车/摩托车")): 6,
    }
    return decided_round(places)[0]


def built(wanted: Order) -> Report:
    officer = factories.official("municipal_officer")
    report = ordering.order(wanted, by=officer, at=NOW)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)
    return Report.objects.get(pk=report.pk)


def test_an_order_is_built_by_its_job(target: Any) -> None:
    wanted = Order(
        target, target.editions.get(), Lane.FINAL, "en", live=True, rows=True
    )

    report = built(wanted)

    assert (report.manifest["units"], report.manifest["listed"]) == (15, 15)
    assert len(report.sha256) == 64
    assert Job.objects.get(kind="report").state == "done"
    assert AuditRow.objects.filter(action="order_report").count() == 1
    with report.file.open("rb") as file:
        workbook = load_workbook(BytesIO(file.read()))
    assert len(workbook.sheetnames) >= 6
    workbook.close()


def test_the_same_order_gives_the_same_figures(target: Any) -> None:
    wanted = Order(target, target.editions.get(), Lane.FINAL, "zh-hans", live=True)

    first, second = built(wanted), built(wanted)

    assert first.manifest["content"] == second.manifest["content"]


def test_figures_that_were_not_published_cannot_be_ordered(target: Any) -> None:
    wanted = Order(target, target.editions.get(), Lane.FINAL, "en")

    with pytest.raises(ordering.NoCut):
        ordering.order(wanted, by=factories.official("analyst"), at=NOW)


def test_a_district_lists_its_own_enterprises_only(target: Any) -> None:
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    wanted = Order(
        target,
        edition,
        Lane.FINAL,
        "en",
        rows=True,
        region=factories.region("500106"),
    )

    report = built(wanted)

    assert (report.manifest["units"], report.manifest["listed"]) == (15, 6)
