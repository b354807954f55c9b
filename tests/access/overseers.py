"""Who may oversee and change a round: rows of the table, what is behind them."""

from datetime import datetime
from typing import Any

from surveys import urging
from surveys.models import Edition, Enterprise, Round, User
from tests import factories
from tests.access.ruling import (
    MUNICIPAL,
    READERS,
    REVIEWERS,
    Rule,
    do,
    gives,
    ok,
    see,
    who,
)
from tests.access.things import Thing
from tests.small_edition import document

_ROWS = "rounds/<int:pk>/cockpit/rows/"
_REMIND = "rounds/<int:pk>/cockpit/remind/"
OVERSEEING = (
    Rule("cockpit/", get=ok(READERS, 302), only=READERS),
    see("rounds/<int:pk>/cockpit/", "round", READERS),
    see("rounds/<int:pk>/cockpit/", "planned round", MUNICIPAL),
    Rule(_ROWS, "round", get=ok(REVIEWERS), only=REVIEWERS),
    Rule(_ROWS, "planned round", get=ok(MUNICIPAL), only=REVIEWERS),
    # Nobody is ticked: the page says so, and nothing goes out.
    Rule(_REMIND, "round", get=ok(REVIEWERS), post=ok(REVIEWERS)),
    Rule(_REMIND, "planned round", get=ok(MUNICIPAL), post=ok(MUNICIPAL)),
    see("rounds/<int:pk>/reminders/", "round", REVIEWERS),
    see("reminders/<int:pk>/", "reminder", who("reviewer of it") | MUNICIPAL),
    Rule(
        "rounds/<int:pk>/edit/",
        "planned round",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL),
        data=gives(name_zh=""),
    ),
    Rule(
        "rounds/<int:pk>/edit/",
        "round",
        get=ok(MUNICIPAL, 302),
        post=ok(MUNICIPAL, 302),
    ),
    do("rounds/<int:pk>/archive/", "round", MUNICIPAL),
    Rule(
        "rounds/<int:pk>/extensions/",
        "round",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL),
        data=gives(reason=""),
    ),
    Rule(
        "rounds/<int:pk>/editions/<int:edition>/swap/",
        "asked edition",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL),
        data=gives(reason=""),
    ),
)


def made(
    target: Round,
    asked: Edition,
    owners: tuple[Enterprise, Enterprise],
    people: dict[str, User | None],
    at: datetime,
) -> dict[str, list[Thing]]:
    """A reminder to one enterprise of each district, and an edition that is asked."""
    officer = people["municipal"]
    assert officer is not None
    factories.edition(document(label="2023-another"))
    reminders = [_reminder(target, owner, officer, at) for owner in owners]
    found: dict[str, list[Thing]] = {"reminder": reminders}
    parts: dict[str, Any] = {"pk": target.pk, "edition": asked.pk}
    return found | {"asked edition": [Thing(parts)]}


def _reminder(target: Round, owner: Enterprise, by: User, at: datetime) -> Thing:
    wanted = urging.Wanted(enterprises=frozenset({owner.pk}))
    sent = urging.remind(target, wanted, note="Please.", by=by, at=at)
    return Thing({"pk": sent.pk}, owner)
