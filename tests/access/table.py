"""Who may what: every address, what stands behind it, and who gets which answer.

An answer is a status with the words for those who get it; the first that fits counts.
Whoever no answer is for gets the 404 of a missing id. A method without answers is 405.
Nobody who is not signed in gets more than the way to sign in, but from OPEN addresses.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.access.world import PDF

Answers = tuple[tuple[int, frozenset[str]], ...]


def who(*words: str) -> frozenset[str]:
    return frozenset(words)


ANYBODY = who("anybody")
SIGNED_IN = who("signed in")
ANONYMOUS = who("anonymous")
# Of the enterprise that the thing belongs to.
FILLERS = who("administrator", "respondent")
MEMBERS = FILLERS | {"viewer"}
ADMINISTRATOR = who("administrator")
# "reviewer of it" reviews the region that the enterprise is registered in.
REVIEWER = who("reviewer of it")
MUNICIPAL = who("municipal")
OFFICIALS = REVIEWER | MUNICIPAL
# Pages for offices, whatever the thing.
REVIEWERS = who("reviewer", "municipal")
READERS = REVIEWERS | {"analyst"}
ORDERER = who("orderer")
NOBODY: frozenset[str] = frozenset()
# People with pages of their own, to whom the start page leads.
AT_WORK = MEMBERS | READERS | {"neighbour"}
WITH_FACTOR = READERS | who(
    "former_reviewer",
    "expert",
    "author",
    "system_admin",
    "security_admin",
    "audit_admin",
)


@dataclass(frozen=True)
class Rule:
    """One address with one kind of thing behind it."""

    route: str
    thing: str = ""
    get: Answers = ()
    post: Answers = ()
    only: frozenset[str] = ANYBODY  # the page exists for these, whatever the method
    where: dict[str, Any] = field(default_factory=dict)  # further parts of the address
    data: Callable[[], dict[str, Any]] = dict
    other: tuple[str, ...] = ()  # methods beyond GET, HEAD and POST

    def answers(self, method: str) -> Answers:
        return self.get if method == "get" else self.post

    def __str__(self) -> str:
        parts = [self.route, self.thing, *map(str, self.where.values())]
        return " ".join(filter(None, parts)) or "start"


def ok(words: frozenset[str], status: int = 200) -> Answers:
    return ((status, words),)


def goes(words: frozenset[str]) -> Answers:
    """Something is done, and the answer leads on."""
    return ok(words, 302)


def bad(words: frozenset[str]) -> Answers:
    """The form comes back with what is wrong in it."""
    return ok(words, 400)


def gives(**data: Any) -> Callable[[], dict[str, Any]]:
    return lambda: dict(data)


def a_file() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("new.pdf", PDF)}


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# What starts with these is answered without signing in, and without a second factor.
OPEN = (
    "account/login/",
    "account/logout/",
    "account/inactive/",
    "account/second-factor/authenticate/",
    "language/",
)
WITHOUT_FACTOR = ("account/", "language/", "health/")

_DECLARED = gives(name="Wang", post="Director", truthful="on")
_REMARKS = {"due": in_days(3), "remark.mes": "Which system is it?"}
_FACT = {
    "credit_list-value": "clear",
    "credit_list-as_of": in_days(0),
    "credit_list-source": "Credit China",
}
_SECTION = {"code": "equipment"}
_QUESTION = {"code": "mes"}
_ITEM = {"code": "mes"}
_UNKNOWN = {"code": "nothing"}
_MES = {"mes.version": "1", "mes": "none"}
_WHY = gives(reason="Because.")

START = (
    Rule("", get=((302, AT_WORK), (200, ANYBODY)), post=()),
    Rule("language/setlang/", get=goes(ANYBODY), post=goes(ANYBODY)),
)

ACCOUNT = (
    Rule(
        "account/login/",
        get=((200, ANONYMOUS), (302, SIGNED_IN)),
        post=((200, ANONYMOUS), (302, SIGNED_IN)),
        data=gives(login="nobody", password="nothing"),
    ),
    Rule(
        "account/logout/",
        get=((302, ANONYMOUS), (200, SIGNED_IN)),
        post=goes(ANYBODY),
    ),
    Rule("account/inactive/", get=ok(ANYBODY)),
    Rule("account/reauthenticate/", get=ok(SIGNED_IN), post=ok(SIGNED_IN)),
    Rule("account/password/", get=ok(SIGNED_IN), post=ok(SIGNED_IN)),
    Rule("account/second-factor/", get=ok(SIGNED_IN)),
    # The step between password and session: whoever is not at it is led to sign in.
    Rule("account/second-factor/authenticate/", get=goes(ANYBODY), post=goes(ANYBODY)),
    Rule(
        "account/second-factor/reauthenticate/",
        get=((200, WITH_FACTOR), (302, SIGNED_IN)),
        post=((200, WITH_FACTOR), (302, SIGNED_IN)),
    ),
    # These ask for the password once more first.
    Rule(
        "account/second-factor/totp/activate/",
        get=goes(SIGNED_IN),
        post=goes(SIGNED_IN),
    ),
    Rule(
        "account/second-factor/totp/deactivate/",
        get=goes(WITH_FACTOR),
        post=goes(WITH_FACTOR),
    ),
    Rule("account/second-factor/recovery-codes/", get=goes(WITH_FACTOR)),
    Rule(
        "account/second-factor/recovery-codes/generate/",
        get=goes(SIGNED_IN),
        post=goes(SIGNED_IN),
    ),
    Rule(
        "account/second-factor/recovery-codes/download/",
        get=goes(WITH_FACTOR),
        post=goes(WITH_FACTOR),
    ),
)

DESK = (
    Rule("desk/", get=ok(SIGNED_IN)),
    Rule(
        "units/<int:pk>/start/<int:target>/<int:edition>/", "unit", post=goes(FILLERS)
    ),
    Rule("enterprises/", get=ok(REVIEWERS), only=REVIEWERS),
    Rule(
        "enterprises/enrol/",
        get=ok(REVIEWERS),
        post=ok(REVIEWERS),
        only=REVIEWERS,
        data=gives(uscc="no code"),
    ),
    Rule("enterprises/<int:pk>/", "enterprise", get=ok(MEMBERS | OFFICIALS)),
    Rule(
        "enterprises/<int:pk>/profile/",
        "enterprise",
        get=ok(ADMINISTRATOR),
        post=ok(ADMINISTRATOR),
        data=gives(name=""),
    ),
    Rule(
        "enterprises/<int:pk>/units/add/",
        "enterprise",
        get=ok(ADMINISTRATOR),
        post=goes(ADMINISTRATOR),
        data=gives(kind="workshop", name="新车间"),
    ),
)

FILLING = (
    Rule("responses/<int:pk>/", "draft", get=ok(MEMBERS)),
    Rule("responses/<int:pk>/", "file", get=ok(MEMBERS)),
    Rule("responses/<int:pk>/", "returned", get=ok(MEMBERS)),
    Rule(
        "responses/<int:pk>/sections/<str:code>/",
        "draft",
        get=ok(MEMBERS),
        post=goes(FILLERS),
        where=_SECTION,
        data=gives(**_MES),
    ),
    Rule(
        "responses/<int:pk>/sections/<str:code>/",
        "returned",
        get=ok(MEMBERS),
        post=goes(FILLERS),
        where=_SECTION,
        data=gives(**_MES),
    ),
    Rule(
        "responses/<int:pk>/sections/<str:code>/",
        "draft",
        get=ok(NOBODY),
        post=goes(NOBODY),
        where=_UNKNOWN,
    ),
    Rule(
        "responses/<int:pk>/answers/<str:code>/",
        "draft",
        post=ok(FILLERS),
        where=_QUESTION,
        data=gives(**_MES),
    ),
    Rule(
        "responses/<int:pk>/answers/<str:code>/",
        "file",
        post=((409, FILLERS),),
        where=_QUESTION,
        data=gives(**_MES),
    ),
    Rule(
        "responses/<int:pk>/answers/<str:code>/",
        "draft",
        post=ok(NOBODY),
        where=_UNKNOWN,
    ),
    Rule(
        "responses/<int:pk>/evidence/<str:code>/",
        "draft",
        get=ok(FILLERS),
        post=goes(FILLERS),
        where={"code": "photos"},
        data=a_file,
    ),
    Rule(
        "responses/<int:pk>/evidence/<str:code>/",
        "draft",
        get=ok(NOBODY),
        post=goes(NOBODY),
        where=_UNKNOWN,
        data=a_file,
    ),
    Rule("evidence/<uuid:pk>/", "draft evidence", get=ok(MEMBERS)),
    Rule("evidence/<uuid:pk>/", "evidence", get=ok(MEMBERS | OFFICIALS)),
    # Until it is handed in, what was added after the return is the enterprise's own.
    Rule("evidence/<uuid:pk>/", "evidence after the return", get=ok(MEMBERS)),
    Rule("evidence/<uuid:pk>/remove/", "draft evidence", post=goes(FILLERS)),
    Rule("evidence/<uuid:pk>/remove/", "evidence", post=goes(FILLERS)),
)

HANDING_IN = (
    Rule("responses/<int:pk>/check/", "draft", get=ok(MEMBERS)),
    Rule(
        "responses/<int:pk>/submit/",
        "draft",
        get=ok(FILLERS),
        post=goes(FILLERS),
        data=_DECLARED,
    ),
    Rule(
        "responses/<int:pk>/submit/",
        "file",
        get=goes(FILLERS),
        post=goes(FILLERS),
        data=_DECLARED,
    ),
    Rule("responses/<int:pk>/receipt/", "file", get=ok(MEMBERS)),
    Rule("responses/<int:pk>/receipt/", "draft", get=ok(NOBODY)),
    Rule("responses/<int:pk>/progress/", "file", get=ok(MEMBERS)),
    Rule("responses/<int:pk>/take-back/", "file", post=goes(FILLERS)),
    Rule("responses/<int:pk>/withdraw/", "draft", post=goes(FILLERS)),
    Rule("responses/<int:pk>/withdraw/", "noticed", post=goes(FILLERS)),
)

REVIEW = (
    Rule("review/", get=ok(REVIEWERS), only=REVIEWERS),
    Rule("decisions/", get=ok(MUNICIPAL), only=MUNICIPAL),
    Rule("review/<int:pk>/", "file", get=ok(OFFICIALS)),
    Rule("review/<int:pk>/", "noticed", get=ok(OFFICIALS)),
    Rule("review/<int:pk>/", "returned", get=ok(OFFICIALS)),
    # What was never handed in, or was withdrawn, is none of the officials' business.
    Rule("review/<int:pk>/", "draft", get=ok(NOBODY)),
    Rule("review/<int:pk>/", "withdrawn", get=ok(NOBODY)),
    Rule("review/<int:pk>/", "lapsed", get=ok(NOBODY)),
    Rule(
        "review/<int:pk>/correct/<slug:code>/",
        "file",
        get=ok(OFFICIALS),
        post=goes(OFFICIALS),
        where=_ITEM,
        data=gives(state="claim", reason="Seen on site."),
    ),
    Rule(
        "review/<int:pk>/correct/<slug:code>/",
        "file",
        get=ok(NOBODY),
        post=goes(NOBODY),
        where=_UNKNOWN,
    ),
    Rule(
        "review/<int:pk>/correct/<slug:code>/",
        "draft",
        get=ok(NOBODY),
        post=goes(NOBODY),
        where=_ITEM,
    ),
    Rule(
        "review/<int:pk>/facts/<slug:key>/",
        "file",
        post=goes(OFFICIALS),
        where={"key": "credit_list"},
        data=gives(**_FACT),
    ),
    Rule(
        "review/<int:pk>/facts/<slug:key>/",
        "file",
        post=goes(NOBODY),
        where={"key": "nothing"},
        data=gives(**_FACT),
    ),
    Rule(
        "review/<int:pk>/return/", "file", post=goes(REVIEWER), data=gives(**_REMARKS)
    ),
    Rule("review/<int:pk>/return/", "draft", post=goes(NOBODY), data=gives(**_REMARKS)),
    Rule(
        "review/<int:pk>/recommend/",
        "file",
        post=goes(REVIEWER),
        data=gives(opinion="True and complete."),
    ),
    Rule(
        "review/<int:pk>/settle/",
        "file",
        post=goes(REVIEWER),
        data=gives(move="notice"),
    ),
)

DECISIONS = (
    Rule(
        "review/<int:pk>/decide/",
        "recommended",
        post=goes(MUNICIPAL),
        data=gives(move="notice"),
    ),
    Rule(
        "review/<int:pk>/decide/", "draft", post=goes(NOBODY), data=gives(move="notice")
    ),
    Rule("review/<int:pk>/send-back/", "recommended", post=goes(MUNICIPAL), data=_WHY),
    Rule("review/<int:pk>/recognise/", "noticed", post=goes(MUNICIPAL)),
    Rule(
        "review/<int:pk>/objections/",
        "noticed",
        post=goes(MUNICIPAL),
        data=gives(raised_by_name="Zhang", text="It is not there."),
    ),
    Rule(
        "review/<int:pk>/objections/<int:number>/",
        "noticed",
        post=goes(MUNICIPAL),
        data=gives(upheld="yes", reason="It is not there."),
    ),
    Rule(
        "review/<int:pk>/objections/<int:number>/",
        "foreign objection",
        post=goes(NOBODY),
        data=gives(upheld="yes", reason="It is not there."),
    ),
    Rule("titles/", get=ok(READERS), only=READERS),
)

ROUNDS = (
    Rule("rounds/", get=ok(MUNICIPAL), only=MUNICIPAL),
    Rule(
        "rounds/new/",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL),
        only=MUNICIPAL,
        data=gives(name_zh=""),
    ),
    Rule("rounds/<int:pk>/", "round", get=ok(MUNICIPAL)),
    Rule("rounds/<int:pk>/open/", "planned round", post=goes(MUNICIPAL)),
    Rule("rounds/<int:pk>/close/", "round", post=goes(MUNICIPAL)),
    Rule(
        "responses/<int:pk>/reopen/",
        "lapsed",
        get=ok(MUNICIPAL),
        post=goes(MUNICIPAL),
        data=gives(due=in_days(5), reason="Flood."),
    ),
    Rule(
        "responses/<int:pk>/reopen/",
        "draft",
        get=ok(NOBODY),
        post=goes(NOBODY),
        data=gives(due=in_days(5), reason="Flood."),
    ),
)

REPORTS = (
    Rule("results/<int:pk>/", "file", get=ok(MEMBERS | OFFICIALS)),
    Rule("results/<int:pk>/", "draft", get=ok(NOBODY)),
    Rule("reports/", get=ok(READERS), only=READERS),
    Rule("reports/order/", post=bad(READERS), only=READERS),
    Rule("reports/publish/", post=bad(MUNICIPAL), only=MUNICIPAL),
    Rule("reports/<uuid:pk>/", "report", get=ok(ORDERER), only=READERS),
    Rule("reports/<uuid:pk>/progress/", "report", get=ok(ORDERER), only=READERS),
    Rule("reports/<uuid:pk>/download/", "report", get=ok(ORDERER), only=READERS),
    Rule(
        "reports/<uuid:pk>/download/",
        "report being built",
        get=ok(NOBODY),
        only=READERS,
    ),
)

TABLE = (
    *START,
    *ACCOUNT,
    *DESK,
    *FILLING,
    *HANDING_IN,
    *REVIEW,
    *DECISIONS,
    *ROUNDS,
    *REPORTS,
)
