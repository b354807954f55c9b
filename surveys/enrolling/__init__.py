"""Enrolling: people, their offices and memberships, enterprises and their units.

registering: enterprises and units · joining: people come, and officials go ·
leaving: members change and go.
"""

from surveys.enrolling.joining import (
    add_person,
    appoint,
    day_of,
    dismiss,
    join,
)
from surveys.enrolling.leaving import change_role, is_last, leave
from surveys.enrolling.refusing import Refused
from surveys.enrolling.registering import (
    Contact,
    Profile,
    add_unit,
    enrol,
    register_enterprise,
    transfer_region,
    update_profile,
)

__all__ = [
    "Contact",
    "Profile",
    "Refused",
    "add_person",
    "add_unit",
    "appoint",
    "change_role",
    "day_of",
    "dismiss",
    "enrol",
    "is_last",
    "join",
    "leave",
    "register_enterprise",
    "transfer_region",
    "update_profile",
]
