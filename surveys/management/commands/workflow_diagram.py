"""Writes the workflow diagram, or checks that it says what the table says."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from surveys.workflow import diagram

PATH = Path("docs/workflow.md")
TEXT = """# The workflow of a response

Generated from `surveys/workflow.py` by `manage.py workflow_diagram`; do not edit.

```mermaid
{diagram}
```
"""


class Command(BaseCommand):
    help = "Write docs/workflow.md from the table of moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="compare only")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write the page, or fail where it differs."""
        path, text = settings.BASE_DIR / PATH, TEXT.format(diagram=diagram())
        if not check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(f"{PATH} is stale: run manage.py workflow_diagram.")
