"""What happened to a response, in words for those who read it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.models import MoveRow
from surveys.workflow import MOVES, Party

MOVED: Mapping[str, Any] = {
    "submit": _("Handed in"),
    "take_back": _("Taken back into a draft"),
    "withdraw": _("Withdrawn from the round"),
    "return": _("Returned for changes"),
    "recommend": _("Recommended to the municipality"),
    "notice_in_district": _("Public notice begun by the district"),
    "decline_in_district": _("Declined by the district"),
    "send_back": _("Sent back to the district for another look"),
    "notice": _("Public notice begun"),
    "cultivate": _("Put on the cultivation list"),
    "decline": _("Declined"),
    "recognise": _("Recognised"),
    "uphold_objection": _("Public notice taken back after an objection"),
    "lapse": _("Lapsed: not handed in before the end"),
    "reopen": _("Opened again"),
}
# What offices write to each other is not for the enterprise.
BETWEEN_OFFICES = frozenset({"recommend", "send_back"})


def moved_words(move: MoveRow) -> str:
    """What one move did."""
    return str(MOVED[move.name])


def party_of(move: MoveRow) -> Party:
    """Who makes such a move."""
    return MOVES[move.name].party


def reason_for_enterprise(move: MoveRow) -> str:
    """The reason that was given, where it was given to the enterprise."""
    return "" if move.name in BETWEEN_OFFICES else move.reason
