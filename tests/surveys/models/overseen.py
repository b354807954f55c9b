"""The constraints of reminders and extensions, and what breaks them."""

from datetime import timedelta
from typing import Any

from surveys import extending, urging
from surveys.models import Extension, Reminder, ReminderLine
from tests import factories
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice


def extension() -> Extension:
    """One for an enterprise."""
    whom = factories.enterprise()
    target = factories.open_round()
    until = target.deadline + timedelta(days=1)
    by = factories.official("municipal_officer")
    done = extending.extend(target, whom, until=until, reason="Flood.", by=by, at=NOW)
    return done.extension


def _sent(draft: bool) -> ReminderLine:
    factories.region()
    target = factories.open_round()
    file = factories.filled(round=target) if draft else None
    owner = file.unit.enterprise if file else factories.enterprise()
    factories.member(owner)
    wanted = urging.Wanted(
        frozenset() if file else frozenset({owner.pk}),
        frozenset({file.pk} if file else ()),
    )
    sent: Reminder = urging.remind(target, wanted, by=factories.official(), at=NOW)
    return sent.lines.get()


def line() -> ReminderLine:
    """One that was told of a file."""
    return _sent(draft=True)


def line_to_start() -> ReminderLine:
    """One that was told to start."""
    return _sent(draft=False)


OVERSEEN: dict[str, Any] = {
    "surveys_extension_for_one": Broken(extension, {"enterprise": None}),
    "surveys_extension_with_a_reason": Broken(extension, {"reason": ""}),
    "surveys_extension_until_after_at": Broken(extension, {"until": NOW}),
    "surveys_reminderline_outcome_valid": Broken(
        line, {"outcome": "lost", "people": 0}
    ),
    "surveys_reminderline_told_somebody": Broken(line, {"people": 0}),
    "surveys_reminderline_file_once": Twice(line),
    "surveys_reminderline_enterprise_once": Twice(line_to_start),
}
