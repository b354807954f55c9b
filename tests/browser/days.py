"""A district with a day's work: files that wait, and one with an objection.

Each is a copy of one file that was filled by the verbs, so that twenty take a moment.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import Model
from stdnum.cn import uscc

from surveys import enrolling, objecting, reviewing
from surveys.models import (
    Enterprise,
    Evidence,
    Region,
    Response,
    Scorecard,
    Submission,
    Unit,
    User,
)
from tests.browser.people import PASSWORD, SECRET

REGION = "500106"
FILES = 20
LOGIN = "reviewer_day"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Day:
    """What a test needs of it: the login, and the file with an objection."""

    login: str
    objected: int


def prepared(model_id: int, at: datetime) -> Day:
    """Make the files after a model; gives who reviews them."""
    region = Region.objects.get(code=REGION)
    person = _reviewer(region, at)
    model = Response.objects.get(pk=model_id)
    home = _enterprise(model.unit.enterprise, region, at)
    by = model.created_by
    for number in range(FILES):
        _copy(model, home, f"{number + 1}号车间", at - (FILES - number) * HOUR)
    objected = _copy(model, home, "异议车间", at - 30 * HOUR)
    _object(objected, _colleague(region, at), by, at)
    return Day(str(person.email), objected.pk)


def _reviewer(region: Region, at: datetime) -> User:
    email = f"{LOGIN}@dengta.example"
    made = enrolling.add_person("蒋文", email=email, password=PASSWORD, by=None, at=at)
    enrolling.appoint(made, "district_reviewer", region=region, by=None, at=at)
    TOTP.activate(made, SECRET)
    return made


def _colleague(region: Region, at: datetime) -> User:
    made = enrolling.add_person("陶亮", email="tao@dengta.example", by=None, at=at)
    enrolling.appoint(made, "district_reviewer", region=region, by=None, at=at)
    return made


def _enterprise(like: Enterprise, region: Region, at: datetime) -> Enterprise:
    names = {field.name for field in fields(enrolling.Profile)}
    known = {field.name for field in Enterprise._meta.fields} & names
    values = {name: getattr(like, name) for name in known}
    values |= {"name": "重庆沙坪机械有限公司", "region": region, "zone": None}
    code = "91500106MA9X8Y101"
    code += uscc.calc_check_digit(code)
    profile = enrolling.Profile(**values)
    return enrolling.register_enterprise(code, profile, by=None, at=at)


def _again(row: Model, **changes: object) -> None:
    """Write a row once more, with these changes."""
    row._state.adding, row.pk = True, changes.pop("pk", None)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def _copy(model: Response, home: Enterprise, name: str, at: datetime) -> Response:
    submission = model.newest_submission()
    unit = Unit.objects.create(
        enterprise=home, kind=model.unit.kind, name=name, created_at=at
    )
    made = Response.objects.get(pk=model.pk)
    _again(made, unit=unit, status_at=at, opened_at=None, opened_by=None)
    cards = list(submission.scorecards.all())
    cited = [_proof(row, made) for row in submission.evidence]
    receipt = f"DAY-{made.pk}"
    _again(submission, response=made, receipt=receipt, evidence=cited, at=at)
    for card in cards:
        _again(card, submission=submission)
    return made


def _proof(row: dict[str, str], response: Response) -> dict[str, str]:
    file, pk = Evidence.objects.get(pk=row["id"]), uuid4()
    _again(file, pk=pk, response=response)
    return row | {"id": str(pk)}


def _object(response: Response, reviewer: User, by: User, at: datetime) -> None:
    """Corrected and recommended by a colleague; the enterprise objects."""
    assert Submission.objects.filter(response=response).exists()
    assert Scorecard.objects.filter(submission__response=response).exists()
    correction = reviewing.correct(
        response,
        "sensor_coverage",
        {"n": "1", "d": "400"},
        reason="现场未见传感器。",
        by=reviewer,
        at=at,
    )
    opinion = "按核定结果推荐。"
    reviewing.recommend(response, opinion=opinion, by=reviewer, at=at)
    text = "传感器装在地沟里，现场核查时未打开。"
    objecting.object_to_correction(correction, text=text, by=by, at=at)
