"""What the demo's stories share: rows that are read once, people, rounds, units."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from assessment.demo.calendar import Period
from assessment.demo.spread import Planned, PlannedUnit
from surveys.models import (
    ChainRole,
    Cluster,
    Edition,
    Enterprise,
    FunctionalZone,
    Industry,
    Office,
    Region,
    Round,
    SmeTier,
    Unit,
    User,
)
from surveys.models.places import Named

Row = TypeVar("Row", bound=Named)


@dataclass(slots=True)
class Participant:
    """An enterprise on the platform; `held` are its units that hold their title."""

    plan: Planned
    enterprise: Enterprise
    units: dict[PlannedUnit, Unit]
    by: User
    held: set[PlannedUnit] = field(default_factory=set)


class Reference:
    """The reference data by code, and the edition of the lowest stage for each kind of
    unit: nobody in the made-up city applies for an upper stage yet. `whole` are the
    editions for whole enterprises, which belong to no stage."""

    def __init__(self) -> None:
        self.regions = _by_code(Region.objects.select_related("group"))
        self.zones = _by_code(FunctionalZone.objects.all())
        self.clusters = _by_code(Cluster.objects.all())
        self.industries = _by_code(Industry.objects.all())
        self.sme_tiers = _by_code(SmeTier.objects.all())
        self.chain_roles = _by_code(ChainRole.objects.all())
        editions = Edition.objects.select_related("questionnaire__stage").order_by(
            "-questionnaire__stage__order"
        )
        self.editions, self.whole = {}, {}
        for edition in editions.defer("document"):
            if edition.questionnaire.stage:
                self.editions[edition.questionnaire.stage.unit_kind] = edition
            else:
                self.whole[f"{edition.questionnaire.code}-{edition.label}"] = edition


def _by_code(rows: QuerySet[Row]) -> dict[str, Row]:
    return {row.code: row for row in rows}


@dataclass(slots=True)
class World:
    """Filled by the stories as they go; `star` is the one whose accounts are printed.

    `reviews` holds the office of the reviewer of each region, by its code.
    """

    now: datetime
    periods: tuple[Period, ...]
    planned: tuple[Planned, ...]
    star: Planned
    people: dict[str, User] = field(default_factory=dict)
    reviews: dict[str, Office] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    participants: dict[str, Participant] = field(default_factory=dict)
    reference: Reference = field(init=False)

    def reviewer(self, enterprise: Enterprise) -> User:
        """Who reviews an enterprise, by the region that it belongs to just now."""
        return self.reviews[enterprise.region.code].user
