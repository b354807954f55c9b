"""What bench_auditing measures; import after django.setup()."""

import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys import auditing, sealing
from surveys.auditing.stamping import stamp
from surveys.explaining.actions import ACTIONS
from surveys.models import AuditCounter, AuditRow, User
from tests import factories
from tests.factories import NOW

PEOPLE, BATCH, TURNS = 200, 5_000, 15
WRITTEN = 300  # rows, one by one
FILTERS: dict[str, dict[str, str]] = {
    "all": {},
    "one person": {"who": "person7@bench.example"},
    "rare action": {"action": "rescoring_rejected"},
    "one day": {"since": "2026-02-01", "until": "2026-02-01"},
    "one object": {"kind": "response", "object_id": "77"},
    "one address": {"address": "10.0.0.9"},
    "far back": {"before": "60"},
}


def measure(sizes: tuple[int, ...]) -> None:
    """Print what each length of the trail costs."""
    call_command("migrate", verbosity=0)
    people = [
        factories.user(f"Person {n}", email=f"person{n}@bench.example")
        for n in range(PEOPLE)
    ]
    auditor = factories.official("audit_admin", factor=True)
    client = Client()
    client.force_login(auditor)
    _say(f"one row written: {_timed(lambda: _write(people[0])) / WRITTEN:.2f} ms")
    for size in sizes:
        _fill(size, people)
        connection.cursor().execute("VACUUM ANALYZE surveys_auditrow")
        sealed = _timed(sealing.seal)
        sealing.anchor(NOW)
        _say(
            f"{size:,} rows: sealed in {sealed / 1000:.1f} s,"
            f" verified in {_timed(_verify) / 1000:.1f} s,"
            f" at most {_memory():.1f} MB at once"
        )
        for name, chosen in FILTERS.items():
            queries, asked, took = _page(client, chosen)
            _say(
                f"  page, {name:12} {queries:2} queries in {asked:5.1f} ms,"
                f" CPU {took:5.1f} ms"
            )


def _say(line: str) -> None:
    sys.stdout.write(f"  {line}\n")


def _timed(act: Callable[[], Any]) -> float:
    """Milliseconds of CPU: what a busy machine cannot blur."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def _write(person: User) -> None:
    for number in range(WRITTEN):
        auditing.record("save", person, by=person, at=NOW, details={"n": number})


def _verify() -> None:
    assert sealing.verify().fault is None


def _memory() -> float:
    """The most that Python held while verifying, in MB."""
    tracemalloc.start()
    _verify()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def _fill(size: int, people: list[User]) -> None:
    """Lengthen the trail, as the verbs would write it."""
    last = AuditCounter.objects.get().last
    rows = _rows(last + 1, size, people)
    while batch := list(islice(rows, BATCH)):
        AuditRow.objects.bulk_create(batch)
    AuditCounter.objects.update(last=max(size, last))


def _rows(first: int, last: int, people: list[User]) -> Iterator[AuditRow]:
    chance = random.Random(first)
    actions = [name for name in ACTIONS if name != "rescoring_rejected"]
    for number in range(first, last + 1):
        rare = number % 50_000 == 0
        fields = {
            "seq": number,
            "at": _moment(number),
            "by_id": chance.choice(people).pk,
            "role": "respondent",
            "address": f"10.0.0.{chance.randrange(250)}",
            "action": "rescoring_rejected" if rare else chance.choice(actions),
            "kind": "response",
            "object_id": str(chance.randrange(5_000)),
            "reason": "",
            "details": {"codes": ["mes", "scada"], "n": number},
            "before": {"status": "draft"},
            "after": {"status": "submitted"},
        }
        yield AuditRow(stamp=stamp(fields), **fields)


def _moment(number: int) -> datetime:
    return NOW + timedelta(seconds=30 * number)


def _page(client: Client, chosen: dict[str, str]) -> tuple[int, float, float]:
    """Queries, milliseconds in them, and milliseconds of CPU at the median."""
    page: Any = client.get("/audit/", chosen)
    assert page.status_code == 200, page.status_code
    with CaptureQueriesContext(connection) as found:
        client.get("/audit/", chosen)
    queries = found.captured_queries  # before the next request forgets them
    asked = sum(float(query["time"]) for query in queries) * 1000
    times = [_timed(lambda: client.get("/audit/", chosen)) for _ in range(TURNS)]
    return len(queries), asked, statistics.median(times)
