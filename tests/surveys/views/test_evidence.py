"""Evidence on its pages: added, sent in pieces, described, used again, handed out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from surveys import filling, proving
from surveys.models import AuditRow, Evidence, Response, Scan, Trust, Upload
from surveys.proving import PIECE
from tests import factories, papers
from tests.small_edition import document, question

pytestmark = pytest.mark.django_db

SCRIPT = {"HTTP_ACCEPT": "application/json"}
KIND = "This kind of file cannot be uploaded. Use PDF, PNG, JPG, XLSX or DOCX."


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=args)


@pytest.fixture
def draft() -> Response:
    """A draft that is open now, with a question that files answer."""
    now = timezone.now()
    content = document(label="2023-files")
    photos = question("photos", "file", required=False)
    content["sections"][0]["questions"].append(photos)
    target = factories.open_round(
        opens_at=now - timedelta(days=1),
        deadline=now + timedelta(days=10),
        editions=[factories.edition(content)],
        year=now.year,
    )
    return factories.response(round=target)


@pytest.fixture
def mine(client: Client, draft: Response) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(draft.created_by)
    return client


def told(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def expire(draft: Response) -> None:
    draft.round.deadline = timezone.now() - timedelta(minutes=1)
    draft.round.save(update_fields=["deadline"])


def file(name: str = "台账.pdf", text: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf(text), "application/pdf")


def kept(draft: Response, text: str = "", code: str = "mes") -> Evidence:
    return proving.add_evidence(
        draft, code, file(text=text), by=draft.created_by, at=timezone.now()
    )


def add(draft: Response, code: str = "mes") -> str:
    return url("evidence_add", draft.pk, code)


def at_question(draft: Response) -> str:
    return url("section", draft.pk, "equipment") + "#q-mes"


# -- Added, handed out and taken off ---------------------------------------------------


def test_a_file_is_added_handed_out_and_taken_off(
    mine: Client, draft: Response
) -> None:
    added = mine.post(add(draft), {"file": file()})
    found = draft.evidence.get()
    handed = mine.get(url("evidence", found.pk))
    taken = mine.post(url("evidence_remove", found.pk))

    assert (added.headers["Location"], taken.headers["Location"]) == (
        at_question(draft),
        at_question(draft),
    )
    assert b"".join(handed.streaming_content) == papers.pdf()  # type: ignore[attr-defined]
    assert handed.headers["Content-Disposition"].startswith("attachment;")
    assert handed.headers["Content-Type"] == "application/pdf"
    assert draft.evidence.kept().count() == 0
    # The enterprise reads its own files without a row for each.
    assert not AuditRow.objects.filter(action="read_evidence").exists()


def test_a_script_gets_the_list_of_files(mine: Client, draft: Response) -> None:
    added = mine.post(add(draft), {"file": file()}, **SCRIPT).json()
    wrong = mine.post(add(draft), {"file": file("bad.exe")}, **SCRIPT)
    none = mine.post(add(draft), {}, **SCRIPT)
    taken = mine.post(url("evidence_remove", draft.evidence.get().pk), **SCRIPT).json()

    assert "台账.pdf" in added.pop("files")
    assert added == {"said": "1 file is uploaded.", "answers": False, "version": 0}
    assert (wrong.status_code, wrong.json()) == (422, {"error": KIND})
    assert none.json() == {"error": "Choose a file."}
    assert "台账.pdf" not in taken.pop("files")
    assert taken["said"] == "The file is taken off."


def test_of_several_files_the_good_ones_are_kept(mine: Client, draft: Response) -> None:
    files = [file("1.pdf", "1"), file("2.exe"), file("3.pdf", "3")]

    page = mine.post(add(draft), {"file": files})

    assert page.context["form"].errors == {"file": [f"“2.exe”: {KIND}"]}
    assert sorted(f.name for f in draft.evidence.all()) == ["1.pdf", "3.pdf"]
    assert len(page.context["files"]) == 2


def test_the_same_file_elsewhere_is_told_of(mine: Client, draft: Response) -> None:
    kept(draft)

    page = mine.post(add(draft, "remarks"), {"file": file("again.pdf")}, follow=True)

    assert told(page) == [
        "“again.pdf” was among your files already: it is stored once and proves this"
        " answer, too."
    ]


def test_files_that_are_the_answer_are_it_at_once(
    mine: Client, draft: Response
) -> None:
    reply = mine.post(add(draft, "photos"), {"file": file()}, **SCRIPT).json()
    found = draft.evidence.get()
    draft.refresh_from_db()
    answered = draft.answers["photos"]["v"]
    taken = mine.post(url("evidence_remove", found.pk), **SCRIPT).json()
    draft.refresh_from_db()

    assert (answered, reply["answers"], reply["version"]) == ([str(found.pk)], True, 1)
    assert (draft.answers["photos"]["v"], taken["version"]) == (None, 2)


def test_without_scripts_a_button_saves_and_takes_a_file_off(
    mine: Client, draft: Response
) -> None:
    rate = {
        "nc_equipment_rate.version": "0",
        "nc_equipment_rate.n": "30",
        "nc_equipment_rate.d": "40",
    }
    page = url("section", draft.pk, "equipment")

    mine.post(page, rate | {"next": f"remove.{kept(draft).pk}"})
    lost = mine.post(page, rate | {"next": "remove.x"})

    draft.refresh_from_db()
    assert draft.answers["nc_equipment_rate"]["v"] == {"n": "30", "d": "40"}
    assert draft.evidence.kept().count() == 0
    assert lost.status_code == 404


def test_files_stay_as_they_are_after_the_deadline(
    mine: Client, draft: Response
) -> None:
    found = kept(draft)
    expire(draft)

    added = mine.post(add(draft), {"file": file(text="x")}, **SCRIPT)
    taken = mine.post(url("evidence_remove", found.pk), **SCRIPT)
    page = mine.post(url("evidence_remove", found.pk), follow=True)
    said = mine.post(url("evidence_details", found.pk), {"issuer": "x"})
    again = mine.post(
        url("evidence_again", draft.pk, "remarks"), {"evidence": found.pk}
    )

    assert (added.status_code, taken.status_code) == (422, 409)
    words = [told(page)[0], *errors(said), *errors(again)]
    assert [w.startswith("The period for filling ended on ") for w in words] == [
        True
    ] * 3
    assert draft.evidence.kept().get() == found


def errors(page: Any) -> list[str]:
    return [str(e) for lines in page.context["form"].errors.values() for e in lines]


def queries(mine: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        mine.get(path)
    return len(asked)


@pytest.mark.parametrize("name", ["section", "evidence_add", "evidence_again"])
def test_more_files_ask_no_more_of_the_database(
    mine: Client, draft: Response, name: str
) -> None:
    at = {"section": "equipment", "evidence_add": "mes", "evidence_again": "remarks"}
    page = url(name, draft.pk, at[name])
    kept(draft, "1")
    mine.get(page)

    one = queries(mine, page)
    for number in "23":
        kept(draft, number)

    assert queries(mine, page) == one


# -- In pieces -------------------------------------------------------------------------


def begin(mine: Client, draft: Response, size: int, name: str = "台账.pdf") -> Any:
    place = url("upload_begin", draft.pk, "mes")
    return mine.post(place, {"name": name, "size": size})


def send(mine: Client, standing: dict[str, Any], offset: int, piece: bytes) -> Any:
    data = {"offset": offset, "piece": SimpleUploadedFile("p", piece)}
    return mine.post(standing["pieces"], data)


def test_a_file_arrives_in_pieces(mine: Client, draft: Response) -> None:
    content = papers.pdf("x" * PIECE)
    standing = begin(mine, draft, len(content)).json()

    received = [
        send(mine, standing, at, content[at : at + PIECE]).json()["received"]
        for at in range(0, len(content), PIECE)
    ]
    done = mine.post(standing["finish"])
    # Its answer was lost, so it is asked for once more.
    again = mine.post(standing["finish"])

    found = draft.evidence.get()
    assert received == [PIECE, 2 * PIECE, len(content)]
    assert (found.name, found.size, Upload.objects.count()) == (
        "台账.pdf",
        len(content),
        0,
    )
    with found.file.open() as stored:
        assert stored.read() == content
    assert done.json() == again.json()
    assert url("upload", found.pk) == standing["pieces"]


def test_a_file_goes_on_where_the_line_was_cut(mine: Client, draft: Response) -> None:
    content = papers.pdf("x" * 100)
    standing = begin(mine, draft, len(content)).json()
    send(mine, standing, 0, content[:50])

    # The answer was lost: the piece comes twice, then one is left out.
    twice = send(mine, standing, 0, content[:50])
    gap = send(mine, standing, 90, content[90:])
    early = mine.post(standing["finish"])
    stands = mine.get(standing["pieces"]).json()
    send(mine, standing, 50, content[50:])
    done = mine.post(standing["finish"])

    assert (twice.status_code, gap.status_code, early.status_code) == (200, 409, 409)
    assert {reply["received"] for reply in (gap.json(), early.json(), stands)} == {50}
    assert done.status_code == 200
    with draft.evidence.get().file.open() as stored:
        assert stored.read() == content


def test_a_piece_too_long_or_too_far_is_none(mine: Client, draft: Response) -> None:
    standing = begin(mine, draft, 10).json()

    long = send(mine, standing, 0, b"x" * (PIECE + 1))
    far = send(mine, standing, 0, b"x" * 11)
    strange = mine.post(standing["pieces"], {"offset": "x"})

    assert [r.status_code for r in (long, far, strange)] == [400, 409, 400]
    assert Upload.objects.get().received == 0


def test_an_upload_is_broken_off(mine: Client, draft: Response) -> None:
    standing = begin(mine, draft, 10).json()
    stored = Upload.objects.get().file

    mine.post(standing["drop"])

    assert Upload.objects.count() == 0
    assert mine.get(standing["pieces"]).status_code == 404
    assert mine.post(standing["finish"]).status_code == 404
    assert stored.name is not None


def test_a_colleague_cannot_go_on_with_it(mine: Client, draft: Response) -> None:
    standing = begin(mine, draft, 10).json()
    colleague = Client()
    colleague.force_login(factories.member(draft.unit.enterprise))

    found = [colleague.get(standing["pieces"])]
    found += [colleague.post(standing[name]) for name in ("finish", "drop")]

    assert [reply.status_code for reply in found] == [404] * 3


def test_what_would_be_refused_is_refused_before_it_comes(
    mine: Client, draft: Response, settings: Any
) -> None:
    settings.EVIDENCE_MAX_TOTAL = 2**20
    settings.EVIDENCE_MAX_FILES = 1
    wrong = begin(mine, draft, 10, "bad.exe")
    large = begin(mine, draft, 2**20 + 1)
    strange = begin(mine, draft, -1)
    kept(draft)
    many = begin(mine, draft, 10)
    expire(draft)
    late = begin(mine, draft, 10)

    assert [r.status_code for r in (wrong, large, strange, many, late)] == [
        422,
        422,
        400,
        422,
        409,
    ]
    assert wrong.json() == {"error": KIND}
    assert large.json() == {
        "error": "The files of this questionnaire have 0.0 MB together; with this one"
        " they would pass the limit of 1 MB. Take off what is not needed, or make"
        " files smaller."
    }
    assert Upload.objects.count() == 0


def test_what_comes_after_the_deadline_is_told_of(
    mine: Client, draft: Response
) -> None:
    content = papers.pdf()
    standing = begin(mine, draft, len(content)).json()
    send(mine, standing, 0, content[:-1])
    expire(draft)

    late = send(mine, standing, len(content) - 1, content[-1:])
    Upload.objects.update(received=len(content))
    end = mine.post(standing["finish"])

    assert [r.status_code for r in (late, end)] == [409, 409]
    words = {r.json()["error"][:24] for r in (late, end)}
    assert words == {"The period for filling e"}


# -- Described -------------------------------------------------------------------------


def test_a_file_says_its_period_and_issuer(mine: Client, draft: Response) -> None:
    found, year = kept(draft), timezone.localdate().year
    said = {
        "own": "own",
        "issuer": "本公司",
        "covers_from": f"{year - 2}-01-01",
        "covers_to": f"{year - 2}-12-31",
    }

    page = mine.post(url("evidence_details", found.pk), said, follow=True)
    shown = mine.get(url("evidence_details", found.pk))

    found.refresh_from_db()
    assert (found.issuer, found.trust, found.covers_to) == (
        "本公司",
        Trust.OWN,
        date(year - 2, 12, 31),
    )
    assert page.redirect_chain[0][0] == at_question(draft)
    assert told(page)[0] == "What you said of “台账.pdf” is saved."
    assert told(page)[1].startswith(
        f"The period it covers ended on 31 December {year - 2}, before the time"
    )
    assert shown.context["form"].initial["own"] == "own"


def test_a_period_that_ends_before_it_begins_is_refused(
    mine: Client, draft: Response
) -> None:
    said = {"covers_from": "2026-02-01", "covers_to": "2026-01-01"}

    page = mine.post(url("evidence_details", kept(draft).pk), said)

    assert errors(page) == ["The period ends before it begins. Exchange the two days."]


# -- Used again ------------------------------------------------------------------------


def again(draft: Response, code: str = "remarks") -> str:
    return url("evidence_again", draft.pk, code)


def test_files_are_chosen_from_those_of_the_enterprise(
    mine: Client, draft: Response
) -> None:
    own, foreign = kept(draft), kept(factories.response(round=draft.round), "f")
    infected = kept(draft, "i", "project_investment")
    Evidence.objects.filter(pk=infected.pk).update(scan=Scan.INFECTED)

    page = mine.get(again(draft))
    here = mine.get(again(draft, "mes"))
    stolen = mine.post(again(draft), {"evidence": [foreign.pk]})
    none = mine.post(again(draft), {})
    done = mine.post(again(draft), {"evidence": [own.pk]}, follow=True)

    assert [row for row, _expired in page.context["rows"]] == [own]
    assert list(here.context["rows"]) == []
    assert errors(stolen) == ["A file of your choice is not there any more."]
    assert errors(none) == ["Tick at least one file."]
    assert told(done) == ["1 file now proves this answer, too."]
    assert draft.evidence.get(code="remarks").origin == own


def test_files_are_searched_and_expired_ones_marked(
    mine: Client, draft: Response
) -> None:
    old, new = kept(draft, "1"), kept(draft, "2")
    Evidence.objects.filter(pk=old.pk).update(covers_to="2020-12-31", name="许可证.pdf")

    everything = mine.get(again(draft))
    one = mine.get(again(draft), {"q": "许可"})
    nothing = mine.get(again(draft), {"q": "no such"})

    assert sorted(e for _file, e in everything.context["rows"]) == [False, True]
    assert [(f.pk, e) for f, e in one.context["rows"]] == [(old.pk, True)]
    assert "No file fits this search" in nothing.content.decode()
    assert new.pk != old.pk


def test_what_does_not_fit_any_more_is_told_of(
    mine: Client, draft: Response, settings: Any
) -> None:
    settings.EVIDENCE_MAX_FILES = 1
    one = kept(draft)
    kept(draft, "2", "remarks")

    page = mine.post(again(draft), {"evidence": [one.pk]})

    assert errors(page) == ["This question has 1 files already. Take one off first."]


# -- Scanned ---------------------------------------------------------------------------


def official(draft: Response) -> Client:
    """The browser of the district's reviewer, once the response is handed in."""
    now = timezone.now()
    given = {code: filling.Entry(value) for code, value in factories.GOOD.items()}
    filling.save(draft, given, by=draft.created_by, at=now)
    filling.submit(draft, name="Wang", post="Head", by=draft.created_by, at=now)
    person = factories.official(region=draft.unit.enterprise.region, factor=True)
    client = Client()
    client.cookies["dengta-language"] = "en"
    client.force_login(person)
    return client


def test_that_an_official_read_a_file_is_written_down(draft: Response) -> None:
    found = kept(draft)

    reply = official(draft).get(url("evidence", found.pk))

    assert b"".join(reply.streaming_content) == papers.pdf()  # type: ignore[attr-defined]
    row = AuditRow.objects.get(action="read_evidence")
    assert row.object_id == str(found.pk)


@pytest.mark.parametrize(
    ("scan", "own", "theirs"),
    [
        (Scan.CLEAN, 200, 200),
        (Scan.WAITING, 200, 409),
        (Scan.INFECTED, 409, 409),
    ],
)
def test_what_is_not_scanned_stays_within_the_enterprise(
    mine: Client, draft: Response, scan: Scan, own: int, theirs: int
) -> None:
    found = kept(draft)
    reviewer = official(draft)
    Evidence.objects.update(scan=scan)

    replies = [who.get(url("evidence", found.pk)) for who in (mine, reviewer)]

    assert [reply.status_code for reply in replies] == [own, theirs]
    for reply in replies:
        assert reply.status_code == 200 or "not handed out" in reply.content.decode()
        b"".join(reply)
