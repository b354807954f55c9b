"""Who may bring enterprises and people in: rows of the table, what is behind them."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from surveys import enrolling, inviting, posting
from surveys.models import (
    Enterprise,
    ImportState,
    Invitation,
    Membership,
    Registration,
    Roster,
    User,
)
from tests import factories
from tests.access.ruling import (
    ADMINISTRATOR,
    ANONYMOUS,
    ANYBODY,
    APART,
    MEMBERS,
    MUNICIPAL,
    OFFICIALS,
    ORDERER,
    REVIEWERS,
    SIGNED_IN,
    Rule,
    do,
    fill,
    gives,
    ok,
    page,
    see,
    who,
)

Made = dict[str, list[tuple[dict[str, Any], Enterprise | str | None]]]
"""Parts of addresses by kind of thing, each with whose it is."""


def workbook() -> bytes:
    """A workbook that is none of ours."""
    buffer = BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def a_roster() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("new.xlsx", workbook())}


_VIEWERS_OWN = ADMINISTRATOR | who("viewer")
_INVITERS = ADMINISTRATOR | OFFICIALS
COLLEAGUE = gives(name="New", email="new@example.org", phone="", role="administrator")
ARRIVALS = (
    Rule("register/", get=ok(ANYBODY), post=ok(ANYBODY)),
    Rule("register/code/", get=ok(ANYBODY)),
    Rule(
        "invitations/<str:token>/",
        "link",
        get=ok(ANYBODY),
        # Who belongs to the enterprise is told so; who is nobody is asked for a name.
        # Who administers the platform belongs to no enterprise.
        post=((200, MEMBERS | ANONYMOUS | APART), (302, SIGNED_IN)),
    ),
    Rule(
        "rosters/",
        get=ok(REVIEWERS),
        post=ok(REVIEWERS, 302),
        data=a_roster,
        only=REVIEWERS,
    ),
    page("rosters/empty/download/", REVIEWERS),
    see("rosters/<uuid:pk>/", "roster", ORDERER | MUNICIPAL),
    see("rosters/<uuid:pk>/progress/", "roster", ORDERER | MUNICIPAL),
    do("rosters/<uuid:pk>/confirm/", "roster", ORDERER | MUNICIPAL),
    do("rosters/<uuid:pk>/drop/", "roster", ORDERER | MUNICIPAL),
    page("registrations/", REVIEWERS),
    page("registrations/links/download/", REVIEWERS),
    see("registrations/<int:pk>/", "registration", OFFICIALS),
    see("registrations/<int:pk>/", "application", OFFICIALS),
    do("registrations/<int:pk>/confirm/", "application", OFFICIALS),
    do(
        "registrations/<int:pk>/decline/",
        "application",
        OFFICIALS,
        gives(reason="Not ours."),
    ),
    do("invited/<int:pk>/send/", "registration invitation", OFFICIALS),
    do("invited/<int:pk>/send/", "member invitation", _INVITERS),
    do("invited/<int:pk>/revoke/", "registration invitation", OFFICIALS),
    do("invited/<int:pk>/revoke/", "member invitation", _INVITERS),
    see("enterprises/<int:pk>/members/", "enterprise", MEMBERS | OFFICIALS),
    fill("enterprises/<int:pk>/members/invite/", "enterprise", _INVITERS, COLLEAGUE),
    do(
        "members/<int:pk>/role/",
        "membership",
        ADMINISTRATOR,
        gives(role="respondent"),
    ),
    fill("members/<int:pk>/end/", "membership", _VIEWERS_OWN),
)


def made(
    own: dict[str, Enterprise], people: dict[str, User | None], at: datetime
) -> Made:
    """What is on its way into two districts; `own` are their enterprises by reviewer,
    that of one's own first."""
    things: Made = {"roster": [], "link": []}
    for role, enterprise in own.items():
        reviewer = people[role]
        assert reviewer is not None
        things["roster"].append(({"pk": _roster(reviewer, at).pk}, role))
        for kind, pk in _of(enterprise, reviewer, at).items():
            things.setdefault(kind, []).append(({"pk": pk}, enterprise))
    link = _link(own["reviewer"], people["administrator"], at)
    things["link"].append(({"pk": link.pk, "token": posting.token_of(link)}, None))
    viewer = Membership.objects.get(user=people["viewer"])
    things["membership"][0] = ({"pk": viewer.pk}, things["membership"][0][1])
    return things


def _link(enterprise: Enterprise, by: User | None, at: datetime) -> Invitation:
    """An invitation that nobody whom the table lets in has made."""
    assert by is not None
    contact = enrolling.Contact("Qian", phone="13900000001")
    return inviting.invite(enterprise, "viewer", contact, by=by, at=at, mail=None)


def _of(enterprise: Enterprise, reviewer: User, at: datetime) -> dict[str, int]:
    """One registration of either kind, one invitation of either, one member."""
    registration = _invited(_roster(reviewer, at), enterprise, at)
    applied = inviting.apply(
        factories.credit_code(),
        factories.profile(region=enterprise.region),
        factories.user(),
        at=at,
    )
    contact = enrolling.Contact("Zhao", phone="13900000000")
    asked = inviting.invite(
        enterprise, "viewer", contact, by=reviewer, at=at, mail=None
    )
    return {
        "registration": registration.pk,
        "application": applied.pk,
        "registration invitation": registration.invitations.get().pk,
        "member invitation": asked.pk,
        "membership": factories.member(enterprise).memberships.get().pk,
    }


def _roster(by: User, at: datetime, **fields: Any) -> Roster:
    file = ContentFile(workbook(), "roster.xlsx")
    arrived = inviting.upload(file, "roster.xlsx", by=by, at=at)
    held = by.offices.get().region
    assert held is not None
    row = {
        "row": 3,
        "name": "重庆示例有限公司",
        "uscc": factories.credit_code(),
        "region": held.code,
        "cluster": factories.cluster().code,
        "contact": "Qian",
        "email": "",
        "phone": "13800000000",
    }
    ready = {"state": ImportState.READY, "rows": [row]}
    Roster.objects.filter(pk=arrived.pk).update(**ready)
    arrived.refresh_from_db()
    return arrived


def _invited(roster: Roster, enterprise: Enterprise, at: datetime) -> Registration:
    inviting.confirm(roster, mail=None, by=roster.by, at=at)
    return roster.registrations.get(region=enterprise.region)
