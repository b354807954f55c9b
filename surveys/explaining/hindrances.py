"""Says what stands against an act on a file, before anybody does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.explaining.words import deadline, moment, quoted
from surveys.scoring import Text
from surveys.workflow import Status


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that stands against it; `bars` says that it cannot be done at all.

    gone: it has another status by now · district: the round lets the district decide ·
    unopened: nobody has looked at it · not_reached: these checks are not met · facts:
    these were not looked up · asked: what was asked back at these items was not
    changed · to_ask: these are noted to be asked back · objected: an objection to a
    correction is open · objectable: the enterprise may still object · unreleased: the
    round waits for its calibration.
    """

    code: str
    titles: Sequence[Text] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    bars: bool = False

    @property
    def words(self) -> str:
        """In one sentence, in the active language."""
        said = WORDS[self.code](self)
        return str(said)


def _gone(one: Hindrance) -> str:
    status = Status(one.params["status"]).label
    return _("It is no longer waiting here: %(status)s.") % {"status": status}


def _district(_one: Hindrance) -> str:
    return _("The district decides this project itself: decide it on its page.")


def _unopened(_one: Hindrance) -> str:
    return _("Nobody has opened this file yet.")


def _not_reached(one: Hindrance) -> str:
    if not one.titles:
        return _("The stage is not reached.")
    return _("The stage is not reached: %(titles)s.") % {"titles": quoted(one.titles)}


def _facts(one: Hindrance) -> str:
    return _("Not looked up yet: %(titles)s.") % {"titles": quoted(one.titles)}


def _asked(one: Hindrance) -> str:
    return _("Asked back, and handed in again unchanged: %(titles)s.") % {
        "titles": quoted(one.titles)
    }


def _to_ask(one: Hindrance) -> str:
    return _("Noted to be asked back: %(titles)s.") % {"titles": quoted(one.titles)}


def _objectable(one: Hindrance) -> str:
    return _(
        "The enterprise may object to the corrections until %(until)s; until then only"
        " the public notice can be decided."
    ) % {"until": deadline(one.params["until"])}


def _unreleased(_one: Hindrance) -> str:
    return _("The decisions of this round wait for its calibration.")


def _objected(_one: Hindrance) -> str:
    return _("An objection of the enterprise to a correction is not decided.")


WORDS = {
    "gone": _gone,
    "district": _district,
    "unopened": _unopened,
    "not_reached": _not_reached,
    "facts": _facts,
    "asked": _asked,
    "to_ask": _to_ask,
    "objected": _objected,
    "objectable": _objectable,
    "unreleased": _unreleased,
}


def became(code: str, by: str | None, at: datetime | None) -> str:
    """What became of one of several files: "done", "kept", or the hindrance that came
    up; `by` and `at` are of its last move."""
    return str(BECAME[code]) % {"name": by or "–", "at": moment(at) if at else "–"}


BECAME: Mapping[str, Any] = {
    "done": gettext_lazy("Done."),
    "kept": gettext_lazy(
        "Your decision is kept; it counts once a second officer agrees."
    ),
    "gone": gettext_lazy("Not done: %(name)s moved it at %(at)s."),
    "district": gettext_lazy(
        "Not done: the district decides this project itself, on its page."
    ),
    "objected": gettext_lazy(
        "Not done: an objection to a correction has to be decided first."
    ),
    "objectable": gettext_lazy(
        "Not done: the enterprise may still object to a correction."
    ),
    "unreleased": gettext_lazy(
        "Not done: the decisions of this round wait for its calibration."
    ),
    "not_reached": gettext_lazy("Not done: the stage is not reached."),
    "reason": gettext_lazy("Not done: the reason is missing."),
}
