"""Who does something with several files of a queue at once: rows of the table."""

from tests.access.ruling import MUNICIPAL, REVIEWERS, Rule, ok, who

_DISTRICT = who("reviewer")
# Nothing is ticked here: all of them lead back to the list.
QUEUES = (
    Rule("review/dispatch/", post=ok(REVIEWERS, 302), only=REVIEWERS),
    Rule(
        "review/recommend/",
        get=ok(_DISTRICT, 302),
        post=ok(_DISTRICT, 302),
        only=_DISTRICT,
    ),
    Rule(
        "decisions/decide/",
        get=ok(MUNICIPAL, 302),
        post=ok(MUNICIPAL, 302),
        only=MUNICIPAL,
    ),
)
