"""What PNG and JPG look like inside; read from their marks, nothing is decoded."""

from typing import IO, Final

from surveys.keeping.documents import MARKUP, PADDING, ZIP_REACH, holds_zip, tail_of
from surveys.keeping.refusing import (
    damaged,
    incomplete,
    too_many_pixels,
    two_in_one,
)

MOST_PIXELS: Final = 40_000_000
MOST_PARTS: Final = 100_000  # a picture has hundreds; more would only cost time
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
PNG_HEAD: Final = (b"IHDR", 13)  # the part that says how large the picture is
JPG_START: Final = b"\xff\xd8\xff"
# Frames of a JPG begin with these; between them stand three other marks.
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SCAN: Final = 0xDA
MARK: Final = b"\xff"
END: Final = b"\xff\xd9"


def check_png(file: IO[bytes], size: int) -> None:
    """Refuse a PNG that is cut off, huge when unpacked, or with something behind it."""
    file.seek(len(PNG_START))
    first, kind = _chunk(file)
    if (kind, first) != PNG_HEAD:
        raise damaged()
    sizes = file.read(8)
    _check_pixels(int.from_bytes(sizes[:4], "big"), int.from_bytes(sizes[4:], "big"))
    end = _end_of_png(file, size)
    file.seek(end)
    if file.read(ZIP_REACH).strip(PADDING) or holds_zip(tail_of(file, size)):
        raise two_in_one()


def _end_of_png(file: IO[bytes], size: int) -> int:
    place = len(PNG_START)
    for _turn in range(MOST_PARTS):
        file.seek(place)
        length, kind = _chunk(file)
        place += 12 + length
        if place > size or not kind.isalpha():
            raise incomplete()
        if kind == b"IEND":
            return place
    raise damaged()


def _chunk(file: IO[bytes]) -> tuple[int, bytes]:
    """The length and the kind of the part that begins here."""
    return int.from_bytes(file.read(4), "big"), file.read(4)


def check_jpg(file: IO[bytes], size: int) -> None:
    """Refuse a JPG that is cut off, huge when unpacked, or with a program behind it.

    Telephones hang films and depths behind the end of their pictures: that is fine.
    """
    place, framed = 2, False
    for _turn in range(MOST_PARTS):
        file.seek(place)
        mark, place = _segment(file)
        if mark in FRAMES:
            _check_frame(file.read(5))
            framed = True
        if mark == SCAN:
            break
        if place >= size:
            raise incomplete()
    if not framed:
        raise damaged()
    _check_behind(file, place, size)


def _segment(file: IO[bytes]) -> tuple[int, int]:
    """The mark of the segment that begins here, and where the next one begins."""
    head = file.read(4)
    while head[:2] == MARK * 2:  # fill bytes may stand before a mark
        head = head[1:] + (file.read(1) or b"\0")
    length = int.from_bytes(head[2:], "big")
    if len(head) < len(JPG_START) + 1:
        raise incomplete()
    if not head.startswith(MARK) or length < len(head[2:]):
        raise damaged()
    return head[1], file.tell() - 2 + length


def _check_frame(head: bytes) -> None:
    height, width = int.from_bytes(head[1:3], "big"), int.from_bytes(head[3:], "big")
    _check_pixels(width, height)


def _check_behind(file: IO[bytes], place: int, size: int) -> None:
    file.seek(place)
    _picture, end, behind = file.read().partition(END)
    if not end:
        raise incomplete()
    if MARKUP.search(behind) or holds_zip(tail_of(file, size)):
        raise two_in_one()


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise damaged()
    if width * height > MOST_PIXELS:
        raise too_many_pixels(width * height, MOST_PIXELS)
