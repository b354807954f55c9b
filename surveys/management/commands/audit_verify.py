"""Verifies the audit trail; fails and names the first bad row where it is not whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from surveys import sealing
from surveys.explaining.verdicts import verdict_sentences


class Command(BaseCommand):
    help = "Compare every audit row with its stamp, seal and anchors."

    def handle(self, **_: Any) -> None:
        """Print what holds; exit with 1 and the first bad row otherwise."""
        verdict = sealing.verify()
        with override("en"):
            first, *others = verdict_sentences(verdict.plain())
        for sentence in others:
            self.stdout.write(sentence)
        if verdict.fault is not None:
            raise CommandError(first, returncode=1)
        self.stdout.write(first)
