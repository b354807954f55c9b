"""Makes the demo, once, and serves it: a made-up city driven through the real verbs."""

import logging
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone

from assessment.demo import accounts, drafting, printing, workbooks
from assessment.demo.calendar import TooEarly
from assessment.demo.driving import drive
from assessment.demo.showing import Bar
from assessment.demo.spread import city
from assessment.supervisor import Supervisor, stopping
from surveys import sealing
from surveys.models import AuditAnchor, Enterprise

HOST = "127.0.0.1"
LAST = 0.93  # share of the work that is done when the workbooks are begun
TICK = 0.2  # seconds between two looks whether the site answers


class Command(BaseCommand):
    help = (
        "Make sample data and two workbooks; serve them. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--no-serve", action="store_true", help="stop after the files"
        )
        parser.add_argument(
            "--enterprises", type=int, default=len(city()), help="how many there are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are public: never in production.")
        serve, port = not options["no_serve"], options["port"]
        if serve and not _is_free(port):
            raise CommandError(f"Port {port} is taken. Try: make demo PORT={port + 1}")
        try:
            with _quietly():
                paths = self._make(options["enterprises"], timezone.now())
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing half-made was kept.") from None
        if serve:
            self._serve(port, paths)
        else:
            self.stdout.write(printing.told(paths, web=""))

    def _make(self, count: int, now: datetime) -> list[Path]:
        bar = Bar(sys.stdout)
        bar(0, "Database")
        call_command("migrate", interactive=False, verbosity=0)
        if not accounts.exist():
            self._drive(count, now, bar)
        paths = []
        for language, name in workbooks.NAMES.items():
            bar(LAST, name)
            paths.append(workbooks.write(language))
        bar(1, "Ready")
        return paths

    def _drive(self, count: int, now: datetime, bar: Bar) -> None:
        if Enterprise.objects.exists():
            raise CommandError(
                "This database holds other enterprises. The demo needs an empty one:"
                " set DENGTA_VAR to a new folder, or DATABASE_URL."
            )
        planned = city()[:: max(len(city()) // count, 1)][:count]
        try:
            world = drive(
                planned, now=now, heard=lambda s, at: bar(s * LAST, f"{at:%Y-%m-%d}")
            )
        except TooEarly:
            raise CommandError("The clock of this machine is wrong.") from None
        drafting.draft(world, now)
        # The machine does so within a minute; who only looks at the files has it, too.
        _put_aside(settings.AUDIT_ANCHORS, now)
        sealing.seal()
        sealing.anchor(now)

    def _serve(self, port: int, paths: list[Path]) -> None:
        told = stopping()
        # People read the accounts here, not what a worker logs twice a minute.
        os.environ.setdefault("DENGTA_LOG_LEVEL", "WARNING")
        logging.getLogger("surveys.jobs").setLevel(logging.ERROR)
        self.stdout.write("Starting the site and a worker ...")
        with Supervisor(web=f"{HOST}:{port}"):
            while _is_free(port) and not told.wait(TICK):
                pass
            self.stdout.write(printing.told(paths, web=f"http://{HOST}:{port}/"))
            self.stdout.write("Ctrl-C ends all of it.")
            self.stdout.flush()
            told.wait()


def _put_aside(anchors: Path, now: datetime) -> None:
    """Anchors of a database that is gone would accuse the new one: keep them beside."""
    if anchors.exists() and not AuditAnchor.objects.exists():
        anchors.rename(anchors.with_name(f"{anchors.name}.{now:%Y%m%dT%H%M%S}"))


def _is_free(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(TICK)
        return line.connect_ex((HOST, port)) != 0


@contextmanager
def _quietly() -> Iterator[None]:
    # There is no broker yet, and what is queued is done here.
    logger = logging.getLogger("surveys.jobs")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
