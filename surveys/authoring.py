"""Authoring: drafts begun, brought in as workbooks, published, discarded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from surveys import auditing, jobs
from surveys.models import (
    Edition,
    EditionImport,
    EditionState,
    ImportState,
    Questionnaire,
    Stage,
    User,
)
from surveys.scoring import Scheme, compile_scheme, digest, validate
from surveys.sheets.editions import EDITION_LIMITS
from surveys.sheets.guarding import guard

Document = dict[str, Any]
# What still lies on an author's desk.
OPEN = (ImportState.WAITING, ImportState.FAULTY, ImportState.READY)


class Refused(Exception):
    """A step that is not possible now; the message says why and what to do."""


@transaction.atomic
def begin_draft(edition: Edition, label: str, *, by: User, at: datetime) -> Edition:
    """Begin a new edition from another one of the same questionnaire.

    The draft has the same content under a new label, and an empty concordance: every
    code is kept. Raises Refused for a label that is taken, SchemeError for none.
    """
    concordance = {"edition": edition.label, "codes": []}
    document = edition.document | {"edition": label, "concordance": concordance}
    draft = _new(edition.questionnaire, document, edition, by=by, at=at)
    details = {"from": edition.label, "label": label}
    auditing.record("begin_draft", draft, by=by, at=at, details=details)
    return draft


def _new(
    line: Questionnaire,
    document: Document,
    based_on: Edition | None,
    *,
    by: User,
    at: datetime,
) -> Edition:
    scheme = compile_scheme(document)
    try:
        with transaction.atomic():
            return Edition.objects.create(
                questionnaire=line,
                label=scheme.edition,
                document=document,
                sha256=digest(document),
                based_on=based_on,
                by=by,
                changed_at=at,
            )
    except IntegrityError:
        raise Refused(
            _(
                "There is an edition “%(label)s” of this questionnaire already."
                " Choose another label."
            )
            % {"label": scheme.edition}
        ) from None


@transaction.atomic
def upload(
    file: "File[bytes]",
    name: str,
    questionnaire: Questionnaire | None,
    *,
    by: User,
    at: datetime,
) -> EditionImport:
    """Take a workbook in; a job reads it, and nothing of it counts before `confirm`.

    `questionnaire` is the one it has to be of, where the author said so. Raises
    UnsafeWorkbook for a file that is not even worth a job.
    """
    file.seek(0)
    guard(file.read(EDITION_LIMITS.packed + 1), EDITION_LIMITS)
    file.seek(0)
    pk = uuid4()
    job = jobs.start(
        "import_edition", f"import_edition:{pk}", args={"import": str(pk)}, by=by
    )
    import_ = EditionImport(
        id=pk, questionnaire=questionnaire, name=name, job=job, by=by, at=at
    )
    import_.file.save("", file, save=False)
    import_.save(force_insert=True)
    auditing.record("upload_edition", import_, by=by, at=at, details={"name": name})
    return import_


@dataclass(frozen=True, slots=True)
class Aim:
    """What confirming an import does: begin or replace a draft, or nothing.

    `line` is None where a questionnaire has to be created; `draft` is what would be
    replaced, `last` the edition it is to be compared with; `refusal` says why it
    cannot be confirmed.
    """

    line: Questionnaire | None
    draft: Edition | None
    last: Edition | None
    refusal: str = ""

    @property
    def seen(self) -> str:
        """The hash of what would be replaced; a draft changed since differs from it."""
        return self.draft.sha256 if self.draft else ""


def aim_of(import_: EditionImport) -> Aim:
    """What confirming an import that was read would do, as things stand now."""
    document: Document = import_.document or {}
    line = Questionnaire.objects.filter(code=document["questionnaire"]).first()
    if line is None:
        return Aim(None, None, None, _refused(import_, None, None))
    present = line.editions.filter(label=document["edition"]).first()
    draft = present if present and present.state == EditionState.DRAFT else None
    last = draft or _before(line, document)
    return Aim(line, draft, last, _refused(import_, line, present))


def _before(line: Questionnaire, document: Mapping[str, Any]) -> Edition | None:
    """The edition a new one follows: that of its concordance, or the newest."""
    named = (document.get("concordance") or {}).get("edition")
    known = line.editions.order_by("-published_at", "-pk")
    published = known.exclude(state=EditionState.DRAFT)
    return known.filter(label=named).first() or published.first() or known.first()


def _refused(
    import_: EditionImport, line: Questionnaire | None, present: Edition | None
) -> str:
    document: Document = import_.document or {}
    wanted = import_.questionnaire
    if wanted is not None and wanted != line:
        return _(
            "The workbook is of the questionnaire “%(found)s”, and you uploaded it for"
            " “%(wanted)s”. Upload it without choosing a questionnaire, or correct the"
            " questionnaire's code in the workbook."
        ) % {"found": document["questionnaire"], "wanted": wanted.code}
    if present is not None and present.state != EditionState.DRAFT:
        return _(
            "The edition “%(label)s” is published, and published editions never change."
            " Give the edition in the workbook another label, and upload it again."
        ) % {"label": present.label}
    return _stage_refused(document.get("stage"), line)


def _stage_refused(code: str | None, line: Questionnaire | None) -> str:
    stages = list(Stage.objects.values_list("code", flat=True))
    if code is not None and code not in stages:
        return _(
            "There is no stage “%(stage)s”. Write one of these into the workbook, or"
            " leave the stage empty: %(stages)s."
        ) % {"stage": code, "stages": ", ".join(stages)}
    held = line and line.stage and line.stage.code
    if line is not None and held != code:
        return _(
            "The questionnaire “%(line)s” is for the stage “%(held)s”, the workbook for"
            " “%(stage)s”. Write the same stage, or give the questionnaire a code of"
            " its own."
        ) % {"line": line.code, "held": held or "–", "stage": code or "–"}
    return ""


@transaction.atomic
def confirm(
    import_: EditionImport, *, seen: str = "", by: User, at: datetime
) -> Edition:
    """Make the draft of an import, or replace the draft of its label.

    `seen` is the `Aim.seen` the author looked at: a draft that a colleague changed
    since is not written over. A second confirmation gives the same edition. Raises
    Refused, and SchemeError where the edition no longer compiles.
    """
    held = EditionImport.objects.select_for_update().get(pk=import_.pk)
    if held.state == ImportState.CONFIRMED and held.edition is not None:
        return held.edition
    if held.state != ImportState.READY:
        raise Refused(_("This workbook can no longer be confirmed. Upload it again."))
    aim = aim_of(held)
    if aim.refusal:
        raise Refused(aim.refusal)
    if aim.seen != seen:
        raise Refused(_changed_words(aim.draft))
    edition = _confirmed(held, aim, by=by, at=at)
    held.state, held.edition = ImportState.CONFIRMED, edition
    held.save(update_fields=["state", "edition"])
    details = {"import": str(held.pk), "sha256": edition.sha256}
    auditing.record("confirm_edition", edition, by=by, at=at, details=details)
    return edition


def _changed_words(draft: Edition | None) -> str:
    if draft is None:
        return _(
            "The draft that you saw is gone meanwhile. Look at the differences again,"
            " then confirm."
        )
    return _(
        "%(name)s changed the draft meanwhile. Look at the differences again, then"
        " confirm; what they wrote is then replaced."
    ) % {"name": draft.by.name if draft.by else "–"}


def _confirmed(import_: EditionImport, aim: Aim, *, by: User, at: datetime) -> Edition:
    document: Document = import_.document or {}
    if aim.draft is None:
        line = aim.line or _new_line(document)
        return _new(line, document, aim.last, by=by, at=at)
    compile_scheme(document)
    drafts = Edition.objects.filter(
        pk=aim.draft.pk, state=EditionState.DRAFT, sha256=aim.draft.sha256
    )
    sha256 = digest(document)
    if drafts.update(document=document, sha256=sha256, by=by, changed_at=at) != 1:
        raise Refused(_changed_words(aim.draft))
    return Edition.objects.get(pk=aim.draft.pk)


def _new_line(document: Document) -> Questionnaire:
    """A questionnaire that nobody had asked yet, named as its first edition."""
    names, code = document["title"], document.get("stage")
    last = Questionnaire.objects.aggregate(last=Max("order"))["last"] or 0
    return Questionnaire.objects.create(
        code=document["questionnaire"],
        name_zh=names["zh"][: _longest("name_zh")],
        name_en=names["en"][: _longest("name_en")],
        order=last + 1,
        stage=Stage.objects.get(code=code) if code else None,
    )


def _longest(field: str) -> int | None:
    found = Questionnaire._meta.get_field(field)
    length: int | None = getattr(found, "max_length", None)
    return length


@transaction.atomic
def drop(import_: EditionImport, *, by: User, at: datetime) -> None:
    """Put a workbook away unconfirmed, with its file; a second time does nothing."""
    rows = EditionImport.objects.filter(pk=import_.pk, state__in=OPEN)
    if rows.update(state=ImportState.DROPPED, document=None, faults=[]) != 1:
        if EditionImport.objects.filter(
            pk=import_.pk, state=ImportState.DROPPED
        ).exists():
            return
        raise Refused(_("This workbook is confirmed already. Discard the draft."))
    if import_.job is not None:
        jobs.cancel(import_.job)
    storage, path = import_.file.storage, import_.file.name or ""
    transaction.on_commit(lambda: storage.delete(path), robust=True)
    auditing.record("drop_edition", import_, by=by, at=at)


@transaction.atomic
def publish(draft: Edition, *, seen: str, by: User, at: datetime) -> Scheme:
    """Publish a draft: from now on it never changes, and rounds can ask it.

    `seen` is the hash of the draft that was looked at. Raises Refused where a
    colleague changed or published it since, SchemeError where it does not compile.
    """
    held = Edition.objects.select_for_update().get(pk=draft.pk)
    if held.state != EditionState.DRAFT:
        raise Refused(_("This edition is published already."))
    if held.sha256 != seen:
        raise Refused(
            _("%(name)s changed the draft meanwhile. Look at it again, then publish.")
            % {"name": held.by.name if held.by else "–"}
        )
    scheme = validate(held.document)
    held.sha256 = digest(held.document)
    held.state, held.published_at = EditionState.PUBLISHED, at
    held.save(update_fields=["sha256", "state", "published_at"])
    details = {"sha256": held.sha256, "label": held.label}
    auditing.record(
        "publish_edition",
        held,
        by=by,
        at=at,
        details=details,
        before={"state": str(EditionState.DRAFT)},
        after={"state": str(EditionState.PUBLISHED)},
    )
    return scheme


@transaction.atomic
def discard(draft: Edition, *, by: User, at: datetime) -> None:
    """Delete a draft; the workbooks it came from are put away with it."""
    held = Edition.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        return
    if held.state != EditionState.DRAFT:
        raise Refused(_("A published edition is never deleted."))
    details = {"label": held.label, "sha256": held.sha256}
    auditing.record("discard_draft", held, by=by, at=at, details=details)
    held.imports.update(state=ImportState.DROPPED, edition=None, document=None)
    try:
        with transaction.atomic():
            held.delete()
    except ProtectedError:
        raise Refused(
            _(
                "Something rests on this draft: an edition begun from it, a rehearsal,"
                " or a round scored again. It stays."
            )
        ) from None
