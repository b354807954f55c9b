"""Every message id is documented, and every documented one can happen."""

import inspect
import re

from surveys.scoring import (
    MESSAGE_IDS,
    State,
    aggregating,
    climbing,
    combining,
    measuring,
)

MADE_OF_PARTS = {
    f"{kind}.{state}" for kind in ("question", "node") for state in ("hidden", "na")
} | {
    "question.unanswered",
    "check.pass",
    "check.fail",
    "check.unknown",
    "check.open",
    "check.not_recorded",
    "node.weighted_mean",
    "node.sum",
    "node.min",
    "node.max",
    "node.geometric",
    "node.harmonic",
    "node.power",
}


def test_message_ids():
    rooms = (aggregating, climbing, combining, measuring)
    source = "".join(map(inspect.getsource, rooms))
    written = set(re.findall(r'"((?:question|node|check|level)\.[a-z_]+)"', source))
    results = {one for one in MESSAGE_IDS if not one.startswith("seen.")}
    assert written | MADE_OF_PARTS == results


def test_states_are_words():
    assert [str(state) for state in State] == ["answered", "unanswered", "hidden", "na"]
