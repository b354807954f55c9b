"""Who may judge items of a file, and look at proofs: rows of the table."""

from tests.access.ruling import (
    MEMBERS,
    NOBODY,
    OFFICIALS,
    REVIEWERS,
    Rule,
    do,
    fill,
    gives,
    ok,
    see,
)

_JUDGE = "review/<int:pk>/judge/<str:code>/"
_ASK = "review/<int:pk>/ask/<str:code>/"
_VIEW = "evidence/<uuid:pk>/view/"
_BY_QUESTION = "review/questions/<int:pk>/<int:edition>/<str:code>/"
_GRADE = "evidence/<uuid:pk>/grade/"
ISSUED = gives(trust="A")
AGREES = gives(kind="agree")
WHICH = gives(text="Which system is it?")
JUDGING = (
    do(_JUDGE, "file", OFFICIALS, AGREES, code="mes"),
    do(_JUDGE, "file", NOBODY, AGREES, code="nothing"),
    do(_JUDGE, "draft", NOBODY, AGREES, code="mes"),
    do("review/<int:pk>/agree-again/", "file", OFFICIALS),
    do("review/<int:pk>/agree-again/", "draft", NOBODY),
    fill(_ASK, "file", OFFICIALS, WHICH, code="mes"),
    fill(_ASK, "file", NOBODY, WHICH, code="nothing"),
    fill(_ASK, "draft", NOBODY, WHICH, code="mes"),
    do(_GRADE, "evidence", OFFICIALS, ISSUED),
    do(_GRADE, "draft evidence", NOBODY, ISSUED),
    do(_GRADE, "evidence of an objection", NOBODY, ISSUED),
    see(_VIEW, "draft evidence", MEMBERS),
    see(_VIEW, "evidence", MEMBERS | OFFICIALS),
    see(_VIEW, "evidence after the return", MEMBERS),
    see(_VIEW, "evidence of an objection", MEMBERS | OFFICIALS),
    # Which files stand there is a matter of the region; see views/test_questions.py.
    Rule(
        _BY_QUESTION,
        "asked in a round",
        get=ok(REVIEWERS),
        where={"code": "mes"},
        only=REVIEWERS,
    ),
    Rule(
        _BY_QUESTION,
        "asked in a round",
        get=ok(NOBODY),
        where={"code": "nothing"},
        only=REVIEWERS,
    ),
)
