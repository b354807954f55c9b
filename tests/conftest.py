"""What all tests share: quick settings, no network, services that must be there."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from redis import Redis
from redis.exceptions import RedisError

FOLDER = Path(tempfile.mkdtemp(prefix="dengta-tests-"))
SERVICES = bool(os.environ.get("DENGTA_TEST_SERVICES"))


def pytest_configure() -> None:
    """Settings that make tests quick and keep them away from what a checkout holds."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.VAR_DIR = FOLDER
    settings.PRIVATE_ROOT = FOLDER / "private"
    settings.AUDIT_ANCHORS = FOLDER / "anchors.log"
    settings.STORAGES["default"]["OPTIONS"]["location"] = settings.PRIVATE_ROOT
    if connection.vendor == "sqlite":
        # In memory, threads would not wait for each other as they do with a file.
        settings.DATABASES["default"]["TEST"]["NAME"] = FOLDER / "test.sqlite3"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def pytest_sessionstart() -> None:
    """A service that was asked for and is missing ends the run; nothing is skipped."""
    if not SERVICES:
        return
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.exit("DATABASE_URL (PostgreSQL) and REDIS_URL must be set.", 1)
    try:
        Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3).ping()
    except RedisError as error:
        pytest.exit(f"Redis does not answer: {error}", 1)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Tests speak to this machine only; anything else is a mistake."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address):
            raise AssertionError(f"A test wants to reach {address}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """A page leaves its language active and things in the cache; the next test begins
    without them."""
    yield
    translation.deactivate()
    cache.clear()


def _is_here(address: tuple[Any, ...]) -> bool:
    host = address[0]
    return host == "localhost" or ip_address(host).is_loopback


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """The machine's own Chromium: no test downloads a browser."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Chromium is missing; `make tools` installs it.")
    # Chromium's sandbox refuses to start for root, whom containers use.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}
