"""The command line: an auditor re-computes a score from files, without Django."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from surveys.scoring import Answer, Lane, as_document, compile_scheme, evaluate
from surveys.scoring.__main__ import REFUSED
from surveys.scoring.accepting import PROBLEM_IDS
from surveys.scoring.ascending.finding import way_up
from surveys.scoring.documenting import plain
from tests.surveys.scoring import documents as make

ROOT = Path(__file__).parents[3]
# Neither the site nor what is installed there; Django is refused by name besides.
ALONE = """
import runpy, sys
sys.path.insert(0, {root!r})
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "psycopg", "celery", "numpy"):
            raise AssertionError(name)
sys.meta_path.insert(0, Refuse())
sys.argv = ["scoring", *{arguments!r}]
runpy.run_module("surveys.scoring", run_name="__main__", alter_sys=True)
"""
DOCUMENT = make.edition(
    make.percent("rate"),
    make.single("kind", "0", "100", allow_na=True),
    make.matrix("grid", ["v", "x"], "0", "100"),
    checks=[
        make.check("RATE", {"answer": "rate", "op": ">=", "value": "60"}),
        make.check("BIG", {"fact": "employees", "op": ">=", "value": "10.5"}),
    ],
    levels=[make.level("one", 1, {"all": [{"check": "RATE"}, {"check": "BIG"}]})],
)
ANSWERS = {
    "rate": Answer("41.25"),
    "kind": Answer(None, "na"),
    "grid": Answer({"v": "b"}),
}
STORED = {
    "rate": {"v": "41.25", "state": "answered", "reason": ""},
    "kind": {"v": None, "state": "na", "reason": "none here"},
    "grid": {"v": {"v": "b"}, "state": "answered", "reason": ""},
}
FACTS = {"employees": 12}


def run(tmp_path, *arguments, **files):
    """(exit code, stdout, stderr); files by name: JSON, or bytes as they are."""
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / f"{name}.json").write_bytes(raw)
    code = ALONE.format(root=str(ROOT), arguments=list(arguments))
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def expected(lane=Lane.CLAIMED, accepted=frozenset(), answers=ANSWERS, way=False):
    scheme, taken = compile_scheme(DOCUMENT), {"lane": lane, "accepted": accepted}
    document = as_document(evaluate(scheme, answers, FACTS, **taken))
    if way:
        document["way_up"] = plain(way_up(scheme, answers, FACTS, **taken))
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def test_it_prints_outcome_and_explanation(tmp_path):
    files = {"scheme": DOCUMENT, "answers": STORED, "facts": FACTS}
    arguments = ("scheme.json", "answers.json", "--facts", "facts.json")
    assert run(tmp_path, *arguments, **files) == (0, expected(), "")
    on_review = ("--lane", "reviewed", "--accepted", "kind", "--way-up")
    assert run(tmp_path, *arguments, *on_review) == (
        0,
        expected(Lane.REVIEWED, frozenset({"kind"}), way=True),
        "",
    )


def test_plain_values_and_numbers_as_they_are_typed(tmp_path):
    answers = b'{"rate": 41.250, "grid": {"v": "b"}, "kind": null}'
    facts = b'\xef\xbb\xbf{"employees": 12}'
    answered = {code: ANSWERS[code] for code in ("rate", "grid")}
    arguments = ("scheme.json", "answers.json", "--facts", "facts.json")
    files = {"scheme": DOCUMENT, "answers": answers, "facts": facts}
    assert run(tmp_path, *arguments, **files) == (0, expected(answers=answered), "")


def test_the_schema_of_editions(tmp_path):
    code, out, err = run(tmp_path, "--schema")
    assert (code, err) == (0, "")
    path = ROOT / "surveys" / "scoring" / "edition.schema.json"
    assert json.loads(out) == json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        (b'{"rate": ', ["answers.json: not JSON: Expecting value: line 1 column 10"]),
        (b'{"rate": NaN}', ["answers.json: not JSON: NaN is not a number"]),
        (b'{"rate": 1, "rate": 2}', ["answers.json: not JSON: the key 'rate' is"]),
        (b"\xff", ["answers.json: not UTF-8, from byte 0 on"]),
        (b"[" * 100_000, ["answers.json: not JSON: maximum recursion depth"]),
        (b"[]", ["answers.json: not an object with a key for each code"]),
        (
            {"rate": "150", "kid": "a", "kind": {"v": "z", "state": "answered"}},
            [
                "answers: rate: refused: it is not between 0 and 100",
                "answers: there is no question 'kid'",
                "answers: kind: refused: there is no option 'z'",
            ],
        ),
        (b'{"rate": 1e1}', ["answers: rate: refused: it is not a decimal number"]),
        ({"rate": {"v": "1", "state": "x"}}, ["answers: rate: there is no state 'x'"]),
        (
            {"grid": {"y": "a"}, "rate": {"n": "1"}},
            [
                "answers: grid: refused: there is no row 'y'",
                "answers: rate: refused: it is not a decimal number",
            ],
        ),
    ],
)
def test_answers_that_are_wrong_are_named(tmp_path, answers, lines):
    files = {"scheme": DOCUMENT, "answers": answers}
    code, out, err = run(tmp_path, "scheme.json", "answers.json", **files)
    assert (code, out) == (2, "")
    found = err.splitlines()
    assert len(found) == len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=True))


def test_all_faults_of_an_edition_are_told(tmp_path):
    wrong = {**DOCUMENT, "unit": "shed", "decimals": 13}
    files = {"scheme": wrong, "answers": {}}
    code, out, err = run(tmp_path, "scheme.json", "answers.json", **files)
    assert (code, out) == (2, "")
    assert sorted(line.split(":")[:2] for line in err.splitlines()) == [
        ["scheme.json", " decimals"],
        ["scheme.json", " unit"],
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.json", "none.json"), "none.json: cannot be read: No such file"),
        (("scheme.json",), "SCHEME.json and ANSWERS.json are needed"),
        (("scheme.json", "answers.json", "--lane", "own"), "invalid choice: 'own'"),
        (
            ("scheme.json", "answers.json", "--accepted", "kind,no"),
            "--accepted: there is no question 'no'",
        ),
    ],
)
def test_what_is_missing_is_said(tmp_path, arguments, said):
    files = {"scheme": DOCUMENT, "answers": {}}
    code, out, err = run(tmp_path, *arguments, **files)
    assert (code, out) == (2, "")
    assert said in err


def test_every_refusal_has_its_sentence():
    assert REFUSED.keys() == PROBLEM_IDS.keys()
    for message, names in PROBLEM_IDS.items():
        REFUSED[message].format(**dict.fromkeys(names, "1"))
