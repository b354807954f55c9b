"""The one supervisor: broker, worker, sweeper, schedule and, where asked, the site."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management import BaseCommand

from assessment.supervisor import Supervisor


class Command(BaseCommand):
    help = "Work on jobs until Ctrl-C or SIGTERM; whatever ends is started again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--web",
            default="",
            metavar="ADDRESS",
            help="serve the site as well, for example on 127.0.0.1:8000",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        with Supervisor(web=options["web"]):
            stopping.wait()
