"""Prints the current codes of the second factor of the demo's accounts."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from assessment.demo import accounts


class Command(BaseCommand):
    help = (
        "Print the demo's current codes of the second factor: all, or of one account."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", default="", help="of one account")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo does not exist in production.")
        codes = list(accounts.codes(options["email"].strip().lower()))
        if not codes:
            raise CommandError("No such account has a second factor. Try: make demo")
        for one in codes:
            self.stdout.write(
                f"  {one.email:<25} {one.secret}  {one.code}  ({one.seconds:>2} s left)"
            )
