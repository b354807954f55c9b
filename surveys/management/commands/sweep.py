"""Sweeps once: wakes up what waits, takes back what a lost worker held."""

from typing import Any

from django.core.management import BaseCommand

from surveys import jobs


class Command(BaseCommand):
    help = "Wake up waiting jobs and take back lost ones; `work` does it by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = jobs.sweep()
        self.stdout.write(f"woken up: {swept.woken}, taken back: {swept.lost}")
