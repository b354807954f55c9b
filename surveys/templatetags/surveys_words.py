"""Filters that turn what is stored into what people read."""

import re
from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from surveys.explaining import faults, proofs, words
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
def fault_words(text: str) -> str:
    """What the engine finds wrong with an edition, in the active language."""
    return faults.fault_words(text)


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
register.filter("points", words.points)
register.filter("period", proofs.period)
register.filter("period_doubt", proofs.period_doubt)
register.filter("worded", words.worded)


@register.filter
def listed(rows: Iterable[object]) -> str:
    """The names of several rows in one line."""
    return words.listed(map(str, rows))


@register.simple_block_tag
def unindented(content: str) -> str:
    """Leaves the indentation of templates out, which is a fifth of a long list."""
    return SafeString(re.sub(r"\n[ \t]+", "\n", content))
