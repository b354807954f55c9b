"""What a test of a condition saw and what it needs, in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.explaining.words import day, figure, listed, worded
from surveys.models import (
    ChainRole,
    Cluster,
    Industry,
    ProcessType,
    Region,
    RegionGroup,
    SizeBand,
    SmeTier,
    UnitKind,
)
from surveys.models.places import Named
from surveys.scoring import Check, Kind, Question, Scheme, Seen, whole_months

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
PLACES = 2

NEEDS: Mapping[str, Any] = {
    ">=": gettext_lazy("at least %(value)s"),
    ">": gettext_lazy("more than %(value)s"),
    "<=": gettext_lazy("at most %(value)s"),
    "<": gettext_lazy("less than %(value)s"),
    "==": gettext_lazy("“%(value)s”"),
    "!=": gettext_lazy("anything but “%(value)s”"),
    "in": gettext_lazy("one of: %(value)s"),
    "contains": gettext_lazy("among others: %(value)s"),
    "answered": gettext_lazy("an answer"),
}
DAY_NEEDS: Mapping[str, Any] = {
    ">=": gettext_lazy("not before %(value)s"),
    ">": gettext_lazy("after %(value)s"),
    "<=": gettext_lazy("not after %(value)s"),
    "<": gettext_lazy("before %(value)s"),
}

NAMES: Mapping[str, type[Named]] = {
    "size": SizeBand,
    "sme_tier": SmeTier,
    "chain_role": ChainRole,
    "region": Region,
    "region_group": RegionGroup,
    "cluster": Cluster,
    "secondary_clusters": Cluster,
    "industry": Industry,
}
CHOICES: Mapping[str, type[TextChoices]] = {
    "process_type": ProcessType,
    "unit_kind": UnitKind,
}
PLAIN: Mapping[str, Any] = {
    "true": gettext_lazy("yes"),
    "false": gettext_lazy("no"),
    "pass": gettext_lazy("met"),
    "fail": gettext_lazy("not met"),
    "answered": gettext_lazy("answered"),
}


def needed(seen: Seen) -> str:
    """What a test asks for: "at least 60 %", "not before 1 January 2021"."""
    words = DAY_NEEDS if ISO_DAY.fullmatch(seen.wanted) else NEEDS
    sentence = words.get(seen.op, NEEDS[seen.op])
    return str(sentence) % {"value": _listed(seen, seen.wanted)}


def seen_value(seen: Seen) -> str:
    """What a test saw, with names for codes; nothing when it is not known."""
    if seen.actual is None:
        return ""
    if seen.source == "months":
        return _duration(seen.actual)
    return _listed(seen, seen.actual)


def _listed(seen: Seen, text: str) -> str:
    """Codes come joined with ",": each gets its name. Figures never hold one."""
    coded = bool(seen.labels) or seen.code in NAMES or seen.code in CHOICES
    items = text.split(",") if coded or seen.op == "in" else [text]
    return listed(_named(seen, item) for item in items)


def _named(seen: Seen, item: str) -> str:
    if item in seen.labels:
        return worded(seen.labels[item])
    if seen.source == "fact" and seen.code in NAMES:
        return _row_name(NAMES[seen.code], item)
    if seen.source == "fact" and seen.code in CHOICES:
        return str(CHOICES[seen.code](item).label)
    return _plain(seen, item)


def _row_name(model: type[Named], code: str) -> str:
    row = model._default_manager.filter(code=code).first()  # noqa: SLF001 -- public API
    return row.name if row else code


def _plain(seen: Seen, item: str) -> str:
    if ISO_DAY.fullmatch(item):
        return day(item)
    if DECIMAL.fullmatch(item):
        return figure(item, PLACES, worded(seen.unit))
    return str(PLAIN.get(item, item))


def _duration(text: str) -> str:
    start, finish = (date.fromisoformat(part) for part in text.split("/"))
    months, days = whole_months(start, finish)
    whole = ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    if not days:
        return whole
    rest = ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return _("%(months)s and %(days)s") % {"months": whole, "days": rest}


@dataclass(frozen=True, slots=True)
class Chip:
    """The figure that a check asks of a question, as shown beside the question.

    `official` is false for a figure that no official text backs.
    """

    words: str
    blocking: bool
    official: bool


def threshold_chip(scheme: Scheme, question: Question) -> Chip | None:
    """The threshold of a question: "Required: at least 60 % (2023)", if it has one."""
    threshold = question.threshold
    if threshold is None:
        return None
    check = next((c for c in scheme.checks if c.code == threshold.check), None)
    value = figure(threshold.value, PLACES, worded(threshold.unit))
    if check is None:
        words = str(NEEDS[">="]) % {"value": value}
        return Chip(words, blocking=False, official=False)
    value = str(NEEDS[_asked(check, question)]) % {"value": value}
    if question.kind == Kind.PAIR:
        value = _("improvement %(value)s") % {"value": value}
    vintage = check.backing.vintage or "–"
    sentence = REQUIRED if check.blocking else SHOWN
    words = str(sentence) % {"value": value, "vintage": vintage}
    return Chip(words, check.blocking, check.backing.official)


REQUIRED = gettext_lazy("Required: %(value)s (%(vintage)s)")
SHOWN = gettext_lazy("For information, never blocks: %(value)s (%(vintage)s)")


def _asked(check: Check, question: Question) -> str:
    ops = (test.op for test in check.test.tests() if test.code == question.code)
    return next(ops, ">=")
