"""Keeping: is an uploaded file what its name says, and safe to be kept?

naming: the name it is kept under · inspecting: the public part · documents, pictures,
packages: what PDF, PNG and JPG, XLSX and DOCX look like inside · refusing: the words.
"""

from surveys.keeping.inspecting import (
    ACCEPTED,
    Inspected,
    fingerprint,
    inspect,
    refuse_unfit,
)
from surveys.keeping.naming import NAME_LENGTH, clean_name
from surveys.keeping.refusing import Refused

__all__ = [
    "ACCEPTED",
    "NAME_LENGTH",
    "Inspected",
    "Refused",
    "clean_name",
    "fingerprint",
    "inspect",
    "refuse_unfit",
]
