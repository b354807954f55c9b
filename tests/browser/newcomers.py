"""What the pages of those who come in show: rosters, registrations, links, members."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from stdnum.cn import uscc

from surveys import enrolling, inviting, jobs, posting, rostering
from surveys.models import Cluster, Enterprise, Industry, Region, Roster, User
from tests.browser.people import PASSWORD
from tests.surveys.sheets.rosters import books

BODIES = ("91500000MA9X8Y001", "91500000MA9X8Y002", "91500000MA9X8Y003")
CODES = tuple(body + uscc.calc_check_digit(body) for body in BODIES)


def arrived(home_id: int, by: User, at: datetime) -> dict[str, Any]:
    """Makes them; gives their ids by what they are. `by` is the officer who invites."""
    home = Enterprise.objects.get(pk=home_id)
    region = home.region
    first, second = CODES[:2]
    roster = _read(by, at, [_row(region, first, email=None)])
    inviting.confirm(roster, mail=None, by=by, at=at)
    invited = roster.registrations.get()
    faulty = _read(by, at, [_row(region, second), _row(region, "91500")])
    profile = enrolling.Profile(
        name="重庆新来机械有限公司",
        region=region,
        primary_cluster=Cluster.objects.all()[0],
        industry=Industry.objects.all()[0],
        employees=320,
        revenue=home.revenue,
    )
    person = inviting.Newcomer("赵磊", PASSWORD, email="applicant@dengta.example")
    applied = inviting.apply(CODES[2], profile, person, at=at)
    contact = enrolling.Contact("孙丽", phone="13900001111")
    asked = inviting.invite(home, "viewer", contact, by=by, at=at, mail=None)
    return {
        "roster": str(faulty.pk),
        "taken": str(roster.pk),
        "invited": invited.pk,
        "applied": applied.pk,
        "link": posting.token_of(invited.invitations.get()),
        "colleague": posting.token_of(asked),
        "membership": home.memberships.get(role="viewer").pk,
    }


def _row(
    region: Region, code: str, email: str | None = "wang@example.com"
) -> list[Any]:
    cluster = Cluster.objects.all()[0].name_zh
    name = "重庆长江齿轮制造有限公司"
    return [name, code, region.name_zh, cluster, "王芳", email, "13800138000"]


def _read(by: User, at: datetime, rows: list[list[Any]]) -> Roster:
    file = ContentFile(books.filled(*rows), "roster.xlsx")
    roster = inviting.upload(file, "2027年企业名册.xlsx", by=by, at=at)
    assert roster.job_id
    jobs.run(roster.job_id, rostering.read_roster_job)
    roster.refresh_from_db()
    return roster
