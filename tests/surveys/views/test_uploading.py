"""Pages of workbooks: upload, faults, what would change, confirm, drop."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from surveys import authoring, jobs
from surveys.authoring import aim_of
from surveys.models import Edition, EditionImport, ImportState, User
from surveys.scoring import digest
from surveys.sheets.editions import write_edition
from surveys.transcribing import transcribe_job
from tests import factories
from tests.factories import NOW
from tests.small_edition import document
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
FAULT = {
    "sheet": "questions",
    "row": 17,
    "column": "D",
    "message": "There is no such kind.",
    "expected": "one of single, multiple",
    "example": "single",
}


@pytest.fixture
def author() -> User:
    return factories.official("author", factor=True)


@pytest.fixture
def desk(client: Client, author: User) -> Client:
    client.force_login(author)
    return client


def workbook(content: dict[str, Any] | None = None) -> SimpleUploadedFile:
    made = write_edition(content or document(label="2024"), "en")
    return SimpleUploadedFile("year 2024.xlsx", made)


def arrived(by: User, state: str, **fields: Any) -> EditionImport:
    import_ = authoring.upload(workbook(), "a.xlsx", None, by=by, at=NOW)
    for name, value in ({"state": state} | fields).items():
        setattr(import_, name, value)
    import_.save()
    return import_


def ready(by: User, content: dict[str, Any] | None = None) -> EditionImport:
    content = content or document(label="2024")
    return arrived(by, ImportState.READY, document=content, sha256=digest(content))


def page_of(client: Client, import_: EditionImport) -> str:
    answer = client.get(f"/editions/imports/{import_.pk}/", headers=ENGLISH)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("role", ["district_reviewer", "analyst", "system_admin"])
def test_nobody_but_authors_and_the_municipality(
    client: Client, author: User, role: str
) -> None:
    import_ = ready(author)
    client.force_login(factories.official(role, factor=True))
    path = f"/editions/imports/{import_.pk}/"
    missing = body(client, "/editions/imports/00000000-0000-4000-8000-000000000000/")
    assert body(client, path) == body(client, f"{path}progress/") == missing
    for step in ("confirm", "drop"):
        assert client.post(f"{path}{step}/").status_code == 404
    assert not Edition.objects.exists()


def test_the_whole_way(desk: Client, author: User) -> None:
    base = factories.edition()
    content = base.document | {"edition": "2024", "minutes": 9}
    answer = desk.post("/editions/upload/", {"file": workbook(content)})
    import_ = EditionImport.objects.get()
    place = f"/editions/imports/{import_.pk}/"
    assert (answer.headers["Location"], import_.name) == (place, "year 2024.xlsx")
    assert "The workbook is being read" in page_of(desk, import_)

    assert import_.job is not None
    jobs.run(import_.job.pk, transcribe_job)
    progress = desk.get(f"{place}progress/")
    assert progress.headers["HX-Refresh"] == "true"
    page = desk.get(place)
    assert page.context["between"].counts == [(_about(page), 1)]
    assert not Edition.objects.filter(label="2024").exists()

    seen = page.context["aim"].seen
    answer = desk.post(f"{place}confirm/", {"seen": seen})
    made = Edition.objects.get(label="2024")
    assert answer.headers["Location"] == f"/editions/{made.pk}/"
    assert (made.document, made.by, made.based_on) == (content, author, base)


def _about(page: Any) -> str:
    title: str = page.context["between"].counts[0][0]
    return title


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.xlsx", b"PK"),
        SimpleUploadedFile("a.pdf", b"%PDF-1.7"),
        SimpleUploadedFile("a.xlsx", b""),
        SimpleUploadedFile("x" * 300 + ".xlsx", b"PK"),
        "",
    ],
    ids=["torn", "PDF", "empty", "long name", "none"],
)
def test_what_is_no_workbook_is_refused_on_the_page(desk: Client, file: Any) -> None:
    factories.edition()
    data = {"file": file, "questionnaire": "digital_workshop"}
    page = desk.post("/editions/upload/", data)
    form = page.context["form"]
    assert form.errors["file"]
    assert form["questionnaire"].value() == "digital_workshop"
    assert not EditionImport.objects.exists()


def test_an_edition_says_for_which_questionnaire(desk: Client) -> None:
    line = factories.edition().questionnaire
    page = desk.get(f"/editions/upload/?for={line.code}")
    assert page.context["form"]["questionnaire"].value() == line.code
    desk.post("/editions/upload/", {"file": workbook(), "questionnaire": line.code})
    assert EditionImport.objects.get().questionnaire == line


def test_all_faults_stand_on_the_page_at_once(desk: Client, author: User) -> None:
    faults = [FAULT | {"row": row} for row in range(2, 42)]
    page = page_of(desk, arrived(author, ImportState.FAULTY, faults=faults))
    assert "There are 40 faults." in page
    assert page.count("There is no such kind.") == 40
    assert page.count("For example:") == 40


def test_a_job_that_failed_says_its_number(desk: Client, author: User) -> None:
    import_ = arrived(author, ImportState.WAITING)
    assert import_.job is not None
    jobs.cancel(import_.job)
    page = page_of(desk, import_)
    assert f"number {import_.job.code}" in page
    progress = desk.get(f"/editions/imports/{import_.pk}/progress/")
    assert progress.headers["HX-Refresh"] == "true"


def test_what_cannot_be_confirmed_says_why(desk: Client, author: User) -> None:
    factories.edition()
    import_ = ready(author, document() | {"minutes": 9})
    page = page_of(desk, import_)
    assert "published editions never change" in page
    assert "Confirm: " not in page
    answer = desk.post(f"/editions/imports/{import_.pk}/confirm/", headers=ENGLISH)
    assert "published editions never change" in said(answer)[0]


def test_a_new_questionnaire_is_offered(desk: Client, author: User) -> None:
    content = document("brand_new")
    del content["stage"]
    import_ = ready(author, content)
    page = page_of(desk, import_)
    assert "There is no questionnaire “brand_new” yet." in page
    assert "Confirm: create the questionnaire and its draft" in page


def test_of_two_authors_the_later_one_is_told(desk: Client, author: User) -> None:
    factories.edition()
    mine = ready(author, document(label="2024") | {"minutes": 7})
    seen = aim_of(mine).seen
    theirs = ready(colleague := factories.official("author"))
    authoring.confirm(theirs, seen=seen, by=colleague, at=NOW)
    path = f"/editions/imports/{mine.pk}/"
    answer = desk.post(f"{path}confirm/", {"seen": seen}, headers=ENGLISH)
    assert answer.headers["Location"] == path
    assert "changed the draft meanwhile" in said(answer)[0]
    assert "Confirm: replace the draft" in page_of(desk, mine)


def test_dropping_changes_no_edition(desk: Client, author: User) -> None:
    factories.edition()
    import_ = ready(author)
    answer = desk.post(f"/editions/imports/{import_.pk}/drop/")
    assert answer.headers["Location"] == "/editions/"
    assert "was put away" in page_of(desk, import_)
    answer = desk.post(f"/editions/imports/{import_.pk}/confirm/", headers=ENGLISH)
    assert "no longer be confirmed" in said(answer)[0]
    assert Edition.objects.count() == 1
