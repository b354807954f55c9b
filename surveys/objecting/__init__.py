"""Objecting: somebody objects, and somebody who had no part in it decides.

raising: to a public notice, or to one correction · deciding: what becomes of it.
"""

from surveys.objecting.deciding import (
    TookPart,
    decide_objection,
    deciders,
    took_part,
)
from surveys.objecting.raising import (
    FILES,
    AlreadyObjected,
    NotObjectable,
    PeriodOver,
    object_to_correction,
    raise_objection,
)

__all__ = [
    "FILES",
    "AlreadyObjected",
    "NotObjectable",
    "PeriodOver",
    "TookPart",
    "decide_objection",
    "deciders",
    "object_to_correction",
    "raise_objection",
    "took_part",
]
