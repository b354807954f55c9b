"""What bench_answers measures, in a process of its own: `prepare` once, then a way."""

import csv
import io
import json
import pickle
import random
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

import django

django.setup()

import xlsxwriter  # noqa: E402 -- after Django's set-up
from django.core.management import call_command  # noqa: E402
from django.utils.translation import override  # noqa: E402
from openpyxl.cell import WriteOnlyCell  # noqa: E402
from openpyxl.utils import get_column_letter  # noqa: E402
from openpyxl.workbook import Workbook  # noqa: E402

from reports import answers as reading  # noqa: E402
from reports.building import CITY  # noqa: E402
from reports.figures import Reader  # noqa: E402
from reports.workbook import answers as book  # noqa: E402
from reports.workbook import palette, parts, streaming  # noqa: E402
from reports.workbook.packaging import Deflating  # noqa: E402
from reports.workbook.streaming import Field  # noqa: E402
from surveys.models import (  # noqa: E402
    Edition,
    Enterprise,
    Response,
    Round,
    Scorecard,
    Submission,
    Unit,
)
from tests import factories  # noqa: E402
from tests.bench.bench_answers import QUESTIONS  # noqa: E402
from tests.bench.filling_in import answers, facts  # noqa: E402
from tests.reports.asking import asking  # noqa: E402

TOGETHER = 1_000
LANGUAGE = "zh-hans"
Rows = list[list[Any]]


# --- what stands in the database, and the same as rows


def prepare(size: int, folder: Path) -> None:
    """A round with so many scored units, written in bulk, and its rows in a file."""
    call_command("migrate", verbosity=0)
    factories.region("500105"), factories.region("500106"), factories.region("500112")
    content = asking(QUESTIONS)
    for section in content["sections"]:
        for n, question in enumerate(section["questions"]):
            _say(question, n)
    edition = factories.edition(content)
    target = factories.open_round(editions=[edition])
    chance = random.Random(size)
    model = factories.enterprise()
    by = factories.user()
    for start in range(0, size, TOGETHER):
        numbers = range(start, min(start + TOGETHER, size))
        _add(model, by, target, edition, numbers, chance)
    told = book.Told()
    units = list(reading.units(_chosen(), told))
    with override(LANGUAGE):
        source = reading.source(_chosen(), long=False)
        fields, rows = book._wide(units, source, list(parts.asked(source.scheme)))
        codes = list(rows)
        texts = [_labelled(fields, row) for row in codes]
    with (folder / "rows.pickle").open("wb") as file:
        pickle.dump((fields, codes, texts), file)


def _say(question: dict[str, Any], number: int) -> None:
    """Texts as long as those of real questionnaires."""
    question["title"] = {
        "zh": f"第{number}题：本单元关键工序的数字化应用情况",
        "en": f"Question {number}: how digital the key processes of the unit are",
    }
    for place, option in enumerate(question.get("options", ())):
        option["title"] = {
            "zh": f"第{place}级：已在主要产线应用并持续改进",
            "en": f"Level {place}: used on the main lines and improved",
        }


def _add(
    model: Enterprise,
    by: Any,
    target: Round,
    edition: Edition,
    numbers: range,
    chance: Any,
) -> None:
    homes = Enterprise.objects.bulk_create(
        _like(
            model,
            uscc=factories.credit_code(70_000 + n),
            name=f"重庆示例企业{n:05}有限公司",
        )
        for n in numbers
    )
    at = factories.NOW
    made = Unit.objects.bulk_create(
        Unit(enterprise=home, kind="workshop", name="一号车间", created_at=at)
        for home in homes
    )
    files = Response.objects.bulk_create(
        Response(
            round=target,
            edition=edition,
            unit=unit,
            status="submitted",
            created_by=by,
            created_at=at,
            status_at=at,
        )
        for unit in made
    )
    handed = Submission.objects.bulk_create(
        Submission(
            response=file,
            number=1,
            receipt=f"2026-{file.pk:06d}-1",
            answers=answers(edition.scheme, chance),
            facts=facts(chance),
            answers_sha256=f"{chance.getrandbits(256):064x}",
            facts_sha256=f"{chance.getrandbits(256):064x}",
            edition_sha256=edition.sha256,
            declared_by_name="Wang",
            declared_by_post="Head",
            by=by,
            at=at,
        )
        for file in files
    )
    Scorecard.objects.bulk_create(
        Scorecard(
            submission=row,
            lane="claimed",
            identity=row.answers_sha256,
            engine="1",
            edition_sha256=edition.sha256,
            outcome="not_reached",
            score=f"{chance.uniform(0, 100):.12f}",
            nodes={},
            checks={},
            at=at,
        )
        for row in handed
    )


def _like(row: Any, **changes: Any) -> Any:
    """A row like this one, not stored yet."""
    fields = [f for f in row._meta.concrete_fields if not f.primary_key]
    return type(row)(**{f.attname: getattr(row, f.attname) for f in fields} | changes)


def _chosen() -> reading.Chosen:
    target = Round.objects.get()
    edition = target.editions.defer("document").get()
    return reading.Chosen(target, edition, "claimed", factories.NOW)


def _labelled(fields: list[Field], row: Any) -> list[Any]:
    """The texts and figures that stand in the cells of a row."""
    return [
        streaming.serial(value)
        if isinstance(value, date)
        else (field.labels or {}).get(value, value)
        for field, value in zip(fields, row, strict=True)
    ]


# --- the ways


