"""Do the figures of a benchmark add up? If not, there is no workbook."""

from collections.abc import Callable, Iterable, Sequence

from reports.figures import Benchmark, DoesNotAddUp, Line, content_hash

Figure = Callable[[Line], int | None]


def check(benchmark: Benchmark) -> None:
    """Raise DoesNotAddUp where figures contradict each other or their own hash."""
    if content_hash(benchmark) != benchmark.content_hash:
        raise DoesNotAddUp("The figures are not those of the content hash.")
    _check_counts(benchmark)
    for figure in _figures(benchmark):
        _check_lines(benchmark, figure)
    _check_cells(benchmark)
    _check_entries(benchmark)


def _figures(benchmark: Benchmark) -> Iterable[Figure]:
    yield lambda line: line.summary.n
    yield lambda line: line.summary.units
    yield lambda line: line.pending
    for place in range(len(benchmark.frame.levels)):
        yield _level(place)


def _level(place: int) -> Figure:
    return lambda line: None if line.levels is None else line.levels[place]


def _check_counts(benchmark: Benchmark) -> None:
    total, counts = benchmark.tables.total.summary, benchmark.counts
    if total.hidden:
        return
    if (total.n, total.units) != (counts.enterprises, counts.units):
        raise DoesNotAddUp("The total is not that of the manifest.")


def _check_lines(benchmark: Benchmark, figure: Figure) -> None:
    tables = benchmark.tables
    for parts in (tables.tiers, tables.clusters, tables.regions):
        _check_sum(map(figure, parts), figure(tables.total))
    for tier in tables.tiers:
        own = [c for c in tables.clusters if c.group.parent == tier.group.code]
        _check_sum(map(figure, own), figure(tier))


def _check_cells(benchmark: Benchmark) -> None:
    tables = benchmark.tables
    rows = [[cell.n for cell in row] for row in tables.cells]
    for counts, region in zip(rows, tables.regions, strict=True):
        _check_sum(counts, region.summary.n)
    for place, cluster in enumerate(tables.clusters):
        _check_sum([row[place] for row in rows], cluster.summary.n)


def _check_sum(parts: Iterable[int | None], total: int | None) -> None:
    """Shown parts make up a shown total, or less where one of them is hidden."""
    if total is None:
        return
    found: Sequence[int | None] = list(parts)
    shown = sum(part for part in found if part is not None)
    if shown > total or (None not in found and shown != total):
        raise DoesNotAddUp(f"The parts make {shown}, the total is {total}.")


def _check_entries(benchmark: Benchmark) -> None:
    entries, counts = benchmark.entries or (), benchmark.counts
    scored = sum(entry.score is not None for entry in entries)
    if len(entries) != counts.listed:
        raise DoesNotAddUp("The list is not as long as the manifest says.")
    if benchmark.entries is not None and benchmark.complete and scored != counts.units:
        raise DoesNotAddUp("The list has other units than the tables.")
    if benchmark.listed.units not in {None, scored}:
        raise DoesNotAddUp("The summary of the list is not that of its rows.")
