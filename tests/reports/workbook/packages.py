"""What any workbook of ours must satisfy, so that Excel has nothing to repair."""

import io
import posixpath
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

from openpyxl.utils import range_boundaries

from tests.reports.workbook.reading import MAIN

PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
TABLE_NAME = re.compile(r"[^\W\d][\w.]*")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
LONGEST = 32_767


def check_package(content):
    """Raises AssertionError for the first thing that is wrong with a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        parts = {
            name: ElementTree.fromstring(package.read(name))
            for name in names
            if name.endswith((".xml", ".rels"))
        }
    assert len({name.casefold() for name in names}) == len(names)
    _check_types(parts["[Content_Types].xml"], names)
    for name, part in parts.items():
        if name.endswith(".rels"):
            _check_relations(name, part, parts, names)
    _check_book(parts)
    for name, part in parts.items():
        if SHEET.fullmatch(name):
            _check_sheet(part, parts["xl/styles.xml"])
    _check_tables(parts)


def _check_types(types, names):
    """Every part has a type, and every part that is named is there, once."""
    defaults = [kind.get("Extension") for kind in types.iter(f"{TYPES}Default")]
    named = [kind.get("PartName") for kind in types.iter(f"{TYPES}Override")]
    assert len(set(defaults)) == len(defaults)
    assert len(set(named)) == len(named)
    assert {name.removeprefix("/") for name in named} <= set(names)
    for name in set(names) - {"[Content_Types].xml"}:
        assert f"/{name}" in named or name.rpartition(".")[2] in defaults, name


def _check_relations(name, part, parts, names):
    """Targets are there, ids are unique, and each id that the owner uses is known."""
    folder, _, file = name.rpartition("_rels/")
    ids = [relation.get("Id") for relation in part]
    assert len(set(ids)) == len(ids), name
    for relation in part:
        assert relation.tag == f"{PACKAGE}Relationship"
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(
                posixpath.join("/", folder, relation.get("Target"))
            )
            assert target.removeprefix("/") in names, (name, target)
    owner = parts.get(folder + file.removesuffix(".rels"))
    if owner is not None:
        used = {
            value
            for element in owner.iter()
            for key, value in element.items()
            if key.startswith(OFFICE)
        }
        assert used <= set(ids), (name, used)


def _check_book(parts):
    """Titles of sheets are legal and each one once; names are, too, and point to
    sheets that are there."""
    book = parts["xl/workbook.xml"]
    sheets = list(book.iter(f"{MAIN}sheet"))
    titles = [sheet.get("name") for sheet in sheets]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert 1 <= len(title.encode("utf-16-le")) // 2 <= 31, title
        assert not FORBIDDEN_IN_TITLE.search(title), title
        assert not title.startswith("'"), title
        assert not title.endswith("'"), title
    ids = [sheet.get("sheetId") for sheet in sheets]
    assert len(set(ids)) == len(ids)
    defined = list(book.iter(f"{MAIN}definedName"))
    keys = [(name.get("name").casefold(), name.get("localSheetId")) for name in defined]
    assert len(set(keys)) == len(keys)
    for name in defined:
        assert "#REF!" not in name.text, name.text
        for quoted, bare in re.findall(r"(?:'((?:[^']|'')+)'|(\w+))!", name.text):
            assert (quoted.replace("''", "'") or bare) in titles, name.text


def _check_sheet(sheet, styles):
    """Rows rise, cells rise in their row and stand where they say, styles are known,
    inline strings are short enough, and the dimension covers just what is there."""
    known = len(styles.find(f"{MAIN}cellXfs"))
    assert known <= 65_490
    before, last_column = 0, 0
    for row in sheet.iter(f"{MAIN}row"):
        number = int(row.get("r"))
        assert before < number <= 1_048_576
        before, column = number, 0
        for cell in row:
            place, _, right, bottom = range_boundaries(cell.get("r"))
            assert (place, bottom) == (right, number)
            assert column < place <= 16_384
            column = place
            assert int(cell.get("s", 0)) < known
            _check_cell(cell)
        last_column = max(last_column, column)
    _, _, right, bottom = range_boundaries(sheet.find(f"{MAIN}dimension").get("ref"))
    if last_column:
        assert (right, bottom) == (last_column, before)
    _check_ranges(sheet)


def _check_cell(cell):
    kind = cell.get("t", "n")
    assert kind in {"n", "s", "b", "str", "inlineStr"}  # "e" is an error
    if kind == "inlineStr":
        texts = [text.text or "" for text in cell.iter(f"{MAIN}t")]
        assert len("".join(texts).encode("utf-16-le")) // 2 <= LONGEST * 7  # encoded
    elif kind == "n" and cell.find(f"{MAIN}f") is None:
        for value in cell.iter(f"{MAIN}v"):
            assert abs(float(value.text)) < 1e308


def _check_ranges(sheet):
    """Merged cells do not overlap."""
    taken = Counter()
    for merged in sheet.iter(f"{MAIN}mergeCell"):
        left, top, right, bottom = range_boundaries(merged.get("ref"))
        taken.update(
            (row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )
    assert not taken or max(taken.values()) == 1


def _check_tables(parts):
    """Ids and names are unique and legal, each column has its header's name, once, and
    the filter spans the table."""
    tables = [
        part
        for name, part in parts.items()
        if re.fullmatch(r"xl/tables/table\d+\.xml", name)
    ]
    ids = [table.get("id") for table in tables]
    assert len(set(ids)) == len(ids)
    names = [table.get("displayName").casefold() for table in tables]
    assert len(set(names)) == len(names)
    for table in tables:
        assert TABLE_NAME.fullmatch(table.get("displayName"))
        left, top, right, bottom = range_boundaries(table.get("ref"))
        assert bottom > top
        columns = [c.get("name") for c in table.iter(f"{MAIN}tableColumn")]
        assert len(columns) == right - left + 1
        assert len({name.casefold() for name in columns}) == len(columns)
        assert max(len(name.encode("utf-16-le")) // 2 for name in columns) <= 255
        for found in table.findall(f"{MAIN}autoFilter"):
            assert found.get("ref") == table.get("ref")
