"""Raw answers: every value of the workbook equals what is stored; and who gets them."""

import copy
import datetime as dt
import io
import random
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from reports import answers as reading
from reports import building, ordering
from reports.figures import DoesNotAddUp
from reports.models import Report, ReportKind
from reports.ordering import Order
from reports.workbook import answers as book
from reports.workbook.answers import Told
from surveys import jobs, reviewing
from surveys.models import AuditRow, Edition, Job, Lane, Scorecard, Submission
from surveys.scoring import Kind, Scheme
from surveys.sheets import texts
from tests import factories
from tests.bench.filling_in import answers as random_answers
from tests.factories import NOW
from tests.reports.asking import everything
from tests.reports.rounds import decided_round, hand_in
from tests.reports.workbook.packages import check_package
from tests.reports.workbook.test_streaming import HOSTILE
from tests.small_edition import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def target() -> Any:
    places = {
        (factories.region("500105"), factories.cluster("T01")): 1,
        (factories.region("500106"), factories.cluster("汽车/摩托车")): 2,
    }
    return decided_round(places)[0]


def order_of(target: Any, kind: str, **more: Any) -> Order:
    fields = {"live": True, "rows": True} | more
    return Order(target, target.editions.get(), Lane.FINAL, "en", kind=kind, **fields)


def built(wanted: Order) -> Report:
    officer = factories.official("municipal_officer")
    report = ordering.order(wanted, by=officer, at=NOW)
    assert report.job is not None
    jobs.run(report.job.pk, building.build)
    return Report.objects.get(pk=report.pk)


def opened(report: Report) -> Any:
    with report.file.open("rb") as file:
        content = file.read()
    check_package(content)
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(min_row=6, values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_wide_answers_are_what_was_handed_in(target: Any) -> None:
    report = built(order_of(target, ReportKind.WIDE))

    found = rows_of(opened(report)["Answers"])
    stored = {row.receipt: row for row in Submission.objects.all()}
    assert {row["Receipt"] for row in found} == stored.keys()
    assert report.manifest["units"] == report.manifest["rows"] == len(found) == 3
    for row in found:
        submission = stored[row["Receipt"]]
        card = submission.scorecards.get(lane="final")
        enterprise = submission.response.unit.enterprise
        values = {code: entry["v"] for code, entry in submission.answers.items()}
        by_code = {title.split()[0]: value for title, value in row.items()}
        assert by_code["nc_equipment_rate.n"] == float(values["nc_equipment_rate"]["n"])
        assert by_code["nc_equipment_rate.d"] == 40
        assert by_code["project_investment"] == 1200
        options = submission.response.edition.scheme.questions["mes"].choices
        assert by_code["mes"] == options[values["mes"]].title.en
        assert row["Score"] == pytest.approx(float(card.score), rel=1e-15)
        assert row["Enterprise"] == enterprise.name
        assert row["Region"] == enterprise.region.name_en
        assert row["Lane"] == "Final"


def test_long_answers_have_one_row_each(target: Any) -> None:
    report = built(order_of(target, ReportKind.LONG))

    found = rows_of(opened(report)["Answers"])
    parts = sum(
        len(entry["v"]) if isinstance(entry["v"], dict) else 1
        for submission in Submission.objects.all()
        for entry in submission.answers.values()
    )
    entries = sum(len(row.answers) for row in Submission.objects.all())
    assert len(found) == report.manifest["rows"] == parts
    assert report.manifest["answers"] == entries
    choices = [row for row in found if row["Part code"] == "mes"]
    assert {row["Receipt"]: row["Value code"] for row in choices} == {
        row.receipt: row.answers["mes"]["v"] for row in Submission.objects.all()
    }
    assert {row["Corrected"] for row in found} == {"No"}
    assert {row["Claimed: value code"] for row in choices} == {"none"}


def test_a_correction_counts_on_its_lane_beside_the_claim() -> None:
    target = factories.open_round()
    response = hand_in(target, 9)
    factories.scored(response)
    reviewer = factories.official()
    reviewing.correct(response, "mes", "none", reason="Not there.", by=reviewer, at=NOW)
    factories.clear(response, reviewer)
    reviewing.recommend(response, opinion="Seen.", by=reviewer, at=NOW)
    edition = target.editions.get()

    told = {}
    for lane in (Lane.CLAIMED, Lane.REVIEWED):
        for kind in (ReportKind.WIDE, ReportKind.LONG):
            wanted = Order(target, edition, lane, "en", live=True, rows=True, kind=kind)
            told[lane, kind] = rows_of(opened(built(wanted))["Answers"])

    options = edition.scheme.questions["mes"].choices
    for lane, code in ((Lane.CLAIMED, "full"), (Lane.REVIEWED, "none")):
        (wide,) = told[lane, ReportKind.WIDE]
        (value,) = (v for k, v in wide.items() if k.split()[0] == "mes")
        assert value == options[code].title.en
        (row,) = (r for r in told[lane, ReportKind.LONG] if r["Part code"] == "mes")
        assert (row["Value code"], row["Claimed: value code"]) == (code, "full")
        assert row["Corrected"] == ("Yes" if lane == Lane.REVIEWED else "No")


def test_a_district_gets_its_own_enterprises_of_a_cut(target: Any) -> None:
    officer = factories.official("municipal_officer")
    edition = target.editions.get()
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=NOW)
    own = factories.region("500106")

    report = built(order_of(target, ReportKind.WIDE, live=False, region=own))

    workbook = opened(report)
    found = rows_of(workbook["Answers"])
    assert len(found) == 2
    assert {row["Region"] for row in found} == {own.name_en}
    texts = [c.value for row in workbook["Cover"].iter_rows() for c in row if c.value]
    assert {"Published", own.name_en, report.manifest["content"]} <= set(texts)


