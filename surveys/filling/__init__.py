"""Filling: start a response, save answers, hand in, take back, withdraw.

saving: starting, each answer with its revision · handing_in: the submission.
"""

from surveys.filling.handing_in import (
    AlreadySubmitted,
    Contradictory,
    Incomplete,
    frozen,
    missing,
    submit,
    take_back,
    withdraw,
)
from surveys.filling.saving import (
    PEN,
    Document,
    Entry,
    NotOpen,
    Pen,
    Saved,
    save,
    start,
)

__all__ = [
    "PEN",
    "AlreadySubmitted",
    "Contradictory",
    "Document",
    "Entry",
    "Incomplete",
    "NotOpen",
    "Pen",
    "Saved",
    "frozen",
    "missing",
    "save",
    "start",
    "submit",
    "take_back",
    "withdraw",
]
