"""Re-computes a score from files, without Django and without a database.

python -m surveys.scoring SCHEME.json ANSWERS.json [--facts FACTS.json] [--lane LANE]
    [--accepted CODE,...] [--way-up]
python -m surveys.scoring --schema

SCHEME.json is a published edition; ANSWERS.json maps the codes of questions to values
or to answers as they are stored ({"v": …, "state": …}); FACTS.json holds the facts of
the enterprise. Prints outcome and explanation as JSON: message ids with parameters,
numbers as decimal text. Exit code 2 with lines on stderr where something is wrong.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from surveys.scoring.accepting import problem
from surveys.scoring.ascending import way_up
from surveys.scoring.compiling import compile_scheme
from surveys.scoring.documenting import as_document, plain
from surveys.scoring.evaluation import evaluate
from surveys.scoring.measuring import blank
from surveys.scoring.normalising import normalise
from surveys.scoring.reading import SchemeError
from surveys.scoring.results import Answer, Lane, State
from surveys.scoring.scheme import Kind, Question, Scheme

STORED = {"v", "state", "reason"}
WRONG = 2  # exit code
# What is said of a value that is refused; parameters as in PROBLEM_IDS.
REFUSED: Mapping[str, str] = {
    "value.empty": "it says nothing",
    "value.shape": "it has not the shape that this kind of question needs",
    "option.unknown": "there is no option {option!r}",
    "option.exclusive": "an option that stands alone is chosen together with others",
    "row.unknown": "there is no row {row!r}",
    "number.invalid": "it is not a decimal number",
    "number.long": "it has more than {limit} characters",
    "number.decimals": "it has more than {decimals} decimals",
    "number.range": "it is not between {min} and {max}",
    "number.min": "it is below {min}",
    "number.max": "it is above {max}",
    "ratio.over": "the part is more than the whole",
    "date.invalid": "it is not an ISO date that exists",
    "date.min": "it is before {min}",
    "date.max": "it is after {max}",
    "text.long": "it has {length} characters, more than {limit}",
    "text.control": "it holds control characters",
    "file.invalid": "it is not a list of evidence ids",
}


class Wrong(Exception):  # one name for all that ends the program
    """What is wrong with the input, a line for each fault."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.schema:
        schema = resources.files("surveys.scoring").joinpath("edition.schema.json")
        _print(json.loads(schema.read_text("utf-8")))
        return 0
    if given.answers is None:
        parser.error("SCHEME.json and ANSWERS.json are needed")
    try:
        _print(_document(given))
    except Wrong as error:
        sys.stderr.writelines(f"{line}\n" for line in error.args)
        return WRONG
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m surveys.scoring",
        description="Re-compute a score from files, exactly and with its explanation.",
    )
    add = parser.add_argument
    add("scheme", nargs="?", metavar="SCHEME.json", type=Path, help="an edition")
    add("answers", nargs="?", metavar="ANSWERS.json", type=Path, help="by code")
    add("--facts", metavar="FACTS.json", type=Path, help="facts of the enterprise")
    add("--lane", choices=[lane.value for lane in Lane], default=Lane.CLAIMED.value)
    add("--accepted", metavar="CODE,…", default="", help="held not to apply")
    add("--way-up", action="store_true", help="also the way to the next level")
    add("--schema", action="store_true", help="print the JSON Schema of editions")
    return parser


def _print(document: object) -> None:
    """In UTF-8, whatever the terminal is set to."""
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.buffer.write(text.encode() + b"\n")


def _document(given: argparse.Namespace) -> dict[str, Any]:
    scheme = _scheme(given.scheme)
    answers = _answers(scheme, _object(given.answers))
    facts = _object(given.facts) if given.facts else {}
    accepted = frozenset(filter(None, given.accepted.split(",")))
    unknown = sorted(accepted - scheme.questions.keys())
    if unknown:
        raise Wrong(*(f"--accepted: there is no question {code!r}" for code in unknown))
    lane = Lane(given.lane)
    evaluation = evaluate(scheme, answers, facts, lane=lane, accepted=accepted)
    document = as_document(evaluation)
    if given.way_up:
        way = way_up(scheme, answers, facts, lane=lane, accepted=accepted)
        document["way_up"] = plain(way)
    return document


# --- reading


def _json(path: Path) -> Any:
    """What a file holds; numbers with a fraction as the decimal text they are."""
    try:
        return json.loads(
            path.read_text("utf-8-sig"),
            parse_float=str,
            parse_constant=_no_number,
            object_pairs_hook=_once,
        )
    except OSError as error:
        raise Wrong(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Wrong(f"{path}: not UTF-8, from byte {error.start} on") from None
    except (ValueError, RecursionError) as error:
        raise Wrong(f"{path}: not JSON: {error}") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        codes = [key for key, _ in pairs]
        twice = next(key for key in codes if codes.count(key) > 1)
        raise ValueError(f"the key {twice!r} is there twice")
    return found


def _object(path: Path) -> dict[str, Any]:
    found = _json(path)
    if not isinstance(found, dict):
        raise Wrong(f"{path}: not an object with a key for each code")
    return found


def _scheme(path: Path) -> Scheme:
    document = _json(path)
    try:
        return compile_scheme(document)
    except SchemeError as error:
        raise Wrong(*(f"{path}: {fault}" for fault in error.faults)) from None


# --- answers


def _answers(scheme: Scheme, found: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers that say something. Raises Wrong with every one that is refused."""
    answers, faults = {}, []
    for code, entry in found.items():
        question = scheme.questions.get(code)
        if question is None:
            faults.append(f"answers: there is no question {code!r}")
            continue
        stored = _stored(question, entry)
        raw = entry.get("v") if stored else entry
        state = entry.get("state", State.ANSWERED.value) if stored else "answered"
        answer = Answer(normalise(question, raw), state)
        faults += [f"answers: {code}: {why}" for why in _refused(question, answer)]
        if state == State.NA or not blank(answer.value):
            answers[code] = answer
    if faults:
        raise Wrong(*faults)
    return answers


def _stored(question: Question, entry: Any) -> bool:
    """Whether an entry is an answer with its state, not a value that has keys."""
    if not isinstance(entry, dict) or not entry or not entry.keys() <= STORED:
        return False
    rows = {row.code for row in question.rows}
    return question.kind is not Kind.MATRIX or not entry.keys() <= rows


def _refused(question: Question, answer: Answer) -> Iterator[str]:
    if answer.state not in (State.ANSWERED, State.NA):
        yield f"there is no state {answer.state!r}"
    elif answer.state == State.ANSWERED and not blank(answer.value):
        found = problem(question, answer.value)
        if found is not None:
            part = f" ({found.part})" if found.part else ""
            yield f"refused{part}: {REFUSED[found.message].format(**found.params)}"


if __name__ == "__main__":
    sys.exit(main())
