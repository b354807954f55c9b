"""Who gets which object: the row, or the one 404. (Pages: tests/test_access.py.)"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from surveys import access, enrolling, filling, inviting, notifying, proving
from surveys.access import Holdings
from surveys.models import (
    EditionImport,
    Evidence,
    MembershipRole,
    OfficeRole,
    Registration,
    Rescoring,
    Response,
    ReturnedCopy,
    Revision,
    Roster,
    Seat,
    Submission,
    Upload,
    User,
)
from surveys.workflow import Status
from tests import factories, papers
from tests.factories import NOW
from tests.surveys.models import overseen, seated, titled

pytestmark = pytest.mark.django_db

DAY = NOW.date()


def ask(user: User, day: Any = DAY) -> Any:
    request: Any = RequestFactory().get("/")
    request.user, request.at = user, NOW
    request.holdings = Holdings(user, day)
    return request


def is_given(find: Callable[..., Model], user: User, pk: Any, day: Any = DAY) -> bool:
    try:
        return bool(find(ask(user, day), pk).pk == pk)
    except Http404:
        return False


@dataclass
class World:
    """One file in one district, and everybody who stands around it."""

    response: Response
    evidence: Evidence

    @cached_property
    def people(self) -> dict[str, User]:
        return around(self.response)


def made() -> World:
    response = factories.filled()
    file = SimpleUploadedFile("a.pdf", papers.pdf())
    who = response.created_by
    evidence = proving.add_evidence(response, "mes", file, by=who, at=NOW)
    filling.submit(response, name="Wang", post="Head", by=who, at=NOW)
    return World(response, evidence)


def around(response: Response) -> dict[str, User]:
    own, other = response.unit.enterprise, factories.enterprise()
    ended = {"valid_from": DAY - timedelta(days=9), "valid_to": DAY}
    found = {role: factories.member(own, role) for role in MembershipRole.values}
    found |= {
        role: factories.official(role)
        for role in OfficeRole.values
        if role != OfficeRole.DISTRICT_REVIEWER
    }
    found |= {
        "stranger": factories.member(other, MembershipRole.ADMINISTRATOR),
        "former member": factories.member(own),
        "reviewer": factories.official(),
        "neighbour": factories.official(region=factories.region("500106")),
        "former reviewer": factories.official(),
        "nobody": factories.user(),
    }
    found["former member"].memberships.update(**ended)
    found["former reviewer"].offices.update(**ended)
    return found


MEMBERS = {"administrator", "respondent", "viewer"}
FILLERS = {"administrator", "respondent"}
OFFICIALS = {"reviewer", "municipal_officer"}
DISTRICTS = {"reviewer", "neighbour"}
CITY = {"municipal_officer", "analyst"}
AUTHORS = {"author", "municipal_officer"}
KEEPERS = {"system_admin", "security_admin"}
INVITERS = OFFICIALS | {"administrator"}


WITH_UUID = ("evidence", "import", "returned_copy", "roster", "title_import", "upload")
# They give rows to choose from, and are tested with the pages that list them.
SEVERAL = ("files_to_", "regions_to_", "rounds_to_")


@cache
def rules() -> list[tuple[Callable[..., Model], str, set[str]]]:
    """The function, the object that is asked for, and who gets it."""
    return [
        (access.response_to_see, "response", MEMBERS),
        (access.response_to_fill, "response", FILLERS),
        (access.response_to_guide, "response", MEMBERS | OFFICIALS),
        (access.response_to_read, "response", OFFICIALS),
        (access.response_to_review, "response", {"reviewer"}),
        (access.response_with_result, "response", MEMBERS | OFFICIALS),
        (access.response_to_correct, "response", OFFICIALS),
        (access.response_to_decide, "response", {"municipal_officer"}),
        (access.evidence_to_read, "evidence", MEMBERS | OFFICIALS),
        (access.evidence_to_change, "evidence", FILLERS),
        (access.evidence_to_grade, "evidence", OFFICIALS),
        (access.upload_to_go_on, "upload", {"respondent"}),
        (access.enterprise_to_see, "enterprise", MEMBERS | OFFICIALS),
        (access.enterprise_to_manage, "enterprise", {"administrator"}),
        (access.unit_to_see, "unit", MEMBERS),
        (access.unit_to_fill, "unit", FILLERS),
        (access.round_to_run, "round", {"municipal_officer"}),
        (access.lapsed_to_reopen, "lapsed", {"municipal_officer"}),
        (access.edition_to_author, "edition", AUTHORS),
        (access.import_to_author, "import", AUTHORS),
        (access.rescoring_to_decide, "rescoring", {"municipal_officer"}),
        (access.message_to_read, "message", {"viewer"}),
        (access.roster_to_confirm, "roster", OFFICIALS),
        (access.registration_to_settle, "registration", OFFICIALS),
        (access.invitation_to_manage, "invitation", INVITERS),
        (access.enterprise_to_invite_into, "enterprise", INVITERS),
        (access.membership_to_manage, "membership", {"administrator"}),
        (access.membership_to_end, "membership", {"administrator", "viewer"}),
        (access.returned_copy_to_manage, "returned copy", FILLERS),
        (access.official_to_keep, "official", KEEPERS),
        (access.office_to_end, "office", {"security_admin"}),
        (access.region_to_leave, "ended region", {"security_admin"}),
        (
            access.round_to_oversee,
            "round",
            DISTRICTS | {"municipal_officer", "analyst"},
        ),
        (access.round_to_urge, "round", DISTRICTS | {"municipal_officer"}),
        (access.reminder_to_read, "reminder", OFFICIALS),
        (access.panel_to_run, "panel", {"municipal_officer"}),
        (access.seat_to_give, "seat", {"municipal_officer"}),
        (access.seat_to_score, "seat", {"expert"}),
        (access.title_to_read, "title", DISTRICTS | CITY),
        (access.title_to_settle, "title", {"municipal_officer"}),
        (access.title_import_to_confirm, "register", {"municipal_officer"}),
        (access.recheck_to_run, "recheck", {"municipal_officer"}),
    ]


MADE: dict[str, Callable[[], Model]] = {
    "panel": seated.panel,
    "title": titled.title,
    "register": titled.register,
    "recheck": titled.recheck,
}


def key(world: World, kind: str) -> Any:
    """The id of a thing of this kind; what is not there yet is made."""
    if kind in OF_WORLD:
        return OF_WORLD[kind](world)
    if kind in MADE:
        return MADE[kind]().pk
    response, reviewer = world.response, world.people["reviewer"]
    found = {
        "official": reviewer.pk,
        "office": reviewer.offices.get().pk,
        "response": response.pk,
        "evidence": world.evidence.pk,
        "enterprise": response.unit.enterprise_id,
        "unit": response.unit_id,
        "round": response.round_id,
        "edition": response.edition_id,
    }
    return found[kind] if kind in found else arriving(world, kind).pk


def _lapsed(world: World) -> Any:
    Response.objects.filter(pk=world.response.pk).update(status=Status.LAPSED)
    return world.response.pk


def _import(world: World) -> Any:
    by = world.people["author"]
    return EditionImport.objects.create(name="a.xlsx", by=by, at=NOW).pk


def _rescoring(world: World) -> Any:
    response, by = world.response, world.people["municipal_officer"]
    editions = {"edition": response.edition, "corrected": response.edition}
    about = {"round": response.round, "reason": "Wrong.", **editions}
    return Rescoring.objects.create(by=by, at=NOW, **about).pk


def _returned_copy(world: World) -> Any:
    by = world.people["respondent"]
    rows = ReturnedCopy.objects
    return rows.create(response=world.response, name="a.xlsx", by=by, at=NOW).pk


def _message(world: World) -> Any:
    viewer = world.people["viewer"]
    notifying.tell("recommended", [viewer], at=NOW, response=world.response)
    return viewer.messages.get().pk


def _seat(world: World) -> Any:
    before, panel = world.response.newest_submission(), seated.panel()
    expert = world.people["expert"]
    return Seat.objects.create(expert=expert, submission=before, panel=panel).pk


OF_WORLD: dict[str, Callable[[World], Any]] = {
    "lapsed": _lapsed,
    "import": _import,
    "rescoring": _rescoring,
    "returned copy": _returned_copy,
    "message": _message,
    "seat": _seat,
    "reminder": lambda _world: overseen.line().reminder_id,
    "ended region": lambda _world: factories.region("500199", valid_to=DAY).pk,
}


def arriving(world: World, kind: str) -> Model:
    """What is on its way into the enterprise, or into its region."""
    of, by = world.response.unit.enterprise, world.people["reviewer"]
    if kind == "membership":
        return world.people["viewer"].memberships.get()
    if kind == "upload":
        own = {"response": world.response, "by": world.people["respondent"]}
        return Upload.objects.create(name="a.pdf", size=1, at=NOW, **own)
    if kind == "roster":
        return Roster.objects.create(name="a.xlsx", by=by, at=NOW)
    if kind == "registration":
        return Registration.objects.create(
            uscc=factories.credit_code(),
            name="A",
            region=of.region,
            primary_cluster=of.primary_cluster,
            state="invited",
            by=by,
            at=NOW,
        )
    contact = enrolling.Contact("Zhao", email="zhao@example.org")
    return inviting.invite(of, "viewer", contact, by=by, at=NOW, mail=None)


@pytest.mark.parametrize(
    ("find", "kind", "allowed"), rules(), ids=lambda v: getattr(v, "__name__", "")
)
def test_who_gets_it(find: Callable[..., Model], kind: str, allowed: set[str]) -> None:
    world = made()
    pk = key(world, kind)

    found = {name for name, user in world.people.items() if is_given(find, user, pk)}

    assert found == allowed


def test_every_function_that_gives_an_object_is_listed() -> None:
    named = {
        name
        for name, value in vars(access).items()
        if callable(value) and "_to_" in name and not name.startswith(("_", *SEVERAL))
    }
    assert named | {"response_with_result"} == {f.__name__ for f, _, _ in rules()}


@pytest.mark.parametrize("find", [f for f, _, _ in rules()], ids=lambda f: f.__name__)
def test_what_is_missing_is_the_same_404(find: Callable[..., Model]) -> None:
    missing: Any = uuid4() if find.__name__.startswith(WITH_UUID) else 987654
    words = set()
    for user in (factories.official("municipal_officer"), factories.user()):
        with pytest.raises(Http404) as refused:
            find(ask(user), missing)
        words.add(str(refused.value))
    assert len(words) == 1


@pytest.mark.parametrize("status", Status.values)
def test_officials_see_what_was_handed_in_and_nothing_before(status: str) -> None:
    world = made()
    Response.objects.update(status=status, notice_until=NOW)
    handed_in = {
        "submitted",
        "returned",
        "recommended",
        "noticed",
        "recognised",
        "cultivated",
        "declined",
    }
    finds = (
        access.response_to_read,
        access.response_to_decide,
        access.response_to_correct,
    )
    pk, officer = world.response.pk, factories.official("municipal_officer")
    reviewer = factories.official()

    seen = {is_given(find, officer, pk) for find in finds}
    seen |= {is_given(access.response_to_review, reviewer, pk)}
    seen |= {is_given(access.evidence_to_read, reviewer, world.evidence.pk)}

    assert seen == {status in handed_in}


def test_a_file_put_to_a_returned_response_is_not_yet_the_official_s() -> None:
    world = made()
    Response.objects.update(status=Status.RETURNED)
    world.response.refresh_from_db()
    file = SimpleUploadedFile("b.pdf", papers.pdf("b"))
    by = world.response.created_by
    added = proving.add_evidence(world.response, "mes", file, by=by, at=NOW)

    assert is_given(access.evidence_to_read, by, added.pk)
    assert not is_given(access.evidence_to_read, world.people["reviewer"], added.pk)


def test_what_was_taken_off_after_handing_in_stays_readable() -> None:
    world = made()
    Evidence.objects.update(removed_by=world.evidence.by, removed_at=NOW)

    assert is_given(
        access.evidence_to_read, world.people["reviewer"], world.evidence.pk
    )
    assert not is_given(
        access.evidence_to_change, world.people["respondent"], world.evidence.pk
    )


def test_access_follows_the_region_of_today() -> None:
    world = made()
    reviewer, neighbour = world.people["reviewer"], world.people["neighbour"]
    enterprise = world.response.unit.enterprise

    enrolling.transfer_region(
        enterprise, factories.region("500106"), by=None, at=NOW, reason="Merger."
    )

    pk = world.response.pk
    assert not is_given(access.response_to_review, reviewer, pk)
    assert is_given(access.response_to_review, neighbour, pk)
    submission = world.response.newest_submission()
    assert submission.facts["region"] == "500105"


@pytest.mark.parametrize(
    ("days", "held"), [(-1, False), (0, True), (9, True), (10, False)]
)
def test_a_role_is_held_from_its_first_day_to_before_its_last(
    days: int, held: bool
) -> None:
    world = made()
    period = {"valid_from": DAY, "valid_to": DAY + timedelta(days=10)}
    day, pk = DAY + timedelta(days=days), world.response.pk
    for name, find in (
        ("respondent", access.response_to_fill),
        ("reviewer", access.response_to_review),
        ("municipal_officer", access.response_to_decide),
    ):
        person = world.people[name]
        person.memberships.update(**period)
        person.offices.update(**period)
        assert is_given(find, person, pk, day) == held


def test_a_reviewer_of_two_districts_sees_both() -> None:
    world = made()
    neighbour = world.people["neighbour"]
    enrolling.appoint(
        neighbour, "district_reviewer", region=factories.region(), by=None, at=NOW
    )
    assert is_given(access.response_to_review, neighbour, world.response.pk)


def test_nobody_reviews_or_decides_their_own_file() -> None:
    world = made()
    both = world.people["reviewer"]
    enterprise = world.response.unit.enterprise
    enrolling.join(both, enterprise, "respondent", by=None, at=NOW)

    enrolling.appoint(both, "municipal_officer", region=None, by=None, at=NOW)

    assert is_given(access.response_to_fill, both, world.response.pk)
    for find in (access.response_to_review, access.response_to_decide):
        assert not is_given(find, both, world.response.pk)


@pytest.mark.parametrize("work", [Revision, Submission])
def test_nor_what_they_filled_or_handed_in_before_they_left(work: type[Model]) -> None:
    world = made()
    both, late = world.people["reviewer"], NOW - timedelta(days=1)
    enterprise = world.response.unit.enterprise
    row = enrolling.join(both, enterprise, "administrator", by=None, at=late)
    work._default_manager.filter(response=world.response).update(by=both)
    enrolling.leave(row, by=both, at=NOW)
    enrolling.appoint(both, "municipal_officer", region=None, by=None, at=NOW)

    assert is_given(access.response_to_read, both, world.response.pk)
    for find in (access.response_to_review, access.response_to_decide):
        assert not is_given(find, both, world.response.pk)


def test_holdings_are_read_once() -> None:
    holdings = Holdings(factories.official(), DAY)
    assert holdings.offices is holdings.offices
    assert holdings.memberships is holdings.memberships


def test_an_unauthenticated_request_is_led_to_the_sign_in() -> None:
    @access.for_offices(OfficeRole.ANALYST)
    def page(request: Any) -> HttpResponse:
        return HttpResponse()

    request = ask(AnonymousUser())  # type: ignore[arg-type]

    assert page(request).headers["Location"].startswith("/account/login/")
    with pytest.raises(Http404):
        page(ask(factories.user()))
    assert page(ask(factories.official("analyst"))).status_code == 200
