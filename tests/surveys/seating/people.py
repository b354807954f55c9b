"""A round with recommended files in two regions, and experts who have no part in it."""

from typing import Any

from surveys import seating
from surveys.models import OfficeRole, Panel, Response, Round, Seat, User
from surveys.seating import Draw, Second
from tests import factories
from tests.factories import NOW

AGREED = {"nc_equipment_rate": Second("claim"), "mes": Second("claim")}
DIFFERENT = {
    "nc_equipment_rate": Second("answered", {"n": "20", "d": "40"}, "Ten are manual."),
    "mes": Second("answered", "none"),
}


def expert() -> User:
    return factories.official(OfficeRole.EXPERT)


def officer() -> User:
    return factories.official(OfficeRole.MUNICIPAL_OFFICER)


def two_regions(
    near: int = 3, far: int = 1, **fields: Any
) -> tuple[Round, list[Response]]:
    """A round with so many recommended files in each of two regions."""
    places = [factories.region()] * near + [factories.region("500106")] * far
    target = factories.open_round(**fields)
    files = [
        factories.recommended(
            round=target, unit=factories.unit(factories.enterprise(region=place))
        )
        for place in places
    ]
    return target, files


def drawn(target: Round, *experts: User, **fields: Any) -> Panel:
    plan = {"size": 9, "seed": 1, "experts": experts or [expert()]} | fields
    wanted = Draw(target, target.editions.get(), **plan)
    return seating.draw(wanted, by=officer(), at=NOW)


def seat(**fields: Any) -> Seat:
    """An expert before one recommended file."""
    file = factories.recommended(**fields)
    return drawn(file.round).seats.get()


def finished(one: Seat, found: dict[str, Second] = AGREED) -> Seat:
    """The seat with its second scores handed in."""
    seating.score(one, found, by=one.expert, at=NOW)
    seating.finish(one, by=one.expert, at=NOW)
    return one
