"""The one way a document becomes bytes, so that equal content has an equal hash."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping


def canonical(document: object) -> bytes:
    """Canonical JSON: NFC texts, sorted keys, no blanks, UTF-8.

    Raises ValueError for what has no exact form (floats, keys that meet after
    normalisation, lone surrogates) and TypeError for what is not JSON.
    """
    return json.dumps(
        _settled(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def digest(document: object) -> str:
    """SHA-256 of the canonical form, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _settled(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, float):
        raise ValueError("a float has no exact form: write the number as decimal text")  # noqa: TRY004  # one error for all inexact input
    if isinstance(value, Mapping):
        return _settled_keys(value)
    if isinstance(value, list | tuple):
        return [_settled(item) for item in value]
    return value


def _settled_keys(mapping: Mapping[object, object]) -> dict[str, object]:
    settled: dict[str, object] = {}
    for key, value in mapping.items():
        if not isinstance(key, str):
            raise TypeError("the keys of a document are texts")
        settled[unicodedata.normalize("NFC", key)] = _settled(value)
    if len(settled) != len(mapping):
        raise ValueError("two keys are the same after normalisation")
    return settled