def as_csv(_fields: list[Field], _codes: Rows, texts: Rows, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    csv.writer(text).writerows(texts)
    text.detach()


def sheet_xml(_fields: list[Field], _codes: Rows, texts: Rows, file: IO[bytes]) -> None:
    """The same XML as ours, nothing escaped, cleaned or checked."""
    output = Deflating(file)
    for block in _xml(texts):
        output.write(block)
    output.piece()


def _xml(texts: Rows) -> Iterator[bytes]:
    letters = [get_column_letter(n + 1) for n in range(len(texts[0]))]
    block = []
    text = ' s="9" t="inlineStr"><is><t>'
    for number, row in enumerate(texts, start=7):
        block.append(f'<row r="{number}">')
        for letter, value in zip(letters, row, strict=True):
            if value is None or value == "":
                block.append(f'<c r="{letter}{number}" s="9"/>')
            elif isinstance(value, str):
                block.append(f'<c r="{letter}{number}"{text}{value}</t></is></c>')
            else:
                block.append(f'<c r="{letter}{number}" s="9"><v>{value!r}</v></c>')
        block.append("</row>")
        if number % 256 == 0:
            yield "".join(block).encode()
            block = []
    yield "".join(block).encode()


def from_rows(fields: list[Field], _codes: Rows, texts: Rows, file: IO[bytes]) -> None:
    plain = [Field(field.title, field.style, field.width) for field in fields]
    _ours(plain, texts, file)


def from_codes(fields: list[Field], codes: Rows, _texts: Rows, file: IO[bytes]) -> None:
    _ours(fields, codes, file)


def _ours(fields: list[Field], rows: Rows, file: IO[bytes]) -> None:
    made = Workbook()
    palette.add_styles(made, palette.FACES[LANGUAGE])
    bulk = streaming.prepare(made.worksheets[0], "Answers", fields, row=6)
    streaming.save(made, [(bulk, rows)], file)


def by_xlsxwriter(
    fields: list[Field], _codes: Rows, texts: Rows, file: IO[bytes]
) -> None:
    made = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = made.add_worksheet()
    look = {"font_name": "Microsoft YaHei", "font_size": 10, "bottom": 1}
    forms = {"text": "@", "words": "@", "score": "0.0", "date": "yyyy-mm-dd"}
    styles = {
        style: made.add_format(look | {"num_format": forms.get(style, "General")})
        for style in {field.style for field in fields}
    }
    used = [styles[field.style] for field in fields]
    for column, field in enumerate(fields):
        sheet.set_column(column, column, field.width)
        sheet.write_string(5, column, field.title)
    sheet.freeze_panes(6, 3)
    sheet.autofilter(5, 0, 5 + len(texts), len(fields) - 1)
    for number, row in enumerate(texts, start=6):
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                sheet.write_string(number, column, value, used[column])
            elif value is None or value == "":
                sheet.write_blank(number, column, None, used[column])
            else:
                sheet.write_number(number, column, value, used[column])
    made.close()


def by_openpyxl(
    fields: list[Field], _codes: Rows, texts: Rows, file: IO[bytes]
) -> None:
    made = Workbook(write_only=True)
    palette.add_styles(made, palette.FACES[LANGUAGE])
    sheet = made.create_sheet()
    sheet.freeze_panes = "D7"
    styles = []
    for number, field in enumerate(fields, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = field.width
        cell = WriteOnlyCell(sheet)
        cell.style = palette.PREFIX + field.style
        styles.append(cell._style)
    sheet.append([field.title for field in fields])
    for row in texts:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell, style in zip(cells, styles, strict=True):
            cell._style = style
        sheet.append(cells)
    made.save(file)


def from_database(file: IO[bytes]) -> None:
    told = book.Told()
    with override(LANGUAGE):
        source = reading.source(_chosen(), long=False)
    reader = Reader(CITY, "Li", factories.NOW)
    units = reading.units(_chosen(), told)
    book.render(units, source, told, reader, LANGUAGE, file)


WAYS: dict[str, Callable[..., None]] = {
    "csv": as_csv,
    "sheet_xml": sheet_xml,
    "rows": from_rows,
    "codes": from_codes,
    "xlsxwriter": by_xlsxwriter,
    "openpyxl": by_openpyxl,
}


def measure(way: str, folder: Path) -> dict[str, float]:
    """CPU seconds, and megabytes: of the process before, at its peak, of the file."""
    given: tuple[Any, ...] = ()
    act: Callable[..., None] = from_database
    if way == "deflated":
        given, act = (_finished(folder),), _deflate
    elif way != "database":
        with (folder / "rows.pickle").open("rb") as file:
            given, act = pickle.load(file), WAYS[way]
    path = folder / f"{way}.out"
    before, start = peak(), cpu()
    with path.open("w+b") as file:
        act(*given, file)
    took = cpu() - start
    size = path.stat().st_size / 1e6
    return {"cpu": took, "before": before, "peak": peak(), "file": size}


def _finished(folder: Path) -> bytes:
    with (folder / "rows.pickle").open("rb") as file:
        fields, codes, _texts = pickle.load(file)
    made = io.BytesIO()
    _ours(fields, codes, made)
    with zipfile.ZipFile(made) as package:
        return package.read("xl/worksheets/sheet1.xml")


def _deflate(content: bytes, file: IO[bytes]) -> None:
    output = Deflating(file)
    for start in range(0, len(content), 1 << 20):
        output.write(content[start : start + (1 << 20)])
    output.piece()


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.stdout.write(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
