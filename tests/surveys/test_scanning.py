"""The virus scanner: what it says is shown, blocks and is told; without it nothing
waits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from surveys import jobs, scanning
from surveys.models import AuditRow, Evidence, Job, Message, Response, Scan
from surveys.models.jobs import JobState
from surveys.proving import Refused, add_evidence, use_again
from surveys.scanning import NoAnswer, ask, ask_again, scan_job
from tests import factories, papers
from tests.factories import NOW
from tests.hostile_files import EICAR
from tests.surveys import scanner

pytestmark = pytest.mark.django_db
INFECTED = papers.pdf().replace(b"1 0 obj", EICAR + b"\n1 0 obj")


@pytest.fixture
def clamd(settings: Any) -> Iterator[None]:
    with scanner.listening() as address:
        settings.CLAMD = address
        yield


def add(
    content: bytes, response: Response | None = None, code: str = "mes"
) -> Evidence:
    response = response or factories.response()
    file = ContentFile(content, name="台账.pdf")
    return add_evidence(response, code, file, by=response.created_by, at=NOW)


def run(evidence: Evidence) -> Job:
    job = Job.objects.get(key=f"scan:{evidence.pk}")
    jobs.run(job.pk, scan_job)
    job.refresh_from_db()
    evidence.refresh_from_db()
    return job


def test_without_a_scanner_nothing_waits() -> None:
    assert add(papers.pdf()).scan == Scan.NONE
    assert not Job.objects.filter(kind="scan").exists()


@pytest.mark.usefixtures("clamd")
def test_a_clean_file_is_said_to_be_clean() -> None:
    evidence = add(papers.pdf())
    waiting = evidence.scan

    job = run(evidence)

    assert (waiting, evidence.scan, job.state) == (
        Scan.WAITING,
        Scan.CLEAN,
        JobState.DONE,
    )
    assert job.result == {"found": ""}


@pytest.mark.usefixtures("clamd")
def test_a_virus_is_blocked_told_and_destroyed(
    django_capture_on_commit_callbacks: Any,
) -> None:
    response = factories.response()
    evidence = add(INFECTED, response)
    again = use_again(evidence, response, "remarks", by=evidence.by, at=NOW)
    colleague = factories.member(response.unit.enterprise, "administrator")
    factories.member(response.unit.enterprise, "viewer")

    with django_capture_on_commit_callbacks(execute=True):
        job = run(evidence)

    again.refresh_from_db()
    assert {evidence.scan, again.scan} == {Scan.INFECTED}
    assert job.result == {"found": "Win.Test.EICAR_HDB-1", "rows": 2}
    assert not evidence.file.storage.exists(evidence.file.name or "")
    told = Message.objects.filter(kind="evidence_blocked")
    assert {m.user for m in told} == {response.created_by, colleague}
    assert sorted({(m.params["file"], m.params["code"]) for m in told}) == [
        ("台账.pdf", "mes"),
        ("台账.pdf", "remarks"),
    ]
    row = AuditRow.objects.filter(action="block_evidence")[0]
    assert (row.by, row.details) == (None, {"found": "Win.Test.EICAR_HDB-1"})


@pytest.mark.usefixtures("clamd")
def test_a_known_virus_is_refused_at_once() -> None:
    evidence = add(INFECTED)
    run(evidence)

    with pytest.raises(Refused):
        add(INFECTED)
    with pytest.raises(Refused):
        use_again(evidence, evidence.response, "remarks", by=evidence.by, at=NOW)


@pytest.mark.usefixtures("clamd")
def test_a_second_delivery_of_the_job_does_nothing() -> None:
    evidence = add(papers.pdf())
    Evidence.objects.update(scan=Scan.CLEAN)

    assert run(evidence).result == {"found": ""}


def test_a_scanner_that_is_down_is_asked_again(settings: Any) -> None:
    settings.CLAMD = "127.0.0.1:9"  # nobody listens there
    evidence = add(papers.pdf())
    assert run(evidence).state == JobState.QUEUED
    Job.objects.update(
        state=JobState.FAILED, error="raised", wake_at=None, finished_at=NOW
    )

    with scanner.listening() as address:
        settings.CLAMD = address
        assert ask_again() == 1
        run(evidence)

    assert evidence.scan == Scan.CLEAN


@pytest.mark.usefixtures("clamd")
def test_one_used_again_while_the_answer_came_does_not_wait_for_ever() -> None:
    first = add(papers.pdf())
    again = use_again(first, first.response, "remarks", by=first.by, at=NOW)
    run(first)
    Evidence.objects.filter(pk=again.pk).update(scan=Scan.WAITING)

    assert ask_again() == 1
    run(again)

    assert again.scan == Scan.CLEAN


def test_nothing_waits_for_a_scanner_that_is_there_no_more(settings: Any) -> None:
    settings.CLAMD = "127.0.0.1:9"
    evidence = add(papers.pdf())
    settings.CLAMD = ""

    assert ask_again() == 1
    evidence.refresh_from_db()
    assert evidence.scan == Scan.NONE


def test_a_scanner_behind_a_socket(settings: Any, tmp_path: Path) -> None:
    with scanner.listening(tmp_path / "clamd") as settings.CLAMD:
        assert ask([papers.pdf(), b"more"]) == ""
        assert ask([b"x" * 70_000, EICAR]) == "Win.Test.EICAR_HDB-1"


def test_an_answer_that_says_nothing_is_none(settings: Any) -> None:
    def full(content: bytes) -> str:
        return "INSTREAM size limit exceeded. ERROR"

    with scanner.listening(verdict=full) as settings.CLAMD, pytest.raises(NoAnswer):
        ask([b"x"])
    assert scanning.PATIENCE < 100
