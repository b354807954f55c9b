"""A file that arrives in pieces: nothing twice, nothing left behind."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from surveys.models import AuditRow, Evidence, Response, Upload
from surveys.proving import Misplaced, Refused, begin, drop, finish, go_on
from surveys.proving.sending import MOST
from surveys.workflow import Closed
from tests import factories, papers
from tests.crowd import at_once, kinds
from tests.factories import NOW

CONTENT = papers.pdf("a file of some length")


def begun(response: Response | None = None, name: str = "台账.pdf") -> Upload:
    response = response or factories.response()
    by = response.created_by
    return begin(response, "mes", name, len(CONTENT), by=by, at=NOW)


def stored(upload: Upload) -> bytes:
    with upload.file.open("rb") as file:
        return bytes(file.read())


@pytest.mark.django_db
class TestPieces:
    def test_they_become_evidence_with_the_id_of_the_upload(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        upload = begun()
        with django_capture_on_commit_callbacks(execute=True):
            for place in range(0, len(CONTENT), 10):
                go_on(upload, place, CONTENT[place : place + 10], at=NOW)
            evidence = finish(upload, at=NOW)

        assert (evidence.pk, evidence.name, evidence.by) == (
            upload.pk,
            "台账.pdf",
            upload.by,
        )
        with evidence.file.open() as file:
            assert file.read() == CONTENT
        assert Upload.objects.count() == 0
        assert not upload.file.storage.exists(upload.file.name or "")
        assert [row.action for row in AuditRow.objects.filter(by=upload.by)] == [
            "begin_upload",
            "add_evidence",
        ]

    def test_half_of_one_is_no_evidence(self) -> None:
        upload = begun()
        go_on(upload, 0, CONTENT[: len(CONTENT) // 2], at=NOW)

        with pytest.raises(Misplaced):
            finish(upload, at=NOW)
        assert (Upload.objects.count(), Evidence.objects.count()) == (1, 0)

    def test_one_that_is_refused_leaves_nothing(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        upload = begun()
        with django_capture_on_commit_callbacks(execute=True):
            go_on(upload, 0, b"x" * len(CONTENT), at=NOW)
            with pytest.raises(Refused):
                finish(upload, at=NOW)

        assert (Upload.objects.count(), Evidence.objects.count()) == (0, 0)
        assert not upload.file.storage.exists(upload.file.name or "")

    @pytest.mark.parametrize("offset", [1, len(CONTENT) - 1])
    def test_a_piece_must_begin_where_the_last_one_ended(self, offset: int) -> None:
        upload = begun()
        with pytest.raises(Misplaced):
            go_on(upload, offset, b"xx", at=NOW)
        assert stored(upload) == b""

    def test_a_piece_that_overlaps_is_taken_from_where_it_is_new(self) -> None:
        upload = begun()
        go_on(upload, 0, CONTENT[:20], at=NOW)
        go_on(upload, 10, CONTENT[10:30], at=NOW)
        assert (upload.received, stored(upload)) == (30, CONTENT[:30])

    def test_nothing_comes_after_the_deadline(self) -> None:
        upload, late = begun(), NOW + timedelta(days=31)
        with pytest.raises(Closed):
            go_on(upload, 0, CONTENT, at=late)
        go_on(upload, 0, CONTENT, at=NOW)
        with pytest.raises(Closed):
            finish(upload, at=late)
        with pytest.raises(Closed):
            begin(upload.response, "mes", "a.pdf", 5, by=upload.by, at=late)

    def test_the_oldest_unfinished_one_makes_room(self) -> None:
        response = factories.response()
        uploads = [begun(response, f"{n}.pdf") for n in range(MOST + 1)]
        Upload.objects.filter(pk=uploads[0].pk).update(at=NOW - timedelta(hours=1))

        begun(response)

        assert Upload.objects.count() == MOST
        assert not Upload.objects.filter(pk=uploads[0].pk).exists()

    def test_a_long_name_keeps_its_end(self) -> None:
        upload = begun(name="长" * 900 + ".pdf")
        assert (len(upload.name), upload.name[-4:]) == (250, ".pdf")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_same_piece_twice_at_once_is_one(self) -> None:
        upload = begun()
        loaded = [Upload.objects.get(pk=upload.pk) for _ in range(4)]

        found = at_once(*(partial(go_on, one, 0, CONTENT, at=NOW) for one in loaded))

        assert found == [len(CONTENT)] * 4
        assert stored(upload) == CONTENT

    def test_finished_twice_at_once_is_one_file(self) -> None:
        upload = begun()
        go_on(upload, 0, CONTENT, at=NOW)
        loaded = [Upload.objects.get(pk=upload.pk) for _ in range(4)]

        found = at_once(*(partial(finish, one, at=NOW) for one in loaded))

        assert kinds(found) == ["Evidence"] * 4
        assert Evidence.objects.get().pk == upload.pk

    def test_uploads_that_end_at_once_keep_to_the_limit(self, settings: Any) -> None:
        response = factories.response()
        settings.EVIDENCE_MAX_TOTAL = 2 * len(CONTENT) + 10
        uploads = []
        for number in range(4):
            upload = begun(response)
            go_on(upload, 0, CONTENT.replace(b"1 0 obj", b"%d 0 obj" % number), at=NOW)
            uploads.append(upload)

        found = at_once(*(partial(finish, one, at=NOW) for one in uploads))

        assert kinds(found) == ["Evidence"] * 2 + ["Refused"] * 2

    def test_what_is_dropped_while_it_arrives_is_gone(self) -> None:
        upload = begun()
        go_on(upload, 0, CONTENT, at=NOW)

        at_once(partial(drop, upload), partial(drop, upload))

        assert Upload.objects.count() == 0
        assert not upload.file.storage.exists(upload.file.name or "")
