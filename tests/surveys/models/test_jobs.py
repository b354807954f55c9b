"""What the database refuses about a job."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.models import Job

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOKEN = UUID(int=1)
QUEUED = {"kind": "assess", "key": "assess:1", "wake_at": NOW}
RUNNING = QUEUED | {
    "state": "running",
    "wake_at": None,
    "token": TOKEN,
    "lease_until": NOW,
}
DONE = QUEUED | {
    "state": "done",
    "wake_at": None,
    "finished_at": NOW,
    "progress": 100,
    "result": {"scorecard": 1},
}
FAILED = QUEUED | {
    "state": "failed",
    "wake_at": None,
    "finished_at": NOW,
    "error": "lost",
}
CANCELLED = QUEUED | {"state": "cancelled", "wake_at": None, "finished_at": NOW}


@pytest.mark.parametrize("fields", [QUEUED, RUNNING, DONE, FAILED, CANCELLED])
def test_accepts(fields: dict[str, Any]) -> None:
    assert Job.objects.create(**fields).pk


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (QUEUED | {"state": "lost", "wake_at": None}, "state_valid"),
        (FAILED | {"error": "unlucky"}, "error_valid"),
        (RUNNING | {"lease_until": None}, "token_with_lease_until"),
        (RUNNING | {"token": None, "lease_until": None}, "held_while_running"),
        (QUEUED | {"token": TOKEN, "lease_until": NOW}, "held_while_running"),
        (QUEUED | {"wake_at": None}, "woken_while_queued"),
        (RUNNING | {"wake_at": NOW}, "woken_while_queued"),
        (DONE | {"finished_at": None}, "ended_once"),
        (QUEUED | {"finished_at": NOW}, "ended_once"),
        (FAILED | {"error": ""}, "failed_with_error"),
        (CANCELLED | {"error": "raised"}, "failed_with_error"),
        (DONE | {"progress": 99}, "full_when_done"),
        (RUNNING | {"progress": 100}, "full_when_done"),
        (RUNNING | {"progress": 101}, "progress_percent"),
        (FAILED | {"result": {"scorecard": 1}}, "result_when_done"),
        (QUEUED | {"kind": ""}, "named"),
        (QUEUED | {"key": ""}, "named"),
    ],
)
def test_refuses(fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=f"surveys_job_{name}"):
        Job.objects.create(**fields)


def test_a_key_comes_once() -> None:
    Job.objects.create(**QUEUED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(**QUEUED)
    assert Job.objects.count() == 1
