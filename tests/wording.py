"""How the texts of an edition have to be written, in both languages."""

import re
from collections.abc import Iterator
from typing import Any

# A mark between digits ("2.5", "10:00") and "%" are right in Chinese too.
ASCII_MARKS = re.compile(r"""(?<!\d)[,.:]|[,.:](?!\d)|[;?!()<>"'{}\[\]]""")
GAPS = re.compile(r"[\u4e00-\u9fff]\s|\s[\u4e00-\u9fff]|\s\s|^\s|\s$")
NOT_ENGLISH = re.compile(r"[\u2e80-\u9fff\uff00-\uffef\u201c\u201d{}]|\s\s|^\s|\s$")
CHINESE = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile(r"\.(help|proof|intro|note|scoring_note)$")


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text of a document: its path, its Chinese, its English."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}[{index}]")
    elif isinstance(value, dict) and value.keys() == {"zh", "en"}:
        yield path, value["zh"], value["en"]
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, f"{path}.{key}")


def badly_worded(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Path and text of what has foreign marks or gaps, or is no whole sentence."""
    found = []
    for path, chinese, english in texts(document):
        whole = chinese.endswith("。") and english.endswith(".")
        written = chinese == "%" or CHINESE.search(chinese)
        if not written or ASCII_MARKS.search(chinese) or GAPS.search(chinese):
            found.append((path, chinese))
        if NOT_ENGLISH.search(english) or (SENTENCE.search(path) and not whole):
            found.append((path, english))
    return found
