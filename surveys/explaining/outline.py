"""An edition in words: its figures and what backs them, its tree, its questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.explaining.demands import Demand, demand, in_one_line
from surveys.explaining.needs import Chip, threshold_chip
from surveys.explaining.rules import scoring_lines
from surveys.explaining.words import figure, listed, worded
from surveys.scoring import Backing, Check, Child, Kind, Level, Node, Question, Scheme

PLACES = 2
KINDS: Mapping[str, Any] = {
    Kind.SINGLE: gettext_lazy("one of several"),
    Kind.MULTIPLE: gettext_lazy("several of several"),
    Kind.NUMBER: gettext_lazy("number"),
    Kind.PERCENT: gettext_lazy("percentage"),
    Kind.RATIO: gettext_lazy("part of a whole"),
    Kind.PAIR: gettext_lazy("before and after"),
    Kind.MATRIX: gettext_lazy("table"),
    Kind.SCENE: gettext_lazy("ladder"),
    Kind.REQUIREMENT: gettext_lazy("requirement"),
    Kind.DATE: gettext_lazy("date"),
    Kind.TEXT: gettext_lazy("text"),
    Kind.FILE: gettext_lazy("files"),
}
AGGREGATES: Mapping[str, Any] = {
    "weighted_mean": gettext_lazy("weighted mean"),
    "sum": gettext_lazy("sum of points"),
    "min": gettext_lazy("the weakest part"),
    "max": gettext_lazy("the strongest part"),
    "geometric": gettext_lazy("geometric mean"),
    "harmonic": gettext_lazy("harmonic mean"),
    "power": gettext_lazy("mean of a power"),
    "count": gettext_lazy("share of parts that reach a score"),
    "carry": gettext_lazy("level by level from the bottom up"),
    "lookup": gettext_lazy("points for a fact"),
}
CONFIDENCES: Mapping[str, Any] = {
    "high": gettext_lazy("high confidence"),
    "medium": gettext_lazy("medium confidence"),
    "low": gettext_lazy("low confidence"),
}
CLASSES: Mapping[str, Any] = {
    "gate": gettext_lazy("gate"),
    "criterion": gettext_lazy("criterion"),
    "outcome": gettext_lazy("result to be reached"),
}
OWNERS: Mapping[str, Any] = {
    "enterprise": gettext_lazy("shown by the answers"),
    "official": gettext_lazy("recorded by an official"),
}
UNWEIGHTED = frozenset({"min", "max", "carry", "lookup"})


def backing_words(backing: Backing) -> str:
    """What stands behind a figure: "S19, 2023, high confidence"; "" for nothing."""
    parts = [source.code for source in backing.sources]
    parts += [backing.vintage] if backing.vintage else []
    parts += [str(CONFIDENCES[backing.confidence])] if backing.confidence else []
    return listed(parts)


# --- the tree


@dataclass(frozen=True, slots=True)
class Branch:
    """One place of the tree. weight: in its node; share: of the whole, nothing where
    the score does not follow weights; official: None where it has no weight."""

    code: str
    title: str
    depth: int
    how: str
    weight: str
    share: str
    source: str
    official: bool | None


def branches(root: Node) -> list[Branch]:
    """The tree from the top down, each place with its weight."""
    head = Branch(root.code, worded(root.title), 0, _how(root), "", "", "", None)
    return [head, *_below(root, Fraction(1), 1)]


def _below(node: Node, whole: Fraction | None, depth: int) -> Iterator[Branch]:
    weighted = node.aggregate not in UNWEIGHTED
    for child in node.children:
        share = whole * child.share if whole is not None and weighted else None
        yield _branch(child, share, depth, weighted=weighted and _divides(node))
        if isinstance(child.item, Node):
            yield from _below(child.item, share, depth + 1)


def _divides(node: Node) -> bool:
    """Whether its weights are figures at all: of one child there is nothing to say."""
    return len(node.children) > 1


def _branch(
    child: Child, share: Fraction | None, depth: int, *, weighted: bool
) -> Branch:
    item, source = child.item, child.source
    return Branch(
        code=item.code,
        title=worded(item.title),
        depth=min(depth, 6),
        how=_how(item) if isinstance(item, Node) else "",
        weight=percent(child.share) if weighted else "",
        share="" if share is None else percent(share),
        source=source.code if source else "",
        official=(source is not None and source.official) if weighted else None,
    )


def percent(share: Fraction) -> str:
    """A share of 1 as a percentage with at most two decimals."""
    return figure(share * 100, PLACES, "%")


def _how(node: Node) -> str:
    words = str(AGGREGATES.get(node.aggregate, node.aggregate))
    more = {"p": node.p, "reaches": node.reaches}
    given = {key: figure(value, PLACES) for key, value in more.items() if value}
    if "reaches" in given:
        return _("%(how)s, at %(reaches)s points") % {"how": words, **given}
    return _("%(how)s, exponent %(p)s") % {"how": words, **given} if given else words


# --- levels, checks, questions


@dataclass(frozen=True, slots=True)
class Rung:
    """A level or check with what it needs and what backs it."""

    code: str
    title: str
    needs: Demand
    marks: tuple[str, ...]
    backing: str
    official: bool
    note: str


def levels(scheme: Scheme) -> list[Rung]:
    """The levels from the lowest up."""
    return [_rung(level, level.needs, ()) for level in scheme.levels]


def checks(scheme: Scheme) -> list[Rung]:
    """The checks in their order."""
    return [_rung(check, check.test, _marks(check)) for check in scheme.checks]


def _marks(check: Check) -> tuple[str, ...]:
    blocking = _("blocks") if check.blocking else _("for information only")
    return str(CLASSES[check.kind]), str(OWNERS[check.owner]), blocking


def _rung(of: Level | Check, needs: Any, marks: tuple[str, ...]) -> Rung:
    return Rung(
        of.code,
        worded(of.title),
        demand(needs),
        marks,
        backing_words(of.backing),
        of.backing.official,
        worded(of.backing.note),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the edition; options are (title, points or nothing)."""

    number: str
    code: str
    title: str
    kind: str
    help: str
    options: tuple[tuple[str, str], ...]
    scoring: tuple[str, ...]
    relevant: str
    chip: Chip | None
    optional: bool
    allows_na: bool
    backing: str
    official: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One section with its questions."""

    code: str
    number: int
    title: str
    questions: tuple[Asked, ...]


def parts(scheme: Scheme) -> list[Part]:
    """The questions by section, in the order asked."""
    return [
        Part(
            section.code,
            number,
            worded(section.title),
            tuple(
                _asked(scheme, question, f"{number}.{place}")
                for place, question in enumerate(section.questions, start=1)
            ),
        )
        for number, section in enumerate(scheme.sections, start=1)
    ]


def _asked(scheme: Scheme, question: Question, number: str) -> Asked:
    return Asked(
        number=number,
        code=question.code,
        title=worded(question.title),
        kind=str(KINDS[question.kind]),
        help=worded(question.help),
        options=tuple(
            (worded(o.title), "" if o.points is None else figure(o.points, PLACES))
            for o in question.options
        ),
        scoring=tuple(scoring_lines(question)),
        relevant=in_one_line(question.relevant),
        chip=threshold_chip(scheme, question),
        optional=not question.required,
        allows_na=question.allow_na,
        backing=backing_words(question.backing),
        official=question.backing.official,
    )


# --- figures that no official text backs


@dataclass(frozen=True, slots=True)
class Glance:
    """How much there is of what, and how many figures no official text backs."""

    questions: int
    scored: int
    levels: int
    checks: int
    minutes: int | None
    figures: int
    unofficial: int


def glance(scheme: Scheme) -> Glance:
    """The edition in a few figures."""
    marks = list(_marked(scheme))
    questions = scheme.questions.values()
    return Glance(
        questions=len(scheme.questions),
        scored=sum(question.scoring is not None for question in questions),
        levels=len(scheme.levels),
        checks=len(scheme.checks),
        minutes=scheme.minutes,
        figures=len(marks),
        unofficial=marks.count(False),
    )


def _marked(scheme: Scheme) -> Iterator[bool]:
    """For each figure of the edition whether an official text backs it."""
    for tree in (scheme.root, *scheme.indices):
        for branch in branches(tree):
            if branch.official is not None:
                yield branch.official
    for question in scheme.questions.values():
        if question.scoring is not None:
            yield question.backing.official
    yield from (check.backing.official for check in scheme.checks)
    yield from (level.backing.official for level in scheme.levels)
