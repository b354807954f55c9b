"""An installation for tests with real processes: its own database, folder, broker."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import connection
from redis import Redis

QUICKLY = {
    "DENGTA_JOB_LEASE": "2",
    "DENGTA_SWEEP_EVERY": "0.3",
    "DENGTA_WAKE_AFTER": "1",
    "DENGTA_RETRY_AFTER": "0.3",
}
LONGEST = 90  # seconds; most take five, but the machine may be busy


@dataclass
class Place:
    """`environment` is what makes the processes of one installation belong together."""

    environment: dict[str, str]

    @property
    def folder(self) -> Path:
        return Path(self.environment["DENGTA_VAR"])

    @property
    def note(self) -> Path:
        return self.folder / "broker"

    def run(self, *arguments: str) -> str:
        """Run Python with these arguments to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin(self, *probes: str) -> list[float]:
        """Start probes, each written as arguments; returns the seconds each took."""
        calls = "; ".join(f"begin({probe})" for probe in probes)
        code = (
            f"import django; django.setup(); from tests.probing import begin; {calls}"
        )
        return [float(line) for line in self.run("-c", code).split()]

    def work(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """The supervisor, in a process of its own."""
        command = [sys.executable, "manage.py", "work", *arguments]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                env=self.environment,
                cwd=settings.BASE_DIR,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def log(self) -> str:
        """What its processes have said so far."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What stands in the database, read past Django."""
        address = self.environment["DATABASE_URL"]
        if address.startswith("sqlite"):
            line: Any = sqlite3.connect(urlsplit(address).path, timeout=20)
        else:
            line = psycopg.connect(address)
        try:
            return line.execute(sql).fetchall()
        finally:
            line.close()

    def jobs(self, state: str = "done") -> set[str]:
        """The keys of the probes in this state."""
        rows = self.rows(
            f"SELECT key FROM surveys_job WHERE kind = 'probe' AND state = '{state}'"
        )
        return {key for (key,) in rows}

    def effects(self) -> list[str]:
        """The keys of the probes, once for every time their writes were kept."""
        return [
            key for (key,) in self.rows("SELECT key FROM probe_effect ORDER BY key")
        ]

    def wait_for(self, met: Callable[[], Any], what: str) -> None:
        """Look until it is met; fails with the jobs and the last words of the log."""
        try:
            wait_for(met, what)
        except AssertionError as problem:
            problem.add_note(str(self.rows("SELECT * FROM surveys_job")))
            problem.add_note(self.log()[-4_000:])
            raise

    def attempts(self, key: str) -> int:
        rows = self.rows(f"SELECT attempts FROM surveys_job WHERE key = '{key}'")
        return int(rows[0][0])

    def broker_process(self) -> int:
        """The process of the embedded broker."""
        with Redis(unix_socket_path=self.note.read_text()) as line:
            return int(line.info("server")["process_id"])


def environment(folder: Path, database: str) -> dict[str, str]:
    """Of an installation in this folder on this database."""
    return (
        os.environ
        | QUICKLY
        | {
            "DJANGO_SETTINGS_MODULE": "tests.work_settings",
            "DENGTA_VAR": str(folder),
            "DATABASE_URL": database,
            "PROBE_QUEUE": f"probe-{uuid4().hex}",
        }
    )


def settled(folder: Path) -> str:
    """A new database with all tables, of the kind this test run uses."""
    place = Place(environment(folder, _create(folder)))
    place.run("manage.py", "migrate", "--verbosity", "0")
    place.run(
        "-c",
        "import django; django.setup(); from django.db import connection;"
        "connection.cursor().execute('CREATE TABLE probe_effect (key varchar(200))')",
    )
    return place.environment["DATABASE_URL"]


def copied(database: str, folder: Path) -> str:
    """Another one like this."""
    if connection.vendor == "postgresql":
        return _create(folder, f"TEMPLATE {urlsplit(database).path[1:]}")
    shutil.copy(urlsplit(database).path, folder)
    return _create(folder)


def _create(folder: Path, source: str = "") -> str:
    if connection.vendor != "postgresql":
        return f"sqlite://{folder / 'db.sqlite3'}"
    address = os.environ["DATABASE_URL"]
    # .ci/run removes what begins with the name of its own, should we be killed.
    name = f"{urlsplit(address).path[1:]}_work_{uuid4().hex[:8]}"
    _on_server(f"CREATE DATABASE {name} {source}")
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def drop(database: str) -> None:
    """Remove a database; a file goes with its folder."""
    if connection.vendor == "postgresql":
        name = urlsplit(database).path[1:]
        _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _on_server(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        line.execute(statement)


def wait_for(met: Callable[[], Any], what: str, seconds: float = LONGEST) -> None:
    """Look until it is met; fails with the name of what did not come."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, f"{what} did not come within {seconds} s"
        time.sleep(0.1)


def descendants(process: int) -> dict[int, str]:
    """The commands of everything that a process started, and they in turn."""
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split(None, 2) for line in listing.stdout.splitlines()]
    found: dict[int, str] = {}
    parents = {process}
    while parents:
        level = {int(p): a for p, parent, a in lines if int(parent) in parents}
        found |= level
        parents = set(level)
    return found


def is_alive(process: int) -> bool:
    """Whether it still runs; one that has ended and waits to be noticed does not."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)],
        capture_output=True,
        text=True,
        check=False,
    )
    return state.stdout.strip()[:1] not in ("", "Z")


def cut_off(process: "subprocess.Popen[bytes]") -> None:
    """End a supervisor and what it started at once; the broker tidies its folder up."""
    family = descendants(process.pid)
    broker = ("embedded.py", "valkey-server")
    tidy = {p for p, command in family.items() if any(b in command for b in broker)}
    for pid in (process.pid, *family):
        if pid not in tidy:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    process.wait()
    wait_for(lambda: not any(map(is_alive, tidy)), "the end of the broker")


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to end and wait for it."""
    process.send_signal(signal.SIGTERM)
    process.wait(LONGEST)
