"""The command makes the demo once; codes are printed again; never in production."""

import socket
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessment.demo import accounts
from reports.models import Report
from surveys import sealing
from surveys.models import AuditRow, Job
from tests import factories


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def state(settings):
    files = sorted(Path(settings.VAR_DIR, "demo").iterdir())
    return (
        AuditRow.objects.count(),
        list(Job.objects.order_by("pk").values_list("key", "state", "attempts")),
        list(Report.objects.order_by("pk").values_list("pk", "sha256")),
        [(path.name, path.read_bytes(), path.stat().st_mtime_ns) for path in files],
    )


@pytest.mark.django_db
def test_a_second_run_prints_the_same_and_changes_nothing(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    first = run("demo", "--no-serve", "--enterprises", "3")
    before = state(settings)
    second = run("demo", "--no-serve", "--enterprises", "3")

    assert [name for name, _, _ in before[3]] == [
        "benchmark-en.xlsx",
        "benchmark-zh.xlsx",
    ]
    assert {state for _, state, _ in before[1]} == {"done"}
    assert state(settings) == before
    codes = {line for line in first.splitlines() if line[-6:].isdecimal()}
    assert set(first.splitlines()) - set(second.splitlines()) <= codes
    own = [line for line in first.splitlines() if str(tmp_path) not in line]
    assert max(map(len, own)) < 80
    for account in accounts.ACCOUNTS:
        assert account.email in first
    assert accounts.REVIEWER.secret in run("demo_code", "Reviewer@dengta.example")

    Path(tmp_path, "demo", "benchmark-zh.xlsx").unlink()
    run("demo", "--no-serve")
    assert [f[:2] for f in state(settings)[3]] == [f[:2] for f in before[3]]


@pytest.mark.django_db
def test_anchors_of_a_database_that_is_gone_are_put_aside(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.AUDIT_ANCHORS = tmp_path / "anchors.log"
    gone = '{"day": "2026-01-01", "seq": 999999, "mac": "00"}\n'
    settings.AUDIT_ANCHORS.write_text(gone)
    run("demo", "--no-serve", "--enterprises", "3")
    (aside,) = tmp_path.glob("anchors.log.*")
    assert aside.read_text() == gone
    assert sealing.verify().fault is None


@pytest.mark.django_db
def test_data_of_others_is_left_alone():
    factories.enterprise()
    with pytest.raises(CommandError, match="other enterprises"):
        run("demo", "--no-serve")


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["demo", "demo_code"])
def test_production_refuses(settings, command):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        run(command)


@pytest.mark.django_db
def test_there_is_no_code_without_the_demo():
    with pytest.raises(CommandError, match="second factor"):
        run("demo_code", "reviewer@dengta.example")


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT={port + 1}"):
            run("demo", "--port", str(port))
