"""Several people at the same moment: each in a thread with its own connection."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment; gives for each its result or its exception.

    The test needs `django_db(transaction=True)`: others see only what is committed.
    """
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait(timeout=20)
        try:
            return act()
        except Exception as problem:  # noqa: BLE001 -- the test looks at it
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(results: Sequence[Any]) -> list[str]:
    """The names of what came back, in alphabetical order."""
    return sorted(type(result).__name__ for result in results)
