"""Rendering a section of 20 questions: ours, and three other ways.

    python -m tests.bench.bench_rendering

Ours begins with the stored answers and ends with the cards as HTML. "One flat
template" is the floor: the same bytes out of one template written in a row, without
partials, from texts and values that lie ready in dictionaries. A plain Django form and
crispy's default render the same questions with their own fields and widgets, and know
nothing of thresholds, proof, "does not apply" or the state of saving. CPU milliseconds;
aim: ours at most 1.3 times the floor.
"""

import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
os.environ["DENGTA_DEBUG"] = "0"  # templates are compiled once, as in production
django.setup()

from crispy_forms.utils import render_crispy_form  # noqa: E402 -- needs Django's settings
from django import forms  # noqa: E402
from django.template import engines  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.utils.translation import activate  # noqa: E402

from surveys.explaining.words import worded  # noqa: E402
from surveys.forms.answers import AnswersForm, Beside, Card, Sheet  # noqa: E402
from surveys.forms.fields import FIELDS  # noqa: E402
from surveys.models import Response  # noqa: E402
from surveys.scoring import Kind, Question, Scheme, compile_scheme  # noqa: E402
from tests.bench.filling_in import answers  # noqa: E402
from tests.shipping import load  # noqa: E402

QUESTIONS, TURNS = 20, 100
LOOP = '{% for card in cards %}{% include "surveys/questions/card.html" %}{% endfor %}'
INCLUDE = re.compile(r'{% include "?([\w./]+)"?(?: with (.*?))? %}', re.DOTALL)
TEXTS = ("help", "note", "source_note", "proof", "unit")
DERIVED = ("code", "provable", "described", *TEXTS)
Way = Callable[[], str]


def section() -> tuple[Scheme, dict[str, Any]]:
    """Twenty questions of every kind in one section, and stored answers to them."""
    document = load("digital_workshop-2023")
    kinds: dict[str, list[Any]] = {}
    for part in document["sections"]:
        for question in part["questions"]:
            kinds.setdefault(question["kind"], []).append(question)
    mixed = [q for row in zip_longest(*kinds.values()) for q in row if q]
    first, second = document["sections"][:2]
    document["sections"] = [
        first | {"questions": mixed[:QUESTIONS]},
        second | {"questions": mixed[QUESTIONS:]},
    ]
    scheme = compile_scheme(document)
    given = answers(scheme, random.Random(33618))
    return scheme, {code: entry | {"n": 1} for code, entry in given.items()}


# -- Ours, and the floor ---------------------------------------------------------------


def our_cards(scheme: Scheme, stored: dict[str, Any]) -> list[Card]:
    form = AnswersForm(scheme.sections[0].questions)
    shown = frozenset(scheme.questions)
    return Sheet(scheme, 1, shown, stored, form, Beside()).cards()


def ours(scheme: Scheme, stored: dict[str, Any]) -> Way:
    template = engines["django"].from_string(LOOP)
    return lambda: template.render(_context(our_cards(scheme, stored)))


def flat_template(scheme: Scheme, stored: dict[str, Any]) -> Way:
    """One template over dictionaries: no partial, nothing to be worked out."""
    ready = [
        {name: getattr(card, name) for name in (*Card.__slots__, *DERIVED)}
        for card in our_cards(scheme, stored)
    ]
    template = engines["django"].from_string(_flat(LOOP))
    return lambda: template.render(_context(ready))


def _context(cards: Sequence[Any]) -> dict[str, Any]:
    return {"cards": cards, "response": Response(pk=1), "writable": True}


def _flat(source: str) -> str:
    """A template with its partials written into it."""
    return INCLUDE.sub(_written_out, source)


