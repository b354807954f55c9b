"""What happened to a response, in words for those who read it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.explaining.words import moment
from surveys.models import MoveRow, Response
from surveys.workflow import MOVES, MoveRefused, Party, Status

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


def meanwhile(response: Response, refused: MoveRefused | None = None) -> str:
    """Who was quicker, with what and when: for whoever came too late."""
    if refused is not None and refused.name == "decide_objection":
        return _objection_decided(response)
    last = response.moves.select_related("by").order_by("-pk").first()
    if last is None:
        return gettext("Somebody else moved this file meanwhile.")
    named = {
        "status": Status(last.target).label,
        "at": moment(last.at),
        "name": last.by.name if last.by else "",
    }
    if last.by is None:
        words = gettext(
            "This file moved to “%(status)s” by itself on %(at)s. This is how it stands"
            " now."
        )
    else:
        words = gettext(
            "%(name)s moved this file to “%(status)s” on %(at)s. This is how it stands"
            " now."
        )
    return words % named


def _objection_decided(response: Response) -> str:
    decided = response.objections.filter(decided_at__isnull=False)
    last = decided.select_related("decided_by").order_by("-decided_at").first()
    if last is None or last.decided_by is None or last.decided_at is None:
        return gettext("Somebody else decided this objection meanwhile.")
    named = {"name": last.decided_by.name, "at": moment(last.decided_at)}
    return gettext("%(name)s decided this objection on %(at)s.") % named
