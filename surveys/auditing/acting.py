"""In which role somebody acted: that of the office or membership the action needs."""

from collections.abc import Sequence
from contextvars import ContextVar
from typing import Final, Protocol

from django.db import models

from surveys.models import Enterprise, Membership, Office, OfficeRole, Region, User
from surveys.workflow import MOVES, Party


class Held(Protocol):
    """What somebody holds on the day of a request (`access.Holdings` is one).

    `wanted` are the offices that the page they are at is for; none where it is for
    others, too.
    """

    user: User
    wanted: tuple[str, ...]

    @property
    def offices(self) -> list[Office]: ...

    @property
    def memberships(self) -> list[Membership]: ...


# What the user of the request at work holds, as `address` is whence it came.
held: ContextVar[Held | None] = ContextVar("held", default=None)

PARTIES: Final = {
    Party.DISTRICT: (OfficeRole.DISTRICT_REVIEWER,),
    Party.MUNICIPAL: (OfficeRole.MUNICIPAL_OFFICER,),
}
# From a thing towards the enterprise, or the region, that it belongs to.
PATHS: Final = ("submission", "response", "unit", "enterprise", "region")


def role_of(action: str, subject: models.Model, by: User | None) -> str:
    """The role in which `by` does this; the first that fits counts.

    An official's move of the workflow is made in the office that the table names.
    What belongs to an enterprise is done as its member, by whoever is one; all else in
    an office: one the page is for before others, then the region's before the city's.
    Outside a request, and while somebody signs in, nobody acts in a role.
    """
    holder = held.get()
    if by is None or holder is None or holder.user.pk != by.pk:
        return ""
    party = MOVES[action].party if action in MOVES else None
    enterprise, region = _place(subject)
    if party in PARTIES:
        return _office(holder.offices, PARTIES[party], region)
    own = [m for m in holder.memberships if enterprise in (None, m.enterprise_id)]
    as_member = enterprise is not None or party == Party.ENTERPRISE
    if own and (as_member or not holder.offices):
        return str(own[0].role)
    return _office(holder.offices, holder.wanted, region)


def _office(
    offices: Sequence[Office], wanted: Sequence[str], region: int | None
) -> str:
    """The office that fits best: first what is wanted, then where it lies."""

    def fit(office: Office) -> tuple[bool, bool, bool]:
        here = office.region_id is not None and office.region_id == region
        return office.role in wanted, here, office.region_id is None

    best = max(offices, key=fit, default=None)
    return "" if best is None else str(best.role)


def _place(subject: models.Model) -> tuple[int | None, int | None]:
    """The enterprise and the region of a thing, as far as both are loaded."""
    found: dict[str, int | None] = {}
    row: models.Model | None = subject
    while row is not None:
        if isinstance(row, Enterprise | Region):
            found.setdefault(type(row).__name__, row.pk)
        for name in ("enterprise", "region"):
            if (key := getattr(row, f"{name}_id", None)) is not None:
                found.setdefault(name.capitalize(), key)
        row = _above(row)
    return found.get("Enterprise"), found.get("Region")


def _above(row: models.Model) -> models.Model | None:
    loaded = row._state.fields_cache  # noqa: SLF001 -- asks for nothing not loaded
    return next((loaded[name] for name in PATHS if loaded.get(name)), None)
