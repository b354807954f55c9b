"""Pages of copies in Excel: download, upload, put away, merge."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from surveys import filling, jobs, merging
from surveys.collecting import read_copy_job
from surveys.filling import Entry
from surveys.models import Copy, Response, ReturnedCopy, ReturnState, User
from surveys.models.jobs import JobState
from surveys.workflow import Status
from tests import factories
from tests.access.ordered import packed
from tests.factories import NOW
from tests.surveys.collecting.by_hand import workbook
from tests.surveys.sheets.editions import bombs

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def draft() -> Response:
    return factories.filled(round=factories.open_round())


@pytest.fixture
def who(draft: Response) -> User:
    return factories.member(draft.unit.enterprise)


@pytest.fixture
def desk(client: Client, who: User) -> Client:
    client.force_login(who)
    return client


def place(response: Response, rest: str = "copies/") -> str:
    return f"/responses/{response.pk}/{rest}"


def page(client: Client, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200
    return text_of(answer)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def xlsx(content: bytes, name: str = "filled.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def come_back(response: Response, by: User, changes: dict[str, Any]) -> ReturnedCopy:
    """A copy downloaded now, filled, uploaded and read."""
    copy = merging.hand_out(response, by=by, at=NOW)
    file = xlsx(workbook(copy, changes))
    returned = merging.take_in(response, file, f"{by.pk}.xlsx", by=by, at=NOW)
    read(returned)
    return returned


def read(returned: ReturnedCopy) -> None:
    assert returned.job is not None
    jobs.run(returned.job.pk, read_copy_job)
    returned.refresh_from_db()


@pytest.fixture(autouse=True)
def _always_open(draft: Response) -> None:
    """Requests come today, the rows are of NOW."""
    type(draft.round).objects.update(deadline=NOW.replace(year=2099))


# --- out and in


def test_a_download_holds_the_answers(desk: Client, draft: Response) -> None:
    answer = desk.get(place(draft, "copy/download/"), headers=ENGLISH)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Cache-Control"] == "private, no-store"
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == [
        "Read me",
        "1 Project",
        "2 Equipment",
        "lists",
        "dengta",
    ]
    assert book["1 Project"]["E5"].value == 1200
    assert Copy.objects.get().base["mes"]["v"] == "full"


def test_a_download_of_one_section(desk: Client, draft: Response) -> None:
    path = place(draft, "copy/download/?section=equipment")
    book = load_workbook(BytesIO(desk.get(path, headers=ENGLISH).content))
    assert book.sheetnames[1] == "2 Equipment"
    assert desk.get(place(draft, "copy/download/?section=no")).status_code == 404


def test_the_whole_way(desk: Client, draft: Response) -> None:
    content = desk.get(place(draft, "copy/download/"), headers=ENGLISH).content
    assert "None yet." in page(desk, place(draft))
    changed = workbook(Copy.objects.get(), {"mes": "none", "project_investment": "?"})
    answer = desk.post(place(draft), {"copies": [xlsx(content), xlsx(changed)]})
    assert answer.headers["Location"] == place(draft)
    assert "The copies are being read" in page(desk, place(draft))
    waiting = desk.get(place(draft, "copies/progress/"))
    assert "HX-Refresh" not in waiting.headers

    for returned in ReturnedCopy.objects.all():
        read(returned)
    assert desk.get(place(draft, "copies/progress/")).headers["HX-Refresh"] == "true"
    shown = page(desk, place(draft))
    assert "2 copies have been read." in shown
    assert "1 answer could not be read and is left out" in shown
    assert "1 Project, E5" in shown

    answer = desk.get(place(draft, "copies/merge/"), headers=ENGLISH)
    assert [row.code for row in answer.context["taken"]] == ["mes"]
    data = {
        "copy": [str(copy.pk) for copy, *_ in answer.context["copies"]],
        "seen.mes": "1",
        "pick.mes": answer.context["taken"][0].offers[0].value,
    }
    answer = desk.post(place(draft, "copies/merge/"), data, headers=ENGLISH)
    assert answer.headers["Location"] == place(draft, "")
    assert said(answer) == ["1 answer is taken over from Excel."]
    draft.refresh_from_db()
    assert draft.answers["mes"]["v"] == "none"
    assert set(ReturnedCopy.objects.values_list("state", flat=True)) == {"taken"}
    assert "Merged" in page(desk, place(draft))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (xlsx(b"%PDF-1.7"), "This is not an Excel workbook"),
        (xlsx(b""), "The file is empty."),
        (xlsx(b"PK" + b"0" * 5_000_001), "The file is too big."),
        (None, "Choose a workbook."),
    ],
)
def test_a_file_that_is_no_copy(
    desk: Client, draft: Response, file: Any, words: str
) -> None:
    data = {} if file is None else {"copies": file}
    answer = desk.post(place(draft), data, headers=ENGLISH)
    assert words in text_of(answer)
    assert not ReturnedCopy.objects.exists()


def test_good_files_beside_a_bad_one(desk: Client, draft: Response) -> None:
    files = [xlsx(packed(), "good.xlsx"), xlsx(b"%PDF", "<b>bad.xlsx")]
    answer = desk.post(place(draft), {"copies": files}, headers=ENGLISH)
    shown = text_of(answer)
    assert "&lt;b&gt;bad.xlsx: This is not an Excel workbook" in shown
    assert "1 copy is being read all the same." in shown
    assert [r.name for r in ReturnedCopy.objects.all()] == ["good.xlsx"]


@pytest.mark.parametrize(
    "bomb", [bombs.rows_of_numbers, bombs.one_row, bombs.one_text, bombs.many_texts]
)
def test_bombs_are_refused_with_words(desk: Client, draft: Response, bomb: Any) -> None:
    desk.post(place(draft), {"copies": xlsx(bomb())})
    for returned in ReturnedCopy.objects.all():
        read(returned)
        assert returned.state == ReturnState.REFUSED
        assert "Cannot be used" in page(desk, place(draft))


def test_too_many_at_once(desk: Client, draft: Response) -> None:
    files = [xlsx(packed(), f"{number}.xlsx") for number in range(11)]
    answer = desk.post(place(draft), {"copies": files}, headers=ENGLISH)
    assert "Choose at most 10 files at once." in text_of(answer)
    assert not ReturnedCopy.objects.exists()


def test_after_handing_in_a_copy_may_be_read_but_not_uploaded(
    desk: Client, draft: Response, who: User
) -> None:
    Response.objects.filter(pk=draft.pk).update(status=Status.SUBMITTED)
    assert "cannot be changed now" in page(desk, place(draft))
    assert desk.get(place(draft, "copy/download/")).status_code == 200
    answer = desk.post(place(draft), {"copies": xlsx(packed())}, headers=ENGLISH)
    assert said(answer)[0].startswith("This assessment has been handed in")
    assert not ReturnedCopy.objects.exists()
    answer = desk.get(place(draft, "copies/merge/"))
    assert answer.headers["Location"] == place(draft)


def test_a_job_that_gave_up_says_its_number(
    desk: Client, draft: Response, who: User
) -> None:
    returned = merging.take_in(draft, xlsx(packed()), "a.xlsx", by=who, at=NOW)
    job = returned.job
    assert job is not None
    type(job).objects.filter(pk=job.pk).update(
        state=JobState.FAILED, finished_at=NOW, wake_at=None, error="raised"
    )
    assert f"(number {job.code})" in page(desk, place(draft))


def test_a_copy_is_put_away(desk: Client, draft: Response, who: User) -> None:
    returned = come_back(draft, who, {"mes": "none"})
    path = f"/copies/{returned.pk}/put-away/"
    answer = desk.post(path, headers=ENGLISH)
    assert said(answer) == [f"“{who.pk}.xlsx” is put away. No answer has changed."]
    assert "None yet." in page(desk, place(draft))
    ReturnedCopy.objects.update(state=ReturnState.TAKEN)
    answer = desk.post(path, headers=ENGLISH)
    assert said(answer) == ["This copy has been merged already."]


# --- merging


@pytest.fixture
def contested(draft: Response, who: User) -> list[ReturnedCopy]:
    """Two copies that differ at a question, and each has news of its own."""
    one = merging.hand_out(draft, by=who, at=NOW)
    other = merging.hand_out(draft, by=draft.created_by, at=NOW)
    made = []
    for copy, changes in (
        (one, {"remarks": "One", "mes": "none"}),
        (other, {"remarks": "Other", "mes_vendor": "SAP"}),
    ):
        file = xlsx(workbook(copy, changes))
        made.append(
            merging.take_in(draft, file, f"{len(made)}.xlsx", by=copy.by, at=NOW)
        )
        read(made[-1])
    return made


def posted(copies: list[ReturnedCopy], **more: str) -> dict[str, Any]:
    data: dict[str, Any] = {"copy": [str(copy.pk) for copy in copies]}
    data |= {"seen.remarks": "0", "seen.mes": "1", "seen.mes_vendor": "0"}
    data |= {"pick.mes": str(copies[0].pk), "pick.mes_vendor": str(copies[1].pk)}
    return data | {key.replace("__", "."): value for key, value in more.items()}


def merge(desk: Client, response: Response, data: dict[str, Any]) -> Any:
    return desk.post(place(response, "copies/merge/"), data, headers=ENGLISH)


def values(response: Response) -> dict[str, Any]:
    response.refresh_from_db()
    return {code: entry["v"] for code, entry in response.answers.items()}


def test_what_differs_is_asked_and_nothing_written_before(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    answer = desk.get(place(draft, "copies/merge/"), headers=ENGLISH)
    (row,) = answer.context["asked"]
    assert {offer.words for offer in row.offers} == {"One", "Other"}
    assert (row.page.words, row.page.chosen) == ("Not answered", False)
    taken = {row.code: row for row in answer.context["taken"]}
    assert taken.keys() == {"mes", "mes_vendor"}
    # Without "full" the supplier of the system is not asked.
    assert (taken["mes"].hidden, taken["mes_vendor"].hidden) == (False, True)

    before = values(draft)
    answer = merge(desk, draft, posted(contested))
    assert "1 answer is still to be chosen" in text_of(answer)
    assert values(draft) == before


@pytest.mark.parametrize(("choice", "stands"), [(0, "One"), (1, "Other")])
def test_what_is_chosen_stands(
    desk: Client,
    draft: Response,
    contested: list[ReturnedCopy],
    choice: int,
    stands: str,
) -> None:
    data = posted(contested, pick__remarks=str(contested[choice].pk))
    assert merge(desk, draft, data).status_code == 302
    found = values(draft)
    assert (found["remarks"], found["mes"], found["mes_vendor"]) == (
        stands,
        "none",
        "SAP",
    )
    draft.refresh_from_db()
    assert draft.answers["remarks"]["from"] == f"sheet:{contested[choice].copy_id}"


def test_the_page_may_stand_and_single_answers_be_left_out(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    data = posted(contested, pick__remarks="page")
    del data["pick.mes"]
    assert merge(desk, draft, data).status_code == 302
    found = values(draft)
    assert (found.get("remarks"), found["mes"], found["mes_vendor"]) == (
        None,
        "full",
        "SAP",
    )


def test_all_answers_of_one_copy_are_chosen_without_saving(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    before = values(draft)
    answer = merge(desk, draft, posted(contested) | {"all": str(contested[1].pk)})
    (row,) = answer.context["asked"]
    chosen = [offer.value for offer in row.offers if offer.chosen]
    assert chosen == [str(contested[1].pk)]
    assert (values(draft), row.error) == (before, "")


def test_the_enter_key_neither_confirms_nor_chooses(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    before, kept = values(draft), str(contested[1].pk)
    answer = merge(desk, draft, posted(contested, pick__remarks=kept) | {"look": "1"})
    (row,) = answer.context["asked"]
    chosen = [offer.value for offer in row.offers if offer.chosen]
    assert (chosen, values(draft)) == ([kept], before)


def test_what_a_colleague_types_meanwhile_is_asked_again(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    by = draft.created_by
    filling.save(draft, {"remarks": Entry("Page")}, by=by, at=NOW)
    answer = merge(desk, draft, posted(contested, pick__remarks=str(contested[0].pk)))
    shown = text_of(answer)
    assert "1 answer was changed on the page just now and is not replaced." in shown
    (row,) = answer.context["asked"]
    assert (row.page.words, row.seen) == ("Page", 1)
    chosen = [offer.value for offer in row.offers if offer.chosen]
    assert chosen == [str(contested[0].pk)]
    assert values(draft)["remarks"] == "Page"
    assert values(draft)["mes"] == "none"
    data = posted(contested, pick__remarks=str(contested[0].pk), seen__remarks="1")
    assert merge(desk, draft, data).status_code == 302
    assert values(draft)["remarks"] == "One"


def test_what_was_not_on_the_page_is_shown_first(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    data = posted(contested, pick__remarks="page")
    del data["seen.mes"], data["pick.mes"]
    answer = merge(desk, draft, data)
    assert "This has just changed. Look at it." in text_of(answer)
    assert values(draft)["mes"] == "full"


@pytest.mark.parametrize("copies", [[], ["nothing"]])
def test_a_merge_of_no_copies_leads_back(
    desk: Client, draft: Response, contested: list[ReturnedCopy], copies: list[str]
) -> None:
    answer = merge(desk, draft, {"copy": copies})
    assert answer.headers["Location"] == place(draft, "copies/merge/")


def test_a_merge_of_what_is_merged_leads_back(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    data = posted(contested, pick__remarks="page")
    merge(desk, draft, data)
    answer = merge(desk, draft, data)
    assert "A colleague has merged or put away" in said(answer)[-1]


def test_copies_of_another_response_are_not_merged(
    desk: Client, draft: Response, contested: list[ReturnedCopy]
) -> None:
    other = factories.filled(
        round=draft.round, unit=factories.unit(draft.unit.enterprise)
    )
    merge(desk, other, posted(contested, pick__remarks=str(contested[0].pk)))
    assert "remarks" not in values(other)


def test_a_copy_that_says_nothing_new_is_put_down_as_merged(
    desk: Client, draft: Response, who: User
) -> None:
    returned = come_back(draft, who, {})
    assert "stands on the page already" in page(desk, place(draft, "copies/merge/"))
    answer = merge(desk, draft, {"copy": [str(returned.pk)]})
    assert said(answer) == ["The copies are put down as merged. No answer has changed."]


def test_an_emptied_answer_is_marked(desk: Client, draft: Response, who: User) -> None:
    returned = come_back(draft, who, {"project_investment": None})
    assert "is emptied" in page(desk, place(draft, "copies/merge/"))
    data = {
        "copy": [str(returned.pk)],
        "seen.project_investment": "1",
        "pick.project_investment": str(returned.pk),
    }
    merge(desk, draft, data)
    assert values(draft)["project_investment"] is None


def queries(desk: Client, path: str) -> int:
    desk.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("rest", ["copies/", "copies/merge/"])
def test_more_copies_ask_no_more_queries(
    desk: Client, draft: Response, who: User, rest: str
) -> None:
    come_back(draft, who, {"mes": "none"})
    one = queries(desk, place(draft, rest))
    for text in ("One", "Other"):
        come_back(draft, who, {"remarks": text, "mes": "none"})
    assert queries(desk, place(draft, rest)) == one
