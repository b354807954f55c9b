"""Rosters: taken in, looked at, confirmed; a credit code comes in once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from surveys import auditing, importing
from surveys.enrolling import day_of
from surveys.inviting.refusing import Refused
from surveys.inviting.sending import Way, ask_for_mails, new_invitation
from surveys.models import (
    Cluster,
    ImportState,
    Invitation,
    MembershipRole,
    Registration,
    RegistrationState,
    Roster,
    User,
)
from surveys.rostering import regions_of, with_known

Row = Mapping[str, Any]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What confirming a roster did: new registrations, and rows that were known."""

    created: int
    known: int


def upload(file: "File[bytes]", name: str, *, by: User, at: datetime) -> Roster:
    """Take a roster in; a job reads it, and nothing of it counts before `confirm`.

    Raises UnsafeWorkbook for a file that is not even worth a job.
    """
    return importing.take_in(Roster, file, name, by=by, at=at)


@transaction.atomic
def confirm(roster: Roster, *, mail: Way | None, by: User, at: datetime) -> Taken:
    """Invite the good rows of a roster; those with faults stay out.

    A code that is on the platform, invited or applied for is left as it is, and so a
    second confirmation, or the same file once more, creates nothing. `mail` sends the
    invitations that have an address. Raises Refused for a roster that is not ready.
    """
    held = Roster.objects.select_for_update().get(pk=roster.pk)
    if held.state == ImportState.CONFIRMED:
        return Taken(0, len(held.rows))
    if held.state not in importing.READ or not held.rows:
        raise Refused(_("This roster can no longer be confirmed. Upload it again."))
    created = _register(held, by=by, at=at)
    held.state = ImportState.CONFIRMED
    held.save(update_fields=["state"])
    if mail and created:
        ask_for_mails(held, mail, by=by, at=at)
    details = {"created": created, "known": len(held.rows) - created}
    auditing.record("confirm_roster", held, by=by, at=at, details=details)
    return Taken(**details)


def _register(roster: Roster, *, by: User, at: datetime) -> int:
    """Make registrations and invitations of what is new; returns how many."""
    regions = {r.code: r for r in regions_of(by, day_of(at))}
    clusters = {c.code: c for c in Cluster.objects.all()}
    fields = {"state": RegistrationState.INVITED, "roster": roster, "by": by, "at": at}
    new = [
        Registration(
            uscc=row["uscc"],
            name=row["name"],
            region=regions[row["region"]],
            primary_cluster=clusters[row["cluster"]],
            contact_name=row["contact"],
            contact_email=row["email"],
            contact_phone=row["phone"],
            **fields,
        )
        for row in with_known(roster.rows)
        if not row["known"] and row["region"] in regions
    ]
    # Of two rosters with the same code, confirmed at once, one leaves it to the other.
    Registration.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return _invite_all(roster.registrations.order_by("pk"), by=by, at=at)


def _invite_all(rows: Iterable[Registration], *, by: User, at: datetime) -> int:
    made = [
        new_invitation(
            registration=row,
            role=MembershipRole.ADMINISTRATOR,
            name=row.contact_name,
            email=row.contact_email,
            phone=row.contact_phone,
            by=by,
            at=at,
        )
        for row in rows
    ]
    Invitation.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def drop(roster: Roster, *, by: User, at: datetime) -> None:
    """Put a roster away unconfirmed, with its file; a second time does nothing."""
    if not importing.put_away(roster, by=by, at=at):
        raise Refused(_("This roster is confirmed already. Take invitations back."))


def known_counts(rows: Iterable[Row]) -> Counter[str]:
    """How many rows are new (""), on the platform, invited, applied for."""
    return Counter(row["known"] for row in rows)
