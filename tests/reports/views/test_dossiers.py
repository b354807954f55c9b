"""Pages and files of dossiers and summaries: who gets what, and what it leaves."""

import io
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reports import exporting, tasks
from reports.models import SummaryOrder
from reports.tabulating import Wanted
from surveys.models import AuditRow, Job, Region, Response, User
from tests import factories

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def file() -> Response:
    of = factories.enterprise(name=HOSTILE)
    found = factories.handed_in(unit=factories.unit(of))
    factories.scored(found)
    return found


@pytest.fixture
def far() -> Region:
    return factories.region("500106")


def browser(person: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"reports:{name}", args=args)


def opened(answer: Any) -> Any:
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(answer.content))


def summary_book(client: Client, query: str = "") -> Any:
    """The summary table as ordered in English and built by its job."""
    answer = client.post(f"{url('summary_order')}{query}", {"language": "en"})
    order = SummaryOrder.objects.latest("at")
    assert (answer.status_code, order.job is None) == (302, False)
    tasks.summarise(order.job_id)
    file = client.get(url("summary_file", order.pk))
    return load_workbook(io.BytesIO(file.getvalue()))


def texts(book: Any) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_dossier_is_a_workbook_in_each_language(
    file: Response, language: str
) -> None:
    reviewer = factories.official(factor=True)
    path = f"{url('dossier_workbook', file.pk)}?language={language}"

    answer = browser(reviewer).get(path)

    sheets = {
        "zh": "现场核查清单",
        "en": "On-site check list",
    }
    book = opened(answer)
    assert sheets[language] in book.sheetnames
    assert {cell.data_type for cell in texts(book)} <= {"s", "n"}
    row = AuditRow.objects.get(action="export_dossier")
    spoken = {"zh": "zh-hans", "en": "en"}[language]
    assert (row.by, row.object_id, row.details) == (
        reviewer,
        str(file.pk),
        {"language": spoken},
    )


def test_a_text_of_people_is_never_a_formula(file: Response) -> None:
    officer = browser(factories.official("municipal_officer", factor=True))
    dossier = opened(officer.get(url("dossier_workbook", file.pk)))
    for book in (dossier, summary_book(officer)):
        found = [c for c in texts(book) if HOSTILE in str(c.value or "")]
        assert found
        assert {cell.data_type for cell in found} == {"s"}


def test_the_list_to_take_along_has_room_to_write(file: Response) -> None:
    officer = browser(factories.official("municipal_officer", factor=True))
    path = f"{url('dossier_workbook', file.pk)}?language=en"
    sheet = opened(officer.get(path))["On-site check list"]
    heads = [cell.value for cell in sheet[6]]
    assert heads[5:8] == ["Found on site", "Conclusion", "Signature"]
    assert [cell.value for cell in sheet[7]][5:8] == [None] * 3
    assert sheet.row_dimensions[7].height >= 40


def test_a_file_of_another_region_does_not_exist(file: Response, far: Region) -> None:
    other = browser(factories.official(region=far, factor=True))
    for name in ("dossier", "dossier_workbook"):
        assert other.get(url(name, file.pk)).status_code == 404
    assert AuditRow.objects.filter(action="export_dossier").count() == 0
    member = browser(file.created_by)
    assert member.get(url("dossier", file.pk)).status_code == 404


def test_a_summary_holds_the_own_region_only(file: Response, far: Region) -> None:
    away = factories.handed_in(
        unit=factories.unit(factories.enterprise(region=far, name="Far Works")),
        round=file.round,
    )
    file.round.regions.add(far)
    near = factories.official(factor=True)
    for path in (url("summary"), f"{url('summary')}?region={far.pk}"):
        page = browser(near).get(path).content.decode()
        assert ("HYPERLINK" in page, "Far Works" in page) == (True, False)
    book = summary_book(browser(near), f"?region={far.pk}")
    assert [c for c in texts(book) if c.value == "Far Works"] == []
    row = AuditRow.objects.get(action="export_summary")
    assert row.details == {"language": "en", "regions": ["500105"], "rows": 1}

    officer = browser(factories.official("municipal_officer", factor=True))
    page = officer.get(f"{url('summary')}?region={far.pk}").content.decode()
    assert ("HYPERLINK" in page, away.unit.name in page) == (False, True)


