"""The name a file is kept under: its own, without what could harm."""

import unicodedata
from pathlib import PurePath
from typing import Final

NAME_LENGTH: Final = 120


def clean_name(name: str) -> str:
    """The file's own name without folders, control or direction characters."""
    plain = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    kept = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    path = PurePath(kept.strip())
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix


def extension_of(name: str) -> str:
    """The ending of a name that says its format, in small letters, without the dot."""
    return PurePath(name).suffix.lower().lstrip(".")
