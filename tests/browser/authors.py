"""What the pages of authors show: a draft, a workbook with faults, one to confirm."""

from copy import deepcopy
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.base import ContentFile

from surveys import authoring, jobs
from surveys.models import Edition, EditionImport, ImportState, User
from surveys.scoring import digest

FAULT = {
    "sheet": "questions",
    "row": 17,
    "column": "D",
    "message": "There is no kind “singel”.",
    "expected": "one of single, multiple, number, percent, ratio",
    "example": "single",
}


def written(by: User, at: datetime) -> dict[str, Any]:
    """Makes them; gives their ids by what they are."""
    base = Edition.objects.get(questionnaire__code="smart_factory", label="2023")
    draft = authoring.begin_draft(base, "2027", by=by, at=at)
    faults = [FAULT | {"row": row} for row in range(17, 22)]
    return {
        "published": base.pk,
        "draft": draft.pk,
        "faulty": _arrived(by, at, ImportState.FAULTY, faults=faults),
        "ready": _arrived(by, at, ImportState.READY, document=_changed(draft)),
    }


def _changed(draft: Edition) -> dict[str, Any]:
    content: dict[str, Any] = deepcopy(draft.document)
    content["minutes"] = 60
    content["root"]["children"][0]["weight"] = "15"
    content["checks"][0]["title"]["en"] = "The applicant is a manufacturer"
    content["sections"][0]["title"] = {"zh": "项目", "en": "Project"}
    return content


def _arrived(by: User, at: datetime, state: str, **found: Any) -> str:
    """A workbook that was read with this outcome."""
    name = "智能工厂自评问卷（2027版）第3稿.xlsx"
    import_ = authoring.upload(ContentFile(_packed()), name, None, by=by, at=at)
    assert import_.job is not None
    jobs.cancel(import_.job)
    if "document" in found:
        found["sha256"] = digest(found["document"])
    EditionImport.objects.filter(pk=import_.pk).update(state=state, **found)
    return str(import_.pk)


def _packed() -> bytes:
    """The smallest file that is taken for a workbook."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for part in ("[Content_Types].xml", "xl/workbook.xml"):
            package.writestr(part, "<x/>")
    return file.getvalue()
