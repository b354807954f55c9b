"""A zip package written member by member, a member in pieces that are deflated already.

`zipfile` compresses whatever it is given; here the pieces of a member come from a file
in which they wait deflated, so that its size is known before its header is written.
Layout: PKWARE's APPNOTE.TXT 6.3, 4.3.7, 4.3.12 and 4.3.16. The pieces of a member are
joined as RFC 1951 allows: each but the last ends at a byte, by a full flush.
"""

import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from shutil import copyfileobj
from typing import IO, Any, Final

from django.utils.translation import gettext
from isal import isal_zlib

LEVEL: Final = 1
"""Of ISA-L: as small as zlib's 1 to 2, three times as fast."""
LIMIT: Final = 0xFFFF_FFFF
"""The most bytes of a member without the extensions of ZIP64."""
_VERSION, _DEFLATED, _DAY = 20, 8, 0x21  # 1 January 1980: the same bytes every time
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")


class TooLarge(Exception):
    """More than a workbook holds; the message says so to people."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a member, deflated: its bytes, or the file that holds nothing else.

    `size` and `crc` are those of the contents, `packed` is how long it is deflated.
    """

    content: bytes | IO[bytes]
    size: int
    packed: int
    crc: int


class Deflating:
    """Deflates what it is given into a file; `piece` ends it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._deflate = _compressor()
        self._size = self._packed = self._crc = 0

    def write(self, content: bytes) -> None:
        """Take more of the contents."""
        self._size += len(content)
        self._crc = isal_zlib.crc32(content, self._crc)
        self._put(self._deflate.compress(content))

    def piece(self) -> Piece:
        """All of it, to be followed by other pieces. Raises TooLarge."""
        self._put(self._deflate.flush(isal_zlib.Z_FULL_FLUSH))
        self._file.seek(0)
        return Piece(self._file, _fitting(self._size), self._packed, self._crc)

    def _put(self, content: bytes) -> None:
        self._packed += self._file.write(content)


def deflated(content: bytes, *, last: bool) -> Piece:
    """A piece from its contents; nothing follows the last one of a member."""
    deflate = _compressor()
    end = isal_zlib.Z_FINISH if last else isal_zlib.Z_FULL_FLUSH
    packed = deflate.compress(content) + deflate.flush(end)
    return Piece(packed, len(content), len(packed), isal_zlib.crc32(content))


def _compressor() -> Any:
    return isal_zlib.compressobj(LEVEL, wbits=-15)


def _fitting(size: int) -> int:
    if size > LIMIT:
        raise TooLarge(gettext("The sheet is larger than 4 GB; choose fewer rows."))
    return size


class Package:
    """A package being written into a file, from its beginning."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._central: list[bytes] = []

    def copy(self, source: zipfile.ZipFile, name: str) -> None:
        """A member as it is in another package."""
        self.add(name, [deflated(source.read(name), last=True)])

    def add(self, name: str, pieces: Sequence[Piece]) -> None:
        """A member from its pieces. Raises TooLarge."""
        offset, path = self._file.tell(), name.encode("ascii")
        size = _fitting(sum(piece.size for piece in pieces))
        packed = _fitting(sum(piece.packed for piece in pieces))
        same = (0, _DEFLATED, 0, _DAY, _crc(pieces), packed, size, len(path), 0)
        self._file.write(_LOCAL.pack(b"PK\3\4", _VERSION, *same) + path)
        for piece in pieces:
            if isinstance(piece.content, bytes):
                self._file.write(piece.content)
            else:
                copyfileobj(piece.content, self._file, 1 << 20)
        place = (0, 0, 0, 0, _fitting(offset))
        head = _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, *same, *place)
        self._central.append(head + path)

    def close(self) -> None:
        """Write the directory of the package."""
        start, directory = self._file.tell(), b"".join(self._central)
        count = len(self._central)
        self._file.write(directory)
        self._file.write(
            _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), _fitting(start), 0)
        )


def _crc(pieces: Iterable[Piece]) -> int:
    """The CRC-32 of the contents one after another."""
    crc = 0
    for piece in pieces:
        crc = isal_zlib.crc32_combine(crc, piece.crc, piece.size)
    return crc
