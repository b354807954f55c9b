"""Chaining: what each cluster is strong and weak in, and what nobody in it holds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reports.figures import Benchmark, Cell, Group, Line
from reports.replaying import take
from reports.statistics import Summary, Thresholds, herfindahl, summarise, top_share
from surveys.models import Edition, Scorecard, Stage
from surveys.scoring import Kind, Option, Question, Text
from surveys.scoring.measuring import measured, worth
from surveys.tallying import Line as Titles
from surveys.tallying import by_place, groups_of, stages

LADDERS: Final = (Kind.SCENE, Kind.MULTIPLE)
SHOWN: Final = 5
TOP: Final = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A dimension or question: the cluster's median beside the city's, and how many
    enterprises each is of. Scores from 0 to the top of their scale."""

    code: str
    title: Text
    n: int
    median: float
    city: float

    @property
    def lead(self) -> float:
        """How far the cluster's median lies above the city's; below it is negative."""
        return self.median - self.city


@dataclass(frozen=True, slots=True)
class Missing:
    """A step of a scene, or a link (an option of several), that nobody in the cluster
    holds, though `n` enterprises answered the question."""

    question: str
    title: Text
    option: str
    words: Text
    n: int


@dataclass(frozen=True, slots=True)
class ChainView:
    """One cluster. `dimensions` all stand in their order; `strengths` and `weaknesses`
    are the questions with the largest lead and lag; `roles` has the enterprises and
    mean score of leaders, suppliers and others by code. Where the cluster is hidden in
    the published tables it has nothing of all that. `titles` are public and always
    told.
    """

    cluster: Group
    line: Line
    dimensions: tuple[Standing, ...] = ()
    strengths: tuple[Standing, ...] = ()
    weaknesses: tuple[Standing, ...] = ()
    missing: tuple[Missing, ...] = ()
    roles: Mapping[str, Cell] = field(default_factory=dict)
    titles: Titles | None = None


@dataclass(frozen=True, slots=True)
class Concentration:
    """How the titles of one stage gather in few clusters: Herfindahl–Hirschman index
    and the share of the three clusters with most, of titles held at the year's end."""

    stage: str
    held: int
    index: float | None
    top: float | None


