"""The fields of an edition's things: what each is called, its values in words."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from surveys.explaining.outline import AGGREGATES, CLASSES, CONFIDENCES, KINDS, OWNERS
from surveys.explaining.words import listed, worded
from surveys.scoring import Text

Document = Mapping[str, Any]
Show = Callable[[Any], str]
Fields = Mapping[str, tuple[Any, Show]]
NONE = "–"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs, both values in words."""

    field: str
    old: str
    new: str


def changes(old: Document, new: Document, fields: Fields) -> Iterator[Change]:
    """The fields in which two things differ, in words of the active language."""
    for key, (label, show) in fields.items():
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if show is shown_text:
            yield from _text_changes(str(label), before, after)
        elif (was := show(before)) != (now := show(after)):
            yield Change(str(label), was, now)


def _text_changes(label: str, old: Any, new: Any) -> Iterator[Change]:
    """A text in both languages: a line for each language in which it differs."""
    for language, name in (("zh", _("Chinese")), ("en", _("English"))):
        was, now = _in_language(old, language), _in_language(new, language)
        if was != now:
            where = _("%(field)s (%(language)s)") % {"field": label, "language": name}
            yield Change(where, was, now)


def _in_language(text: Any, language: str) -> str:
    if isinstance(text, Mapping):
        return str(text.get(language) or NONE)
    return NONE if text is None else str(text)


def shown_text(value: Any) -> str:
    """A text of a document in the active language, or a sign that is no text."""
    if isinstance(value, Mapping) and {"zh", "en"} <= value.keys():
        return worded(Text(value["zh"], value["en"]))
    return NONE if value is None else str(value)


def plain_value(value: Any) -> str:
    """A value that needs no words of its own."""
    if value is None or value in ([], {}, ""):
        return NONE
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return listed(value)
    if isinstance(value, str | int):
        return str(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _required(value: Any) -> str:
    return plain_value(value is not False)


def _flag(value: Any) -> str:
    return plain_value(value is True)


def by_word(words: Mapping[str, Any]) -> Show:
    """Shows a value by its word, and one without a word as it is."""
    return lambda value: str(words[value]) if value in words else plain_value(value)


def _threshold(value: Any) -> str:
    if value is None:
        return NONE
    return " ".join(filter(None, (value["value"], shown_text(value.get("unit")))))


BACKING: Fields = {
    "vintage": (gettext_lazy("Vintage"), plain_value),
    "sources": (gettext_lazy("Sources"), plain_value),
    "confidence": (gettext_lazy("Confidence"), by_word(CONFIDENCES)),
    "note": (gettext_lazy("Note"), shown_text),
}
TITLE: Fields = {"title": (gettext_lazy("Title"), shown_text)}
INTRO: Fields = {"intro": (gettext_lazy("Introduction"), shown_text)}
HELP: Fields = {"help": (gettext_lazy("Help"), shown_text)}
HEAD: Fields = {
    **TITLE,
    **INTRO,
    "stage": (gettext_lazy("Stage"), plain_value),
    "unit": (gettext_lazy("Unit"), plain_value),
    "minutes": (gettext_lazy("Minutes"), plain_value),
    "decimals": (gettext_lazy("Decimals shown"), plain_value),
    "unanswered": (gettext_lazy("Unanswered questions"), plain_value),
    "applicable_floor": (gettext_lazy("Least share that applies"), plain_value),
    "profile": (gettext_lazy("What is compared"), plain_value),
    "priorities": (gettext_lazy("Priority matrix"), plain_value),
}
SECTION: Fields = {**TITLE, **INTRO}
QUESTION: Fields = {
    **TITLE,
    **HELP,
    "kind": (gettext_lazy("Kind"), by_word(KINDS)),
    "section": (gettext_lazy("Section"), shown_text),
    "required": (gettext_lazy("Required"), _required),
    "allow_na": (gettext_lazy("May not apply"), _flag),
    "proof": (gettext_lazy("What proves it"), shown_text),
    "proofs": (gettext_lazy("Kinds of proof"), plain_value),
    "unit": (pgettext_lazy("of a figure", "Unit"), shown_text),
    "decimals": (gettext_lazy("Decimals"), plain_value),
    "min": (gettext_lazy("Smallest"), plain_value),
    "max": (gettext_lazy("Greatest"), plain_value),
    "numerator": (gettext_lazy("Part"), shown_text),
    "denominator": (gettext_lazy("Whole"), shown_text),
    "before": (gettext_lazy("Before"), shown_text),
    "after": (gettext_lazy("After"), shown_text),
    "better": (gettext_lazy("Which is better"), plain_value),
    "exclusive": (gettext_lazy("Stands alone"), plain_value),
    "threshold": (gettext_lazy("Threshold"), _threshold),
    "scoring": (gettext_lazy("Scoring"), plain_value),
    "scoring_note": (gettext_lazy("Note on the scoring"), shown_text),
    "asked": (gettext_lazy("Asked when"), plain_value),
    **BACKING,
}
OPTION: Fields = {
    **TITLE,
    **HELP,
    "points": (gettext_lazy("Points"), plain_value),
}
NODE: Fields = {
    **TITLE,
    "aggregate": (gettext_lazy("Made of its parts as"), by_word(AGGREGATES)),
    "p": (gettext_lazy("Exponent"), plain_value),
    "reaches": (gettext_lazy("Score to be reached"), plain_value),
    "levels": (gettext_lazy("Levels"), plain_value),
    "data_threshold": (gettext_lazy("Share that must be answered"), plain_value),
    "weights_total": (gettext_lazy("Sum of the weights"), plain_value),
    "fact": (gettext_lazy("Fact"), plain_value),
    "points": (gettext_lazy("Points"), plain_value),
}
LEVEL: Fields = {
    **TITLE,
    "order": (gettext_lazy("Order"), plain_value),
    "needs": (gettext_lazy("Needs"), plain_value),
    **BACKING,
}
CHECK: Fields = {
    **TITLE,
    "class": (gettext_lazy("Kind"), by_word(CLASSES)),
    "effect": (gettext_lazy("Effect"), plain_value),
    "owner": (gettext_lazy("How it is shown"), by_word(OWNERS)),
    "blocking": (gettext_lazy("Blocks"), _required),
    "test": (gettext_lazy("Needs"), plain_value),
    **BACKING,
}
EXTERNAL: Fields = {
    **TITLE,
    **HELP,
    "options": (gettext_lazy("Options"), plain_value),
}
SOURCE: Fields = {
    **TITLE,
    "year": (gettext_lazy("Year"), plain_value),
    "official": (gettext_lazy("Official"), plain_value),
}
