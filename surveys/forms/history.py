"""What happened to a response, and what changed between two of its versions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from surveys.explaining.answers import said
from surveys.explaining.moves import moved_words, party_of, reason_for_enterprise
from surveys.explaining.parties import office_words
from surveys.explaining.words import listed, moment, worded
from surveys.filling import frozen
from surveys.models import (
    MoveRow,
    Objection,
    ObjectionState,
    Response,
    Revision,
    Submission,
)
from surveys.scoring import Question, Scheme
from surveys.workflow import Party

DRAFT = "draft"
Entry = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: what, who, when, and why where a reason was given."""

    at: datetime
    words: str
    who: str
    reason: str = ""
    status: str = ""


def events_of(response: Response, *, inside: bool) -> list[Event]:
    """What happened, newest first. inside: told to the enterprise, which reads of
    offices and not of officials."""
    begun = Event(
        response.created_at, _("Started"), response.created_by.name, status="draft"
    )
    moves = response.moves.select_related("by")
    objections = response.objections.select_related("recorded_by", "decided_by")
    found = [begun, *(_moved(move, response, inside=inside) for move in moves)]
    for objection in objections:
        found += _objected(objection, response, inside=inside)
    # Of things at the same moment the one that came later stands first, too.
    return sorted(found, key=lambda event: event.at)[::-1]


def _moved(move: MoveRow, response: Response, *, inside: bool) -> Event:
    reason = reason_for_enterprise(move) if inside else move.reason
    who = move.by.name if move.by else office_words(Party.MACHINE, _region(response))
    party = party_of(move)
    if inside and party is not Party.ENTERPRISE:
        who = office_words(party, _region(response))
    return Event(move.at, moved_words(move), who, reason, move.target)


def _region(response: Response) -> Any:
    return response.unit.enterprise.region


def _objected(
    objection: Objection, response: Response, *, inside: bool
) -> Iterable[Event]:
    own = objection.correction_id is not None
    words = (
        _("Objection to a correction") if own else _("Objection to the public notice")
    )
    who = objection.recorded_by.name
    if not own:
        who = _("Somebody of the public") if inside else objection.raised_by_name
    yield Event(objection.recorded_at, words, who, objection.text)
    if objection.decided_by is None or objection.decided_at is None:
        return
    upheld = objection.state == ObjectionState.UPHELD
    words = _("Objection upheld") if upheld else _("Objection rejected")
    decider = objection.decided_by.name
    if inside:
        decider = office_words(Party.MUNICIPAL, _region(response))
    yield Event(objection.decided_at, words, decider, objection.reason)


# --- versions


@dataclass(frozen=True, slots=True)
class Version:
    """Answers and files as they stood: a submission, or the present draft."""

    key: str
    name: str
    answers: Mapping[str, Any]
    files: Mapping[str, tuple[tuple[str, str], ...]]


def versions_of(
    response: Response, submissions: Iterable[Submission], *, draft: bool
) -> list[Version]:
    """The versions that may be compared, oldest first; draft: the present one, too."""
    found = [_submitted(submission) for submission in submissions]
    if draft:
        kept = response.evidence.kept().values_list("code", "sha256", "name")
        files = _by_code(kept)
        name = _("Present draft")
        found.append(Version(DRAFT, name, frozen(response.answers), files))
    return found


def _submitted(submission: Submission) -> Version:
    name = _("%(receipt)s, handed in %(at)s") % {
        "receipt": submission.receipt,
        "at": moment(submission.at),
    }
    rows = ((row["code"], row["sha256"], row["name"]) for row in submission.evidence)
    key = str(submission.number)
    return Version(key, name, submission.answers, _by_code(rows))


def _by_code(
    rows: Iterable[tuple[str, str, str]],
) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, sha256, name in rows:
        found[code].append((sha256, name))
    return {code: tuple(sorted(files)) for code, files in found.items()}


class CompareForm(forms.Form):
    """Which two versions to look at side by side."""

    old = forms.ChoiceField()
    new = forms.ChoiceField()

    def __init__(self, versions: list[Version], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {version.key: version for version in versions}
        labels = {"old": _("Earlier version"), "new": _("Later version")}
        for name, label in labels.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.label = label
            field.choices = [(version.key, version.name) for version in versions]

    @property
    def pair(self) -> tuple[Version, Version]:
        """The two that were chosen."""
        data = self.cleaned_data
        return self.versions[data["old"]], self.versions[data["new"]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer, or the files of it, that differs between two versions."""

    field: str
    old: str
    new: str


def differences(scheme: Scheme, old: Version, new: Version) -> list[Difference]:
    """By question in the order asked: the answer, then its files."""
    found: list[Difference] = []
    for number, question in numbered(scheme):
        title = f"{number} {worded(question.title)}"
        was, now = old.answers.get(question.code), new.answers.get(question.code)
        if was != now:
            pair = (entry_words(question, was), entry_words(question, now))
            found.append(Difference(title, *pair))
        had, has = old.files.get(question.code, ()), new.files.get(question.code, ())
        if had != has:
            field = _("%(title)s: files") % {"title": title}
            found.append(Difference(field, _names(had), _names(has)))
    return found


def _names(files: Iterable[tuple[str, str]]) -> str:
    return listed(name for _sha256, name in files) or _("No file")


def numbered(scheme: Scheme) -> list[tuple[str, Question]]:
    """Every question with the number that pages show."""
    return [
        (f"{number}.{place}", question)
        for number, section in enumerate(scheme.sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    ]


def entry_words(question: Question, entry: Entry) -> str:
    """A stored answer in words."""
    if entry is None:
        return said(question, None)
    return said(question, entry["v"], entry["state"], entry["reason"])


# --- revisions


@dataclass(frozen=True, slots=True)
class Changed:
    """How often an answer was changed, and when last."""

    code: str
    number: str
    title: str
    count: int
    last: datetime


def changed(scheme: Scheme, rows: Mapping[str, tuple[int, datetime]]) -> list[Changed]:
    """The questions whose answers changed, in the order asked."""
    return [
        Changed(question.code, number, worded(question.title), *rows[question.code])
        for number, question in numbered(scheme)
        if question.code in rows
    ]


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of one answer in words."""

    n: int
    who: str
    at: datetime
    old: str
    new: str


def turns(question: Question, rows: Iterable[Revision]) -> list[Turn]:
    """The changes of one answer in words, in the order given."""
    return [
        Turn(
            row.n,
            row.by.name,
            row.at,
            entry_words(question, row.old),
            entry_words(question, row.new),
        )
        for row in rows
    ]
