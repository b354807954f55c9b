"""Pages and files of dossiers and summaries: who gets what, and what it leaves."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from surveys.models import AuditRow, Region, Response, User
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
    for path in (url("dossier_workbook", file.pk), url("summary_workbook")):
        book = opened(officer.get(path))
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
    book = opened(browser(near).get(f"{url('summary_workbook')}?region={far.pk}"))
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
    assert officer.get(url("summary_workbook")).status_code == 302


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