def test_who_may_see_no_rows_gets_no_answers(target: Any) -> None:
    with pytest.raises(ordering.NoRows):
        ordering.order(
            order_of(target, ReportKind.LONG, rows=False),
            by=factories.official("analyst"),
            at=NOW,
        )


def test_the_same_answers_have_the_same_hash_in_any_shape(target: Any) -> None:
    wide, long = (
        built(order_of(target, kind)) for kind in (ReportKind.WIDE, ReportKind.LONG)
    )
    again = built(order_of(target, ReportKind.WIDE))
    Submission.objects.filter(pk=Submission.objects.first().pk).update(  # type: ignore[union-attr]
        answers_sha256="0" * 64
    )
    other = built(order_of(target, ReportKind.WIDE))

    hashes = [r.manifest["content"] for r in (wide, long, again, other)]
    assert hashes[0] == hashes[1] == hashes[2] != hashes[3]
    assert AuditRow.objects.filter(action="order_answers").count() == 4


def test_what_does_not_add_up_to_the_database_is_not_delivered(
    target: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = reading._rows
    monkeypatch.setattr(reading, "_rows", lambda cards: list(usual(cards))[1:])
    report = built(order_of(target, ReportKind.WIDE))

    job = Job.objects.get(pk=report.job_id)
    assert (report.file.name, job.state) == ("", "queued")
    assert DoesNotAddUp.__name__ in job.log
    assert "2 units" in job.log


def whole_round(count: int) -> tuple[Any, Edition]:
    """Submissions with random answers of every kind of question, scored by nobody."""
    edition = factories.edition(everything())
    target = factories.open_round(editions=[edition])
    chance = random.Random(7)
    for number in range(count):
        unit = factories.unit(factories.enterprise())
        response = factories.response(unit=unit, round=target, edition=edition)
        given = random_answers(edition.scheme, chance)
        for code, question in edition.scheme.questions.items():
            if question.kind is Kind.TEXT:
                hostile = HOSTILE[number % len(HOSTILE)].replace("\0", "")
                text = hostile.encode("utf-8", "ignore").decode()
                given[code] = {"v": text, "state": "answered", "reason": text}
        response.status = "submitted"
        response.save()
        submission = Submission.objects.create(
            response=response,
            number=1,
            receipt=f"R{number}",
            answers=given,
            facts=FACTS,
            answers_sha256="0" * 64,
            facts_sha256="0" * 64,
            edition_sha256=edition.sha256,
            declared_by_name="W",
            declared_by_post="H",
            by=response.created_by,
            at=NOW,
        )
        Scorecard.objects.create(
            submission=submission,
            lane="claimed",
            identity=f"{number}",
            engine="1",
            edition_sha256=edition.sha256,
            outcome="not_reached",
            score="50.5",
            nodes={},
            checks={},
            at=NOW,
        )
    return target, edition


FACTS = {"region": "500105", "cluster": "T01", "size": "large", "sme_tier": None}


def expected(scheme: Scheme, answers: Any, language: str) -> dict[str, Any]:
    """By part code what a wide table must hold, computed on its own."""
    found: dict[str, Any] = {}
    for code, question in scheme.questions.items():
        entry = answers.get(code) or {"v": None, "state": ""}
        titles = {o.code: o.title.get(language) for o in question.options}
        parts = EXPECTED.get(question.kind, one_label)(question, entry["v"], titles)
        if entry["state"] == "na":
            words = {"en": "Not applicable", "zh-hans": "不适用"}[language]
            parts = dict.fromkeys(parts, words)
        found |= {code + key: part for key, part in parts.items()}
    return found


def one_label(_question: Any, value: Any, titles: Any) -> dict[str, Any]:
    return {"": titles.get(value)}


def figures(*keys: str) -> Any:
    return lambda _q, v, _t: {f".{k}": float(v[k]) if v else None for k in keys}


EXPECTED: dict[Kind, Any] = {
    Kind.MULTIPLE: lambda q, v, t: {
        f".{o}": t[o] if o in (v or ()) else None for o in t
    },
    Kind.MATRIX: lambda q, v, t: {
        f".{row.code}": t.get((v or {}).get(row.code)) for row in q.rows
    },
    Kind.RATIO: figures("n", "d"),
    Kind.PAIR: figures("before", "after"),
    Kind.NUMBER: lambda q, v, t: {"": float(v) if v else None},
    Kind.PERCENT: lambda q, v, t: {"": float(v) if v else None},
    Kind.DATE: lambda q, v, t: {"": dt.datetime.fromisoformat(v) if v else None},
    Kind.FILE: lambda q, v, t: {"": len(v) if v else None},
    Kind.TEXT: lambda q, v, t: {"": texts.encode(texts.clean(v or "")) or None},
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_of_question_and_hostile_texts(language: str) -> None:
    target, edition = whole_round(len(HOSTILE))
    chosen = reading.Chosen(target, edition, Lane.CLAIMED, NOW)
    told, file = Told(), io.BytesIO()
    with translation.override(language):
        source = reading.source(chosen, long=False)
    reader = book.Reader(building.CITY, HOSTILE[0], NOW)

    book.render(reading.units(chosen, told), source, told, reader, language, file)

    check_package(file.getvalue())
    workbook = openpyxl.load_workbook(file)
    sheet = workbook.worksheets[1]
    head, *rows = sheet.iter_rows(min_row=6, values_only=True)
    codes = [title.split()[0] for title in head[13:]]
    stored = {row.receipt: row.answers for row in Submission.objects.all()}
    for row in rows:
        with translation.override(language):  # in which long texts are cut
            want = expected(edition.scheme, stored[row[0]], language)
        assert dict(zip(codes, row[13:], strict=True)) == want
    assert len(rows) == told.units == len(HOSTILE)
    assert not any(
        c.data_type in "ef" for s in workbook for r in s.iter_rows() for c in r
    )


def test_the_concordance_says_what_became_of_each_question() -> None:
    first = factories.edition()
    content = copy.deepcopy(document()) | {"edition": "2027"}
    questions = [q for s in content["sections"] for q in s["questions"]]
    by_code = {question["code"]: question for question in questions}
    by_code["mes"]["options"][0]["title"] = {"zh": "另一个", "en": "Another"}
    by_code["project_investment"]["title"] = {"zh": "新文字", "en": "New text"}
    second = factories.edition(content)
    Edition.objects.filter(pk=second.pk).update(based_on=first)
    target = factories.open_round(editions=[second])

    chosen = reading.Chosen(target, Edition.objects.get(pk=second.pk), "claimed", NOW)
    told, file = Told(), io.BytesIO()
    with translation.override("en"):
        source = reading.source(chosen, long=False)
    reader = book.Reader(building.CITY, "Li", NOW + timedelta(days=1))
    book.render(reading.units(chosen, told), source, told, reader, "en", file)

    check_package(file.getvalue())
    rows = rows_of(openpyxl.load_workbook(file)["Concordance"])
    fates = {row["Code in this edition"]: row["What changed"] for row in rows}
    assert fates["mes"] == "Changed options"
    assert fates["project_investment"] == "Changed text"
    assert fates["nc_equipment_rate"] == "Same"


@pytest.mark.parametrize("count", [2, 6])
def test_queries_do_not_grow_with_the_units(
    count: int, django_assert_max_num_queries: Any
) -> None:
    target, edition = whole_round(count)
    chosen = reading.Chosen(target, edition, Lane.CLAIMED, NOW)

    with django_assert_max_num_queries(6):
        assert len(list(reading.units(chosen, Told()))) == count
