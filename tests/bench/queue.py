"""What bench_queue measures; import after django.setup()."""

import statistics
import sys
import time
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports import flagging
from surveys.models import (
    Enterprise,
    Flag,
    Response,
    Round,
    Scorecard,
    Submission,
    Unit,
)
from tests import factories

HOST = "127.0.0.1"
TURNS = 60
CHUNK = 500
FLAGS = (("thin", 25), ("contradiction", 20), ("unproven", 15))
ANSWERS_LIKE = "x" * 20_000  # as long as a real response's


def measure(sizes: tuple[int, ...]) -> None:
    """Print milliseconds and queries of the first page for each size, and growth."""
    call_command("migrate", verbosity=0)
    client = Client(HTTP_HOST=HOST)
    client.force_login(
        factories.official(factor=True),
        backend="assessment.signing_in.IdentifierBackend",
    )
    target = factories.open_round()
    model = _scored(target)
    found = []
    _say("files", "queries", "p50", "p95", "CPU + database", "flagging all")
    for size in sizes:
        _grow(model, size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        took, queries, work = _ask(client)
        found.append(statistics.median(took))
        cuts = statistics.quantiles(took, n=20)
        times = [f"{ms:.1f} ms" for ms in (cuts[9], cuts[18], work)]
        _say(f"{size:,}", str(queries), *times, f"{_flag(target):.1f} s")
    sys.stdout.write(f"  growth of p50: {found[-1] / found[0]:.2f} times\n")


def _say(*cells: str) -> None:
    sys.stdout.write("  " + "".join(f"{cell:>16}" for cell in cells) + "\n")
    sys.stdout.flush()


def _ask(client: Client) -> tuple[list[float], int, float]:
    """Milliseconds of each request; queries; and milliseconds of CPU here, with what
    the queries took."""
    for _ in "123":
        _open(client)
    took = [_open(client) for _ in range(TURNS)]
    start = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        _open(client)
    here = (time.process_time() - start) * 1000
    spent = sum(float(query["time"]) for query in queries) * 1000
    return took, len(queries), here + spent


def _open(client: Client) -> float:
    start = time.perf_counter()
    page: Any = client.get("/review/")
    took = (time.perf_counter() - start) * 1000
    assert page.status_code == 200, page.status_code
    assert b"data-row" in page.content
    return took


def _flag(target: Round) -> float:
    """Seconds in which all of them are flagged anew, as the schedule does."""
    start = time.perf_counter()
    flagging.flag_round(target, target.editions.get(), timezone.now())
    return time.perf_counter() - start


def _scored(target: Round) -> Response:
    """One file as people hand it in; the others are like it."""
    file = factories.handed_in(round=target)
    factories.scored(file)
    return file


def _grow(model: Response, size: int) -> None:
    """Files of one region until there are so many, written in bulk."""
    have = Response.objects.count()
    for start in range(have, size, CHUNK):
        _add(model, range(start, min(start + CHUNK, size)))


def _add(model: Response, numbers: range) -> None:
    home, submission = model.unit.enterprise, model.newest_submission()
    card = submission.scorecards.get()
    homes = Enterprise.objects.bulk_create(
        _copy(home, uscc=factories.credit_code(50_000 + n), name=f"企业{n}")
        for n in numbers
    )
    units = Unit.objects.bulk_create(_copy(model.unit, enterprise=row) for row in homes)
    answers = model.answers | {"remarks": {"v": ANSWERS_LIKE, "n": 1}}
    files = Response.objects.bulk_create(
        _copy(
            model,
            unit=unit,
            answers=answers,
            risk=n % 100,
            status_at=timezone.now() - timedelta(hours=n % 300),
        )
        for n, unit in zip(numbers, units, strict=True)
    )
    handed = Submission.objects.bulk_create(
        _copy(submission, response=row, receipt=f"2026-{row.pk:06d}-1") for row in files
    )
    Scorecard.objects.bulk_create(_copy(card, submission=row) for row in handed)
    texts = {"texts": [{"zh": "前后矛盾的示例。", "en": "An example."}]}
    thin = {"score": "92", "proven": 3, "claims": 20}
    titles = {"count": 1, "of": 4, "titles": [{"zh": "数控化率", "en": "NC share"}]}
    params = {"thin": thin, "contradiction": texts, "unproven": titles}
    Flag.objects.bulk_create(
        Flag(submission=row, kind=kind, weight=weight, params=params[kind], at=row.at)
        for row in handed
        for kind, weight in FLAGS
    )


def _copy(row: Any, **changes: Any) -> Any:
    """A row like this one, not stored yet."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    made = type(row)(**values)
    for name, value in changes.items():
        setattr(made, name, value)
    return made
