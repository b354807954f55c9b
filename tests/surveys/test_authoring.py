"""Authoring: drafts begin, change and are frozen; workbooks count once confirmed."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from surveys import authoring
from surveys.authoring import Refused, aim_of
from surveys.models import (
    AuditRow,
    Edition,
    EditionImport,
    EditionState,
    ImportState,
    Job,
    Questionnaire,
    User,
)
from surveys.models.jobs import JobState
from surveys.scoring import SchemeError, digest
from surveys.sheets.guarding import UnsafeWorkbook
from tests import factories
from tests.factories import NOW
from tests.small_edition import document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


CONCORDANCE = {"edition": "2023", "codes": []}


@pytest.fixture
def author() -> User:
    return factories.official("author")


def packed() -> "ContentFile[bytes]":
    """The smallest file that is taken for a workbook."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            package.writestr(name, "<x/>")
    return ContentFile(file.getvalue(), "edition.xlsx")


def draft(by: User, label: str = "2024") -> Edition:
    return authoring.begin_draft(factories.edition(), label, by=by, at=NOW)


def arrived(by: User, content: dict[str, Any] | None = None) -> EditionImport:
    """A workbook that a job has read."""
    import_ = authoring.upload(packed(), "edition.xlsx", None, by=by, at=NOW)
    import_.document = content or document(label="2024")
    import_.sha256 = digest(import_.document)
    import_.state = ImportState.READY
    import_.save()
    return import_


def confirmed(import_: EditionImport, by: User) -> Edition:
    return authoring.confirm(import_, seen=aim_of(import_).seen, by=by, at=NOW)


def longer(minutes: int, **changes: Any) -> dict[str, Any]:
    return document(label="2024") | {"minutes": minutes} | changes


def without_stage(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "stage"}


def audited() -> list[tuple[str, str]]:
    rows = AuditRow.objects.filter(kind__startswith="edition").order_by("seq")
    return list(rows.values_list("action", "object_id"))


class TestBeginning:
    def test_copies_the_content_under_a_new_label(self, author: User) -> None:
        base = factories.edition()
        made = draft(author)

        made.refresh_from_db()
        expected = base.document | {"edition": "2024", "concordance": CONCORDANCE}
        assert made.document == expected
        assert made.sha256 == digest(expected)
        assert (made.state, made.published_at) == (EditionState.DRAFT, None)
        assert (made.based_on, made.by, made.changed_at) == (base, author, NOW)
        assert audited()[-1] == ("begin_draft", str(made.pk))

    def test_a_label_is_taken_once(self, author: User) -> None:
        draft(author)
        with pytest.raises(Refused, match="2024"):
            draft(author)
        assert Edition.objects.count() == 2

    def test_a_label_is_a_code(self, author: User) -> None:
        with pytest.raises(SchemeError):
            draft(author, "two words")


class TestUploading:
    def test_starts_a_job_and_changes_no_edition(self, author: User) -> None:
        line = factories.edition().questionnaire
        import_ = authoring.upload(packed(), "my.xlsx", line, by=author, at=NOW)

        job = Job.objects.get(kind="import_edition")
        assert (job.args, import_.job) == ({"import": str(import_.pk)}, job)
        assert import_.file.name == f"editions/{import_.pk.hex}.xlsx"
        assert (import_.name, import_.state) == ("my.xlsx", ImportState.WAITING)
        assert Edition.objects.count() == 1
        assert audited()[-1] == ("upload_edition", str(import_.pk))

    @pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7"])
    def test_what_is_no_workbook_is_refused_at_once(
        self, author: User, content: bytes
    ) -> None:
        with pytest.raises(UnsafeWorkbook):
            authoring.upload(ContentFile(content), "a.xlsx", None, by=author, at=NOW)
        assert not Job.objects.exists()
        assert not EditionImport.objects.exists()


