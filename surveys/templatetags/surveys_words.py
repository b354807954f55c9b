"""Filters that turn what is stored into what people read."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template

from surveys.explaining import words
from surveys.workflow import Status

register = template.Library()

TONES = {
    Status.DRAFT: ("", "✎"),
    Status.SUBMITTED: ("tag-blue", "◔"),
    Status.RETURNED: ("tag-amber", "↩"),
    Status.RECOMMENDED: ("tag-blue", "✓"),
    Status.NOTICED: ("tag-blue", "▤"),
    Status.RECOGNISED: ("tag-green", "✓✓"),
    Status.CULTIVATED: ("tag-amber", "✿"),
    Status.DECLINED: ("tag-red", "✕"),
    Status.WITHDRAWN: ("", "⊘"),
    Status.LAPSED: ("", "○"),
}


@register.filter
def score(text: str, decimals: int = 1) -> str:
    """A stored score, rounded half up as pages show it; a dash where there is none."""
    if not text:
        return "—"
    return str(Decimal(text).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


@register.filter
def status_label(status: str) -> str:
    """The word for a status."""
    return str(Status(status).label)


@register.filter
def status_tone(status: str) -> str:
    """The colour class of a status; never its only mark."""
    return TONES[Status(status)][0]


@register.filter
def status_icon(status: str) -> str:
    """The mark that goes with the colour of a status."""
    return TONES[Status(status)][1]


register.filter("deadline", words.deadline)
register.filter("moment", words.moment)
register.filter("day", words.day)
register.filter("worded", words.worded)


@register.filter
def listed(rows: Iterable[object]) -> str:
    """The names of several rows in one line."""
    return words.listed(map(str, rows))


@register.filter
def exact_score(value: Fraction | None, decimals: int = 1) -> str:
    """An exact score as pages show it; a dash where there is none."""
    return "—" if value is None else words.figure(value, decimals)
