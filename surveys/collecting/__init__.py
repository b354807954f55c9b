"""Copies of a questionnaire in Excel: what goes out, and what comes back, is read."""

from surveys.collecting.laying import lay_out
from surveys.collecting.receiving import Received, fault_words, read_copy_job, receive
from surveys.collecting.understanding import understand

__all__ = [
    "Received",
    "fault_words",
    "lay_out",
    "read_copy_job",
    "receive",
    "understand",
]
