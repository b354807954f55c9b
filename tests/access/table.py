"""Who may what: every address, what stands behind it, and who gets which answer.

An answer is a status with the words for those who get it; the first that fits counts.
Whoever no answer is for gets the 404 of a missing id. A method without answers is 405.
Nobody who is not signed in gets more than the way to sign in, but from OPEN addresses.
"""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import papers
from tests.access.auditors import TRAIL
from tests.access.deciding import PANELS
from tests.access.judging import JUDGING
from tests.access.keepers import DOSSIERS
from tests.access.keepers import OFFICIALS as KEPT
from tests.access.newcomers import ARRIVALS
from tests.access.ordered import packed
from tests.access.overseers import OVERSEEING
from tests.access.queues import QUEUES
from tests.access.registers import TITLES
from tests.access.ruling import (
    ADMINISTRATOR,
    ANONYMOUS,
    ANYBODY,
    AT_WORK,
    AUTHORS,
    FILLERS,
    MEMBERS,
    MUNICIPAL,
    NOBODY,
    OFFICIALS,
    ORDERER,
    READERS,
    REVIEWER,
    REVIEWERS,
    SIGNED_IN,
    WITH_FACTOR,
    Rule,
    do,
    fill,
    gives,
    ok,
    page,
    see,
    who,
)
from tests.access.things import MISSING_PK

# What starts with these is answered without signing in, and without a second factor.
OPEN = (
    "account/login/",
    "account/logout/",
    "account/inactive/",
    "account/second-factor/authenticate/",
    "language/",
    "health/",
    "register/",
    "invitations/",
    "password/",
)
WITHOUT_FACTOR = ("account/", "language/", "health/")


def a_file() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("new.pdf", papers.pdf("new"))}


def a_piece() -> dict[str, Any]:
    return {"offset": "0", "piece": SimpleUploadedFile("piece", b"%PDF")}


def a_workbook() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("new.xlsx", packed()), "questionnaire": ""}


def a_copy() -> dict[str, Any]:
    return {"copies": SimpleUploadedFile("filled.xlsx", packed())}


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


MES = gives(**{"mes.version": "1", "mes": "none"})
DECLARED = gives(name="Wang", post="Director", truthful="on")
SEEN = gives(state="claim", reason="Seen on site.")
REMARKS = gives(**{"due": in_days(3), "remark.mes": "Which system is it?"})
OBJECTED = gives(text="It is there.")
OBJECTION = gives(raised_by_name="Zhang", text="It is not there.")
UPHELD = gives(upheld="yes", reason="It is not there.")
NOTICE = gives(move="notice")
WHY = gives(reason="Because.")
ADOPTED = gives(decision="adopt", reason="Because.")
LATER = gives(due=in_days(5), reason="Flood.")
FACT = {
    "credit_list-value": "clear",
    "credit_list-as_of": in_days(0),
    "credit_list-source": "Credit China",
}

