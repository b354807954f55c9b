"""Texts that attack a workbook: in every name that it holds, built by the real job."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from reports import building, ordering
from reports.models import Report
from reports.ordering import Order
from reports.workbook.formulas import is_allowed
from surveys import jobs
from surveys.models import Lane, Response, Round, Unit
from surveys.sheets.texts import clean
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import decide, hand_in
from tests.reports.workbook.reading import formulas, members, named, opened, table
from tests.test_hostile_texts import TEXTS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = [text for name, text in TEXTS.items() if name != "null"]
HOSTILE += ["+1+1", "-2+3", "@SUM(A1)", "\t=1+1", " =1+1", "'=1+1", "#N/A", "TRUE"]
CLUSTERS = ("汽车/摩托车", '=HYPERLINK("x")', "[1]:*?\\", "'quoted'", "Cover", "封面")


@pytest.fixture(scope="module")
def target(django_db_setup, django_db_blocker) -> Iterator[Round]:
    """A decided round of enterprises, clusters, regions and people of hostile names."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield hostile_round()
        transaction.set_rollback(True)


def hostile_round() -> Round:
    region = factories.region("500105", name_zh="<b>=1</b>", name_en="#REF!")
    clusters = [
        factories.cluster(f"H{number}", name_zh=name, name_en=f"{name}!")
        for number, name in enumerate(CLUSTERS)
    ]
    made = factories.open_round(name_zh="[2026]/:*?", name_en="=1+1")
    reviewer = factories.official()
    officer = factories.official("municipal_officer")
    for number, text in enumerate(HOSTILE * 2):
        cluster = clusters[0 if number < 12 else number % len(clusters)]
        response = hand_in(
            made, number % 10, name=text, region=region, primary_cluster=cluster
        )
        Unit.objects.filter(pk=response.unit_id).update(name=text)
        decide(Response.objects.get(pk=response.pk), reviewer, officer)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_workbook_of_hostile_names(target, language):
    content = built(target, language)
    book = opened(content)
    rows, _ = table(book, "Enterprises")
    values = [list(row.values()) for row in rows]
    assert sorted((v[4], v[6]) for v in values) == sorted(
        (clean(text), clean(text)) for text in HOSTILE * 2
    )
    lines, _ = table(book, "Clusters")
    names = {tuple(list(line.values())[1:3]) for line in lines}
    assert {(name, f"{name}!") for name in CLUSTERS} <= names
    assert named(book, "manifest_made_for") == "=cmd|' /C calc'!A0"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_formula_but_ours_no_error_and_nothing_from_outside(target, language):
    content = built(target, language)
    assert [f for f in formulas(content) if not is_allowed(f)] == []
    cells = [
        cell
        for sheet in members(content, r"xl/worksheets/sheet\d+\.xml").values()
        for cell in sheet.iter(f"{MAIN}c")
    ]
    assert {cell.get("t") for cell in cells} <= {None, "n", "s", "inlineStr", "str"}
    relations = members(content, r".*\.rels").values()
    assert [
        r for rs in relations for r in rs if r.get("TargetMode") == "External"
    ] == []
    titles = [sheet.title for sheet in opened(content)]
    assert len({title.casefold() for title in titles}) == len(titles)


def built(target: Round, language: str) -> bytes:
    """The file as the worker writes it."""
    reader = factories.user("=cmd|' /C calc'!A0")
    wanted = Order(
        target, target.editions.get(), Lane.FINAL, language, live=True, rows=True
    )
    report = ordering.order(wanted, by=reader, at=NOW)
    jobs.run(report.job.pk, building.build)
    report = Report.objects.get(pk=report.pk)
    assert report.job.state == "done", report.job.log
    with report.file.open() as file:
        return file.read()
