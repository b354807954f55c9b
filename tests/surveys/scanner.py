"""A virus scanner for tests: speaks INSTREAM as clamd does, by network or by socket."""

import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

Verdict = Callable[[bytes], str]


def eicar(content: bytes) -> str:
    """Finds the test file that every scanner finds."""
    return "Win.Test.EICAR_HDB-1 FOUND" if b"EICAR-STANDARD" in content else "OK"


class _Answering(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = bytearray()
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        verdict: Verdict = self.server.verdict  # type: ignore[attr-defined]
        self.wfile.write(f"stream: {verdict(bytes(content))}\0".encode())


class _ByNetwork(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _BySocket(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def listening(place: Path | None = None, verdict: Verdict = eicar) -> Iterator[str]:
    """A scanner that runs meanwhile; gives its address as settings have it."""
    server: socketserver.BaseServer
    if place is None:
        server = _ByNetwork(("127.0.0.1", 0), _Answering)
        address = f"127.0.0.1:{server.server_address[1]!s}"
    else:
        server, address = _BySocket(str(place), _Answering), str(place)
    server.verdict = verdict  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
