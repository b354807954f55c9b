"""Lays out a response as a workbook: what is asked, what is answered so far."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from surveys.collecting.entering import CHOSEN, entries, key_of, labelled, parts_of
from surveys.explaining.answers import said
from surveys.explaining.demands import in_one_line
from surveys.explaining.problems import part_name
from surveys.explaining.words import deadline, moment, worded
from surveys.models import Copy
from surveys.scoring import Kind, Question, Section, decimal_text
from surveys.sheets.answers import Asked, Blank, Form, Part, Slot
from surveys.sheets.answers.columns import BETWEEN, TICK, in_both, ordered
from surveys.sheets.texts import clean

NOTHING: Final[Mapping[str, Any]] = {}
# What a reader of workbooks takes for a sign that is written otherwise.
ESCAPED: Final = re.compile("_x[0-9A-Fa-f]{4}_")
FORMS: Final[Mapping[Kind, Form]] = {
    **dict.fromkeys((*CHOSEN, Kind.MATRIX), Form.CHOICE),
    Kind.MULTIPLE: Form.TICK,
    Kind.NUMBER: Form.NUMBER,
    Kind.RATIO: Form.NUMBER,
    Kind.PAIR: Form.NUMBER,
    Kind.PERCENT: Form.PERCENT,
    Kind.DATE: Form.DATE,
    Kind.TEXT: Form.TEXT,
}
ITEMS: Final[Mapping[Form, Any]] = {
    Form.CHOICE: gettext_lazy("Choose one"),
    Form.NUMBER: gettext_lazy("A number"),
    Form.PERCENT: gettext_lazy("A percentage"),
    Form.DATE: gettext_lazy("A date"),
    Form.TEXT: gettext_lazy("A text"),
}
ON_THE_PAGE: Final = gettext_lazy("Upload files on the page")
TOO_LONG: Final = gettext_lazy("Too long for a cell: change it on the page")


def lay_out(copy: Copy, sections: Sequence[Section], language: str) -> Blank:
    """The workbook of a copy with these sections, explained in a language."""
    language = "en" if language.startswith("en") else "zh-hans"
    response = copy.response
    scheme = response.edition.scheme
    numbers = {section.code: n for n, section in enumerate(scheme.sections, start=1)}
    with override(language):
        return Blank(
            language=language,
            title=labelled(scheme.title, BETWEEN),
            about=tuple(_about(copy)),
            parts=tuple(_part(s, numbers[s.code], copy.base) for s in sections),
            mark={
                "copy": str(copy.pk),
                "response": str(response.pk),
                "edition": response.edition.sha256,
            },
        )


def _about(copy: Copy) -> Iterator[tuple[str, str]]:
    response = copy.response
    yield _("Enterprise"), response.unit.enterprise.name
    yield _("Unit"), response.unit.name
    yield _("Edition"), response.edition.label
    yield _("Round"), response.round.name
    yield _("Open until"), deadline(response.closes_at)
    yield (
        _("Downloaded"),
        _("%(time)s by %(name)s") % {"time": moment(copy.at), "name": copy.by.name},
    )


def _part(section: Section, number: int, base: Mapping[str, Any]) -> Part:
    return Part(
        tab=f"{number} {worded(section.title)}",
        title=f"{number}  {labelled(section.title, BETWEEN)}",
        intro=worded(section.intro),
        asked=tuple(
            _asked(question, f"{number}.{place}", base.get(question.code, NOTHING))
            for place, question in enumerate(section.questions, start=1)
        ),
    )


def _asked(question: Question, number: str, entry: Mapping[str, Any]) -> Asked:
    is_na = entry.get("state") == "na"
    title = labelled(question.title)
    return Asked(
        number=number,
        title=f"{title} *" if question.required else title,
        about="\n".join(_explained(question)),
        proof=worded(question.proof),
        slots=tuple(_slots(question, None if is_na else entry.get("v"))),
        na=question.allow_na,
        is_na=is_na,
        reason=entry.get("reason", ""),
    )


def _explained(question: Question) -> Iterator[str]:
    if question.relevant is not None:
        condition = in_one_line(question.relevant)
        yield _("Only asked where: %(condition)s") % {"condition": condition}
    if question.help is not None:
        yield worded(question.help)
    for option in question.options:
        if option.help is not None:
            yield f"• {worded(option.title)} – {worded(option.help)}"
    if question.scoring_note is not None:
        yield worded(question.scoring_note)


def _slots(question: Question, value: Any) -> Iterator[Slot]:
    if question.kind is Kind.FILE:
        words = said(question, value) if value else ""
        yield Slot("", _in_both(ON_THE_PAGE), Form.SHOWN, words)
    elif question.kind is Kind.TEXT and not fits(value or ""):
        yield Slot("", _in_both(TOO_LONG), Form.SHOWN, clean(value))
    else:
        for part in parts_of(question):
            yield _slot(question, part, value)


def _in_both(text: Any) -> str:
    return in_both(text, get_language() or "zh")


def fits(text: str) -> bool:
    """Whether a cell holds a text and gives the same back."""
    return clean(text) == text and not ESCAPED.search(text)


def _slot(question: Question, part: str, value: Any) -> Slot:
    form = FORMS[question.kind]
    low, high = _bounds(question)
    figure = form in (Form.NUMBER, Form.PERCENT)
    unit = labelled(question.unit)
    return Slot(
        key=key_of(question.code, part),
        label=_label(question, part, form),
        form=form,
        value=_value(question, part, value),
        unit="%" if form is Form.PERCENT and not unit else unit,
        options=tuple(entries(question)) if form is Form.CHOICE else (),
        low=low,
        high=high,
        whole=figure and question.decimals == 0,
    )


def _bounds(question: Question) -> tuple[str | None, str | None]:
    if question.kind is Kind.DATE:
        return question.earliest, question.latest
    if question.kind is Kind.RATIO:  # its bounds are those of the share
        return "0", None
    low, high = question.min, question.max
    return (
        None if low is None else decimal_text(low),
        None if high is None else decimal_text(high),
    )


def _label(question: Question, part: str, form: Form) -> str:
    if question.kind is Kind.MULTIPLE:
        return labelled(question.choices[part].title)
    if part:
        found = []
        for language in ordered(get_language() or "zh"):
            with override(language):
                found.append(part_name(question, part))
        return "\n".join(dict.fromkeys(found))
    return _in_both(ITEMS[form])


def _value(question: Question, part: str, value: Any) -> str:
    """What the cell shows of a stored value."""
    if value is None:
        return ""
    if question.kind is Kind.MULTIPLE:
        return TICK if part in value else ""
    own = value.get(part) if part else value
    if own is None or FORMS[question.kind] is not Form.CHOICE:
        return str(own or "")
    return next(entry for entry, code in entries(question).items() if code == own)
