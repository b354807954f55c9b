"""Do the particulars of a benchmark add up to its own totals?"""

from collections.abc import Iterable, Sequence

from reports.figures import Benchmark, DoesNotAddUp
from reports.particulars import Breakdown, Gate, Particulars, Question, Titles


def check_sum(parts: Iterable[int | None], total: int | None) -> None:
    """Shown parts make up a shown total, or less where one of them is hidden."""
    if total is None:
        return
    found: Sequence[int | None] = list(parts)
    shown = sum(part for part in found if part is not None)
    if shown > total or (None not in found and shown != total):
        raise DoesNotAddUp(f"The parts make {shown}, the total is {total}.")


def check_particulars(benchmark: Benchmark, found: Particulars) -> None:
    """Raise DoesNotAddUp where a table contradicts the lines of the benchmark."""
    _check_bands(benchmark, found)
    for breakdown in found.breakdowns:
        _check_breakdown(benchmark, breakdown)
    units = benchmark.tables.total.summary.units
    for question in found.questions:
        _check_question(question, units)
    for gate in found.gates:
        _check_gate(benchmark, gate)
    _check_titles(found.titles)


def _check_bands(benchmark: Benchmark, found: Particulars) -> None:
    tables = benchmark.tables
    check_sum(found.bands.total, tables.total.summary.n)
    for line, counts in zip(tables.clusters, found.bands.clusters, strict=True):
        check_sum(counts, line.summary.n)
    for place, total in enumerate(found.bands.total):
        check_sum([counts[place] for counts in found.bands.clusters], total)


def _check_breakdown(benchmark: Benchmark, breakdown: Breakdown) -> None:
    tables = benchmark.tables
    check_sum([spot.n for spot in breakdown.total], tables.total.summary.n)
    for line, spots in zip(tables.clusters, breakdown.clusters, strict=True):
        check_sum([spot.n for spot in spots], line.summary.n)
    for place, total in enumerate(breakdown.total):
        check_sum([spots[place].n for spots in breakdown.clusters], total.n)


def _check_question(question: Question, units: int | None) -> None:
    answered = question.units
    rest = (question.not_applicable, question.unanswered, question.not_asked)
    check_sum([answered, *rest], units)
    counts = [option.units for option in question.options]
    if answered is None:
        if any(count is not None for count in counts):
            raise DoesNotAddUp(f"The options of {question.code} give its total away.")
    elif question.kind == "multiple":
        if any(count is not None and count > answered for count in counts):
            raise DoesNotAddUp(f"An option of {question.code} has too many units.")
    elif counts and question.kind != "matrix":
        check_sum(counts, answered)


def _check_gate(benchmark: Benchmark, gate: Gate) -> None:
    tables, counts = benchmark.tables, (gate.failed, gate.unknown, gate.passed)
    check_sum(counts, tables.total.summary.n)
    check_sum(gate.tiers, gate.failed)
    check_sum(gate.clusters, gate.failed)
    for lines, failed in ((tables.tiers, gate.tiers), (tables.clusters, gate.clusters)):
        for line, count in zip(lines, failed, strict=True):
            check_sum([count, None], line.summary.n)


def _check_titles(titles: Titles) -> None:
    """Regions, and clusters, make up the whole, for each stage and year."""
    for total in titles.total:
        for lines in (titles.regions, titles.clusters):
            own = [line for line in lines if line.stage == total.stage]
            for place in range(len(titles.years)):
                check_sum([line.new[place] for line in own], total.new[place])
                check_sum([line.held[place] for line in own], total.held[place])
