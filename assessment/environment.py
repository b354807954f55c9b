"""Reads settings from the environment, typed, and says plainly what is wrong."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off", ""})


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """A yes or no; anything else is refused rather than guessed."""
    if name not in os.environ:
        return default
    word = text(name).lower()
    if word not in _YES | _NO:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}.")
    return word in _YES


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least `least`."""
    word = text(name) or str(default)
    if not word.isdecimal() or int(word) < least:
        raise ImproperlyConfigured(
            f"{name} must be a whole number of at least {least}, not {word!r}."
        )
    return int(word)


def seconds(name: str, default: float) -> float:
    """A duration above zero in seconds, with or without a fraction."""
    word = text(name) or str(default)
    if not word.replace(".", "", 1).isdecimal() or float(word) <= 0:
        raise ImproperlyConfigured(f"{name} must be seconds above zero, not {word!r}.")
    return float(word)


def site(name: str) -> str:
    """An address that people reach the site by, without the slash at its end."""
    word = text(name).rstrip("/")
    parts = urlsplit(word)
    if word and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ImproperlyConfigured(f"{name} must begin with https://, not {word!r}.")
    return word


def words(name: str) -> list[str]:
    """A list written with commas; empty parts fall out."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def secret(name: str) -> str:
    """The variable itself, or the content of the file that `<name>_FILE` names.

    A file keeps the secret out of process listings and of container descriptions.
    """
    path = text(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else text(name)


# WAL with IMMEDIATE transactions: web and workers write at the same time and wait
# for each other instead of failing with "database is locked".
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    # Seconds. Who waits is not served in turn, so that of many some wait very long.
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA foreign_keys=ON;",
}


def database(url: str, default: Path) -> dict[str, Any]:
    """Django's description of the database that `url` names.

    Understood are `sqlite:///absolute/path` and `postgresql://user:password@host:port/
    name?option=value`; without a URL it is SQLite in the file `default`.
    """
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        path = Path(unquote(parts.path)) if url else default
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": SQLITE_OPTIONS,
        }
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with sqlite: or postgresql:, not {parts.scheme}:."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        # A connection per request costs five to six times the throughput.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
