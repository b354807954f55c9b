"""Loads the reference data and the editions that ship; may be run again at any time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import referencing


class Command(BaseCommand):
    help = "Load the reference data and the editions that ship; changes nothing twice."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tallies = referencing.load(at=timezone.now())
        except referencing.EditionDiffers as fault:
            raise CommandError(str(fault)) from fault
        line = _(
            "%(table)s: %(created)d created, %(changed)d changed,"
            " %(unchanged)d unchanged."
        )
        for table, tally in tallies.items():
            figures = {
                "table": table,
                "created": tally.created,
                "changed": tally.changed,
                "unchanged": tally.unchanged,
            }
            self.stdout.write(line % figures)
