"""Stored answers become rows of marks as if each document were parsed by itself."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.models.responses import answers_of
from surveys.rescoring.reading import SEPARATOR, Reading
from surveys.scoring import Lane, compile_scheme
from surveys.scoring.batching import Batch
from surveys.scoring.transferring import transfer
from tests.surveys.scoring import documents as make
from tests.surveys.scoring import strategies

# Pieces of what stands between two entries, to be met inside texts as well.
NASTY = st.text(alphabet='"\\{}, :reasonv', max_size=12) | st.sampled_from(
    [SEPARATOR, '"}, "', '"}}', ', "reason": ""}}', "\\", "“没有”"]
)


def meaning(marks, row):
    return [(mark.state, mark.value, mark.score) for mark in row]


def expected(batch, answered, document):
    taken = transfer(batch.scheme, answered, answers_of(document))
    return batch.row(taken.answers), taken.dropped


@st.composite
def documents(draw):
    """Two editions, one lane, and documents answered to the first."""
    questions = [
        draw(strategies.scored(f"q{n}")) for n in range(draw(st.integers(1, 4)))
    ]
    words = make.ask("words", "text")
    new = [draw(strategies.scored(q["code"])) for q in questions if draw(st.booleans())]
    new = [q for q in questions if draw(st.booleans())] or new or questions[:1]
    stored = []
    for _ in range(draw(st.integers(1, 4))):
        found = draw(strategies.answers(questions))
        entries = {
            code: {"v": value, "state": state, "reason": draw(NASTY)}
            if state == "na" or draw(st.booleans())
            else {"v": value, "state": state, "reason": ""}
            for code, (value, state) in found.items()
        }
        if draw(st.booleans()):
            said = draw(NASTY)
            entries["words"] = {"v": said, "state": "answered", "reason": ""}
        stored.append(entries)
    old = make.edition(*questions, words)
    return old, make.edition(*new, words, edition="2"), stored


@settings(max_examples=200, deadline=None)
@given(documents(), st.sampled_from(list(Lane)))
def test_equals_parsing_and_taking_over(case, lane):
    old, new, stored = case
    answered, batch = compile_scheme(old), Batch(compile_scheme(new), lane)
    reading = Reading(batch, answered)
    idle = [batch.marks.slots[code] for code in reading.idle]
    for document in [*stored, *stored]:
        row = reading.row(json.dumps(document, ensure_ascii=False))
        wanted, dropped = expected(batch, answered, document)
        for slot in idle:  # nothing looks at them
            row[slot] = wanted[slot]
        unfit = [slot for slot, mark in enumerate(row) if mark is reading.unfit]
        assert meaning(batch.marks, row[: reading.width]) == meaning(
            batch.marks, wanted
        )
        assert len(unfit) == len(dropped)


@pytest.mark.parametrize("stored", ["{}", '{"q": {"v": "a", "state": "answered"}}'])
def test_reads_what_other_versions_wrote(stored):
    scheme = compile_scheme(make.edition(make.single("q", "0", "100")))
    batch = Batch(scheme, Lane.CLAIMED)
    row = Reading(batch, scheme).row(stored)
    assert meaning(batch.marks, row) == meaning(
        batch.marks, batch.row(answers_of(json.loads(stored)))
    )


def test_forgets_what_is_too_much(monkeypatch):
    monkeypatch.setattr("surveys.rescoring.reading.KEPT", 4)
    scheme = compile_scheme(make.edition(make.percent("q")))
    reading = Reading(Batch(scheme, Lane.CLAIMED), scheme)
    for n in range(20):
        stored = {"q": {"v": str(n), "state": "answered", "reason": ""}}
        assert reading.row(json.dumps(stored))[0].score == (n, 1)
