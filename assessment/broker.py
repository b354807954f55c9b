"""Where the broker is: the one that is configured, or the embedded one if it runs."""

import socket
import tempfile
from pathlib import Path

from django.conf import settings

SCHEME = "redis+socket://"
LONGEST_FOLDER = 90  # bytes; systems refuse the path of a socket from about 107


def note() -> Path:
    """The file in which the embedded broker notes its socket."""
    return Path(settings.VAR_DIR) / "broker"


def url() -> str | None:
    """The broker's address now, or None where none is configured and none runs."""
    if settings.REDIS_URL:
        return str(settings.REDIS_URL)
    path = _noted_socket()
    return f"{SCHEME}{path}" if path else None


def _noted_socket() -> Path | None:
    try:
        path = Path(note().read_text(encoding="utf-8"))
    except OSError:
        return None
    return path if path.is_socket() else None


def answers() -> bool:
    """Whether the embedded broker is there and alive."""
    path = _noted_socket()
    if path is None:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"
        except OSError:
            return False


def folder() -> Path:
    """A new folder for an embedded broker that only we may enter."""
    home = Path(tempfile.mkdtemp(prefix="dengta-"))
    if len(bytes(home)) > LONGEST_FOLDER:
        home.rmdir()
        raise OSError(f"{home.parent} is too long for a socket: set TMPDIR.")
    return home
