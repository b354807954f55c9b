"""Statuses of a response, the moves between them, and who owns each: one table."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a response stands; the words are those of the enterprise's pages."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for changes")
    RECOMMENDED = "recommended", _("Recommended")
    NOTICED = "noticed", _("Public notice")
    RECOGNISED = "recognised", _("Recognised")
    CULTIVATED = "cultivated", _("Cultivated")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class Party(StrEnum):
    """Who may make a move."""

    ENTERPRISE = "enterprise"
    DISTRICT = "district"
    MUNICIPAL = "municipal"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed change of status.

    `condition` is what the verb checks before it moves, in words for the diagram;
    `reason` says whether the person must give one.
    """

    name: str
    sources: tuple[Status, ...]
    target: Status
    party: Party
    condition: str = ""
    reason: bool = False


class MoveRefused(Exception):
    """The response is not in a status from which this move starts."""

    def __init__(self, name: str, status: str) -> None:
        super().__init__(f"{name} does not start from {status}")
        self.name = name
        self.status = status


class ReasonNeeded(Exception):
    """This move needs a reason in words."""


class NotReached(Exception):
    """The stage is not reached: whoever holds its title must have met its checks."""


class ObjectionOpen(Exception):
    """Nothing is decided while an objection to a correction waits for its decision."""


class NotReleased(Exception):
    """The decisions of this round wait for the release after its calibration."""


class ObjectionPossible(Exception):
    """Nothing is decided against an enterprise before `until`: it may still object to
    a correction."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"An objection is possible until {until.isoformat()}")
        self.until = until


class Closed(Exception):
    """The answers can no longer be changed: handed in, or past the deadline."""


_S = Status
_MOVES = (
    Move(
        "submit",
        (_S.DRAFT, _S.RETURNED),
        _S.SUBMITTED,
        Party.ENTERPRISE,
        "declaration, before the deadline",
    ),
    Move(
        "take_back",
        (_S.SUBMITTED,),
        _S.DRAFT,
        Party.ENTERPRISE,
        "nobody has opened it for review, before the deadline",
    ),
    Move(
        "withdraw",
        (_S.DRAFT, _S.SUBMITTED, _S.RETURNED),
        _S.WITHDRAWN,
        Party.ENTERPRISE,
    ),
    Move(
        "return",
        (_S.SUBMITTED,),
        _S.RETURNED,
        Party.DISTRICT,
        "a remark on an item, a due date",
    ),
    Move("recommend", (_S.SUBMITTED,), _S.RECOMMENDED, Party.DISTRICT, reason=True),
    Move(
        "notice_in_district",
        (_S.SUBMITTED,),
        _S.NOTICED,
        Party.DISTRICT,
        "the round lets the district decide; no open objection",
    ),
    Move(
        "decline_in_district",
        (_S.SUBMITTED,),
        _S.DECLINED,
        Party.DISTRICT,
        "the round lets the district decide; nothing was corrected",
        reason=True,
    ),
    Move("send_back", (_S.RECOMMENDED,), _S.SUBMITTED, Party.MUNICIPAL, reason=True),
    Move(
        "notice",
        (_S.RECOMMENDED,),
        _S.NOTICED,
        Party.MUNICIPAL,
        "two officers where the round asks for four eyes; no open objection; released"
        " where the round waits for its calibration",
    ),
    Move(
        "cultivate",
        (_S.RECOMMENDED,),
        _S.CULTIVATED,
        Party.MUNICIPAL,
        "two officers where the round asks for four eyes; no objection open or"
        " possible; released where the round waits for its calibration",
        reason=True,
    ),
    Move(
        "decline",
        (_S.RECOMMENDED,),
        _S.DECLINED,
        Party.MUNICIPAL,
        "two officers where the round asks for four eyes; no objection open or"
        " possible; released where the round waits for its calibration",
        reason=True,
    ),
    Move(
        "recognise",
        (_S.NOTICED,),
        _S.RECOGNISED,
        Party.MUNICIPAL,
        "notice period over, no open objection",
    ),
    Move(
        "uphold_objection",
        (_S.NOTICED,),
        _S.RECOMMENDED,
        Party.MUNICIPAL,
        "an objection was upheld",
        reason=True,
    ),
    Move("lapse", (_S.DRAFT, _S.RETURNED), _S.LAPSED, Party.MACHINE, "deadline passed"),
    Move("reopen", (_S.LAPSED,), _S.DRAFT, Party.MUNICIPAL, "a new date", reason=True),
)

MOVES = {move.name: move for move in _MOVES}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
IN_REVIEW = frozenset({Status.SUBMITTED, Status.RECOMMENDED, Status.NOTICED})
# Once it is decided the final scorecard is written: nothing is put beside it any more.
OPEN_TO_FINDINGS = frozenset({Status.SUBMITTED, Status.RECOMMENDED})
ENDED = frozenset(
    {
        Status.RECOGNISED,
        Status.CULTIVATED,
        Status.DECLINED,
        Status.WITHDRAWN,
        Status.LAPSED,
    }
)
DECIDED = frozenset(
    {Status.NOTICED, Status.RECOGNISED, Status.CULTIVATED, Status.DECLINED}
)
# The moves by which a review of a version tells the enterprise what it found.
TOLD = ("return", "recommend", "notice_in_district", "decline_in_district")
HANDED_IN = frozenset({Status.SUBMITTED, Status.RECOMMENDED}) | DECIDED

OWNERS = {
    Status.DRAFT: Party.ENTERPRISE,
    Status.RETURNED: Party.ENTERPRISE,
    Status.SUBMITTED: Party.DISTRICT,
    Status.RECOMMENDED: Party.MUNICIPAL,
    Status.NOTICED: Party.MUNICIPAL,
}


def moves_from(status: str, party: Party) -> tuple[Move, ...]:
    """The moves a party may make from a status, in the table's order."""
    return tuple(m for m in _MOVES if status in m.sources and m.party == party)


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/workflow.md."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for move in _MOVES:
        note = f"{move.name} ({move.party})"
        lines += [
            f"    {s.value} --> {move.target.value}: {note}" for s in move.sources
        ]
    lines += [f"    {status.value} --> [*]" for status in Status if status in ENDED]
    return "\n".join(lines)
