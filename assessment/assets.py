"""Serves the browser files of the npm packages, exactly those that pages load."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

# Source maps are listed because the manifest storage follows every reference.
FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "echarts/dist/echarts.min.js",
    "htmx.org/dist/htmx.min.js",
)


class PackageFinder(BaseFinder):
    """Finds `vendor/<package>/<path in the package>` in the folder of npm."""

    prefix = "vendor"

    def __init__(self, app_names: object = None, folder: Path | None = None) -> None:
        self.storage = FileSystemStorage(location=folder or settings.NODE_MODULES)
        # Collectstatic and whitenoise read the prefix from the storage.
        self.storage.prefix = self.prefix  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """An error for every file that npm has not installed."""
        return [
            Error(
                f"The browser file {name} is missing.",
                hint="Run `make setup`.",
                id="assessment.E001",
            )
            for name in FILES
            if not self.storage.exists(name)
        ]

    # The stubs tell the two answers apart by overloads; Django itself is not typed.
    def find(  # type: ignore[override]
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
        **kwargs: Any,
    ) -> str | list[str]:
        """The file on disk for the path below STATIC_URL; an empty list for no file."""
        name = path.removeprefix(f"{self.prefix}/")
        known = name != path and name in FILES and self.storage.exists(name)
        found = [self.storage.path(name)] if known else []
        return found[0] if found and not find_all else found

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        """Every file with its storage."""
        return ((name, self.storage) for name in FILES if self.storage.exists(name))
