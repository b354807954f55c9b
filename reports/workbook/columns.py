"""The columns of every table, in the active language: header, value and meaning."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from reports.figures import Entry, Frame, Group, Line
from reports.workbook.drafting import Value, say
from reports.workbook.tables import Column
from surveys.scoring import Text


def lines(frame: Frame, what: Text) -> tuple[Column[Line], ...]:
    """The columns of a table with one row for each tier, cluster or region."""
    return (*names(what), *_summary(frame), *_stages(frame))


def names(what: Text) -> Iterator[Column[Line]]:
    """Code and both names of what a row is about; `what` is its word."""
    word = say(what)
    yield Column(
        "code",
        _("Stable code"),
        lambda line: line.group.code,
        "text",
        _("Stable code of the row; see the sheet of codes."),
    )
    yield Column(
        "zh",
        _("%(thing)s (Chinese)") % {"thing": word},
        lambda line: line.group.name.zh,
        "text",
        _("Name in Chinese."),
    )
    yield Column(
        "en",
        _("%(thing)s (English)") % {"thing": word},
        lambda line: line.group.name.en,
        "text",
        _("Name in English."),
    )


def points_to(scale: int) -> str:
    """The unit of a score, with the highest there can be."""
    return _("points, 0–%(scale)s") % {"scale": scale}


def _counts() -> Iterator[Column[Line]]:
    yield Column(
        "n",
        _("Enterprises (n)"),
        lambda line: line.summary.n,
        "count",
        _("Enterprises with at least one unit that counts. Small cells go by it."),
        _("Number of different enterprises"),
        _("enterprises"),
    )
    yield Column(
        "units",
        _("Units"),
        lambda line: line.summary.units,
        "count",
        _("Workshops, factories or enterprises with a score; one row for each."),
        _("Number of scores"),
        _("units"),
    )


def _summary(frame: Frame) -> Iterator[Column[Line]]:
    yield from _counts()
    points = points_to(frame.scale)
    type_7 = _("Quantile of type 7, in Excel PERCENTILE.INC")
    for key, title, meaning, formula in (
        ("mean", _("Mean"), _("Mean score of the units."), _("Sum / units, AVERAGE")),
        ("p25", _("Lower quartile"), _("A quarter scores at most this."), type_7),
        ("median", _("Median"), _("Half of the units score at most this."), type_7),
        ("p75", _("Upper quartile"), _("Three quarters score at most this."), type_7),
        ("p90", _("P90"), _("Nine out of ten score at most this."), type_7),
        ("minimum", _("Lowest"), _("The lowest score."), _("Minimum, MIN")),
        ("maximum", _("Highest"), _("The highest score."), _("Maximum, MAX")),
    ):
        yield Column(key, title, _figure(key), "score", meaning, formula, points)


def _figure(key: str) -> Callable[[Line], Value]:
    """A figure of the summary: empty where there is nobody."""

    def value(line: Line) -> Value:
        found: float | None = getattr(line.summary, key)
        return "" if line.summary.n == 0 else found

    return value


def _stages(frame: Frame) -> Iterator[Column[Line]]:
    units = _("units")
    for place, level in enumerate(frame.levels):
        yield Column(
            f"level_{level.code}",
            _("Reached: %(level)s") % {"level": say(level.name)},
            _level(place),
            "count",
            _("Units whose highest level is this one."),
            _("Number of units"),
            units,
        )
    yield Column(
        "pending",
        _("Of these with open checks"),
        lambda line: line.pending,
        "count",
        _("Reached by own statement; checks by officials are still open."),
        _("Number of units"),
        units,
    )
    yield Column(
        "not_reached",
        _("Not reached"),
        _not_reached,
        "count",
        _("Units that reached no level."),
        _("Units minus those that reached a level"),
        units,
    )
    yield Column(
        "share",
        _("Share that reached a level"),
        lambda line: "" if line.summary.n == 0 else line.share,
        "share",
        _("How many of the units reached a level."),
        _("Units that reached a level / units"),
        "%",
    )


def _level(place: int) -> Callable[[Line], Value]:
    return lambda line: None if line.levels is None else line.levels[place]


def _not_reached(line: Line) -> Value:
    if line.summary.units is None or line.reached is None:
        return None
    return line.summary.units - line.reached


def dimensions(frame: Frame, what: Text) -> tuple[Column[Line], ...]:
    """The columns of the dimension table: medians, then the n of each."""
    return (*names(what), *_counts(), *_medians(frame), *_dimension_counts(frame))


def _medians(frame: Frame) -> Iterator[Column[Line]]:
    for place, group in enumerate(frame.dimensions):
        yield Column(
            group.code,
            say(group.name),
            _median(place),
            "heat score",
            _("Median score of the units in this dimension."),
            _("Quantile of type 7, in Excel PERCENTILE.INC"),
            points_to(frame.profile_scale),
            width=15,
        )


def _dimension_counts(frame: Frame) -> Iterator[Column[Line]]:
    for place, group in enumerate(frame.dimensions):
        yield Column(
            f"n_{group.code}",
            _("n: %(dimension)s") % {"dimension": say(group.name)},
            _dimension_count(place),
            "count",
            _("Enterprises with a score in this dimension."),
            _("Number of different enterprises"),
            _("enterprises"),
            width=6.5,
            header="header upright",
        )


def _median(place: int) -> Callable[[Line], Value]:
    def value(line: Line) -> Value:
        summary = line.dimensions[place]
        return "" if summary.n == 0 else summary.median

    return value


def _dimension_count(place: int) -> Callable[[Line], Value]:
    return lambda line: line.dimensions[place].n


def entries(frame: Frame) -> tuple[Column[Entry], ...]:
    """The columns of the list of enterprises, one row for each unit."""
    return (*_places(frame), *_identity(frame), *_results(frame), *_scores(frame))


def _places(frame: Frame) -> Iterator[Column[Entry]]:
    for key, title, groups in (
        ("cluster", _("Cluster"), frame.clusters),
        ("region", _("Region"), frame.regions),
    ):
        yield Column(
            f"{key}_code",
            _("%(thing)s code") % {"thing": title},
            _code(key),
            "text",
            _("Stable code of the row; see the sheet of codes."),
        )
        yield Column(
            key,
            title,
            _label(key, groups),
            "text",
            _("The one primary cluster of the enterprise, or its region."),
        )


def _identity(frame: Frame) -> Iterator[Column[Entry]]:
    yield Column(
        "name",
        _("Enterprise"),
        lambda entry: entry.name,
        "text",
        _("Registered name of the enterprise."),
    )
    yield Column(
        "uscc",
        _("Unified social credit code"),
        lambda entry: entry.uscc,
        "text",
        _("The 18 characters of GB 32100."),
    )
    yield Column(
        "unit",
        _("Unit"),
        lambda entry: entry.unit_name,
        "text",
        _("The workshop, factory or enterprise that was assessed."),
    )
    for key, title, groups, meaning in (
        ("size", _("Size"), frame.sizes, _("Size class after employees and revenue.")),
        ("sme_tier", _("SME tier"), frame.sme_tiers, _("Highest title of an SME.")),
        ("status", _("Status"), frame.statuses, _("Where the response stands.")),
    ):
        yield Column(key, title, _label(key, groups), "text", meaning)


def _results(frame: Frame) -> Iterator[Column[Entry]]:
    yield Column(
        "level",
        _("Level reached"),
        _label("level", frame.levels),
        "text",
        _("The highest level that was reached; empty where none was."),
    )
    yield Column(
        "pending",
        _("Open checks"),
        lambda entry: _("yes") if entry.pending else "",
        "text",
        _("Reached by own statement; checks by officials are still open."),
    )
    yield Column(
        "score",
        _("Score"),
        _blank("score"),
        "score",
        _("Total score of the unit; empty where too few answers apply."),
        _("As the edition says; see the result page of the response"),
        points_to(frame.scale),
    )
    yield Column(
        "rank",
        _("Percentile rank in the cluster"),
        _blank("rank"),
        "score",
        _("Share of the cluster's units with a lower score, equal ones counted half."),
        _("Mean percentile rank: 100 × (lower + equal / 2) / units, itself included"),
        _("0–100"),
        width=13,
    )


def _scores(frame: Frame) -> Iterator[Column[Entry]]:
    for place, group in enumerate(frame.dimensions):
        yield Column(
            group.code,
            say(group.name),
            _dimension(place),
            "score",
            _("Score of the unit in this dimension."),
            _("As the edition says; see the result page of the response"),
            points_to(frame.profile_scale),
            width=13,
        )


def _dimension(place: int) -> Callable[[Entry], Value]:
    def value(entry: Entry) -> Value:
        score = entry.dimensions[place]
        return "" if score is None else score

    return value


def _blank(key: str) -> Callable[[Entry], Value]:
    def value(entry: Entry) -> Value:
        found: float | None = getattr(entry, key)
        return "" if found is None else found

    return value


def _code(key: str) -> Callable[[Entry], Value]:
    return lambda entry: str(getattr(entry, key))


def _label(key: str, groups: Sequence[Group]) -> Callable[[Entry], Value]:
    """The name of a code in the active language; an unknown code stands for itself."""
    labels = {group.code: say(group.name) for group in groups}

    def value(entry: Entry) -> Value:
        code = str(getattr(entry, key))
        return labels.get(code, code)

    return value
