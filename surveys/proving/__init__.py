"""Proving: files put to an answer, described, used again and taken off.

adding: a file arrives, is used again, leaves · sending: a file that arrives in pieces ·
describing: the period it covers, who issued it, how far it is trusted · handing_out:
who gets it to read.
"""

from surveys.keeping import Refused
from surveys.proving.adding import add_evidence, remove_evidence, reusable, use_again
from surveys.proving.describing import (
    GRADES,
    Details,
    describe,
    details_of,
    grade,
)
from surveys.proving.handing_out import Blocked, NotScanned, hand_out
from surveys.proving.sending import PIECE, Misplaced, begin, drop, finish, go_on

__all__ = [
    "GRADES",
    "PIECE",
    "Blocked",
    "Details",
    "Misplaced",
    "NotScanned",
    "Refused",
    "add_evidence",
    "begin",
    "describe",
    "details_of",
    "drop",
    "finish",
    "go_on",
    "grade",
    "hand_out",
    "remove_evidence",
    "reusable",
    "use_again",
]
