"""Constraints of officials: their offices, and the links to their accounts."""

from datetime import timedelta

from django.db import models

from surveys.models import AccountLink, Office
from tests import factories
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice

DAY = NOW.date()


def link() -> AccountLink:
    return AccountLink.objects.create(
        user=factories.user(),
        nonce="1",
        by=factories.official("system_admin"),
        at=NOW,
        expires_at=NOW + timedelta(days=7),
    )


def administrator() -> Office:
    """An office of security; the copy would begin on its last day."""
    office = factories.official("security_admin").offices.get()
    office.valid_to = DAY + timedelta(days=2)
    office.save()
    return office


def reviewing() -> Office:
    return factories.official().offices.get()


LATER = {"valid_from": DAY + timedelta(days=1), "valid_to": None}
ANALYST = {"role": "analyst"}
# PostgreSQL alone keeps these; elsewhere the verb does, with one writer at a time.
ON_POSTGRESQL = {
    "surveys_office_one_administration": Twice(administrator, {"role": "audit_admin"}),
    "surveys_office_administrators_apart": Twice(administrator, LATER | ANALYST),
}
APPOINTED: dict[str, Broken] = {
    "surveys_office_others_have_no_region": Broken(reviewing, ANALYST),
    "surveys_accountlink_expires_at_after_at": Broken(
        link, {"expires_at": models.F("at")}
    ),
    "surveys_accountlink_one_open": Twice(link),
    **ON_POSTGRESQL,
}
