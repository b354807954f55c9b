"""Seating experts: a panel scores a sample of recommended files a second time.

drawing: the sample and who sits before which file · scoring: what an expert finds ·
releasing: the decisions of a round after its calibration.

An expert sees claims and proof of the files they sit before; no correction, no note of
a reviewer, no other expert's score. The enterprise is not hidden: its proof names it on
every page. What is blind is the second score towards the first.
"""

from surveys.seating.drawing import (
    Draw,
    NothingToDraw,
    Passed,
    SeatRefused,
    TooFewExperts,
    barred,
    draw,
    experts_on,
    files_to_draw,
    pass_on,
    reseat,
)
from surveys.seating.releasing import AlreadyReleased, release
from surveys.seating.scoring import (
    SeatClosed,
    Second,
    Unfinished,
    finish,
    is_open,
    score,
    to_score,
)

__all__ = [
    "AlreadyReleased",
    "Draw",
    "NothingToDraw",
    "Passed",
    "SeatClosed",
    "SeatRefused",
    "Second",
    "TooFewExperts",
    "Unfinished",
    "barred",
    "draw",
    "experts_on",
    "files_to_draw",
    "finish",
    "is_open",
    "pass_on",
    "release",
    "reseat",
    "score",
    "to_score",
]