@dataclass(slots=True)
class _Heard:
    """What was said to each question: scores with their enterprises, who answered, and
    which options are held."""

    scores: dict[str, list[tuple[float, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    owners: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    held: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def chain_views(
    made: Benchmark, edition: Edition, cards: Collection[int], year: int
) -> tuple[ChainView, ...]:
    """Every cluster of a benchmark made of these scorecards, in its order.

    Hidden as the tables of the benchmark are. One query for the answers, two for the
    titles, whatever the number of responses.
    """
    rungs = stages()
    titles = {
        line.of.code: line
        for line in by_place("cluster", year, rungs, groups_of("cluster"))
        if line.of is not None
    }
    city, heard = _hear(edition, cards)
    return tuple(
        _view(made, line, (city, heard[line.group.code]), edition, titles)
        for line in made.tables.clusters
    )


def title_concentration(
    views: Iterable[ChainView], rungs: Iterable[Stage]
) -> tuple[Concentration, ...]:
    """How concentrated the titles of each stage (of `tallying.stages`) are."""
    lines = [view.titles for view in views if view.titles is not None]
    return tuple(
        _concentrated(stage.code, [line.tallies[place].held for line in lines])
        for place, stage in enumerate(rungs)
    )


def _concentrated(stage: str, held: list[int]) -> Concentration:
    return Concentration(stage, sum(held), herfindahl(held), top_share(held, TOP))


def _hear(edition: Edition, cards: Collection[int]) -> tuple[_Heard, dict[str, _Heard]]:
    """The answers of all, and by the cluster of the newest submission."""
    city, clusters = _Heard(), defaultdict[str, _Heard](_Heard)
    told = [
        (owner, cluster, list(_told(edition, answers)))
        for owner, cluster, answers in _answers(edition, cards)
    ]
    homes = {owner: cluster for owner, cluster, _ in told}
    for owner, _cluster, answers in told:
        for heard in (city, clusters[homes[owner]]):
            for code, score, options in answers:
                heard.owners[code].add(owner)
                heard.held[code].update(options)
                if score is not None:
                    heard.scores[code].append((score, owner))
    return city, clusters


def _answers(
    edition: Edition, cards: Collection[int]
) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Of each scorecard the enterprise, its cluster, and the answers it was made of."""
    rows = Scorecard.objects.filter(pk__in=cards).select_related(
        "submission__response__unit"
    )
    for card in rows.order_by("submission__at", "pk").iterator(500):
        owner = card.submission.response.unit.enterprise_id
        yield (
            owner,
            card.submission.facts["cluster"],
            take(card, edition, edition).answers,
        )


def _told(
    edition: Edition, answers: Mapping[str, Any]
) -> Iterator[tuple[str, float | None, Collection[str]]]:
    """Each answered question: its score, where it is scored, and the options held."""
    for code, question in edition.scheme.questions.items():
        answer = answers.get(code)
        if answer is None or answer.value is None:
            continue
        score = None
        if question.scoring is not None:
            pair = worth(question, answer.value, measured(question, answer.value))
            score = None if pair is None else pair[0] / pair[1]
        yield code, score, _held(question, answer.value)


def _held(question: Question, value: Any) -> Collection[str]:
    """The options that an answer holds; whoever reached a step holds those below it."""
    if question.kind is Kind.MULTIPLE:
        return list(value)
    if question.kind is not Kind.SCENE:
        return ()
    codes = [option.code for option in question.options]
    return codes[: codes.index(value) + 1]


def _view(
    made: Benchmark,
    line: Line,
    heard: tuple[_Heard, _Heard],
    edition: Edition,
    titles: Mapping[str, Titles],
) -> ChainView:
    code = line.group.code
    if line.summary.hidden:
        return ChainView(line.group, line, titles=titles.get(code))
    shown = made.frame.thresholds
    questions = sorted(
        _questions(edition, *heard, shown), key=lambda one: (-one.lead, one.code)
    )
    return ChainView(
        line.group,
        line,
        dimensions=tuple(_dimensions(made, line)),
        strengths=tuple(one for one in questions[:SHOWN] if one.lead > 0),
        weaknesses=tuple(one for one in questions[::-1][:SHOWN] if one.lead < 0),
        missing=tuple(_missing(edition, heard[1], shown)),
        roles=_roles(made, code),
        titles=titles.get(code),
    )


def _dimensions(made: Benchmark, line: Line) -> Iterator[Standing]:
    city = made.tables.total.dimensions
    for group, own, all_ in zip(
        made.frame.dimensions, line.dimensions, city, strict=True
    ):
        if own.n and own.median is not None and all_.median is not None:
            yield Standing(group.code, group.name, own.n, own.median, all_.median)


def _questions(
    edition: Edition, city: _Heard, own: _Heard, shown: Thresholds
) -> Iterator[Standing]:
    for code, question in edition.scheme.questions.items():
        here, everywhere = (
            _summary(heard.scores.get(code, []), shown) for heard in (own, city)
        )
        if here.n and here.median is not None and everywhere.median is not None:
            yield Standing(code, question.title, here.n, here.median, everywhere.median)


def _summary(scored: list[tuple[float, int]], shown: Thresholds) -> Summary:
    scores, owners = [score for score, _ in scored], [owner for _, owner in scored]
    return summarise(scores, owners, shown)


def _missing(edition: Edition, own: _Heard, shown: Thresholds) -> Iterator[Missing]:
    for code, question in edition.scheme.questions.items():
        n = len(own.owners.get(code, ()))
        if question.kind not in LADDERS or n < shown.minimum:
            continue
        for option in _wanted(question):
            if option.code not in own.held[code]:
                yield Missing(code, question.title, option.code, option.title, n)


def _wanted(question: Question) -> list[Option]:
    """The options that are worth holding: not "none of these"."""
    return [one for one in question.options if one.code != question.exclusive]


def _roles(made: Benchmark, cluster: str) -> dict[str, Cell]:
    column = [group.code for group in made.frame.clusters].index(cluster)
    return {
        line.group.code: cells[column]
        for table in made.tables.crossed
        if table.dimension == "chain_role"
        for line, cells in zip(table.lines, table.cells, strict=True)
    }
