"""Appointing: the accounts of officials, their offices, and who takes over from whom.

accounts: made, locked, let in again · offices: given and ended · following: a successor
takes over, a region becomes another. What stands in the way raises enrolling.Refused.
"""

from surveys.appointing.accounts import (
    KeyUnusable,
    add_official,
    choose_password,
    find_link,
    reset_factor,
    restore,
    send_link,
    suspend,
)
from surveys.appointing.following import Handed, hand_over, move_offices
from surveys.appointing.offices import appoint, end

__all__ = [
    "Handed",
    "KeyUnusable",
    "add_official",
    "appoint",
    "choose_password",
    "end",
    "find_link",
    "hand_over",
    "move_offices",
    "reset_factor",
    "restore",
    "send_link",
    "suspend",
]
