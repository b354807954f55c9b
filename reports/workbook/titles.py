"""The sheets of titles: new in each year, and held at its end."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.particulars import Granted, Particulars, Titles
from reports.workbook.charts import bars, put_chart, unbound
from reports.workbook.drafting import Draft, say
from reports.workbook.palette import COUNT
from reports.workbook.tables import Column, Placed, put_table


def write_titles(draft: Draft, found: Particulars) -> None:
    """Titles of all, with a chart, then by region and by cluster."""
    titles = found.titles
    note = _("Titles are public and counted in full, until the data cut.")
    whole = put_table(
        draft,
        (_("Titles by year"), _("Titles of each stage: new, held"), "Titles"),
        note,
        columns(titles),
        titles.total,
    )
    if titles.total:
        _add_chart(whole, titles)
    for table, title, about, word, rows in (
        (
            "TitlesByRegion",
            _("Titles by region"),
            _("Titles by region and stage: new, held"),
            _("Region"),
            titles.regions,
        ),
        (
            "TitlesByCluster",
            _("Titles by cluster"),
            _("Titles by cluster and stage: new, held"),
            _("Cluster"),
            titles.clusters,
        ),
    ):
        chosen = columns(titles, word)
        put_table(draft, (title, about, table), note, chosen, rows)


def _add_chart(table: Placed, titles: Titles) -> None:
    keys = [f"held_{year}" for year in titles.years]
    title = _("Titles held at the end of each year")
    chart = unbound(bars(title, table, keys, label="stage", form=COUNT), COUNT)
    chart.y_axis.scaling.min = 0
    rows = (table.last + 3, table.last + 23)
    put_chart(table.sheet, chart, (1, len(table.letters)), rows)


def columns(titles: Titles, word: str = "") -> tuple[Column[Granted], ...]:
    """The columns of a table of titles; `word` is what its places are."""
    return (*_names(word), *_years(titles))


def _names(word: str) -> Iterator[Column[Granted]]:
    if word:
        yield Column(
            "place",
            word,
            lambda row: say(row.place.name) if row.place else "",
            "text",
            _("Where the unit stood when the title was granted."),
            width=34,
        )
    yield Column(
        "stage",
        _("Stage"),
        lambda row: say(row.stage.name),
        "text",
        _("Stage of the ladder that the title is of."),
        width=34,
    )


def _years(titles: Titles) -> Iterator[Column[Granted]]:
    for place, year in enumerate(titles.years):
        what = {"year": year}
        yield Column(
            f"new_{year}",
            _("%(year)d: new") % what,
            _new(place),
            "count",
            _("Titles granted in the year, whatever became of them later."),
            _("Number of titles"),
            pgettext("unit of a column", "titles"),
            width=12,
        )
        yield Column(
            f"held_{year}",
            _("%(year)d: in all") % what,
            _held(place),
            "count",
            _("Titles granted until the end of the year and not withdrawn by then."),
            _("Number of titles"),
            pgettext("unit of a column", "titles"),
            width=12,
        )


def _new(place: int) -> Callable[[Granted], int]:
    return lambda row: row.new[place]


def _held(place: int) -> Callable[[Granted], int]:
    return lambda row: row.held[place]
