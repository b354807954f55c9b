"""A pytest plugin that tries mutants: collect once, then one fork for each of them.

A fork inherits all that is imported and collected, so a mutant costs its tests and
little more. Only tests that come through the mutated function run, quick ones first,
up to the first that fails; CPU time and memory of a fork are bounded.
"""

import gc
import json
import os
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import accumulate, takewhile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from mutmut.utils.format_utils import mangled_name_from_mutant_name

MUTANTS, RESULTS = Path("mutants.json"), Path("results.txt")
MEMORY = 4 * 2**30
ENOUGH = 4  # CPU seconds of tests for one mutant
PATIENCE = 4  # times the CPU seconds that the tests take, and so many seconds more
EDITIONS = ("/test_compiling.py", "/test_scheme.py")  # what is wrong, what is read

settings.register_profile(
    "mutation",
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # nobody reads a shrunken example
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutation")


class Outcome:
    """Which test of this process failed, if one did."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid


class Seen(NamedTuple):
    """What became of a fork, and what it said."""

    status: int
    said: str


class Trial:
    """The tests, what each costs and touches, and how many mutants each has killed."""

    def __init__(self, items: list[pytest.Item], outcome: Outcome) -> None:
        self.outcome = outcome
        self.kills: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}
        self.touching: dict[str, list[pytest.Item]] = defaultdict(list)
        for item in items:
            self._watch(item)
        idle = min(self.seconds.values())  # what any fork costs, once
        self.seconds = {name: spent - idle for name, spent in self.seconds.items()}

    def _watch(self, item: pytest.Item) -> None:
        """Each test in a fork of its own: what one leaves in a cache would hide from
        the next what it touches."""

        def attempt() -> str:
            set_mutant_under_test("stats")
            start = time.process_time()
            failed = self._run([item])
            seconds = time.process_time() - start
            return json.dumps([failed, sorted(state()._stats), seconds])

        failed, names, self.seconds[item.nodeid] = json.loads(_forked(attempt).said)
        if failed:
            pytest.exit(f"{failed} fails without any mutant.", 1)
        for name in names:
            self.touching[name].append(item)

    def of(self, mutant: str) -> str:
        """killed, timeout, survived or untested."""
        tests = self.touching[mangled_name_from_mutant_name(mutant)]
        if not tests:
            return "untested"
        tests = self._chosen(mutant, sorted(tests, key=self._promise))
        limit = PATIENCE + PATIENCE * sum(self.seconds[item.nodeid] for item in tests)

        def attempt() -> str:
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            set_mutant_under_test(mutant)
            return self._run(tests)

        seen = _forked(attempt)
        if os.WIFSIGNALED(seen.status):
            return "timeout"
        self.kills[seen.said] += 1
        return "killed" if seen.said or seen.status else "survived"

    def _promise(self, item: pytest.Item) -> float:
        """What a kill by this test costs, as far as can be foreseen."""
        return (self.seconds[item.nodeid] + 0.001) / (1 + self.kills[item.nodeid])

    def _chosen(self, mutant: str, tests: list[pytest.Item]) -> list[pytest.Item]:
        """All tests of the module and of whole editions, then of the others as many as
        can be afforded. What is left out could only kill more."""
        first = (f"/test_{mutant.split('.')[-2]}.py", *EDITIONS)
        own = [test for test in tests if any(name in test.nodeid for name in first)]
        rest = [test for test in tests if test not in own]
        spent = accumulate(self.seconds[item.nodeid] for item in rest)
        within = list(takewhile(lambda seconds: seconds <= ENOUGH, spent))
        return own + rest[: max(len(within), not own)]

    def _run(self, tests: list[pytest.Item]) -> str:
        """The first test that fails, if one does."""
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            test.ihook.pytest_runtest_protocol(item=test, nextitem=following)
            if self.outcome.failed:
                break
        return self.outcome.failed


def pytest_runtestloop(session: pytest.Session) -> bool:
    outcome = Outcome()
    session.config.pluginmanager.register(outcome)
    gc.collect()
    gc.freeze()  # a collection would make every fork copy what it inherits
    trial = Trial(session.items, outcome)
    with RESULTS.open("w", encoding="utf-8", buffering=1) as results:
        for mutant in json.loads(MUTANTS.read_text("utf-8")):
            results.write(f"{mutant} {trial.of(mutant)}\n")
    return True


def _forked(work: Callable[[], str]) -> Seen:
    """Do the work in a child, which goes no further whatever happens in it."""
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(tell, work().encode())
            os._exit(0)
        finally:
            os._exit(1)
    os.close(tell)
    with os.fdopen(told) as pipe:
        said = pipe.read()
    return Seen(os.waitpid(child, 0)[1], said)
