"""Inviting: how enterprises and people come in, by invitation or on their own word.

rosters: lists of officials · sending: links made, mailed, taken back · arriving: a link
is used · applying: an enterprise comes by itself and its district decides.
"""

from surveys.inviting.applying import apply, confirm_application, decline_application
from surveys.inviting.arriving import Newcomer, Unusable, accept, account_of, find
from surveys.inviting.refusing import Refused
from surveys.inviting.rosters import Taken, confirm, drop, upload
from surveys.inviting.sending import (
    Way,
    invite,
    phone_links,
    revoke,
    send_again,
)

__all__ = [
    "Newcomer",
    "Refused",
    "Taken",
    "Unusable",
    "Way",
    "accept",
    "account_of",
    "apply",
    "confirm",
    "confirm_application",
    "decline_application",
    "drop",
    "find",
    "invite",
    "phone_links",
    "revoke",
    "send_again",
    "upload",
]
