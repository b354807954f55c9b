"""What bench_saving measures; import after django.setup()."""

import http.client
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment import supervisor
from surveys import referencing, running
from surveys.forms.conflicts import fields_of
from surveys.models import Edition, Enterprise, Response, Round
from surveys.scoring import Question, problem
from tests import factories
from tests.bench.filling_in import VALUES

CLIENTS = 50
TURNS = 50  # over which CPU is measured
SECTION, ANSWERS = "infrastructure", 15  # of every kind that this edition asks
TOKEN = "a" * 32  # of CSRF: the cookie and the field agree
Act = Callable[["Writer", int], tuple[str, str]]
HOST = "127.0.0.1"


@dataclass
class Writer:
    """One person with a session, and the response they fill."""

    response: int
    session: str
    questions: Sequence[Question]
    port: int = 0
    written: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def body(self, questions: Sequence[Question], turn: int) -> str:
        """What a page posts: to each question another value than before."""
        fields: dict[str, Any] = {"csrfmiddlewaretoken": TOKEN}
        for question in questions:
            code = question.code
            before, version = self.written.get(code, (None, 0))
            value = _other(question, before, random.Random(f"{code}{turn}"))
            self.written[code] = value, version + 1
            stored = {"v": value, "state": "answered", "reason": ""}
            fields |= fields_of(question, stored) | {f"{code}.version": str(version)}
        return urlencode(fields, doseq=True)

    def post(self, path: str, body: str) -> float:
        """Milliseconds from the connection until the whole answer is there."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session};"
            f" {settings.CSRF_COOKIE_NAME}={TOKEN}",
        }
        start = time.perf_counter()
        line = http.client.HTTPConnection(HOST, self.port, timeout=60)
        line.request("POST", path, body, headers)
        reply = line.getresponse()
        said = reply.read()
        took = (time.perf_counter() - start) * 1000
        saved = reply.status == 302 or said.startswith(b'{"said"')
        assert saved, (reply.status, said[:500])
        return took


def one_answer(writer: Writer, turn: int) -> tuple[str, str]:
    """Save one answer by itself; each turn another one."""
    question = writer.questions[turn % ANSWERS]
    path = reverse("surveys:answer", args=(writer.response, question.code))
    return path, writer.body([question], turn) + f"&pen=page-of-mine.{turn}"


def section(writer: Writer, turn: int) -> tuple[str, str]:
    """Save the answers of one section, all of them changed."""
    path = reverse("surveys:section", args=(writer.response, SECTION))
    return path, writer.body(writer.questions, turn)


def _other(question: Question, before: Any, chance: random.Random) -> Any:
    while True:
        value = VALUES[question.kind](question, chance)
        if value != before and problem(question, value) is None:
            return value


def measure(requests: int) -> None:
    """Print queries, CPU, and milliseconds alone and with many."""
    call_command("migrate", verbosity=0)
    writers = _writers()
    acts: tuple[Act, ...] = (one_answer, section)
    work = [_work(writers[0], act) for act in acts]
    connection.close()
    with _serving() as port:
        for writer in writers:
            writer.port = port
        for act in acts:
            _all(writers, act, 2)  # every process compiles the edition
        alone = [_times(writers[0], act, requests) for act in acts]
        together = [_all(writers, act, max(requests // 20, 5)) for act in acts]
    many = f"{CLIENTS} at once, p50"
    _say("", "queries", "CPU", "alone, p50", "p95", many, "p95", "a second")
    for number, name in enumerate(("one answer", f"section of {ANSWERS}")):
        queries, cpu = work[number]
        crowd, rate = together[number]
        times = (cpu, *_quantiles(alone[number]), *_quantiles(crowd))
        figures = [f"{ms:.1f} ms" for ms in times]
        _say(name, str(queries), *figures, f"{rate:.0f}")


def _say(*cells: str) -> None:
    name, *others = cells
    line = "".join(f"{cell:>17}" for cell in others)
    sys.stdout.write(f"  {name:16}{line}\n")


def _quantiles(times: Sequence[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(times, n=20)
    return cuts[9], cuts[18]


def _times(writer: Writer, act: Act, turns: int) -> list[float]:
    return [writer.post(*act(writer, turn)) for turn in range(100, 100 + turns)]


def _all(writers: Sequence[Writer], act: Act, turns: int) -> tuple[list[float], float]:
    """What everybody's requests took at the same time, and how many a second."""
    start = time.perf_counter()
    with ThreadPoolExecutor(len(writers)) as pool:
        found = pool.map(lambda writer: _times(writer, act, turns), writers)
        times = [ms for one in found for ms in one]
    return times, len(times) / (time.perf_counter() - start)


def _work(writer: Writer, act: Act) -> tuple[int, float]:
    """Queries of one save, without those that begin and end a transaction, and its
    milliseconds of CPU: what a busy machine cannot blur."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = writer.session
    _save(client, *act(writer, 0))  # compiles the edition
    start = time.process_time()
    for turn in range(1, 1 + TURNS):
        _save(client, *act(writer, turn))
    took = (time.process_time() - start) * 1000 / TURNS
    path, body = act(writer, 1 + TURNS)
    with CaptureQueriesContext(connection) as found:
        _save(client, path, body)
    return sum("SAVEPOINT" not in query["sql"] for query in found), took


def _save(client: Client, path: str, body: str) -> None:
    kind = "application/x-www-form-urlencoded"
    reply: Any = client.post(path, body, content_type=kind, HTTP_HOST=HOST)
    assert reply.status_code == 302 or "version" in reply.json()


def _writers() -> list[Writer]:
    """People of one enterprise, each with a response of their own."""
    referencing.load(at=factories.NOW)
    now = timezone.now()
    officer = factories.user("Officer")
    plan = running.Plan(
        name_zh="本轮",
        name_en="This round",
        year=now.year,
        opens_at=now - timedelta(days=1),
        deadline=now + timedelta(days=10),
        editions=list(Edition.objects.filter(questionnaire__code="digital_workshop")),
        regions=[factories.region()],
    )
    target = running.plan_round(plan, by=officer, at=now)
    running.open_round(target, by=officer, at=now)
    home = factories.enterprise()
    sections = target.editions.get().scheme.sections
    (questions,) = (part.questions for part in sections if part.code == SECTION)
    assert len(questions) == ANSWERS
    return [_writer(home, target, questions) for _ in range(CLIENTS)]


def _writer(home: Enterprise, target: Round, questions: Sequence[Question]) -> Writer:
    response: Response = factories.response(unit=factories.unit(home), round=target)
    client = Client()
    client.force_login(
        response.created_by, backend="assessment.signing_in.IdentifierBackend"
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Writer(response.pk, session, questions)


@contextmanager
def _serving() -> Iterator[int]:
    """The site as the supervisor starts it, on a port of its own."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    command = supervisor._web_command(f"{HOST}:{port}")
    process = subprocess.Popen([sys.executable, *command], cwd=settings.BASE_DIR)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            http.client.HTTPConnection(HOST, port, timeout=20).request(
                "GET", "/health/"
            )
        except OSError:
            assert time.monotonic() < end, "The site does not answer."
            time.sleep(0.2)
        else:
            return
