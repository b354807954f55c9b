"""The supervisor: keeps broker, worker, sweeper and site running; ends them cleanly."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Self

from django.conf import settings
from django.db import connections

from assessment import broker, embedded, leash
from assessment.celery import app
from surveys import jobs

logger = logging.getLogger(__name__)

TICK = 0.3  # seconds between two looks at the children
LONGEST_PAUSE = 30  # seconds between two starts of a child that ends again and again
PATIENCE = leash.GRACE + 5  # seconds for a child to end by itself
START_UP = 60  # seconds in which a worker need not answer yet
SILENCES = 3  # unanswered questions, then a worker that still runs is replaced


class Child:
    """A process that is started again when it ends: at once, then ever more slowly.

    It lives as long as we hold its standard input, so it ends even if we are killed.
    """

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = [sys.executable, "-P", *command]
        self.process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._pause = 0.0

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    @property
    def age(self) -> float:
        """Seconds since its last start."""
        return time.monotonic() - self._began

    def tend(self) -> None:
        """Start it where it does not run and its pause is over."""
        if self.running:
            return
        if self.process:
            logger.warning("The %s ended (%s).", self.name, self.process.returncode)
            self._pause = min(2 * self._pause + 1, LONGEST_PAUSE)
            self.kill()
        if self.age >= self._pause:
            self._start()

    def _start(self) -> None:
        if self.age > LONGEST_PAUSE + self._pause:
            self._pause = 0  # it ran well for a while
        self._began = time.monotonic()
        # Commands of our own, read by no shell; a session of its own, so that Ctrl-C
        # reaches us alone and we end one after the other.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )

    def stop(self) -> None:
        """Let it go, wait for it to end, and end what is left of it."""
        if self.process is None:
            return
        self._let_go()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End it at once with everything it started."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self._let_go()
        self.process.wait()
        self.process = None

    def _let_go(self) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.close()


class Supervisor:
    """Runs everything that works on jobs for as long as its `with` block lasts.

    `web` is the address the site is served on, such as 127.0.0.1:8000; without it the
    site is left to others.
    """

    def __init__(self, web: str = "") -> None:
        self.name = f"dengta-{os.getpid()}@{socket.gethostname()}"
        self.worker = _under_leash("worker", *_worker_command(self.name))
        self.web = _under_leash("site", *_web_command(web)) if web else None
        self.broker: Child | None = None
        self.home: Path | None = None
        self._address: str | None = None
        self._heard: subprocess.Popen[bytes] | None = None
        self._silent = 0
        self._asked = time.monotonic()
        self._stopping = Event()
        self._threads = [Thread(target=self._watch), Thread(target=self._sweep)]

    def __enter__(self) -> Self:
        app.loader.import_default_modules()  # as a worker does: the sweeper knows all
        if not settings.REDIS_URL:
            self.home = broker.folder()
            self.broker = _broker_in(self.home)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        # The broker last: the worker tells it what it has finished.
        for child in (self.web, self.worker, self.broker):
            if child:
                child.stop()
        if self.home:
            shutil.rmtree(self.home, ignore_errors=True)

    def _watch(self) -> None:
        while not self._stopping.is_set():
            try:
                self._tend()
            except OSError:  # no memory, no processes: the next look may find some
                logger.exception("A child could not be started.")
            self._stopping.wait(TICK)

    def _tend(self) -> None:
        if self.broker and (self.broker.running or not broker.answers()):
            self.broker.tend()
        if self.web:
            self.web.tend()
        self._tend_worker(broker.url())

    def _tend_worker(self, address: str | None) -> None:
        # None while the broker is starting again: the worker waits for it by itself.
        if address is None:
            return
        if address != self._address:
            self.worker.stop()
            self._address = address
        if self._is_stuck():
            logger.error("The worker does not answer any more and is replaced.")
            self.worker.kill()
            self._silent = 0
        self.worker.tend()

    def _is_stuck(self) -> bool:
        # A worker may keep running and stop listening after its broker was away.
        every = settings.WORKER_CHECK_EVERY
        if min(self.worker.age, time.monotonic() - self._asked) < every:
            return False
        self._asked = time.monotonic()
        if self._worker_answers():
            if self._heard is not self.worker.process:
                logger.info("The worker answers.")
            self._heard, self._silent = self.worker.process, 0
        elif self._heard is self.worker.process or self.worker.age > START_UP:
            self._silent += 1
        return self._silent >= SILENCES

    def _worker_answers(self) -> bool:
        try:
            with jobs.broker() as line:
                found = app.control.ping([self.name], timeout=2, connection=line)
        except Exception as problem:  # noqa: BLE001 -- whatever a transport may raise
            logger.warning("The broker does not answer: %r", problem)
            return True  # nothing is known of the worker
        return bool(found)

    def _sweep(self) -> None:
        while not self._stopping.is_set():
            try:
                jobs.sweep()
            except Exception:  # the database may be away for a while
                logger.exception("The sweep did not get through.")
            finally:
                connections.close_all()
            self._stopping.wait(settings.JOB_SWEEP_EVERY)


def stopping() -> Event:
    """What Ctrl-C and SIGTERM set from now on, so that everything ends in order."""
    told = Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    return told


def _under_leash(name: str, *command: str) -> Child:
    return Child(name, [leash.__file__, sys.executable, *command])


def _broker_in(home: Path) -> Child:
    return Child("broker", [embedded.__file__, str(broker.note()), str(home)])


def _worker_command(name: str) -> list[str]:
    return [
        *("-m", "celery", "--app", "assessment", "--quiet", "worker"),
        *("--hostname", name, "--loglevel", "INFO"),
        *("--concurrency", str(settings.WORKER_PROCESSES)),
        *("--without-gossip", "--without-mingle"),
    ]


def _web_command(address: str) -> list[str]:
    return [
        *("-m", "gunicorn", "assessment.wsgi", "--bind", address),
        *("--workers", "2", "--threads", "4", "--no-control-socket"),
    ]