def test_a_summary_can_be_narrowed(file: Response) -> None:
    officer = browser(factories.official("municipal_officer", factor=True))
    for query, shown in (
        ("status=submitted", True),
        ("status=recommended", False),
        (f"round={file.round_id}", True),
        (f"questionnaire={file.edition.questionnaire_id}", True),
        ("status=nothing", True),
        ("round=987654321", True),
    ):
        page = officer.get(f"{url('summary')}?{query}").content.decode()
        assert ("HYPERLINK" in page) is shown, query


def test_without_a_round_there_is_nothing_to_sum_up() -> None:
    officer = browser(factories.official("municipal_officer", factor=True))
    assert "No file fits" in officer.get(url("summary")).content.decode()
    answer = officer.post(url("summary_order"), {"language": "en"})
    assert (answer.status_code, answer.url) == (302, url("summary"))
    assert not SummaryOrder.objects.exists()


def test_a_summary_is_ordered_watched_and_downloaded(file: Response) -> None:
    person = factories.official("municipal_officer", factor=True)
    officer = browser(person)

    answer = officer.post(url("summary_order"), {"language": "zh-hans"})
    order = SummaryOrder.objects.get()
    assert answer.url == url("summary_ordered", order.pk)
    assert "built" in officer.get(answer.url).content.decode()
    assert officer.get(url("summary_file", order.pk)).status_code == 404
    tasks.summarise(order.job_id)
    done = officer.get(url("summary_progress", order.pk))
    assert done.headers["HX-Refresh"] == "true"
    assert url("summary_file", order.pk) in officer.get(answer.url).content.decode()
    assert (
        url("summary_ordered", order.pk) in officer.get(url("summary")).content.decode()
    )

    book = load_workbook(
        io.BytesIO(officer.get(url("summary_file", order.pk)).getvalue())
    )
    assert book.sheetnames == ["汇总"]
    taken = ("export_summary", "download")
    trail = AuditRow.objects.filter(by=person, action__in=taken).order_by("seq")
    told = [(row.action, row.kind, row.details) for row in trail]
    name = f"{file.round.year}-{order.at:%Y%m%d}-zh.xlsx"
    assert told == [
        (
            "export_summary",
            "round",
            {"language": "zh-hans", "regions": [], "rows": 1},
        ),
        ("download", "summaryorder", {"file": f"dengta-summary-{name}"}),
    ]


def test_a_summary_that_could_not_be_built_says_so(file: Response) -> None:
    officer = browser(factories.official("municipal_officer", factor=True))
    officer.post(url("summary_order"), {"language": "en"})
    order = SummaryOrder.objects.select_related("job").get()
    Job.objects.filter(pk=order.job_id).update(
        state="failed", error="raised", wake_at=None, finished_at=order.at
    )
    page = officer.get(url("summary_ordered", order.pk)).content.decode()
    assert f"could not be built (number {order.job.code})" in " ".join(page.split())


def test_who_left_a_region_reads_no_summary_of_it(file: Response, far: Region) -> None:
    person = factories.official(factor=True)
    browser(person).post(url("summary_order"), {"language": "en"})
    order = SummaryOrder.objects.get()
    factories.official(region=far).offices.update(user=person)
    assert browser(person).get(url("summary_ordered", order.pk)).status_code == 200

    person.offices.filter(region=file.unit.enterprise.region).delete()

    for name in ("summary_ordered", "summary_progress", "summary_file"):
        assert browser(person).get(url(name, order.pk)).status_code == 404
    assert (
        url("summary_ordered", order.pk)
        not in browser(person).get(url("summary")).content.decode()
    )


def test_a_status_of_an_order_is_one_of_the_workflow(file: Response) -> None:
    wanted = Wanted(file.round, status="nowhere")
    by = factories.official("municipal_officer")
    with pytest.raises(IntegrityError):
        exporting.order_summary(wanted, "en", by=by, at=factories.NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_do_not_grow(
    django_assert_max_num_queries: Any, count: int
) -> None:
    target = factories.open_round()
    for _ in range(count):
        factories.scored(factories.handed_in(round=target))
    officer = browser(factories.official("municipal_officer", factor=True))
    with django_assert_max_num_queries(21):
        assert officer.get(url("summary")).status_code == 200
