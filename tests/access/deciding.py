"""Who may what of panels, calibration and public notices: rows, and what is behind."""

from datetime import datetime

from surveys import seating
from surveys.models import Round, User
from surveys.seating import Draw
from tests import factories
from tests.access.ruling import (
    MUNICIPAL,
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
from tests.access.things import Thing

EXPERT = who("expert")
_SECTION = "seats/<int:pk>/sections/<str:code>/"
PANELS = (
    Rule(
        "rounds/<int:pk>/panels/new/",
        "round",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL, 400),
        data=gives(size=""),
    ),
    see("panels/<int:pk>/", "panel", MUNICIPAL),
    do("seats/<int:pk>/expert/", "seat", MUNICIPAL),
    page("seats/", EXPERT),
    # An expert sees the own seats; an officer none, whose panel it is.
    see("seats/<int:pk>/", "seat", ORDERER),
    Rule(
        _SECTION,
        "seat",
        get=ok(ORDERER),
        post=ok(ORDERER, 302),
        data=gives(**{"finding.mes": "claim"}),
        where={"code": "equipment"},
    ),
    fill(_SECTION, "seat", NOBODY, code="nothing"),
    do("seats/<int:pk>/finish/", "seat", ORDERER),
    see("rounds/<int:pk>/calibration/", "round", MUNICIPAL),
    do("rounds/<int:pk>/release/", "round", MUNICIPAL, gives(note="Seen.")),
    page("notices/", REVIEWERS),
    page("notices/download/", REVIEWERS),
)


def seated(target: Round, person: User | None, at: datetime) -> dict[str, list[Thing]]:
    """A panel before which the one expert and another one sit."""
    assert person is not None
    other = factories.official("expert")
    edition = target.editions.get()
    plan = Draw(target, edition, size=99, seed=1, experts=[person, other])
    panel = seating.draw(plan, by=factories.user(), at=at)
    own = panel.seats.filter(expert=person)[0]
    foreign = panel.seats.filter(expert=other)[0]
    return {
        "panel": [Thing({"pk": panel.pk})],
        "seat": [Thing({"pk": own.pk}, "expert"), Thing({"pk": foreign.pk}, "nobody")],
    }
