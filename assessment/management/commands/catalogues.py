"""Collects the texts into the catalogues, or checks that they are complete."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.commands import makemessages

LOCALE = "zh_Hans"
IGNORED = ["docs/*", "node_modules/*", "requirements/*", "tests/*", "var/*"]
# A date in the file would make every collection a difference.
_CREATED = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


class Collector(makemessages.Command):
    """Django's collector without the guesses from texts that look alike."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


class Command(BaseCommand):
    help = "Collect the texts of the three packages into locale/ (--check: compare)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; fail where a text is not collected or not translated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES" / "django.po"
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        collect(path)
        if not options["check"]:
            return
        after = path.read_text(encoding="utf-8")
        if before:
            path.write_text(before, encoding="utf-8")
        else:
            path.unlink()
        findings = list(problems(before, after))
        if findings:
            raise CommandError("\n".join(findings))


def collect(path: Path) -> None:
    """Write the texts of code and templates into the catalogue at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    call_command(
        Collector(),
        locale=[LOCALE],
        ignore_patterns=IGNORED,
        add_location="file",  # with line numbers every change would touch the catalogue
        no_obsolete=True,
        verbosity=0,
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(_CREATED.sub("", text), encoding="utf-8")


def problems(before: str, after: str) -> Iterator[str]:
    """What a translator or author has left to do, one line each."""
    known, wanted = _catalogue(before), _catalogue(after)
    for message in wanted:
        if message.id and known.get(message.id, message.context) is None:
            yield f"not collected (make messages): {_shown(message)}"
    for message in known:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"not used any more (make messages): {_shown(message)}"
    if before != after and set(_ids(known)) == set(_ids(wanted)):
        yield "references have moved (make messages)"
    for message in known:
        yield from _flaws(known, message)


def _flaws(catalogue: Catalog, message: Message) -> Iterator[str]:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.id and message.fuzzy:
        yield f"fuzzy: {_shown(message)}"
    if message.id and not all(forms):
        yield f"not translated: {_shown(message)}"
    elif message.id:
        for error in message.check(catalogue):
            yield f"{error}: {_shown(message)}"


def _catalogue(text: str) -> Catalog:
    return read_po(text.splitlines(keepends=True), locale=LOCALE)


def _ids(catalogue: Catalog) -> Iterator[tuple[object, object]]:
    return ((message.id, message.context) for message in catalogue)


def _shown(message: Message) -> str:
    return repr(message.id if isinstance(message.id, str) else message.id[0])
