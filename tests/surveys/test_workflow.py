"""The table of moves is complete and says what the design says."""

import pytest

from surveys.workflow import (
    EDITABLE,
    ENDED,
    IN_REVIEW,
    MOVES,
    OWNERS,
    Party,
    Status,
    diagram,
    moves_from,
)


def test_every_status_has_an_owner_or_has_ended() -> None:
    reopened = {Status.LAPSED}

    assert set(OWNERS) | ENDED == set(Status)
    assert set(OWNERS) & ENDED == set()
    assert {s for m in MOVES.values() for s in m.sources} == set(OWNERS) | reopened


def test_statuses_are_editable_in_review_or_ended() -> None:
    groups = [EDITABLE, IN_REVIEW, ENDED]

    assert sorted(s for group in groups for s in group) == sorted(Status)


@pytest.mark.parametrize(
    ("status", "party", "names"),
    [
        (Status.DRAFT, Party.ENTERPRISE, ["submit", "withdraw"]),
        (Status.RETURNED, Party.ENTERPRISE, ["submit", "withdraw"]),
        (Status.SUBMITTED, Party.ENTERPRISE, ["take_back", "withdraw"]),
        (
            Status.SUBMITTED,
            Party.DISTRICT,
            ["return", "recommend", "notice_in_district", "decline_in_district"],
        ),
        (Status.SUBMITTED, Party.MUNICIPAL, []),
        (
            Status.RECOMMENDED,
            Party.MUNICIPAL,
            ["send_back", "notice", "cultivate", "decline"],
        ),
        (Status.NOTICED, Party.MUNICIPAL, ["recognise", "uphold_objection"]),
        (Status.DRAFT, Party.MACHINE, ["lapse"]),
        (Status.LAPSED, Party.MUNICIPAL, ["reopen"]),
        (Status.RECOGNISED, Party.MUNICIPAL, []),
    ],
)
def test_moves_from(status: Status, party: Party, names: list[str]) -> None:
    assert [m.name for m in moves_from(status, party)] == names


def test_diagram_has_a_line_for_each_source_of_each_move() -> None:
    arrows = [line for line in diagram().splitlines() if ": " in line]

    assert len(arrows) == sum(len(m.sources) for m in MOVES.values())
    assert "    noticed --> recognised: recognise (municipal)" in arrows
