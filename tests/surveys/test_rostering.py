"""A roster is checked row by row: what is wrong, where, and what to do."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from surveys import inviting, jobs, rostering
from surveys.models import ImportState, Roster, User
from surveys.rostering import worded
from tests import factories
from tests.access.ordered import packed
from tests.factories import NOW
from tests.surveys.sheets.rosters import books
from tests.surveys.sheets.rosters.test_rosters import ROW

pytestmark = pytest.mark.django_db
CODE = "9150000020286320X6"


@pytest.fixture(autouse=True)
def places() -> None:
    factories.region("500105", name_zh="江北区", name_en="Jiangbei District")
    factories.region("500106", name_zh="沙坪坝区", name_en="Shapingba District")
    factories.cluster("T01", name_zh="新能源汽车", name_en="New energy vehicles")


def given(content: bytes, by: User | None = None) -> Roster:
    """A roster as the job leaves it."""
    by = by or factories.official(region=factories.region("500105"))
    file = ContentFile(content, "a.xlsx")
    roster = inviting.upload(file, "a.xlsx", by=by, at=NOW)
    assert roster.job_id
    jobs.run(roster.job_id, rostering.read_roster_job)
    roster.refresh_from_db()
    return roster


def row(**cells: Any) -> list[Any]:
    keys = ("name", "uscc", "region", "cluster", "contact", "email", "phone")
    good = dict(zip(keys, ROW, strict=True)) | {"uscc": CODE, "phone": "138 0000 0000"}
    return [(good | cells)[key] for key in keys]


def test_a_good_row_is_kept_by_codes() -> None:
    roster = given(books.filled(row(email="W@A.cn ", uscc=CODE.lower())))
    assert (roster.state, roster.faults) == (ImportState.READY, [])
    assert roster.rows == [
        {
            "row": 3,
            "name": "重庆某某有限公司",
            "uscc": CODE,
            "region": "500105",
            "cluster": "T01",
            "contact": "王芳",
            "email": "w@a.cn",
            "phone": "13800000000",
            "known": "",
        }
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"region": "500105"},
        {"region": " jiangbei  district"},
        {"region": 500105},
        {"cluster": "New energy vehicles"},
        {"email": None, "phone": 13800000000},
        {"email": None, "phone": "023-6789 0123"},
        {"phone": None},
    ],
)
def test_what_may_be_written_in_several_ways(cells: dict[str, Any]) -> None:
    roster = given(books.filled(row(**cells)))
    assert (roster.state, roster.faults) == (ImportState.READY, [])


WRONG = [
    ({"name": None}, "A", "name is missing"),
    ({"name": "长" * 121}, "A", "121 characters and may have 120"),
    ({"uscc": None}, "B", "code is missing"),
    ({"uscc": "12345"}, "B", "“12345” is not a credit code"),
    ({"uscc": CODE[:-1] + "7"}, "B", "last character of “9150000020286320X7”"),
    ({"uscc": 915000002028632000}, "B", "for a number"),
    ({"region": None}, "C", "region is missing"),
    ({"region": "Paris"}, "C", "no region “Paris”"),
    ({"region": "沙坪坝区"}, "C", "沙坪坝区 is not a region of yours"),
    ({"cluster": None}, "D", "cluster is missing"),
    ({"cluster": "Cars"}, "D", "no cluster “Cars”"),
    ({"contact": " "}, "E", "contact's name is missing"),
    ({"contact": "长" * 81}, "E", "81 characters and may have 80"),
    ({"email": None, "phone": None}, "F", "Neither an e-mail address nor"),
    ({"email": "wang"}, "F", "“wang” is no e-mail address"),
    ({"phone": "call me"}, "G", "“call me” is no phone number"),
    ({"phone": "13800000000000000000000"}, "G", "is no phone number"),
    # As long as a credit code, by which administrators sign in.
    ({"phone": "911101080514000018"}, "G", "is no phone number"),
]


@pytest.mark.parametrize(("cells", "column", "words"), WRONG)
def test_what_is_wrong_is_said_with_its_cell(
    cells: dict[str, Any], column: str, words: str
) -> None:
    roster = given(books.filled(row(**cells)))
    assert (roster.state, roster.rows) == (ImportState.FAULTY, [])
    with translation.override("en"):
        (fault,) = worded(roster.faults)
    assert (fault["row"], fault["column"]) == (3, column)
    assert words in fault["message"]


def test_the_good_rows_stand_beside_the_faults() -> None:
    other = factories.credit_code()
    roster = given(
        books.filled(row(), row(uscc=other), row(), row(name=None, phone="x"))
    )
    assert roster.state == ImportState.FAULTY
    assert [found["row"] for found in roster.rows] == [3, 4]
    assert [(f["row"], f["column"]) for f in roster.faults] == [
        (5, "B"),
        (6, "A"),
        (6, "B"),
        (6, "G"),
    ]
    assert roster.job is not None
    assert roster.job.result == {"state": "faulty", "rows": 2, "left_out": 2}


def test_what_is_known_is_told_by_its_credit_code() -> None:
    by = factories.official()
    here = factories.enterprise().uscc
    applied, invited = factories.credit_code(), factories.credit_code()
    inviting.apply(applied, factories.profile(), factories.user(), at=NOW)
    first = given(books.filled(row(uscc=invited)), by)
    inviting.confirm(first, mail=None, by=by, at=NOW)
    codes = (here, applied, invited, CODE)

    roster = given(books.filled(*(row(uscc=code) for code in codes)), by)

    assert [found["known"] for found in roster.rows] == [
        "enterprise",
        "applied",
        "invited",
        "",
    ]


def test_a_municipal_officer_invites_everywhere() -> None:
    officer = factories.official("municipal_officer")
    roster = given(books.filled(row(region="沙坪坝区")), officer)
    assert [found["region"] for found in roster.rows] == ["500106"]


def test_a_file_that_is_no_workbook_is_one_fault() -> None:
    roster = given(packed())
    assert (roster.state, roster.rows) == (ImportState.FAULTY, [])
    assert [fault["message"] for fault in roster.faults] == [
        "The workbook is damaged and cannot be read. Save it again."
    ]


def test_of_very_many_faulty_rows_the_first_are_kept() -> None:
    roster = given(books.filled(*([row(name=None, uscc=None)] * 600)))
    assert len({fault["row"] for fault in roster.faults}) == 500
    assert roster.job is not None
    assert (roster.job.result or {})["left_out"] == 600
