"""Who keeps officials and their offices: rows of the table, what is behind them."""

from datetime import datetime, timedelta
from typing import Any

from surveys import appointing
from surveys.enrolling import Contact
from surveys.models import Region, User
from surveys.posting import account_address
from tests import factories
from tests.access.ruling import (
    ANYBODY,
    NOBODY,
    ORDERER,
    REVIEWERS,
    Rule,
    do,
    fill,
    gives,
    ok,
    page,
    see,
    who,
)
from tests.access.ruling import OFFICIALS as NEAR

SYSTEM, SECURITY = who("system_admin"), who("security_admin")
KEEPERS = SYSTEM | SECURITY
WHY = gives(reason="Letter 12 of 2026.")
OFFICE = gives(role="author", since="2099-01-01", reason="Letter 12.")
ACCOUNT = gives(name="New", email="official@example.org", phone="")
PASSWORD = gives(password="another three four", again="another three four")
_PASSWORD = "password/<str:token>/"
OFFICIALS = (
    page("officials/", KEEPERS),
    Rule(
        "officials/add/",
        get=ok(SYSTEM),
        post=ok(SYSTEM, 302),
        data=ACCOUNT,
        only=SYSTEM,
    ),
    see("officials/<int:pk>/", "official", KEEPERS),
    do("officials/<int:pk>/link/", "official", SYSTEM),
    do("officials/<int:pk>/suspend/", "official", SYSTEM, WHY),
    do("officials/<int:pk>/restore/", "official", SYSTEM, WHY),
    do("officials/<int:pk>/factor/", "official", SYSTEM, WHY),
    fill("officials/<int:pk>/appoint/", "official", SECURITY, OFFICE),
    # Without a choice the form says so.
    Rule(
        "officials/<int:pk>/hand-over/", "official", get=ok(SECURITY), post=ok(SECURITY)
    ),
    fill("offices/<int:pk>/end/", "office", SECURITY, WHY),
    Rule(
        "offices/of-region/<int:pk>/move/",
        "ended region",
        get=ok(SECURITY),
        post=ok(SECURITY),
    ),
    Rule(
        _PASSWORD,
        "password link",
        get=ok(ANYBODY),
        post=ok(ANYBODY, 302),
        data=PASSWORD,
    ),
)

DOSSIERS = (
    see("dossiers/<int:pk>/", "file", NEAR),
    see("dossiers/<int:pk>/", "noticed", NEAR),
    see("dossiers/<int:pk>/", "draft", NOBODY),
    see("dossiers/<int:pk>/", "withdrawn", NOBODY),
    see("dossiers/<int:pk>/download/", "file", NEAR),
    see("dossiers/<int:pk>/download/", "draft", NOBODY),
    page("summary/", REVIEWERS),
    Rule("summary/order/", post=ok(REVIEWERS, 302), only=REVIEWERS),
    Rule("summary/<uuid:pk>/", "summary", get=ok(ORDERER), only=REVIEWERS),
    Rule("summary/<uuid:pk>/progress/", "summary", get=ok(ORDERER), only=REVIEWERS),
    Rule("summary/<uuid:pk>/download/", "summary", get=ok(ORDERER), only=REVIEWERS),
)


def kept(people: dict[str, User | None], at: datetime) -> dict[str, Any]:
    """An official with an office, a link to a password, a region that ended."""
    system = people["system_admin"]
    assert system is not None
    person = factories.official("analyst", factor=True)
    new = appointing.add_official(
        Contact("Zheng", phone="13700000000"), site="http://site/", by=system, at=at
    )
    token = account_address(new, "").rstrip("/").rpartition("/")[2]
    return {
        "official": {"pk": person.pk},
        "office": {"pk": person.offices.get().pk},
        "ended region": {"pk": _ended(at).pk},
        "password link": {"pk": new.pk, "token": token},
    }


def _ended(at: datetime) -> Region:
    """A region that was merged into that of the world's first enterprise."""
    gone = factories.region("500199", valid_to=(at - timedelta(days=30)).date())
    gone.successors.set([factories.region("500105")])
    factories.official(region=gone)
    return gone
