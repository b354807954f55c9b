"""A register of titles is checked row by row: what is wrong, where, what to do."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from surveys import importing, jobs, recognising, rostering
from surveys.importing import Imported, ImportRefused
from surveys.models import (
    AuditRow,
    ImportState,
    Region,
    Title,
    TitleChange,
    TitleImport,
    User,
)
from surveys.rostering import worded
from tests import factories
from tests.access.ordered import packed
from tests.factories import NOW
from tests.surveys.sheets.rosters.registers import filled, row

pytestmark = pytest.mark.django_db
CODE = "9150000020286320X6"


@pytest.fixture
def officer() -> User:
    return factories.official("municipal_officer")


@pytest.fixture(autouse=True)
def places() -> None:
    factories.stage()
    factories.region("500105", name_zh="江北区", name_en="Jiangbei District")
    factories.region("500157", name_zh="两江新区", name_en="Liangjiang New Area")
    Region.objects.filter(code="500105").update(valid_to=date(2025, 11, 6))
    Region.objects.filter(code="500157").update(valid_from=date(2025, 11, 6))
    factories.cluster("T01", name_zh="新能源汽车", name_en="New energy vehicles")


def given(content: bytes, by: User | None = None) -> TitleImport:
    """A register as the job leaves it."""
    by = by or factories.official("municipal_officer")
    file = ContentFile(content, "a.xlsx")
    arrived = importing.take_in(TitleImport, file, "a.xlsx", by=by, at=NOW)
    assert arrived.job_id
    jobs.run(arrived.job_id, rostering.read_titles_job)
    arrived.refresh_from_db()
    return arrived


def test_a_good_row_is_kept_by_codes_and_in_days() -> None:
    found = given(
        filled(
            row(
                stage="Digital workshop",
                region="江北区",
                cluster="新能源汽车",
                uscc=CODE.lower(),
                due_on=date(2027, 1, 1),
            )
        )
    )
    assert (found.state, found.faults) == (ImportState.READY, [])
    assert found.rows == [
        {
            "row": 3,
            "number": "CQ-2021-001",
            "stage": "digital_workshop",
            "holder": "重庆某某有限公司 一车间",
            "region": "500105",
            "cluster": "T01",
            "uscc": CODE,
            "reason": "",
            "granted_on": "2021-12-22",
            "due_on": "2027-01-01",
            "withdrawn_on": "",
            "known": "",
        }
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"granted_on": date(2021, 12, 22)},
        {"granted_on": datetime(2021, 12, 22, 10, 30)},  # noqa: DTZ001 -- as a cell has it
        {"granted_on": "2021-12-22"},
        {"granted_on": "2021/12/22"},
        {"granted_on": "2021.12.22"},
        {"granted_on": " 2021年12月22日 "},
        {"granted_on": "20211222"},
        {"granted_on": 20211222},
        {"granted_on": 20211222.0},
        {"stage": " 数字化 车间"},
        {"region": 500105},
        {"region": "jiangbei district"},
    ],
)
def test_what_may_be_written_in_several_ways(cells: dict[str, Any]) -> None:
    found = given(filled(row(**cells)))
    assert (found.state, found.faults) == (ImportState.READY, [])
    assert found.rows[0]["granted_on"] == "2021-12-22"


WRONG = [
    ({"number": None}, "A", "number is missing"),
    ({"number": "长" * 41}, "A", "41 characters and may have 40"),
    ({"stage": None}, "B", "stage is missing"),
    ({"stage": "Palace"}, "B", "no stage “Palace”"),
    ({"holder": None}, "C", "holder is missing"),
    ({"holder": "长" * 251}, "C", "251 characters and may have 250"),
    ({"granted_on": None}, "D", "day of the decision is missing"),
    ({"granted_on": "2021"}, "D", "“2021” is no day"),
    ({"granted_on": "2021-02-30"}, "D", "“2021-02-30” is no day"),
    ({"granted_on": "22.12.2021"}, "D", "“22.12.2021” is no day"),
    ({"granted_on": 44552}, "D", "“44552” is no day"),
    ({"granted_on": "1203-12-22"}, "D", "“1203-12-22” is no day"),
    ({"granted_on": "2026-01-16", "region": "两江新区"}, "D", "lies in the future"),
    ({"region": None}, "E", "region is missing"),
    ({"region": "Paris"}, "E", "no region “Paris”"),
    ({"region": "两江新区"}, "E", "“两江新区” was no region on 2021-12-22"),
    ({"cluster": "Cars"}, "F", "no cluster “Cars”"),
    ({"uscc": "12345"}, "G", "“12345” is not a credit code"),
    ({"uscc": CODE[:-1] + "7"}, "G", "leave the cell empty"),
    ({"uscc": 915000002028632000}, "G", "for a number"),
    ({"due_on": "soon"}, "H", "“soon” is no day"),
    ({"due_on": "2021-12-22"}, "H", "due before the title was granted"),
    ({"withdrawn_on": "2020-01-01", "reason": "x"}, "I", "before it was granted"),
    ({"withdrawn_on": "2026-02-01", "reason": "x"}, "I", "a day still to come"),
    ({"withdrawn_on": "2023-01-01"}, "J", "needs the reason"),
    ({"reason": "Closed."}, "J", "without its day"),
]


@pytest.mark.parametrize(("cells", "column", "words"), WRONG)
def test_what_is_wrong_is_said_with_its_cell(
    cells: dict[str, Any], column: str, words: str
) -> None:
    found = given(filled(row(**cells)))
    assert (found.state, found.rows) == (ImportState.FAULTY, [])
    with translation.override("en"):
        (fault,) = worded(found.faults)
    assert (fault["row"], fault["column"]) == (3, column)
    assert words in fault["message"]


def test_a_number_stands_in_one_row_and_good_rows_stay() -> None:
    found = given(filled(row(), row(number="CQ-2"), row(), row(number=None)))
    assert [kept["row"] for kept in found.rows] == [3, 4]
    assert [(f["row"], f["column"]) for f in found.faults] == [(5, "A"), (6, "A")]
    assert found.job is not None
    assert found.job.result == {"state": "faulty", "rows": 2, "left_out": 2}


def test_what_is_in_the_register_is_told_by_its_number() -> None:
    factories.title("CQ-1", "2021-12-22", holder="A")
    factories.title("CQ-2", "2021-12-22", holder="B")
    rows = [row(number=n, holder="A") for n in ("CQ-1", "CQ-2", "CQ-3")]
    found = given(filled(*rows))
    assert [kept["known"] for kept in found.rows] == ["same", "differs", ""]


def test_a_file_that_is_no_workbook_is_one_fault() -> None:
    found = given(packed())
    assert (found.state, found.rows) == (ImportState.FAULTY, [])
    assert len(found.faults) == 1


def test_the_example_alone_is_no_register() -> None:
    found = given(filled())
    with translation.override("en"):
        (fault,) = worded(found.faults)
    assert "The register is empty" in fault["message"]


class TestConfirming:
    def test_the_good_rows_come_in_with_all_they_say(self, officer: User) -> None:
        enterprise = factories.enterprise(uscc=CODE)
        gone = {"withdrawn_on": "2023-05-01", "reason": "Closed down."}
        rows = [row(uscc=CODE, due_on="2027-01-01"), row(number="CQ-2", **gone)]
        found = given(filled(*rows, row(number=None)), officer)
        done = importing.confirm_titles(found, by=officer, at=NOW)

        assert done == Imported(created=2, known=0)
        first, second = Title.objects.order_by("-number")
        assert (first.enterprise, first.uscc, first.state) == (
            enterprise,
            CODE,
            "active",
        )
        assert (first.granted_on, first.due_on) == (
            date(2021, 12, 22),
            date(2027, 1, 1),
        )
        assert (second.state, second.withdrawn_on) == ("withdrawn", date(2023, 5, 1))
        change = TitleChange.objects.get()
        assert (change.title, change.target, change.reason, change.by) == (
            second,
            "withdrawn",
            "Closed down.",
            officer,
        )
        row_ = AuditRow.objects.get(action="confirm_titles")
        assert row_.details == {"created": 2, "known": 0}

    def test_twice_and_the_same_file_once_more_bring_nothing(
        self, officer: User
    ) -> None:
        content = filled(row(), row(number="CQ-2"))
        first, again = given(content, officer), given(content, officer)
        counts = [
            importing.confirm_titles(found, by=officer, at=NOW)
            for found in (first, first, again)
        ]
        assert counts == [Imported(2, 0), Imported(0, 2), Imported(0, 2)]

    @pytest.mark.parametrize(
        "state", [ImportState.WAITING, ImportState.DROPPED, ImportState.READY]
    )
    def test_without_good_rows_there_is_nothing_to_confirm(
        self, officer: User, state: str
    ) -> None:
        found = given(filled(row(number=None)), officer)
        TitleImport.objects.update(state=state)
        with pytest.raises(ImportRefused):
            importing.confirm_titles(found, by=officer, at=NOW)

    def test_put_away_it_stays_away(self, officer: User) -> None:
        found = given(filled(row()), officer)
        how = {"by": officer, "at": NOW}
        assert [importing.put_away(found, **how) for _ in "12"] == [True, True]
        with pytest.raises(ImportRefused):
            importing.confirm_titles(found, **how)
        assert AuditRow.objects.filter(action="drop_titles").count() == 1

    def test_taken_over_it_is_not_put_away(self, officer: User) -> None:
        found = given(filled(row()), officer)
        importing.confirm_titles(found, by=officer, at=NOW)
        assert importing.put_away(found, by=officer, at=NOW) is False
        found.refresh_from_db()
        assert found.state == ImportState.CONFIRMED


def test_a_foreign_number_hinders_no_grant(officer: User) -> None:
    """The next number is counted from those of its own form only."""
    file = factories.noticed()
    code = file.edition.questionnaire.code
    initials = "".join(word[0] for word in code.split("_")).upper()
    for ending in ("0007", "A-9", "12x", "99999 B"):
        factories.title(f"{initials}-2026-{ending}")
    assert file.notice_until is not None
    granted = recognising.recognise(file, by=officer, at=file.notice_until)
    assert granted is not None
    assert granted.number == f"{initials}-2026-0008"
