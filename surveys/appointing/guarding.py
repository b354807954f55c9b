"""What no step with officials may do, whoever takes it."""

from datetime import datetime

from django.utils.translation import gettext as _

from surveys.enrolling import Refused, day_of
from surveys.models import Office, OfficeRole, User, held_on


def refuse_own(user: User, by: User | None) -> None:
    """Nobody gives themselves a right, or changes their own account."""
    if user == by:
        raise Refused(
            _(
                "This is your own account. Another administrator has to do it, so that"
                " nobody changes their own rights."
            )
        )


def hold_security_offices() -> None:
    """Keep others from ending one meanwhile: of two who end each other one is
    refused."""
    rows = Office.objects.select_for_update().order_by("pk")
    list(rows.filter(role=OfficeRole.SECURITY_ADMIN))


def refuse_without_security(at: datetime) -> None:
    """After every step somebody who can sign in gives rights, without an end."""
    held = Office.objects.filter(
        held_on(day_of(at)), role=OfficeRole.SECURITY_ADMIN, valid_to=None
    )
    if not held.filter(user__is_active=True).exists():
        raise Refused(
            _(
                "Nobody would be left who can give rights. Appoint another security"
                " administrator without an end first."
            )
        )
