"""Reads a copy that came back: is it one of this response, and what stands in it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy, gettext_noop, override

from surveys.collecting.understanding import Fault, Given, understand
from surveys.jobs import Closing, Progress
from surveys.models import Copy, Job, Response, ReturnedCopy, ReturnState
from surveys.sheets.answers import Filled, read_copy
from surveys.sheets.answers.columns import LANGUAGES
from surveys.sheets.guarding import UnsafeWorkbook

MOST: Final = 300
"""So many faults of one copy are kept; whoever has more begins with these."""

NO_COPY: Final = gettext_lazy(
    "This is no copy of this questionnaire that was downloaded here. Download a copy,"
    " fill it in and upload that file itself; copied sheets are not recognised."
)
OF_ANOTHER: Final = gettext_lazy(
    "This copy belongs to another enterprise. Upload the copy that you downloaded here."
)
OF_OTHER_UNIT: Final = gettext_lazy(
    "This copy belongs to another assessment of your enterprise: %(unit)s, %(title)s."
    " Upload it there."
)
OTHER_EDITION: Final = gettext_lazy(
    "This copy asks the questions of another edition. Download a new copy and carry"
    " your answers over."
)


@dataclass(frozen=True, slots=True)
class Received:
    """What a copy held. Without `copy` it is refused, and `faults` says why."""

    copy: Copy | None
    answers: dict[str, Given] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_copy_job(job: Job, progress: Progress) -> Closing:
    """Read the copy that a job names ({"returned": uuid}); nothing is saved yet."""
    rows = ReturnedCopy.objects.select_related("response__unit", "response__edition")
    returned = rows.get(pk=job.args["returned"])
    progress(10, gettext_noop("Reading the workbook."))
    with returned.file.open("rb") as file:
        content = file.read()
    found = receive(returned.response, content)
    progress(90, gettext_noop("Storing what was read."))
    return partial(_finish, returned, found)


def _finish(returned: ReturnedCopy, found: Received) -> dict[str, Any]:
    state = ReturnState.READY if found.copy else ReturnState.REFUSED
    # One that was dropped meanwhile stays dropped.
    ReturnedCopy.objects.filter(pk=returned.pk, state=ReturnState.WAITING).update(
        state=state, copy=found.copy, answers=found.answers, faults=found.faults
    )
    return {"state": state.value, "faults": len(found.faults)}


def receive(response: Response, content: bytes) -> Received:
    """What a workbook holds for a response."""
    try:
        filled = read_copy(content)
    except UnsafeWorkbook as unsafe:
        return _refused(unsafe.problem)
    copy = _copy(filled)
    if copy is None or not filled.lines:
        return _refused(NO_COPY)
    if copy.response_id != response.pk:
        return _foreign(copy.response, response)
    if filled.mark.get("edition") != response.edition.sha256:
        return _refused(OTHER_EDITION)
    answers, faults = understand(response.edition.scheme, filled.lines, copy.base)
    return Received(copy, answers, faults[:MOST])


def _copy(filled: Filled) -> Copy | None:
    try:
        pk = UUID(filled.mark.get("copy", ""))
    except ValueError:
        return None
    rows = Copy.objects.select_related("response__unit", "response__edition")
    return rows.filter(pk=pk).first()


def _foreign(other: Response, response: Response) -> Received:
    """Of one's own enterprise it is said which one; of another's nothing."""
    if other.unit.enterprise_id != response.unit.enterprise_id:
        return _refused(OF_ANOTHER)
    words = {}
    for language in LANGUAGES:
        with override(language):
            named = {"unit": other.unit.name, "title": other.edition.title}
            words[language] = str(OF_OTHER_UNIT) % named
    return Received(None, faults=[_fault(words)])


def _refused(sentence: Any) -> Received:
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(sentence)
    return Received(None, faults=[_fault(words)])


def _fault(words: Mapping[str, str]) -> Fault:
    nowhere = {"sheet": "", "row": 0, "column": "", "code": "", "typed": ""}
    return {**nowhere, "words": dict(words)}


def fault_words(faults: Iterable[Fault]) -> list[Fault]:
    """Stored faults with their words in the language that is active."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    return [{**fault, "words": fault["words"][language]} for fault in faults]
