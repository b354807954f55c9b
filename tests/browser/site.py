"""The installation behind the tests in a browser: database, broker, worker and site."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from tests import working
from tests.working import Place

HOST = "127.0.0.1"
PREPARE = "import django; django.setup();from tests.browser.preparing import prepare;"


@dataclass(frozen=True)
class Site:
    """A running site: its address, its processes, and what was made in its database."""

    address: str
    place: Place
    logins: dict[str, str]
    ids: dict[str, Any]
    answers: dict[str, list[list[Any]]]

    def path(self, url: str) -> str:
        """The path of an address of this site."""
        return url.removeprefix(self.address).partition("#")[0].partition("?")[0]

    def write(self, sql: str) -> None:
        """Change the database past everything, where a test cannot wait for time."""
        code = (
            "import django; django.setup(); from django.db import connection;"
            f"connection.cursor().execute({sql!r})"
        )
        self.place.run("-c", code)


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """A site in this folder, with its own database, until the block ends."""
    database = working.settled(folder)
    port = _free_port()
    place = Place(working.environment(folder, database) | _settings())
    address = f"http://{HOST}:{port}"
    try:
        made = json.loads(place.run("-c", f"{PREPARE} prepare()"))
        process = place.work("--web", f"{HOST}:{port}")
        try:
            working.wait_for(lambda: _answers(address, process), "the site")
            yield Site(address, place, **made)
        finally:
            working.end(process)
    finally:
        working.drop(database)


def _settings() -> dict[str, str]:
    return {
        "DENGTA_DEBUG": "0",  # pages of errors as people see them
        "DENGTA_ALLOWED_HOSTS": HOST,
        "DENGTA_LOG_LEVEL": "WARNING",
        # Nothing is killed here, and a busy machine must not take a job away.
        "DENGTA_JOB_LEASE": "30",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, "The supervisor ended; see its log."
    try:
        with urlopen(f"{address}/account/login/", timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