class TestConfirming:
    def test_makes_a_draft_of_a_new_label(self, author: User) -> None:
        base = factories.edition()
        made = confirmed(import_ := arrived(author), author)

        import_.refresh_from_db()
        assert (import_.state, import_.edition) == (ImportState.CONFIRMED, made)
        assert (made.label, made.state, made.based_on) == ("2024", "draft", base)
        assert made.document == document(label="2024")
        assert audited()[-1] == ("confirm_edition", str(made.pk))

    def test_replaces_the_draft_of_its_label(self, author: User) -> None:
        first = draft(author)
        colleague = factories.official("author")
        made = confirmed(arrived(colleague, longer(7)), colleague)

        assert made == first
        assert (made.scheme.minutes, made.by) == (7, colleague)
        assert made.sha256 == digest(longer(7))

    def test_a_second_time_gives_the_same(self, author: User) -> None:
        factories.edition()
        import_ = arrived(author)
        first = confirmed(import_, author)
        rows = AuditRow.objects.count()
        assert authoring.confirm(import_, by=author, at=NOW) == first
        assert (Edition.objects.count(), AuditRow.objects.count()) == (2, rows)

    def test_a_published_edition_is_never_replaced(self, author: User) -> None:
        base = factories.edition()
        import_ = arrived(author, document() | {"minutes": 9})
        with pytest.raises(Refused, match="another label"):
            confirmed(import_, author)
        base.refresh_from_db()
        import_.refresh_from_db()
        assert (base.document, import_.state) == (document(), ImportState.READY)

    def test_of_two_authors_the_later_one_looks_again(self, author: User) -> None:
        draft(author)
        mine, theirs = arrived(author, longer(7)), arrived(author, longer(8))
        seen = aim_of(mine).seen
        confirmed(theirs, factories.official("author"))

        with pytest.raises(Refused, match="changed the draft"):
            authoring.confirm(mine, seen=seen, by=author, at=NOW)
        assert Edition.objects.get(label="2024").scheme.minutes == 8
        assert confirmed(mine, author).scheme.minutes == 7

    def test_a_draft_that_was_discarded_meanwhile(self, author: User) -> None:
        first = draft(author)
        import_ = arrived(author)
        seen = aim_of(import_).seen
        authoring.discard(first, by=author, at=NOW)
        with pytest.raises(Refused, match="gone meanwhile"):
            authoring.confirm(import_, seen=seen, by=author, at=NOW)

    @pytest.mark.parametrize("state", [ImportState.FAULTY, ImportState.DROPPED])
    def test_only_what_is_ready(self, author: User, state: str) -> None:
        import_ = arrived(author)
        EditionImport.objects.filter(pk=import_.pk).update(state=state)
        with pytest.raises(Refused, match="no longer"):
            authoring.confirm(import_, by=author, at=NOW)

    def test_what_no_longer_compiles_is_refused(self, author: User) -> None:
        factories.edition()
        import_ = arrived(author, longer(5, sections=[]))
        with pytest.raises(SchemeError):
            confirmed(import_, author)
        assert Edition.objects.count() == 1


class TestAiming:
    def test_a_new_questionnaire_is_named_as_its_edition(self, author: User) -> None:
        content = without_stage(document("brand_new"))
        import_ = arrived(author, content)
        assert (aim_of(import_).line, aim_of(import_).refusal) == (None, "")

        made = confirmed(import_, author)

        line = Questionnaire.objects.get(code="brand_new")
        assert (made.questionnaire, line.stage) == (line, None)
        names = (line.name_zh, line.name_en)
        assert names == ("中文:Small edition", "Small edition")

    def test_a_new_questionnaire_may_be_for_a_stage(self, author: User) -> None:
        stage = factories.stage()
        content = document("brand_new") | {"stage": stage.code}
        assert confirmed(arrived(author, content), author).questionnaire.stage == stage

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (document("brand_new"), "no stage “brand_new”"),
            (without_stage(document(label="2024")), "is for the stage"),
            (document(), "is published"),
        ],
    )
    def test_says_what_to_do(
        self, author: User, content: dict[str, Any], words: str
    ) -> None:
        factories.edition()
        assert words in aim_of(arrived(author, content)).refusal

    def test_a_workbook_of_another_questionnaire(self, author: User) -> None:
        factories.edition()
        import_ = arrived(author)
        other = {"code": "other", "name_zh": "其他", "name_en": "Other"}
        import_.questionnaire = Questionnaire.objects.create(**other)
        import_.save()
        with pytest.raises(Refused, match="“digital_workshop”"):
            confirmed(import_, author)

    def test_a_new_edition_follows_the_one_of_its_concordance(
        self, author: User
    ) -> None:
        base, later = factories.edition(), factories.edition(document(label="2025"))
        content = document(label="2026")
        assert aim_of(arrived(author, content)).last == later
        named = content | {"concordance": CONCORDANCE}
        assert aim_of(arrived(author, named)).last == base


