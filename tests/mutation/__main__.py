"""Mutation testing of the scoring engine: `make mutation`.

mutmut writes the mutants; tests/mutation/forking.py tries them, in a copy of the tree
below var/, so that no mutant ever stands where somebody works. Ends with 1 where fewer
than 85 % of them die.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.utils.format_utils import get_mutant_name

from tests.mutation.surviving import described

ENGINE = Path("surveys/scoring")
COPY = Path("var/mutation")
COPIED = ("assessment", "locale", "pyproject.toml", "reports", "surveys", "tests")
LEAST = 85  # percent of the mutants that must die
SEED = 20240701
DEAD = ("killed", "timeout")
PYTEST = (
    *("-m", "pytest", "-q", "-s", "--assert=plain", "--tb=native"),
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"),
    *("-p", "no:playwright", "-p", "no:base_url", "-p", "tests.mutation.forking"),
    *("tests/surveys/scoring", "--ignore=tests/surveys/scoring/ascending"),
    "--ignore=tests/surveys/scoring/test_main.py",  # another process, without mutmut
)
Results = dict[str, str]


def main() -> int:
    options = _options()
    start = time.monotonic()
    _copy()
    mutants = [_mutated(module) for module in options.only or _modules()]
    chosen = [name for names in mutants for name in _some(names, options.sample)]
    _say(f"{len(chosen)} of {sum(map(len, mutants))} mutants; the log is in {COPY}")
    results = _tried(chosen)
    alive = [mutant for mutant, result in results.items() if result not in DEAD]
    for line in described(alive, COPY):
        _say(line)
    rate = _told(results)
    _say(f"{(time.monotonic() - start) / 60:.0f} minutes")
    return 0 if rate >= LEAST else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", type=Path, help="modules, by path")
    parser.add_argument("--sample", type=float, default=100, help="percent of each")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _modules() -> list[Path]:
    """All but the search for the way up, which brute force proves (and which no fork
    could do in the time)."""
    return [path for path in sorted(ENGINE.glob("*.py")) if path.name != "__main__.py"]


def _copy() -> None:
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir(parents=True)
    unwanted = shutil.ignore_patterns("__pycache__")
    for source in map(Path, COPIED):
        if source.is_dir():
            shutil.copytree(source, COPY / source, ignore=unwanted)
        else:
            shutil.copy(source, COPY / source)


def _mutated(module: Path) -> list[str]:
    """Write all mutants of a module into its copy; their names."""
    found = mutate_file_contents(str(module), module.read_text("utf-8"))
    (COPY / module).write_text(found.code, "utf-8")
    return [get_mutant_name(module, name) for name in found.mutant_names]


def _some(names: list[str], percent: float) -> list[str]:
    """The same ones every time."""
    count = round(len(names) * percent / 100)
    return sorted(random.Random(SEED).sample(names, count))


def _tried(mutants: list[str]) -> Results:
    (COPY / "mutants.json").write_text(json.dumps(mutants), "utf-8")
    log = COPY / "log.txt"
    with log.open("w") as lines:
        command = [sys.executable, *PYTEST]
        done = subprocess.run(command, cwd=COPY, stdout=lines, check=False)
    if done.returncode:
        sys.exit(log.read_text("utf-8")[-2000:])
    found = (COPY / "results.txt").read_text("utf-8").splitlines()
    return dict(line.split() for line in found)


def _told(results: Results) -> float:
    """Say what became of the mutants of each module; the rate of all."""
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, result in results.items():
        by_module[mutant.rpartition(".")[0]][result] += 1
    _say(f"{'module':40} mutants  killed  survived     rate")
    for module, found in sorted(by_module.items()):
        _say(_row(module, found))
    total = sum(by_module.values(), Counter())
    _say(_row("all", total))
    return _rate(total)


def _row(name: str, found: Counter[str]) -> str:
    dead = sum(found[result] for result in DEAD)
    alive = found.total() - dead
    return f"{name:40} {found.total():7} {dead:7} {alive:9} {_rate(found):6.1f} %"


def _rate(found: Counter[str]) -> float:
    dead = sum(found[result] for result in DEAD)
    return 100 * dead / found.total() if found else 100.0


if __name__ == "__main__":
    sys.exit(main())
