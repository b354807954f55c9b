"""A row of the audit trail in words: who, as what, from where, before and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from surveys.explaining.actions import action_words, kind_words
from surveys.explaining.fields import NONE, Change, by_word, plain_value
from surveys.explaining.words import day, moment, to_the_second
from surveys.models import (
    AuditRow,
    CorrectionState,
    EditionState,
    Language,
    MailHabit,
    MembershipRole,
    ObjectionState,
    OfficeRole,
    ReminderOutcome,
    RescoringState,
    RoundState,
    TitleState,
    Trust,
)
from surveys.workflow import Status

ROLES: Mapping[str, Any] = dict([*OfficeRole.choices, *MembershipRole.choices])
PEOPLE = ("user", "successor")  # these fields hold ids of people


def _day(value: Any) -> str:
    return day(value) if value else NONE


def _moment(value: Any) -> str:
    return moment(datetime.fromisoformat(value)) if value else NONE


STATES = (
    EditionState,
    RoundState,
    RescoringState,
    CorrectionState,
    TitleState,
)
FIELDS: Mapping[str, tuple[Any, Any]] = {
    "status": (gettext_lazy("Status"), by_word(dict(Status.choices))),
    "state": (
        gettext_lazy("State"),
        by_word({name: word for states in STATES for name, word in states.choices}),
    ),
    "objection": (
        gettext_lazy("Objection"),
        by_word(dict(ObjectionState.choices)),
    ),
    "trust": (gettext_lazy("Trust in the file"), by_word(dict(Trust.choices))),
    "role": (gettext_lazy("Role"), by_word(ROLES)),
    "user": (gettext_lazy("Person"), plain_value),
    "successor": (gettext_lazy("Successor"), plain_value),
    "region": (gettext_lazy("Region"), plain_value),
    "enterprise": (gettext_lazy("Enterprise"), plain_value),
    "reviewer": (gettext_lazy("In the hands of"), plain_value),
    "offices": (gettext_lazy("Offices"), plain_value),
    "work": (gettext_lazy("Open work"), plain_value),
    "active": (gettext_lazy("May sign in"), plain_value),
    "factors": (gettext_lazy("Second factors"), plain_value),
    "until": (gettext_lazy("Valid until"), _moment),
    "language": (gettext_lazy("Language"), by_word(dict(Language.choices))),
    "kind": (gettext_lazy("Kind"), plain_value),
    "raised": (gettext_lazy("Proofs whose trust changed"), plain_value),
    "units": (gettext_lazy("Units"), plain_value),
    "drafts": (gettext_lazy("Drafts"), plain_value),
    "dropped": (gettext_lazy("Answers that do not fit any more"), plain_value),
    "whom": (pgettext_lazy("who gets more time", "For whom"), plain_value),
    "reopened": (gettext_lazy("Opened again"), plain_value),
    "title_years": (gettext_lazy("Years until a re-check"), plain_value),
    "seed": (gettext_lazy("Seed of the draw"), plain_value),
    "population": (gettext_lazy("Drawn from"), plain_value),
    "titles": (gettext_lazy("Titles"), plain_value),
    "round": (gettext_lazy("Round"), plain_value),
    "percent": (gettext_lazy("Share of the files (%)"), plain_value),
    "each": (gettext_lazy("Experts for each file"), plain_value),
    "receipts": (gettext_lazy("Receipts"), plain_value),
    "to": (pgettext_lazy("handed to", "To"), plain_value),
    "valid_from": (pgettext_lazy("first day of an office", "From"), _day),
    "valid_to": (pgettext_lazy("last day of an office", "Until"), _day),
    "covers_from": (gettext_lazy("Covers from"), _day),
    "covers_to": (gettext_lazy("Covers to"), _day),
    "as_of": (gettext_lazy("As of"), _day),
    "due_at": (gettext_lazy("Due by"), _moment),
    "opens_at": (gettext_lazy("Opens at"), _moment),
    "deadline": (gettext_lazy("Deadline"), _moment),
    "code": (gettext_lazy("Question"), plain_value),
    "codes": (gettext_lazy("Questions"), plain_value),
    "section": (gettext_lazy("Section"), plain_value),
    "sections": (gettext_lazy("Sections"), plain_value),
    "value": (gettext_lazy("Value"), plain_value),
    "key": (gettext_lazy("Fact"), plain_value),
    "source": (gettext_lazy("Source"), plain_value),
    "file": (gettext_lazy("File"), plain_value),
    "name": (pgettext_lazy("of a thing", "Name"), plain_value),
    "name_zh": (gettext_lazy("Chinese name"), plain_value),
    "name_en": (gettext_lazy("English name"), plain_value),
    "issuer": (gettext_lazy("Issued by"), plain_value),
    "own": (gettext_lazy("Own statement"), plain_value),
    "zone": (gettext_lazy("Functional zone"), plain_value),
    "primary_cluster": (gettext_lazy("Primary cluster"), plain_value),
    "secondary_clusters": (gettext_lazy("Secondary clusters"), plain_value),
    "industry": (gettext_lazy("Industry"), plain_value),
    "process_type": (gettext_lazy("Kind of production"), plain_value),
    "employees": (gettext_lazy("Employees"), plain_value),
    "revenue": (gettext_lazy("Revenue (10,000 CNY a year)"), plain_value),
    "size": (gettext_lazy("Size"), plain_value),
    "sme_tier": (gettext_lazy("SME tier"), plain_value),
    "chain_role": (gettext_lazy("Role in the chain"), plain_value),
    "whole_machines": (gettext_lazy("Makes whole machines"), plain_value),
    "mail_habit": (
        gettext_lazy("E-mails with messages"),
        by_word(dict(MailHabit.choices)),
    ),
    "mail_language": (
        gettext_lazy("Language of e-mails"),
        by_word(dict(Language.choices)),
    ),
    "year": (gettext_lazy("Year"), plain_value),
    "notice_days": (gettext_lazy("Days of public notice"), plain_value),
    "objection_days": (gettext_lazy("Working days to object"), plain_value),
    "four_eyes": (gettext_lazy("Two officers decide"), plain_value),
    "district_decides_below": (
        gettext_lazy("The district decides below (10,000 CNY)"),
        plain_value,
    ),
    "editions": (gettext_lazy("Editions"), plain_value),
    "regions": (gettext_lazy("Regions"), plain_value),
    "label": (gettext_lazy("Edition"), plain_value),
    "edition": (gettext_lazy("Edition"), plain_value),
    "corrected": (gettext_lazy("Corrected edition"), plain_value),
    "receipt": (gettext_lazy("Receipt"), plain_value),
    "answers": (gettext_lazy("Answers"), plain_value),
    "title": (pgettext_lazy("of a unit", "Title"), plain_value),
    "rows": (gettext_lazy("Rows"), plain_value),
    "filter": (gettext_lazy("Filter"), plain_value),
    "links": (gettext_lazy("Links"), plain_value),
    "created": (gettext_lazy("Newly created"), plain_value),
    "known": (gettext_lazy("Known already"), plain_value),
    "from": (gettext_lazy("Taken from"), plain_value),
    "origin": (gettext_lazy("First used as"), plain_value),
    "copies": (gettext_lazy("Filled workbooks"), plain_value),
    "files": (pgettext_lazy("how many, in the trail", "Files"), plain_value),
    **{value: (words, plain_value) for value, words in ReminderOutcome.choices},
    "bytes": (gettext_lazy("Bytes"), plain_value),
    "found": (gettext_lazy("Virus found"), plain_value),
    "mailed": (gettext_lazy("Sent by e-mail"), plain_value),
    "new_link": (gettext_lazy("With a new link"), plain_value),
    "import": (gettext_lazy("Workbook of an edition"), plain_value),
    "sha256": (gettext_lazy("Fingerprint (SHA-256)"), plain_value),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row in words. `changes` has what was before and after, `more` what else is
    known: with an empty `old`."""

    seq: int
    at: str
    who: str
    role: str
    address: str
    action: str
    about: str
    reason: str
    changes: tuple[Change, ...]
    more: tuple[Change, ...]


