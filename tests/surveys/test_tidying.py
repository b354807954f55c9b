"""What broken uploads leave behind is cleared; nothing that somebody needs."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from surveys import jobs, tasks
from surveys.models import Job, Upload
from surveys.proving import add_evidence, begin, remove_evidence
from surveys.tidying import KEPT, tidy
from tests import factories, papers
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def stored(place: str) -> str:
    return default_storage.save(place, ContentFile(b"x"))


@pytest.fixture(autouse=True)
def _tidied() -> None:
    """Other tests of this run have left files without rows."""
    tidy(timezone.now() + 2 * KEPT)


def test_what_nobody_went_on_with_is_dropped() -> None:
    response = factories.response()
    old, new = (
        begin(response, "mes", f"{n}.pdf", 9, by=response.created_by, at=NOW)
        for n in "12"
    )
    Upload.objects.filter(pk=old.pk).update(at=NOW - KEPT - timedelta(seconds=1))

    first = tidy(NOW)  # the files themselves are young
    later = tidy(timezone.now() + KEPT + timedelta(minutes=1))

    assert (first, later) == ({"cleared": 0}, {"cleared": 2})
    assert not default_storage.exists(old.file.name or "")
    assert new.pk != old.pk


def test_files_without_a_row_are_cleared_once_they_are_old() -> None:
    lost = [stored("evidence/aa/lost"), stored("uploads/lost")]
    response = factories.response()
    file = ContentFile(papers.pdf(), name="a.pdf")
    kept = add_evidence(response, "mes", file, by=response.created_by, at=NOW)
    remove_evidence(kept, by=kept.by, at=NOW)

    young = tidy(timezone.now())
    old = tidy(timezone.now() + KEPT + timedelta(minutes=1))

    assert (young, old) == ({"cleared": 0}, {"cleared": 2})
    assert [default_storage.exists(place) for place in lost] == [False, False]
    # Taken off, and yet an earlier submission may cite it.
    assert default_storage.exists(kept.file.name or "")


def test_nothing_stored_yet_is_fine(settings: object) -> None:
    assert tidy(timezone.now()) == {"cleared": 0}


def test_the_machine_does_it_by_itself() -> None:
    job = jobs.start("tidy", "tidy@1", args={"at": NOW.isoformat()})

    tasks.tidy(job.pk)

    assert Job.objects.get(pk=job.pk).result == {"cleared": 0, "due": 0, "scans": 0}
