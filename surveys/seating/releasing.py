"""Releasing the decisions of a round once its calibration was looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from surveys import auditing
from surveys.models import Release, Round, User
from surveys.workflow import ReasonNeeded


class AlreadyReleased(Exception):
    """The decisions of this round are released, or never waited."""


@transaction.atomic
def release(
    target: Round, *, note: str, figures: Mapping[str, Any], by: User, at: datetime
) -> Release:
    """Let the municipality decide; `figures` is what the calibration showed."""
    if not note.strip():
        raise ReasonNeeded("release")
    held = Round.objects.select_for_update().get(pk=target.pk)
    if not held.holds_decisions():
        raise AlreadyReleased
    made = Release.objects.create(
        round=held, note=note, figures=dict(figures), by=by, at=at
    )
    auditing.record(
        "release_decisions", target, by=by, at=at, reason=note, details=dict(figures)
    )
    return made
