"""The sheet "Gates": which gates are failed, by how many, in all and by tier."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.worksheet.pagebreak import Break

from reports.figures import Benchmark
from reports.particulars import Gate, Particulars
from reports.workbook.charts import lying_bars, put_chart
from reports.workbook.drafting import FIRST_ROW, Draft, Value, legend, say
from reports.workbook.heat import inner_bars
from reports.workbook.palette import SHARE
from reports.workbook.tables import Column, Placed, heighten, put_table

HEADER = 62
"""In points: the names of tiers are long."""


def write_gates(draft: Draft, found: Particulars) -> None:
    """One row for each gate, criterion and outcome of the edition."""
    chosen = columns(draft.benchmark)
    names = (_("Gates"), _("Every gate: how many enterprises fail it, by tier"))
    table = put_table(draft, (*names, "Gates"), legend(draft), chosen, found.gates)
    heighten(table, chosen, found.gates)
    table.sheet.row_dimensions[FIRST_ROW].height = HEADER
    inner_bars(table.sheet, table.block("share", "share"), upto=1)
    if found.gates:
        _add_chart(table, len(found.gates))


def _add_chart(table: Placed, size: int) -> None:
    title = _("Share of enterprises that fail each gate")
    chart = lying_bars(title, table, "share", label="code", form=SHARE)
    first = table.last + 3
    table.sheet.row_breaks.append(Break(first - 1))
    put_chart(table.sheet, chart, (1, 10), (first + 1, first + 2 * size + 7))


def failing(gate: Gate) -> float | None:
    """The share of the enterprises that fail, where all its counts are shown."""
    return share_of(gate.failed, gate.unknown, gate.passed)


def share_of(
    failed: int | None, unknown: int | None, passed: int | None
) -> float | None:
    """The share of the first of three counts."""
    if failed is None or unknown is None or passed is None:
        return None
    whole = failed + unknown + passed
    return failed / whole if whole else None


def columns(benchmark: Benchmark) -> tuple[Column[Gate], ...]:
    """The columns of the table of gates."""
    return (*_identity(), *_counts(), *_by_tier(benchmark))


def kind_of(gate: Gate) -> str:
    """The kind of a check in words."""
    words = {
        "gate": pgettext("kind of check", "Gate"),
        "criterion": pgettext("kind of check", "Criterion"),
        "outcome": pgettext("kind of check", "Outcome"),
    }
    return words.get(gate.kind, gate.kind)


def effect_of(gate: Gate) -> str:
    """What a check does, in words."""
    words = {
        "veto": pgettext("effect of a check", "Veto"),
        "cap": pgettext("effect of a check", "Cap"),
        "floor": pgettext("effect of a check", "Floor"),
        "prerequisite": pgettext("effect of a check", "Prerequisite"),
        "coverage": pgettext("effect of a check", "Coverage"),
        "external": pgettext("effect of a check", "External fact"),
    }
    return words.get(gate.effect, gate.effect)


def owner_of(gate: Gate) -> str:
    """Who can clear a check."""
    official = gate.owner == "official"
    return _("Official") if official else pgettext("owner of a check", "Enterprise")


def _identity() -> Iterator[Column[Gate]]:
    for key, title, value, wide, meaning in _words():
        yield Column(key, title, value, "words", meaning, width=wide)


def _words() -> Iterator[tuple[str, str, Callable[[Gate], str], float, str]]:
    yield "code", _("Stable code"), lambda g: g.code, 15, _("Stable code of the gate.")
    yield "title", _("Gate"), lambda g: say(g.title), 46, _("What it asks for.")
    yield "kind", _("Kind"), kind_of, 12, _("Gate, criterion or outcome.")
    yield "effect", _("Effect"), effect_of, 13, _("What it does to the result.")
    yield "owner", _("Cleared by"), owner_of, 12, _("Who can clear it.")
    yield (
        "blocking",
        _("Blocks"),
        lambda g: _("yes") if g.blocking else _("no"),
        9,
        _("Whether it can block a level; older or undated ones are shown only."),
    )
    yield (
        "level",
        _("Needed for"),
        lambda g: say(g.level) if g.level else "",
        16,
        _("The lowest stage or level that needs it."),
    )


def _counts() -> Iterator[Column[Gate]]:
    for key, title, meaning in (
        (
            "failed",
            _("Fail (n)"),
            _("Enterprises that fail it with at least one of their units."),
        ),
        (
            "unknown",
            _("Open (n)"),
            _("Enterprises of the others for which it is open or not known."),
        ),
        ("passed", _("Pass (n)"), _("Enterprises that pass it with all their units.")),
    ):
        yield Column(
            key,
            title,
            _count(key),
            "count",
            meaning,
            _("Number of different enterprises"),
            _("enterprises"),
            width=11,
        )
    yield Column(
        "share",
        _("Share that fails"),
        lambda gate: _blank(gate, failing(gate)),
        "share",
        _("How many of all enterprises fail it."),
        _("Fail / (fail + open + pass)"),
        "%",
        width=11,
    )


def _blank(gate: Gate, share: float | None) -> Value:
    return "" if (gate.failed, gate.unknown, gate.passed) == (0, 0, 0) else share


def _count(key: str) -> Callable[[Gate], Value]:
    def value(gate: Gate) -> Value:
        found: int | None = getattr(gate, key)
        return found

    return value


def _by_tier(benchmark: Benchmark) -> Iterator[Column[Gate]]:
    for place, group in enumerate(benchmark.frame.tiers):
        yield Column(
            f"tier_{group.code}",
            _("Fail in: %(tier)s (n)") % {"tier": say(group.name)},
            _in_tier(place),
            "count",
            _("Enterprises of the tier of clusters that fail it."),
            _("Number of different enterprises"),
            _("enterprises"),
            width=13,
        )


def _in_tier(place: int) -> Callable[[Gate], Value]:
    return lambda gate: gate.tiers[place]
