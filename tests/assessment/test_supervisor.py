"""One child of the supervisor; all of them together: test_work."""

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from assessment import leash, supervisor
from assessment.celery import app
from assessment.supervisor import Child
from surveys import jobs
from tests.working import descendants, is_alive, wait_for

SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def children() -> Iterator[list[Child]]:
    children: list[Child] = []
    yield children
    for child in children:
        child.kill()


def test_starts_what_ends_again_ever_more_slowly(
    tmp_path: Path, children: list[Child]
) -> None:
    starts = tmp_path / "starts"
    starts.touch()
    child = Child("child", ["-c", f"open({str(starts)!r}, 'a').write('x')"])
    children.append(child)
    began = time.monotonic()
    wait_for(lambda: child.tend() or starts.read_text() == "xx", "the second start")
    second = time.monotonic()
    while time.monotonic() < second + 1:
        child.tend()
    assert (second - began > 1, starts.read_text()) == (True, "xx")


def test_a_child_that_ran_well_is_started_at_once(
    children: list[Child], monkeypatch: Any
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.2)
    child = Child("child", ["-c", SLEEP])
    children.append(child)
    child.tend()
    time.sleep(0.5)
    assert child.process is not None
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    wait_for(lambda: child.tend() or child.running, "the second start")
    assert child.process.pid != first


def test_a_leashed_command_ends_with_its_holder(children: list[Child]) -> None:
    child = Child("child", [leash.__file__, sys.executable, "-c", SLEEP])
    children.append(child)
    child.tend()
    assert child.process is not None
    holder = child.process
    wait_for(lambda: SLEEP in str(descendants(holder.pid)), "the command")
    family = descendants(holder.pid)
    child.stop()
    assert (child.running, [pid for pid in family if is_alive(pid)]) == (False, [])


def test_a_leash_tells_how_its_command_ended(children: list[Child]) -> None:
    child = Child(
        "child", [leash.__file__, sys.executable, "-c", "raise SystemExit(3)"]
    )
    children.append(child)
    child.tend()
    assert child.process is not None
    assert child.process.wait(10) == 3


def test_stopping_what_does_not_run_does_nothing() -> None:
    child = Child("child", ["-c", ""])
    child.stop()
    child.kill()
    assert (child.running, child.process) == (False, None)


def test_every_kind_of_job_has_its_task() -> None:
    app.loader.import_default_modules()
    assert set(jobs.TASKS.values()) <= set(app.tasks)
    assert set(jobs.SCHEDULE) <= set(jobs.TASKS)


def test_threads_share_the_application() -> None:
    """Web servers have threads; in each, the current application must be ours."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: current_app.main).result() == "dengta"
