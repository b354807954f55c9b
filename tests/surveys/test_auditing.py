"""Every verb leaves its numbered row: who, when, from where, to what, and why."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet

from surveys import (
    assigning,
    auditing,
    carrying,
    enrolling,
    filling,
    inspecting,
    inviting,
    judging,
    lapsing,
    merging,
    objecting,
    prefilling,
    proving,
    recognising,
    reviewing,
    running,
    seating,
)
from surveys.models import AuditRow, Response, User
from surveys.workflow import MOVES, Party, Status
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

ROOMS = (
    assigning,
    carrying,
    enrolling,
    filling,
    inspecting,
    inviting,
    judging,
    merging,
    objecting,
    prefilling,
    proving,
    recognising,
    reviewing,
    running,
    seating,
)


# Records by the verb of another room in which it ends.
ELSEWHERE = {"bring", "upload", "drop", "grade"}


def parts(room: ModuleType) -> list[ModuleType]:
    """A room in one file, or the files of a room that is a folder."""
    if not hasattr(room, "__path__"):
        return [room]
    found = pkgutil.iter_modules(room.__path__, f"{room.__name__}.")
    return [importlib.import_module(one.name) for one in found]


LATER = NOW + timedelta(days=5)
AFTER = NOW + timedelta(days=60)


def officer() -> User:
    return factories.official("municipal_officer")


def in_district(**fields: Any) -> Response:
    target = factories.open_round(district_decides_below=3000)
    response = factories.handed_in(round=target, **fields)
    factories.clear(response, factories.official())
    return response


def returned() -> Response:
    response = factories.handed_in()
    reviewing.return_file(
        response,
        {"mes": "Which?"},
        due_at=LATER,
        by=factories.official(),
        at=NOW,
    )
    return response


def lapsed() -> Response:
    response = factories.response()
    lapsing.lapse_overdue(AFTER)
    response.refresh_from_db()
    return response


STARTS: dict[str, Callable[[], Response]] = {
    Status.DRAFT: factories.response,
    Status.SUBMITTED: factories.handed_in,
    Status.RETURNED: returned,
    Status.RECOMMENDED: factories.recommended,
    Status.NOTICED: factories.noticed,
    Status.LAPSED: lapsed,
}


def uphold(response: Response, by: User) -> None:
    objection = factories.objection(response)
    objecting.decide_objection(objection, upheld=True, reason="True.", by=by, at=LATER)
    response.refresh_from_db()


# How each move of the table is made; the audit row's action is the move's name.
MAKE: dict[str, Callable[[Response, User], Any]] = {
    "submit": lambda r, by: filling.submit(r, name="Wang", post="Head", by=by, at=NOW),
    "take_back": lambda r, by: filling.take_back(r, by=by, at=NOW),
    "withdraw": lambda r, by: filling.withdraw(r, by=by, at=NOW),
    "return": lambda r, by: reviewing.return_file(
        r, {"mes": "Which?"}, due_at=LATER, by=by, at=NOW
    ),
    "recommend": lambda r, by: reviewing.recommend(r, opinion="Good.", by=by, at=NOW),
    "notice_in_district": lambda r, by: reviewing.decide_in_district(
        r, "notice", reason="", by=by, at=NOW
    ),
    "decline_in_district": lambda r, by: reviewing.decide_in_district(
        r, "decline", reason="Small.", by=by, at=NOW
    ),
    "send_back": lambda r, by: recognising.send_back(r, reason="Why?", by=by, at=NOW),
    "notice": lambda r, by: recognising.decide(r, "notice", by=by, at=NOW),
    "cultivate": lambda r, by: recognising.decide(
        r, "cultivate", reason="Small.", by=by, at=NOW
    ),
    "decline": lambda r, by: recognising.decide(
        r, "decline", reason="Small.", by=by, at=NOW
    ),
    "recognise": lambda r, by: recognising.recognise(r, by=by, at=LATER),
    "uphold_objection": uphold,
    "lapse": lambda r, by: lapsing.lapse_overdue(AFTER),
    "reopen": lambda r, by: running.reopen(
        r, due_at=AFTER + timedelta(days=9), reason="Flood.", by=by, at=AFTER
    ),
}
ACTIONS = {"uphold_objection": "decide_objection"}


def audited(name: str) -> QuerySet[AuditRow]:
    return AuditRow.objects.filter(action=ACTIONS.get(name, name))


@pytest.mark.parametrize(
    ("name", "source"),
    [(move.name, source) for move in MOVES.values() for source in move.sources],
)
def test_every_move_of_the_table_writes_its_two_rows(name: str, source: str) -> None:
    own = name.endswith("_in_district")
    response = in_district() if own else STARTS[source]()
    party = MOVES[name].party
    by = response.created_by if party == Party.ENTERPRISE else officer()
    assert response.status == source
    moves, rows = response.moves.count(), audited(name).count()

    MAKE[name](response, by)

    stored = Response.objects.get(pk=response.pk)
    who = None if party == Party.MACHINE else by
    move, row = stored.moves.last(), audited(name).last()
    assert (stored.moves.count(), audited(name).count()) == (moves + 1, rows + 1)
    assert move
    assert row
    assert (stored.status, move.source, move.target, move.by) == (
        MOVES[name].target,
        source,
        MOVES[name].target,
        who,
    )
    assert (row.kind, row.object_id, row.by, row.at) == (
        "response",
        str(response.pk),
        who,
        move.at,
    )
    assert row.reason == move.reason
    assert row.before
    assert row.after
    assert (row.before["status"], row.after["status"]) == (source, move.target)


def functions(module: ModuleType) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def records(name: str, known: dict[str, ast.FunctionDef]) -> bool:
    """Whether a function, or one of the same module that it calls, records."""
    calls = [n for n in ast.walk(known[name]) if isinstance(n, ast.Call)]
    if any(ast.unparse(call.func) == "auditing.record" for call in calls):
        return True
    inner = {ast.unparse(call.func) for call in calls} & set(known) - {name}
    return any(records(one, known) for one in inner)


@pytest.mark.parametrize("room", ROOMS, ids=lambda m: m.__name__)
def test_every_verb_of_people_records_and_reads_no_clock(room: ModuleType) -> None:
    known: dict[str, ast.FunctionDef] = {}
    for module in parts(room):
        known |= functions(module)
        source = inspect.getsource(module)
        assert "timezone.now" not in source
        assert "datetime.now" not in source
    verbs = [
        name
        for name, node in known.items()
        if not name.startswith("_")
        and name not in ELSEWHERE
        and {"by", "at"} <= {a.arg for a in node.args.kwonlyargs}
    ]

    assert verbs
    assert [name for name in verbs if not records(name, known)] == []


def test_a_row_tells_who_did_what_when_from_where_and_why() -> None:
    person, subject = factories.user(), factories.unit()
    token = auditing.address.set("2001:db8::7")
    try:
        auditing.record(
            "act", subject, by=person, at=NOW, reason="So.", details={"n": 1}
        )
    finally:
        auditing.address.reset(token)

    row = AuditRow.objects.get(action="act")
    assert (row.kind, row.object_id, row.by, row.at) == (
        "unit",
        str(subject.pk),
        person,
        NOW,
    )
    assert (row.address, row.reason, row.details) == ("2001:db8::7", "So.", {"n": 1})
    assert str(row) == f"{row.seq} act"


def test_the_machine_has_neither_name_nor_address() -> None:
    factories.response()
    lapsing.lapse_overdue(AFTER)

    row = AuditRow.objects.get(action="lapse")

    assert (row.by, row.address) == (None, None)


def test_what_is_rolled_back_has_no_row_and_leaves_no_gap() -> None:
    person = factories.user()
    first = AuditRow.objects.count()
    with transaction.atomic():
        auditing.record("act", person, by=person, at=NOW)
        transaction.set_rollback(True)

    auditing.record("act", person, by=person, at=NOW)

    numbers = list(AuditRow.objects.values_list("seq", flat=True))
    assert numbers == list(range(1, first + 2))


def test_no_answer_stands_in_the_audit_trail() -> None:
    secret = "canary-7f3a"
    response = factories.filled({"remarks": secret, "mes": "none"})
    filling.submit(response, name="Wang", post="Head", by=response.created_by, at=NOW)

    rows = AuditRow.objects.values_list("reason", "details")

    assert [row for row in rows if secret in str(row)] == []
