"""What bench_rescoring measures, once Django knows its database."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from surveys import running, tasks
from surveys.models import (
    Edition,
    Enterprise,
    Job,
    Rescoring,
    Response,
    Round,
    Scorecard,
    Submission,
    Unit,
)
from surveys.rescoring import ahead, moving, newest_submissions
from surveys.rescoring import working as rescoring
from surveys.rescoring.moving import Made, Standing
from surveys.rescoring.recalculating import Recalculation
from surveys.rescoring.summing import Summary
from surveys.workflow import Status
from tests import factories
from tests.bench.bench_scoring import edition_of
from tests.bench.filling_in import answers, facts
from tests.working import descendants

TOGETHER = 2_000  # rows of one insert
WEIGHTS = np.linspace(0.1, 1, 100)
LONGEST = 3_600  # seconds


def measure(sizes: Iterable[int]) -> None:
    """Seed, measure and print, size by size."""
    call_command("migrate", verbosity=0)
    with working() as (worker, empty):
        for size in sizes:
            _measure(size, worker, empty)


def _measure(size: int, worker: int, empty: float) -> None:
    target, edition, corrected = seeded(size)
    begun = begin(target, edition, corrected)
    cards = finished(begun)
    bottom = least(lambda: floor(begun, cards), 3 if size <= 10_000 else 1)
    with in_turn():
        inside = Spent.of(lambda: tasks.rescore(begun.job_id or 0))
    check(begun, cards)
    forget(begun)
    begun = begin(target, edition, corrected, publish=True)
    through = by_worker(begun)
    check(begun, cards)
    forget(begun)
    parsing = parsed(target)
    write(f"\n{size} responses\n  {'':40} µs per response: CPU · × · clock · ×\n")
    for name, spent in (
        ("floor: COPY out, dot product, COPY in", bottom),
        ("in this process, reading in turn", inside),
        ("through the jobs, start to end", Spent(0, through)),
    ):
        write(f"  {name:40} {spent.beside(bottom, size)}\n")
    write(f"  an empty job: {empty * 1e3:.0f} ms = {empty / through:.1%} of that;")
    write(f" a worker had {memory(worker):.0f} MB at most\n")
    share = parsing * size / inside.cpu
    write(f"  json.loads of the answers: {parsing * 1e6:.1f} µs = {share:.0%}\n")


@dataclass(frozen=True)
class Spent:
    """Seconds: of the processors (ours and the database's), and by the clock."""

    cpu: float
    clock: float

    @classmethod
    def of(cls, act: Callable[[], object]) -> "Spent":
        process, began = backend(), time.perf_counter()
        start = time.process_time() + busy(process)
        act()
        cpu = time.process_time() + busy(process) - start
        return cls(cpu, time.perf_counter() - began)

    def beside(self, other: "Spent", size: int) -> str:
        pairs = ((self.cpu, other.cpu), (self.clock, other.clock))
        return " ".join(f"{a / size * 1e6:9.1f} {a / b:6.2f}" for a, b in pairs)


def backend() -> int:
    """The process of the database that serves us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def busy(process: int) -> float:
    """The seconds that a process of this machine computed so far; 0 elsewhere."""
    path = Path(f"/proc/{process}/stat")
    if not path.exists():
        return 0
    fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def least(act: Callable[[], Spent], times: int) -> Spent:
    found = [act() for _ in range(times)]
    return Spent(min(s.cpu for s in found), min(s.clock for s in found))


def parsed(target: Round) -> float:
    """Seconds to parse the answers of one response."""
    rows = Submission.objects.filter(response__round=target)
    stored = [json.dumps(row) for row in rows.values_list("answers", flat=True)[:1000]]
    began = time.process_time()
    for text in stored:
        json.loads(text)
    return (time.process_time() - began) / len(stored)


# --- what is measured


def floor(begun: Rescoring, cards: list[Made]) -> Spent:
    """Seconds for the same columns out, a dot product each, the same rows in; the rows
    are taken back, which is not counted."""
    rows = moving._rows(newest_submissions(begun), begun.corrected.sha256)
    query = connection.ops.compose_sql(*rows.query.sql_with_params())
    content = moving.packed(moving._constants(begun), cards)
    names = ", ".join([*moving._constants(begun), *Made._fields])
    into = f"COPY surveys_scorecard ({names}) FROM STDIN (FORMAT BINARY)"

    def move() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
                for row in copy:
                    if len(row) > WEIGHTS.size:
                        np.frombuffer(row, "u1", WEIGHTS.size) @ WEIGHTS
            with cursor.copy(into) as copy:
                copy.write(content)

    spent = Spent.of(move)
    clear(begun)
    return spent


def by_worker(begun: Rescoring) -> float:
    """Seconds from the start of the job to its end, by the database's clock."""
    assert begun.job_id
    return ended(begun.job_id)


def ended(job_id: int) -> float:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        job = Job.objects.get(pk=job_id)
        if job.finished_at:
            assert job.state == "done", job.log
            return (job.finished_at - job.created_at).total_seconds()
        time.sleep(0.1)
    raise TimeoutError(job_id)


@contextmanager
def in_turn() -> Iterator[None]:
    """Read and score in turn: whatever the database does is done by our backend."""
    usual = rescoring.read_ahead

    def one_by_one(chunks: Iterable[list[int]], sha256: str) -> Iterator[ahead.Chunk]:
        return map(partial(ahead._read, sha256), chunks)

    rescoring.read_ahead = one_by_one
    try:
        yield
    finally:
        rescoring.read_ahead = usual


@contextmanager
def working() -> Iterator[tuple[int, float]]:
    """The supervisor with its worker: its process, and the seconds of an empty job."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=settings.BASE_DIR
    )
    try:
        target, edition, corrected = seeded(0)
        spent = []
        for _ in range(4):  # the first waits for the worker to be there
            begun = begin(target, edition, corrected, publish=True)
            spent.append(by_worker(begun))
            forget(begun)
        yield process.pid, min(spent[1:])
    finally:
        process.terminate()
        process.wait(60)


# --- what stands in the database


def seeded(size: int) -> tuple[Round, Edition, Edition]:
    """A closed round with so many scored responses, and a corrected edition."""
    edition, corrected = published("1"), published("2", weights=3)
    target = Round.objects.create(
        name_zh=f"{size}",
        name_en=f"{size}",
        year=2026,
        opens_at=factories.NOW,
        deadline=factories.NOW + timedelta(days=30),
        state="closed",
    )
    target.editions.add(edition)
    chance = random.Random(size)
    owner = Enterprise.objects.first() or factories.enterprise()
    by = factories.user()
    recalculation = Recalculation(
        Rescoring(round=target, edition=edition, corrected=edition)
    )
    for start in range(0, size, TOGETHER):
        count = min(TOGETHER, size - start)
        rows = submitted(target, edition, owner, by, count, chance)
        made = list(recalculation.cards(rows, Summary()))
        same = {
            "engine": "1",
            "edition_sha256": edition.sha256,
            "rescoring_id": None,
            "by_id": None,
            "at": factories.NOW,
        }
        copied_in(same, made)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return target, edition, corrected


def published(label: str, weights: int = 1) -> Edition:
    content = edition_of(10, 10) | {"edition": label}
    for n, branch in enumerate(content["root"]["children"]):
        branch["weight"] = str(10 + n * weights)
    return factories.edition(content)


def submitted(
    target: Round, edition: Edition, owner: Any, by: Any, count: int, chance: Any
) -> list[Standing]:
    at = factories.NOW
    units = Unit.objects.bulk_create(
        Unit(
            enterprise=owner,
            kind="workshop",
            name=f"{target.pk}.{uuid4().hex[:12]}",
            created_at=at,
        )
        for _ in range(count)
    )
    responses = Response.objects.bulk_create(
        Response(
            round=target,
            edition=edition,
            unit=unit,
            status=Status.SUBMITTED,
            created_by=by,
            created_at=at,
            status_at=at,
        )
        for unit in units
    )
    rows = Submission.objects.bulk_create(
        _submission(response, edition, by, chance) for response in responses
    )
    return [
        Standing(
            row.pk,
            "claimed",
            json.dumps(row.answers),
            json.dumps(row.facts),
            row.answers_sha256,
            row.facts_sha256,
            "{}",
            "{}",
            edition.sha256,
            "not_reached",
            "",
            "",
        )
        for row in rows
    ]


def _submission(response: Response, edition: Edition, by: Any, chance: Any) -> Any:
    given, known = answers(edition.scheme, chance), facts(chance)
    return Submission(
        response=response,
        number=1,
        receipt=f"{response.pk}-1",
        answers=given,
        facts=known,
        answers_sha256=f"{chance.getrandbits(256):064x}",  # as long as a true one
        facts_sha256=f"{chance.getrandbits(256):064x}",
        edition_sha256=edition.sha256,
        declared_by_name="Wang",
        declared_by_post="Head",
        by=by,
        at=factories.NOW,
    )


def copied_in(same: dict[str, Any], made: list[Made]) -> None:
    names = ", ".join([*same, *Made._fields])
    into = f"COPY surveys_scorecard ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(moving.packed(same, made))


def begin(
    target: Round, edition: Edition, corrected: Edition, *, publish: bool = False
) -> Rescoring:
    """Begin a re-scoring; a worker hears of it only where it is published."""
    with transaction.atomic():
        begun = running.begin_rescoring(
            target,
            edition,
            corrected,
            reason="Measured.",
            by=factories.user(),
            at=timezone.now(),
        )
        if not publish:
            Job.objects.filter(pk=begun.job_id).update(
                wake_at=timezone.now() + timedelta(days=1)
            )
            connection.run_on_commit.clear()
    return begun


def finished(begun: Rescoring) -> list[Made]:
    """The scorecards that come of it, made beforehand."""
    recalculation, made = Recalculation(begun), []
    ids = newest_submissions(begun)
    for start in range(0, len(ids), TOGETHER):
        rows = moving.standing(ids[start : start + TOGETHER], begun.corrected.sha256)
        made += recalculation.cards(rows, Summary())
    return made


def check(begun: Rescoring, cards: list[Made]) -> None:
    """What was written is what had to be."""
    rows = Scorecard.objects.filter(rescoring=begun).order_by("pk")
    found = rows.values_list("submission", "identity", "score")
    assert list(found) == [(c.submission_id, c.identity, c.score) for c in cards]


def clear(begun: Rescoring) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM surveys_scorecard WHERE rescoring_id = %s", [begun.pk]
        )
        cursor.execute("VACUUM ANALYZE surveys_scorecard")


def forget(begun: Rescoring) -> None:
    """Take everything back, so that it can be done once more."""
    clear(begun)
    Rescoring.objects.filter(pk=begun.pk).delete()
    Job.objects.filter(pk=begun.job_id).delete()


# --- what is left


def memory(process: int) -> float:
    """The most memory that any process below this one ever had, in MB."""
    paths = (Path(f"/proc/{below}/status") for below in descendants(process))
    texts = [path.read_text(encoding="utf-8") for path in paths if path.exists()]
    peaks = (line for text in texts for line in text.splitlines() if "VmHWM" in line)
    return max((int(line.split()[1]) for line in peaks), default=0) / 1024


def write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
