"""What contradicts itself in any edition: parts, wholes, and leaps of figures."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.explaining.words import listed, worded
from surveys.scoring import Kind, Question, Scheme, exact
from surveys.scoring.conditions import Situation

LEAP = 10  # a figure after that is so many times the one before, or so small a part

Said = tuple[tuple[str, ...], str]  # the codes of the questions, and the words


def general(scheme: Scheme, situation: Situation) -> Iterator[Said]:
    """What no rule needs to say, in the order of the questions."""
    for question in scheme.questions.values():
        if question.code not in situation.values:
            continue
        if question.kind is Kind.RATIO:
            yield from _over(question, situation)
        elif question.kind is Kind.PAIR:
            yield from _leap(question, situation)
    yield from _wholes(scheme, situation)


def _over(question: Question, situation: Situation) -> Iterator[Said]:
    value = situation.values[question.code]
    if exact(value["n"]) > exact(value["d"]):
        words = _(
            "“%(part)s” (%(n)s) is more than “%(whole)s” (%(d)s). Check both figures."
        )
        named = {
            "part": worded(question.numerator),
            "whole": worded(question.denominator),
        }
        yield (question.code,), words % (named | value)


def _leap(question: Question, situation: Situation) -> Iterator[Said]:
    value = situation.values[question.code]
    before, after = exact(value["before"]), exact(value["after"])
    if before > 0 and after > 0 and not before / LEAP <= after <= before * LEAP:
        words = _(
            "“%(title)s” changes from %(before)s to %(after)s, more than tenfold."
            " Check the figures and their unit."
        )
        yield (question.code,), words % ({"title": _title(question)} | value)


def _title(question: Question) -> str:
    return worded(question.title).rstrip("?？")


def _wholes(scheme: Scheme, situation: Situation) -> Iterator[Said]:
    """Denominators of the same name with different figures."""
    named: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in scheme.questions.values():
        if question.denominator and question.code in situation.values:
            unit = question.unit.zh if question.unit else ""
            named[question.denominator.zh, unit].append(question)
    for questions in named.values():
        figures = [situation.values[q.code]["d"] for q in questions]
        if len(set(map(exact, figures))) > 1:
            words = _("“%(whole)s” is given differently: %(figures)s.") % {
                "whole": worded(questions[0].denominator),
                "figures": listed(figures),
            }
            yield tuple(q.code for q in questions), words