def _written_out(found: re.Match[str]) -> str:
    name, given = found.groups()
    if name != "card.template":
        text = _flat(_source(name))
        return f"{{% with {given} %}}{text}{{% endwith %}}" if given else text
    names = sorted({field.template for field in FIELDS.values()})
    branches = (
        f'{{% {"elif" if number else "if"} card.template == "{one}" %}}'
        + _flat(_source(one))
        for number, one in enumerate(names)
    )
    return "".join(branches) + "{% endif %}"


def _source(name: str) -> str:
    return Path(get_template(name).origin.name).read_text(encoding="utf-8")


# -- Forms of Django and of crispy -----------------------------------------------------


def field_of(question: Question) -> dict[str, forms.Field]:
    """Django's own fields for a question; one for each figure or row."""
    code, kind = question.code, question.kind
    label, note = worded(question.title), worded(question.help)
    common: dict[str, Any] = {"label": label, "help_text": note, "required": False}
    options = [(option.code, worded(option.title)) for option in question.options]
    if kind is Kind.MATRIX:
        rows = [(row.code, worded(row.title)) for row in question.rows]
        return {f"{code}.{row}": _radios(options, label=title) for row, title in rows}
    if kind in (Kind.RATIO, Kind.PAIR):
        return {f"{code}.{part}": forms.DecimalField(**common) for part in "ab"}
    if kind is Kind.MULTIPLE:
        boxes = forms.CheckboxSelectMultiple
        many = forms.MultipleChoiceField(choices=options, widget=boxes, **common)
        return {code: many}
    return {code: _one(kind, options, common)}


def _radios(options: Sequence[tuple[str, str]], **more: Any) -> forms.Field:
    given = {"required": False} | more
    return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **given)


def _one(kind: Kind, options: Any, common: dict[str, Any]) -> forms.Field:
    if options:
        return _radios(options, **common)
    if kind in (Kind.NUMBER, Kind.PERCENT):
        return forms.DecimalField(**common)
    if kind is Kind.DATE:
        return forms.DateField(**common)
    if kind is Kind.FILE:
        return forms.FileField(**common)
    return forms.CharField(widget=forms.Textarea, **common)


def plain_form(scheme: Scheme, stored: dict[str, Any]) -> forms.Form:
    form = forms.Form(initial={code: entry["v"] for code, entry in stored.items()})
    for question in scheme.sections[0].questions:
        form.fields |= field_of(question)
    return form


def django_form(scheme: Scheme, stored: dict[str, Any]) -> Way:
    return lambda: plain_form(scheme, stored).as_div()


def crispy_form(scheme: Scheme, stored: dict[str, Any]) -> Way:
    return lambda: render_crispy_form(plain_form(scheme, stored))


# -- Measuring -------------------------------------------------------------------------

WAYS = (flat_template, ours, django_form, crispy_form)


def measure(ways: Sequence[Way]) -> list[float]:
    """CPU milliseconds of each way, the lower quartile; they take turns, so that what
    else the machine does falls on all of them."""
    times: list[list[float]] = [[] for _ in ways]
    for turn in range(TURNS):
        for number, way in enumerate(ways):
            start = time.process_time()
            way()
            if turn:  # the first one compiles
                times[number].append((time.process_time() - start) * 1000)
    return [statistics.quantiles(found, n=4)[0] for found in times]


def main() -> None:
    """Print a table."""
    activate("zh-hans")
    scheme, stored = section()
    floor, our = (make(scheme, stored)() for make in WAYS[:2])
    assert floor.split() == our.split(), "The floor renders something else."
    sys.stdout.write(f"\nA section of {QUESTIONS} questions\n")
    sys.stdout.write(f"  {'way':16}{'CPU ms':>9}{'× floor':>9}{'KB':>7}\n")
    ways = [make(scheme, stored) for make in WAYS]
    times = measure(ways)
    for make, way, took in zip(WAYS, ways, times, strict=True):
        size = len(way().encode()) / 1000
        line = f"  {make.__name__:16}{took:9.2f}{took / times[0]:9.2f}{size:7.0f}\n"
        sys.stdout.write(line)


if __name__ == "__main__":
    main()
