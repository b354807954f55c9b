"""One benchmark workbook from its first sheet to its bytes."""

import datetime as dt
import io

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.workbook import Workbook

from reports.figures import Benchmark, Reader
from reports.workbook.checking import check
from reports.workbook.clusters import write_clusters, write_dimensions
from reports.workbook.cover import title, write_cover
from reports.workbook.dictionary import write_codes, write_dictionary
from reports.workbook.drafting import Draft, say
from reports.workbook.enterprises import write_enterprises, write_recomputation
from reports.workbook.overview import write_overview
from reports.workbook.palette import FACES, add_styles
from reports.workbook.profile import write_profile
from reports.workbook.regions import write_regions
from surveys.sheets.texts import clean
from surveys.sheets.titles import sheet_title


def render(benchmark: Benchmark, reader: Reader, language: str) -> bytes:
    """The .xlsx file of a benchmark in a language, "zh-hans" or "en".

    Raises DoesNotAddUp when the figures contradict each other: no file is better than
    a wrong one.
    """
    check(benchmark)
    with override(language):
        draft = Draft(benchmark, reader, Workbook())
        add_styles(draft.book, FACES[language])
        _write(draft)
        _describe(draft)
    buffer = io.BytesIO()
    draft.book.save(buffer)
    return buffer.getvalue()


def _write(draft: Draft) -> None:
    cover = draft.book.worksheets[0]
    cover.title = sheet_title(_("Cover"))
    write_overview(draft)
    clusters = write_clusters(draft)
    dimensions = write_dimensions(draft)
    write_regions(draft)
    if draft.benchmark.entries is not None:
        write_recomputation(draft, write_enterprises(draft))
    write_dictionary(draft)
    choices = write_codes(draft)
    if any(line.summary.n for line in draft.benchmark.tables.clusters):
        write_profile(draft, clusters, dimensions, choices)
        _move_last(draft, 4)
    write_cover(draft, cover)


def _move_last(draft: Draft, place: int) -> None:
    """Move the last sheet to a place: it needed cells of the others."""
    last = draft.book.worksheets[-1]
    draft.book.move_sheet(last, place - len(draft.book.worksheets) + 1)
    draft.contents.insert(place - 1, draft.contents.pop())


def _describe(draft: Draft) -> None:
    """The properties of the document; openpyxl writes times in UTC."""
    source, about = draft.benchmark.source, draft.book.properties
    about.title = clean(f"{title()} · {say(source.round)} · {say(source.edition)}")
    about.creator = about.lastModifiedBy = "Dengta"
    about.subject = clean(say(draft.reader.scope))
    about.keywords = draft.benchmark.content_hash
    about.created = draft.reader.at.astimezone(dt.UTC).replace(tzinfo=None)
    draft.book.calculation.fullCalcOnLoad = True