def people_in(rows: Iterable[AuditRow]) -> set[int]:
    """The ids of the people whom the rows tell of, besides those who acted."""
    return {
        value
        for row in rows
        for told in (row.before, row.after, row.details)
        for name, value in (told or {}).items()
        if name in PEOPLE and isinstance(value, int)
    }


def told_of(row: AuditRow, names: Mapping[int, str]) -> Told:
    """A row in words of the active language; `names` are those of people by id."""
    return Told(
        seq=row.seq,
        at=to_the_second(row.at),
        who=row.by.name if row.by else _("the platform"),
        role=str(ROLES.get(row.role, row.role)),
        address=row.address or "",
        action=action_words(row.action),
        about=f"{kind_words(row.kind)} {row.object_id}".strip(),
        reason=row.reason,
        changes=tuple(_changes(row, names)),
        more=tuple(_more(row.details, names)),
    )


def _changes(row: AuditRow, names: Mapping[int, str]) -> Iterator[Change]:
    """What differs; of something new, or gone, all of it."""
    before, after = row.before, row.after
    for name in {**(before or {}), **(after or {})}:
        old, new = (before or {}).get(name), (after or {}).get(name)
        if old == new and before and after:
            continue
        was = shown(name, old, names) if before else ""
        yield Change(_label(name), was, shown(name, new, names))


def _more(details: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[Change]:
    for name, value in details.items():
        if value not in (None, "", [], {}):
            yield Change(_label(name), "", shown(name, value, names))


def _label(name: str) -> str:
    return str(FIELDS[name][0]) if name in FIELDS else name


def shown(name: str, value: Any, names: Mapping[int, str]) -> str:
    """One value in words; one that does not fit its field as it stands."""
    if name in PEOPLE and value in names:
        return f"{names[value]} ({value})"
    show = FIELDS[name][1] if name in FIELDS else plain_value
    try:
        return str(show(value))
    except (ValueError, TypeError):
        return plain_value(value)
