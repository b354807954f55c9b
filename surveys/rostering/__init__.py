"""Rostering: lists of officials read from their workbooks, and checked row by row."""

from surveys.rostering.checking import worded
from surveys.rostering.enterprises import (
    is_phone,
    read_roster_job,
    regions_of,
    with_known,
)
from surveys.rostering.titles import read_titles_job, with_known_titles

__all__ = [
    "is_phone",
    "read_roster_job",
    "read_titles_job",
    "regions_of",
    "with_known",
    "with_known_titles",
    "worded",
]
