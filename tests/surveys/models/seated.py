"""Constraints of panels: who sits before what, second scores, the release."""

from surveys.models import Panel, Release, Seat, SecondScore
from tests import factories
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice


def panel() -> Panel:
    target = factories.open_round()
    return Panel.objects.create(
        round=target,
        edition=target.editions.get(),
        size=1,
        seed=1,
        drawn_by=factories.user(),
        drawn_at=NOW,
    )


def seat() -> Seat:
    return Seat.objects.create(
        panel=panel(),
        submission=factories.handed_in().newest_submission(),
        expert=factories.user(),
    )


def second_score() -> SecondScore:
    return seat().scores.create(code="mes", state="claim", at=NOW)


def release() -> Release:
    return Release.objects.create(
        round=factories.open_round(),
        note="Seen.",
        figures={},
        by=factories.user(),
        at=NOW,
    )


SEATED: dict[str, Broken] = {
    "surveys_panel_not_empty": Broken(panel, {"size": 0}),
    "surveys_panel_each_in_bounds": Broken(panel, {"each": 4}),
    "surveys_seat_once": Twice(seat),
    "surveys_secondscore_state_valid": Broken(second_score, {"state": "lost"}),
    "surveys_secondscore_once": Twice(second_score),
    "surveys_secondscore_value_where_answered": Broken(
        second_score, {"state": "answered"}
    ),
    "surveys_release.round": Twice(release),
    "surveys_release_has_a_note": Broken(release, {"note": ""}),
}