class TestDropping:
    def test_nothing_stays_but_the_row(
        self, author: User, django_capture_on_commit_callbacks: Callable[..., Any]
    ) -> None:
        factories.edition()
        import_ = authoring.upload(packed(), "a.xlsx", None, by=author, at=NOW)
        with django_capture_on_commit_callbacks(execute=True):
            authoring.drop(import_, by=author, at=NOW)
            authoring.drop(import_, by=author, at=NOW)

        import_.refresh_from_db()
        assert (import_.state, import_.document) == (ImportState.DROPPED, None)
        assert not import_.file.storage.exists(import_.file.name)
        assert Job.objects.get().state == JobState.CANCELLED
        drops = [row for row in audited() if row[0] == "drop_edition"]
        assert drops == [("drop_edition", str(import_.pk))]

    def test_not_what_is_confirmed(self, author: User) -> None:
        factories.edition()
        confirmed(import_ := arrived(author), author)
        with pytest.raises(Refused, match="confirmed already"):
            authoring.drop(import_, by=author, at=NOW)


class TestPublishing:
    def test_freezes(self, author: User) -> None:
        made = draft(author)
        officer = factories.official("municipal_officer")
        authoring.publish(made, seen=made.sha256, by=officer, at=NOW)

        made.refresh_from_db()
        assert (made.state, made.published_at) == (EditionState.PUBLISHED, NOW)
        assert (made.sha256, made.by) == (digest(made.document), author)
        assert audited()[-1] == ("publish_edition", str(made.pk))
        with pytest.raises(Refused):
            confirmed(arrived(author, longer(7)), author)
        with pytest.raises(Refused, match="never deleted"):
            authoring.discard(made, by=author, at=NOW)
        with pytest.raises(Refused, match="already"):
            authoring.publish(made, seen=made.sha256, by=author, at=NOW)
        assert Edition.objects.get(pk=made.pk).document == made.document

    def test_only_what_was_looked_at(self, author: User) -> None:
        made = draft(author)
        seen = made.sha256
        confirmed(arrived(author, longer(7)), author)
        with pytest.raises(Refused, match="changed the draft"):
            authoring.publish(made, seen=seen, by=author, at=NOW)
        assert Edition.objects.get(pk=made.pk).state == EditionState.DRAFT

    def test_not_what_does_not_compile(self, author: User) -> None:
        made = draft(author)
        broken = deepcopy(made.document)
        del broken["root"]
        Edition.objects.filter(pk=made.pk).update(document=broken)
        with pytest.raises(SchemeError):
            authoring.publish(made, seen=made.sha256, by=author, at=NOW)
        assert Edition.objects.get(pk=made.pk).state == EditionState.DRAFT


class TestDiscarding:
    def test_deletes_the_draft_and_puts_its_workbooks_away(self, author: User) -> None:
        factories.edition()
        import_ = arrived(author)
        made = confirmed(import_, author)
        authoring.discard(made, by=author, at=NOW)
        authoring.discard(made, by=author, at=NOW)

        import_.refresh_from_db()
        assert (import_.state, import_.edition) == (ImportState.DROPPED, None)
        assert [e.label for e in Edition.objects.all()] == ["2023"]
        assert audited()[-1] == ("discard_draft", str(made.pk))

    def test_not_what_another_edition_began_from(self, author: User) -> None:
        made = draft(author)
        authoring.begin_draft(made, "2025", by=author, at=NOW)
        with pytest.raises(Refused, match="rests on"):
            authoring.discard(made, by=author, at=NOW)
        assert Edition.objects.filter(pk=made.pk).exists()
