"""Where the broker is, and the embedded one by itself."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from redis import Redis

from assessment import broker, embedded
from assessment.celery import NoBroker, app
from surveys import jobs
from surveys.models import Job
from tests.working import wait_for


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.REDIS_URL = tmp_path, ""


@pytest.fixture
def home() -> Iterator[Path]:
    home = broker.folder()
    yield home
    if home.exists():
        home.rmdir()


def start(home: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-P", embedded.__file__, str(broker.note()), str(home)],
        stdin=subprocess.PIPE,
    )
    wait_for(broker.answers, "the broker")
    return process


@pytest.fixture
def process(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    process = start(home)
    yield process
    let_go(process)


def let_go(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        process.stdin.close()
    process.wait(10)


def test_the_configured_broker_goes_first(settings: Any) -> None:
    broker.note().write_text("/nowhere")
    settings.REDIS_URL = "redis://127.0.0.1:6379/3"
    assert broker.url() == "redis://127.0.0.1:6379/3"


@pytest.mark.parametrize("noted", [None, "", "/nowhere/s", "."])
def test_there_may_be_none(noted: str | None) -> None:
    if noted is not None:
        broker.note().write_text(noted)
    assert (broker.url(), broker.answers()) == (None, False)
    with pytest.raises(NoBroker, match="REDIS_URL"):
        app.connection_for_write()


def test_its_folder_is_for_us_alone(home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_folder_too_long_for_a_socket_is_refused(
    tmp_path: Path, monkeypatch: Any
) -> None:
    long = tmp_path / ("long" * 30)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with pytest.raises(OSError, match="set TMPDIR"):
        broker.folder()
    assert list(long.iterdir()) == []


def test_the_embedded_one_carries_messages_and_opens_no_port(
    home: Path, process: Any
) -> None:
    assert broker.url() == f"redis+socket://{home}/s"
    assert jobs.wake([Job(pk=7, kind="assess")]) == 1
    with Redis(unix_socket_path=str(home / "s")) as line:
        options = line.config_get("port", "save", "appendonly")
        assert (line.llen("celery"), options) == (
            1,
            {"port": "0", "save": "", "appendonly": "no"},
        )


def test_it_ends_with_whoever_holds_it(home: Path, process: Any) -> None:
    let_go(process)
    assert (process.returncode, home.exists(), broker.note().exists()) == (
        0,
        False,
        False,
    )


def test_the_next_one_has_the_same_address(home: Path, process: Any) -> None:
    address = broker.url()
    with Redis(unix_socket_path=str(home / "s")) as line:
        os.kill(int(line.info("server")["process_id"]), 9)
    process.wait(10)
    assert broker.url() is None
    following = start(home)
    assert broker.url() == address
    let_go(following)


def test_it_leaves_the_note_of_another(process: Any) -> None:
    broker.note().write_text("/another/s")
    let_go(process)
    assert broker.note().read_text() == "/another/s"


def test_limits_are_in_order() -> None:
    """What runs is stopped before its message is delivered again, its lease renewed."""
    options = project.CELERY_BROKER_TRANSPORT_OPTIONS
    limits = [
        project.JOB_LEASE,
        project.CELERY_TASK_SOFT_TIME_LIMIT,
        project.CELERY_TASK_TIME_LIMIT,
        options["visibility_timeout"],
    ]
    assert limits == sorted(set(limits))