FRONT = (
    Rule("", get=((302, AT_WORK), (200, ANYBODY))),
    Rule("health/", get=ok(ANYBODY)),
    Rule("language/setlang/", get=ok(ANYBODY, 302), post=ok(ANYBODY, 302)),
    Rule(
        "account/login/",
        get=((200, ANONYMOUS), (302, SIGNED_IN)),
        post=((200, ANONYMOUS), (302, SIGNED_IN)),
        data=gives(login="nobody", password="nothing"),
    ),
    Rule(
        "account/logout/",
        get=((302, ANONYMOUS), (200, SIGNED_IN)),
        post=ok(ANYBODY, 302),
    ),
    Rule("account/inactive/", get=ok(ANYBODY)),
    Rule("account/reauthenticate/", get=ok(SIGNED_IN), post=ok(SIGNED_IN)),
    Rule("account/password/", get=ok(SIGNED_IN), post=ok(SIGNED_IN)),
)
# A session here is of a person with a password who has not given it once more.
_FACTOR_FORM = ((200, WITH_FACTOR), (302, SIGNED_IN))
_ASKED_AGAIN = ok(SIGNED_IN, 302)
_FACTOR_ASKED_AGAIN = ok(WITH_FACTOR, 302)
SECOND_FACTOR = (
    Rule("account/second-factor/", get=ok(SIGNED_IN)),
    # The step between password and session: whoever is not at it is led to sign in.
    Rule(
        "account/second-factor/authenticate/",
        get=ok(ANYBODY, 302),
        post=ok(ANYBODY, 302),
    ),
    Rule("account/second-factor/reauthenticate/", get=_FACTOR_FORM, post=_FACTOR_FORM),
    Rule("account/second-factor/totp/activate/", get=_ASKED_AGAIN, post=_ASKED_AGAIN),
    Rule(
        "account/second-factor/totp/deactivate/",
        get=_FACTOR_ASKED_AGAIN,
        post=_FACTOR_ASKED_AGAIN,
    ),
    Rule("account/second-factor/recovery-codes/", get=_FACTOR_ASKED_AGAIN),
    Rule(
        "account/second-factor/recovery-codes/generate/",
        get=_ASKED_AGAIN,
        post=_ASKED_AGAIN,
    ),
    Rule(
        "account/second-factor/recovery-codes/download/",
        get=_FACTOR_ASKED_AGAIN,
        post=_FACTOR_ASKED_AGAIN,
    ),
)

ENTERPRISES = (
    Rule("desk/", get=ok(SIGNED_IN)),
    do("units/<int:pk>/start/<int:target>/<int:edition>/", "unit", FILLERS),
    see("units/<int:pk>/before/<int:target>/<int:edition>/", "unit", MEMBERS),
    page("enterprises/", REVIEWERS),
    Rule(
        "enterprises/enrol/",
        get=ok(REVIEWERS),
        post=ok(REVIEWERS),
        data=gives(uscc="no code"),
        only=REVIEWERS,
    ),
    see("enterprises/<int:pk>/", "enterprise", MEMBERS | OFFICIALS),
    Rule(
        "enterprises/<int:pk>/profile/",
        "enterprise",
        get=ok(ADMINISTRATOR),
        post=ok(ADMINISTRATOR),
        data=gives(name=""),
    ),
    fill(
        "enterprises/<int:pk>/units/add/",
        "enterprise",
        ADMINISTRATOR,
        gives(kind="workshop", name="新车间"),
    ),
)

