"""The one supervisor: broker, worker, sweeper, schedule and, where asked, the site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from assessment.supervisor import Supervisor, stopping


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
        told = stopping()
        with Supervisor(web=options["web"]):
            told.wait()
