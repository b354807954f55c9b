"""Rebuilding: the same figures from the same scorecards, or what has changed since."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from reports import building, ordering, rebuilding, returning
from reports.models import Rebuild, Report
from reports.ordering import Order
from reports.workbook.returned import sheets_of, stated
from surveys import jobs
from surveys.models import AuditRow, Enterprise, Lane, Scorecard, User
from surveys.sheets.guarding import UnsafeWorkbook
from tests import factories
from tests.access.ordered import packed
from tests.factories import NOW
from tests.hostile_files import bomb, doubled, slipping
from tests.reports.rounds import decided_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def target() -> Any:
    places = {(factories.region("500105"), factories.cluster("T01")): 6}
    return decided_round(places)[0]


def built(target: Any, by: User, **wanted: Any) -> tuple[Report, bytes]:
    asked = {"live": True, "rows": True, **wanted}
    order = Order(target, target.editions.get(), Lane.FINAL, "en", **asked)
    report = ordering.order(order, by=by, at=NOW)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)
    report.refresh_from_db()
    with report.file.open("rb") as file:
        return report, file.read()


def compared(content: bytes, by: User) -> Rebuild:
    row = returning.hand_back(ContentFile(content), "back.xlsx", by=by, at=NOW)
    assert row.job is not None
    jobs.run(row.job.pk, rebuilding.rebuild)
    row.refresh_from_db()
    return row


def changed(content: bytes, label: str, value: Any) -> bytes:
    """The workbook with another value beside a label of its cover."""
    book = load_workbook(BytesIO(content))
    for cells in book.worksheets[0].iter_rows():
        if cells[1].value == label:
            cells[3].value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def officer() -> User:
    return factories.official("municipal_officer")


def test_the_manifest_of_a_workbook_is_read_in_both_languages(target: Any) -> None:
    report, content = built(target, officer())

    says = stated(sheets_of(content))

    assert says.report == str(report.pk)
    assert says.content_hash == report.manifest["content"]
    assert says.edition_hash == report.manifest["edition"]
    assert says.engine == report.manifest["engine"]


def test_untouched_it_is_identical_and_the_file_is_gone(target: Any) -> None:
    person = officer()
    report, content = built(target, person)

    row = compared(content, person)

    assert row.findings is not None
    assert (row.report, row.file.name) == (report, "")
    assert row.findings["identical"] is True
    assert (row.findings["count"], row.findings["newer"]) == (0, 0)
    assert AuditRow.objects.filter(action="rebuild_report").count() == 1


def test_what_came_later_does_not_count(target: Any) -> None:
    """Live figures are built again from the scorecards of their time."""
    person = officer()
    _report, content = built(target, person)
    card = Scorecard.objects.filter(lane="final").order_by("pk")[0]
    old = card.pk
    card.pk, card.identity, card.score = None, "0" * 64, "1"
    card.save(force_insert=True)

    row = compared(content, person)

    assert row.findings is not None
    assert row.findings["identical"] is True
    assert row.findings["newer"] == 1
    assert [unit["score"] for unit in row.findings["units"]] == ["1"]
    assert card.pk != old


def test_a_name_that_changed_is_told_with_sheet_cell_old_and_new(target: Any) -> None:
    person = officer()
    _report, content = built(target, person)
    enterprise = Enterprise.objects.order_by("pk")[0]
    former = enterprise.name
    Enterprise.objects.filter(pk=enterprise.pk).update(name="Renamed Works")

    row = compared(content, person)

    assert row.findings is not None
    assert row.findings["identical"] is False
    told = {(cell["old"], cell["new"]) for cell in row.findings["cells"]}
    assert (former, "Renamed Works") in told
    assert row.findings["stated"] == row.findings["delivered"]
    assert row.findings["stated"] != row.findings["rebuilt"]


def test_what_kept_no_scorecards_is_not_built_again(target: Any) -> None:
    """Live figures from before they were kept."""
    person = officer()
    report, content = built(target, person)
    Report.objects.filter(pk=report.pk).update(scorecards=None)

    assert compared(content, person).findings == {"refused": "unkept"}


def test_a_tampered_hash_is_told(target: Any) -> None:
    person = officer()
    _report, content = built(target, person)

    row = compared(changed(content, "Content hash (SHA-256)", "f" * 64), person)

    assert row.findings is not None
    assert row.findings["identical"] is False
    assert row.findings["stated"] == "f" * 64 != row.findings["delivered"]
    assert row.findings["count"] == 1


@pytest.mark.parametrize("number", ["", "=1+1", "x" * 300, 7])
def test_without_its_number_it_is_found_by_its_hash(target: Any, number: Any) -> None:
    person = officer()
    report, content = built(target, person)

    row = compared(changed(content, "Number of the order", number), person)

    assert row.report == report


def test_somebody_elses_report_is_none_of_the_readers(target: Any) -> None:
    """Live figures of the city, brought by an analyst: as if there were none."""
    _report, content = built(target, officer())

    row = compared(content, factories.official("analyst"))

    assert (row.report, row.findings) == (None, {"refused": "unknown"})


def test_another_regions_report_is_none_of_an_official(target: Any) -> None:
    region = factories.region("500105")
    other = factories.official(region=factories.region("500106"))
    own = factories.official(region=region)
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer(), at=NOW)
    report, content = built(target, own, live=False, region=region)

    assert compared(content, other).findings == {"refused": "unknown"}
    assert compared(content, factories.official(region=region)).report == report


def test_a_number_of_another_report_finds_that_one_within_scope_only(
    target: Any,
) -> None:
    """A manifest is a claim: what it leads to is decided by the reader's rights."""
    report, _content = built(target, officer())
    reader = factories.official("analyst")
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer(), at=NOW)
    _own, content = built(target, reader, live=False, rows=False)

    row = compared(changed(content, "Number of the order", str(report.pk)), reader)

    assert row.findings == {"refused": "unknown"}


def test_a_foreign_workbook_is_none_of_ours(target: Any) -> None:
    book = load_workbook(BytesIO(built(target, officer())[1]))
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    book.worksheets[0].delete_rows(1, 200)
    file = BytesIO()
    book.save(file)

    assert compared(file.getvalue(), officer()).findings == {"refused": "unknown"}


def test_bombs_and_other_files_are_refused_at_the_door() -> None:
    person = officer()
    hostile = (bomb(), doubled(), slipping("../../x")(), b"PK", b"x" * 20_000_001)
    for content in hostile:
        with pytest.raises(UnsafeWorkbook):
            returning.hand_back(ContentFile(content), "b", by=person, at=NOW)
    assert not Rebuild.objects.exists()


def test_what_only_reading_finds_out_is_refused_in_the_job() -> None:
    """The table of contents is in order; the parts are not."""
    row = compared(packed(), officer())

    assert row.findings == {"refused": "broken"}
    assert row.job is not None
    assert (row.job.state, row.file.name) == ("done", "")