_SECTION = "responses/<int:pk>/sections/<str:code>/"
_ANSWER = "responses/<int:pk>/answers/<str:code>/"
_OBJECT = "responses/<int:pk>/corrections/<str:code>/object/"
_COMPARE = "responses/<int:pk>/history/compare/"
_EVIDENCE = "responses/<int:pk>/evidence/<str:code>/"
_TAKE_OVER = "responses/<int:pk>/take-over/<int:source>/"
FILLING = (
    see("responses/<int:pk>/", "draft", MEMBERS),
    see("responses/<int:pk>/", "file", MEMBERS),
    see("responses/<int:pk>/", "returned", MEMBERS),
    see("responses/<int:pk>/before/", "draft", MEMBERS),
    do("responses/<int:pk>/assignments/", "draft", FILLERS),
    Rule(
        "responses/<int:pk>/carry/",
        "draft",
        get=ok(FILLERS),
        post=ok(FILLERS, 302),
        data=gives(code="mes"),
    ),
    Rule(
        _SECTION,
        "draft",
        get=ok(MEMBERS),
        post=ok(FILLERS, 302),
        data=MES,
        where={"code": "equipment"},
    ),
    fill(_SECTION, "draft", NOBODY, code="nothing"),
    Rule(_ANSWER, "draft", post=ok(FILLERS), data=MES, where={"code": "mes"}),
    Rule(_ANSWER, "file", post=ok(FILLERS, 409), data=MES, where={"code": "mes"}),
    do(_ANSWER, "draft", NOBODY, code="nothing"),
    fill(_EVIDENCE, "draft", FILLERS, a_file, code="mes"),
    fill(_EVIDENCE, "draft", NOBODY, a_file, code="nothing"),
    see("evidence/<uuid:pk>/", "draft evidence", MEMBERS),
    see("evidence/<uuid:pk>/", "evidence", MEMBERS | OFFICIALS),
    # Until it is handed in, what was added after the return is the enterprise's own.
    see("evidence/<uuid:pk>/", "evidence after the return", MEMBERS),
    do("evidence/<uuid:pk>/remove/", "draft evidence", FILLERS),
    do("evidence/<uuid:pk>/remove/", "evidence", FILLERS),
    fill("evidence/<uuid:pk>/details/", "draft evidence", FILLERS),
    Rule(
        f"{_EVIDENCE}again/",
        "draft",
        get=ok(FILLERS),
        post=ok(FILLERS),
        where={"code": "mes"},
    ),
    fill(f"{_EVIDENCE}again/", "draft", NOBODY, code="nothing"),
    Rule(
        f"{_EVIDENCE}uploads/",
        "draft",
        post=ok(FILLERS),
        data=gives(name="new.pdf", size="20"),
        where={"code": "photos"},
    ),
    do(f"{_EVIDENCE}uploads/", "draft", NOBODY, code="nothing"),
    # Only who sends a file goes on with it.
    Rule(
        "uploads/<uuid:pk>/", "upload", get=ok(ORDERER), post=ok(ORDERER), data=a_piece
    ),
    Rule("uploads/<uuid:pk>/finish/", "whole upload", post=ok(ORDERER)),
    Rule("uploads/<uuid:pk>/drop/", "upload", post=ok(ORDERER)),
    see("responses/<int:pk>/take-over/", "draft", FILLERS),
    # A source of nobody; tests/surveys/views/test_prefilling.py has more.
    fill(_TAKE_OVER, "draft", NOBODY, source=MISSING_PK),
    see("responses/<int:pk>/portal/download/", "draft", MEMBERS),
    see("responses/<int:pk>/way/", "file", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/way/", "draft", MEMBERS),
    see("responses/<int:pk>/way/download/", "file", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/way/download/", "draft", MEMBERS),
    # The small edition has no matrix of priorities.
    see("responses/<int:pk>/first/", "file", NOBODY),
    fill("responses/<int:pk>/copies/", "draft", FILLERS, a_copy),
    Rule(
        "responses/<int:pk>/copies/",
        "file",
        get=ok(FILLERS),
        post=ok(FILLERS, 302),
        data=a_copy,
    ),
    see("responses/<int:pk>/copy/download/", "draft", FILLERS),
    see("responses/<int:pk>/copies/progress/", "draft", FILLERS),
    # Without the copies that were looked at it leads back to what is left.
    fill("responses/<int:pk>/copies/merge/", "draft", FILLERS),
    do("copies/<uuid:pk>/put-away/", "returned copy", FILLERS),
    see("responses/<int:pk>/check/", "draft", MEMBERS),
    fill("responses/<int:pk>/submit/", "draft", FILLERS, DECLARED),
    Rule(
        "responses/<int:pk>/submit/",
        "file",
        get=ok(FILLERS, 302),
        post=ok(FILLERS, 302),
        data=DECLARED,
    ),
    see("responses/<int:pk>/receipt/", "file", MEMBERS),
    see("responses/<int:pk>/receipt/", "draft", NOBODY),
    see("responses/<int:pk>/data/download/", "file", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/data/download/", "draft", NOBODY),
    see("responses/<int:pk>/workbook/download/", "file", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/workbook/download/", "draft", NOBODY),
    see("responses/<int:pk>/progress/", "file", MEMBERS),
    do("responses/<int:pk>/take-back/", "file", FILLERS),
    do("responses/<int:pk>/withdraw/", "draft", FILLERS),
    do("responses/<int:pk>/withdraw/", "noticed", FILLERS),
    see("responses/<int:pk>/form/", "file", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/form/", "draft", NOBODY),
    see("responses/<int:pk>/corrections/", "corrected", MEMBERS),
    see("responses/<int:pk>/corrections/", "draft", NOBODY),
    fill(_OBJECT, "corrected", FILLERS, OBJECTED, code="mes"),
    fill(_OBJECT, "corrected", NOBODY, OBJECTED, code="nothing"),
    # While it is under review nobody is told what a reviewer notes.
    fill(_OBJECT, "file", NOBODY, OBJECTED, code="mes"),
    see("evidence/<uuid:pk>/", "evidence of an objection", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/history/", "file", MEMBERS | OFFICIALS),
    see("responses/<int:pk>/history/", "draft", MEMBERS),
    Rule(_COMPARE, "file", get=ok(MEMBERS | OFFICIALS, 302)),
    # With one version there is nothing to compare; the draft is the enterprise's own.
    Rule(_COMPARE, "returned", get=((200, MEMBERS), (302, OFFICIALS))),
    # Who changed what on the way is the enterprise's own.
    see("responses/<int:pk>/answers/<str:code>/history/", "file", MEMBERS, code="mes"),
    see("responses/<int:pk>/answers/<str:code>/history/", "file", NOBODY, code="x"),
)

_CORRECT = "review/<int:pk>/correct/<str:code>/"
_FACT = "review/<int:pk>/facts/<slug:key>/"
REVIEW = (
    page("review/", REVIEWERS),
    see("review/<int:pk>/", "file", OFFICIALS),
    see("review/<int:pk>/", "noticed", OFFICIALS),
    see("review/<int:pk>/", "returned", OFFICIALS),
    # What was never handed in, or was withdrawn, is none of the officials' business.
    see("review/<int:pk>/", "draft", NOBODY),
    see("review/<int:pk>/", "withdrawn", NOBODY),
    see("review/<int:pk>/", "lapsed", NOBODY),
    fill(_CORRECT, "file", OFFICIALS, SEEN, code="mes"),
    fill(_CORRECT, "file", NOBODY, SEEN, code="nothing"),
    fill(_CORRECT, "draft", NOBODY, SEEN, code="mes"),
    do(_FACT, "file", OFFICIALS, gives(**FACT), key="credit_list"),
    do(_FACT, "file", NOBODY, gives(**FACT), key="nothing"),
    do("review/<int:pk>/return/", "file", REVIEWER, REMARKS),
    do("review/<int:pk>/return/", "draft", NOBODY, REMARKS),
    do("review/<int:pk>/recommend/", "file", REVIEWER, gives(opinion="True.")),
    do("review/<int:pk>/settle/", "file", REVIEWER, NOTICE),
)

_OBJECTION = "review/<int:pk>/objections/<int:number>/"
DECISIONS = (
    page("decisions/", MUNICIPAL),
    do("review/<int:pk>/decide/", "recommended", MUNICIPAL, NOTICE),
    do("review/<int:pk>/decide/", "draft", NOBODY, NOTICE),
    do("review/<int:pk>/send-back/", "recommended", MUNICIPAL, WHY),
    do("review/<int:pk>/recognise/", "noticed", MUNICIPAL),
    do("review/<int:pk>/objections/", "noticed", MUNICIPAL, OBJECTION),
    do(_OBJECTION, "noticed", MUNICIPAL, UPHELD),
    do(_OBJECTION, "foreign objection", NOBODY, UPHELD),
    page("rounds/", MUNICIPAL),
    Rule(
        "rounds/new/",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL),
        data=gives(name_zh=""),
        only=MUNICIPAL,
    ),
    see("rounds/<int:pk>/", "round", MUNICIPAL),
    do("rounds/<int:pk>/open/", "planned round", MUNICIPAL),
    do("rounds/<int:pk>/close/", "round", MUNICIPAL),
    fill("responses/<int:pk>/reopen/", "lapsed", MUNICIPAL, LATER),
    fill("responses/<int:pk>/reopen/", "draft", NOBODY, LATER),
    Rule(
        "rounds/<int:pk>/rescore/",
        "round",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL),
        data=gives(reason=""),
    ),
    see("rescorings/<int:pk>/", "rescoring", MUNICIPAL),
    see("rescorings/<int:pk>/progress/", "rescoring", MUNICIPAL),
    see("rescorings/<int:pk>/cards/<int:number>/", "rescoring", MUNICIPAL),
    do("rescorings/<int:pk>/go-on/", "rescoring", MUNICIPAL),
    do("rescorings/<int:pk>/decide/", "rescoring", MUNICIPAL, ADOPTED),
)

_PREVIEW = "editions/<int:pk>/preview/<str:code>/"
EDITIONS = (
    page("editions/", AUTHORS),
    Rule(
        "editions/upload/",
        get=ok(AUTHORS),
        post=ok(AUTHORS, 302),
        data=a_workbook,
        only=AUTHORS,
    ),
    see("editions/imports/<uuid:pk>/", "import", AUTHORS),
    see("editions/imports/<uuid:pk>/progress/", "import", AUTHORS),
    do("editions/imports/<uuid:pk>/confirm/", "import", AUTHORS),
    do("editions/imports/<uuid:pk>/drop/", "import", AUTHORS),
    see("editions/<int:pk>/", "edition", AUTHORS),
    see("editions/<int:pk>/", "edition draft", AUTHORS),
    fill("editions/<int:pk>/new/", "edition", AUTHORS, gives(label="2099")),
    see("editions/<int:pk>/workbook/download/", "edition", AUTHORS),
    see("editions/<int:pk>/document/download/", "edition", AUTHORS),
    see("editions/<int:pk>/differences/", "edition draft", AUTHORS),
    fill("editions/<int:pk>/publish/", "edition draft", AUTHORS),
    do("editions/<int:pk>/discard/", "edition draft", AUTHORS),
    Rule("editions/<int:pk>/preview/", "edition", get=ok(AUTHORS, 302)),
    fill(_PREVIEW, "edition draft", AUTHORS, MES, code="equipment"),
    fill(_PREVIEW, "edition draft", NOBODY, MES, code="nothing"),
)

REPORTS = (
    see("results/<int:pk>/", "file", MEMBERS | OFFICIALS),
    see("results/<int:pk>/", "draft", NOBODY),
    page("reports/", READERS),
    Rule("reports/order/", post=ok(READERS, 400), only=READERS),
    Rule("reports/publish/", post=ok(MUNICIPAL, 400), only=MUNICIPAL),
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

STUDENTS = who("author", "municipal")
_REHEARSE = "studies/rehearse/<int:pk>/"
_REDRAW = "studies/sensitivity/<int:pk>/"
STUDIES = (
    page("studies/", STUDENTS),
    Rule(
        _REHEARSE,
        "studied edition",
        get=ok(STUDENTS),
        post=ok(STUDENTS),
        only=STUDENTS,
    ),
    Rule(
        _REDRAW, "studied edition", get=ok(STUDENTS), post=ok(STUDENTS), only=STUDENTS
    ),
    Rule("studies/<uuid:pk>/", "study", get=ok(STUDENTS), only=STUDENTS),
    Rule("studies/<uuid:pk>/", "study with names", get=ok(STUDENTS), only=STUDENTS),
    Rule("studies/<uuid:pk>/progress/", "study", get=ok(STUDENTS), only=STUDENTS),
    Rule("studies/<uuid:pk>/download/", "study", get=ok(STUDENTS), only=STUDENTS),
    Rule(
        "studies/<uuid:pk>/download/",
        "study with names",
        get=ok(MUNICIPAL),
        only=STUDENTS,
    ),
)

MAILS = gives(mail_habit="daily", mail_language="en")
MESSAGES = (
    Rule("messages/", get=ok(SIGNED_IN)),
    Rule("messages/read/", post=ok(SIGNED_IN, 302)),
    Rule("messages/settings/", get=ok(SIGNED_IN), post=ok(SIGNED_IN, 302), data=MAILS),
    Rule("messages/<int:pk>/", "message", get=ok(ORDERER, 302)),
    do("messages/<int:pk>/read/", "message", ORDERER),
)

TABLE = (
    *FRONT,
    *SECOND_FACTOR,
    *ENTERPRISES,
    *ARRIVALS,
    *FILLING,
    *REVIEW,
    *QUEUES,
    *JUDGING,
    *DECISIONS,
    *PANELS,
    *OVERSEEING,
    *TITLES,
    *EDITIONS,
    *REPORTS,
    *STUDIES,
    *MESSAGES,
    *DOSSIERS,
    *KEPT,
    *TRAIL,
)
