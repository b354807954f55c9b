"""Filters that turn what is stored into what people read."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from surveys.explaining import faults, parties, proofs, words
from surveys.forms.reviewing import DECISIONS, TRUST
from surveys.models import AuditRow, Office
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


@register.simple_tag
def grades() -> list[tuple[str, Any]]:
    """What an official may say of a proof, the most trusted first."""
    return TRUST


@register.filter
def decision_label(move: str) -> str:
    """The words for a decision that is proposed."""
    return str(dict(DECISIONS)[move])


register.filter("deadline", words.deadline)
register.filter("moment", words.moment)
register.filter("to_the_second", words.to_the_second)
register.filter("day", words.day)
register.filter("points", words.points)
register.filter("within_quotes", words.within_quotes)
register.filter("period", proofs.period)
register.filter("period_doubt", proofs.period_doubt)
register.filter("worded", words.worded)


@register.filter
def unbroken(text: str) -> SafeString:
    """A date or the like that stays on one line."""
    return format_html('<span class="text-nowrap">{}</span>', text)


@register.filter
def office_title(office: Office) -> str:
    """An office in words: its role and the region it is over."""
    return parties.office_title(office.role, office.region)


@register.filter
def of_office(rows: Mapping[str, AuditRow], office: Office) -> AuditRow | None:
    """The row that belongs to an office, of those told by its id."""
    return rows.get(str(office.pk))


@register.filter
def listed(rows: Iterable[object]) -> str:
    """The names of several rows in one line."""
    return words.listed(map(str, rows))


@register.simple_block_tag
def unindented(content: str) -> str:
    """Leaves the indentation of templates out, which is a fifth of a long list."""
    return SafeString(re.sub(r"\n[ \t]+", "\n", content))
