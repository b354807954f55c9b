"""Two enterprises in two districts with files in every state, and people of all roles.

The words that say what a person is to a thing (`World.words`) are those of the table.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from assessment.middleware import has_second_factor
from surveys import (
    assessing,
    filling,
    jobs,
    merging,
    notifying,
    objecting,
    proving,
    recognising,
    reviewing,
    running,
)
from surveys.filling import Entry
from surveys.models import (
    Edition,
    Enterprise,
    Evidence,
    Membership,
    Office,
    Region,
    Response,
    ReturnedCopy,
    ReturnState,
    Round,
    User,
)
from surveys.rescoring import rescore_job
from tests import factories, papers
from tests.access import deciding, keepers, newcomers, overseers
from tests.access.ordered import editions, packed, reports, studies, summaries
from tests.access.registers import registered
from tests.access.sending import uploads
from tests.access.things import Thing
from tests.small_edition import document, question

PDF = b"%PDF-1.4\n%%EOF\n"
PASSWORD = "one two three four"
_numbers = count(1)
MEMBERS = ("administrator", "respondent", "viewer")
OFFICES = (
    "expert",
    "analyst",
    "author",
    "system_admin",
    "security_admin",
    "audit_admin",
)


@dataclass
class World:
    """What the walk needs: the people by role, their clients, and the things."""

    at: datetime
    round: Round
    planned: Round
    edition: Edition
    people: dict[str, User | None]
    things: dict[str, list[Thing]]
    clients: dict[str, Client]
    a: Enterprise
    c: Enterprise
    asked: dict[Any, Any] = field(default_factory=dict)

    def browser(self, role: str) -> Client:
        """The browser of a person, signed in; what it does lasts as long as a test."""
        known, client = self.clients[role], Client()
        client.handler = known.handler  # its middleware is loaded already
        client.cookies = deepcopy(known.cookies)
        return client

    @contextmanager
    def as_(self, role: str) -> Iterator[Client]:
        """The browser of a person; whatever it does inside is undone afterwards."""
        with transaction.atomic():
            yield self.browser(role)
            transaction.set_rollback(True)

    def words(self, role: str, thing: Thing | None) -> set[str]:
        """What a person is, to a thing or at all: the words of the table."""
        if role == "anonymous":
            return {"anonymous", "anybody"}
        base = {"signed in", "anybody", role}
        if thing is None or not isinstance(thing.of, Enterprise):
            owner = {"orderer"} if thing and thing.of == role else set()
            return base | owner | _office_of(role)
        return base - set(MEMBERS) | self._to(role, thing.of)

    def _to(self, role: str, enterprise: Enterprise) -> set[str]:
        if role in MEMBERS:
            return {role} if enterprise == self.a else set()
        near = {"reviewer": self.a, "other_reviewer": self.c}
        return {"reviewer of it"} if near.get(role) == enterprise else set()

    def one(self, kind: str, of: Enterprise | None = None) -> dict[str, Any]:
        """The address parts of an enterprise's thing of that kind, A's by default."""
        owner = of or self.a
        return next(t.parts for t in self.things[kind] if t.of == owner)

    def response(self, kind: str, of: Enterprise | None = None) -> Response:
        return Response.objects.with_subject().get(pk=self.one(kind, of)["pk"])


def _office_of(role: str) -> set[str]:
    return {"reviewer"} if role == "other_reviewer" else set()


@contextmanager
def built() -> Iterator[World]:
    """Build the world in a transaction that is rolled back at the end.

    Refusals are not logged meanwhile: there are thousands.
    """
    logging.disable(logging.WARNING)
    with transaction.atomic():
        yield _build(timezone.now())
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def edition() -> Edition:
    """The small edition with a question that files answer."""
    content = document(label="2023-files")
    files = question("photos", "file", required=False)
    content["sections"][0]["questions"].append(files)
    return factories.edition(content)


def _build(at: datetime) -> World:
    near, far = factories.region("500105"), factories.region("500106")
    a, b = factories.enterprise(region=near), factories.enterprise(region=near)
    c = factories.enterprise(region=far)
    asked = edition()
    target = _round(asked, [near, far], at)
    people = _people(a, b, near, far, at)
    made = [_Maker(e, r, people, target, at) for e, r in ((a, near), (c, far))]
    things = {kind: [m.things[kind] for m in made] for kind in made[0].things}
    planned = _planned(asked, [near], at)
    things |= {
        "round": [Thing({"pk": target.pk})],
        "planned round": [Thing({"pk": planned.pk})],
        "asked in a round": [Thing({"pk": target.pk, "edition": asked.pk})],
        "foreign objection": [_foreign_objection(*made)],
    }
    things |= reports(people, target, asked, at)
    things |= summaries(people, target, at)
    things |= editions(asked, at)
    things |= studies(people, target, asked, at)
    things |= registered(at)
    arrivals = newcomers.made({"reviewer": a, "other_reviewer": c}, people, at)
    things |= {k: [Thing(*found) for found in rows] for k, rows in arrivals.items()}
    draft = Response.objects.get(pk=made[0].things["draft"].parts["pk"])
    for kind, pk in uploads(draft, people["respondent"], at).items():
        things[kind] = [Thing({"pk": pk}, "respondent")]
    things |= {k: [Thing(v)] for k, v in keepers.kept(people, at).items()}
    things |= overseers.made(target, asked, (a, c), people, at)
    things["rescoring"] = [_rescoring(target, asked, at)]
    things |= deciding.seated(target, people["expert"], at)
    things["message"] = [_message(people, role, at) for role in ("viewer", "analyst")]
    clients = {role: _client(person) for role, person in people.items()}
    return World(at, target, planned, asked, people, things, clients, a, c)


def _rescoring(target: Round, asked: Edition, at: datetime) -> Thing:
    """A re-scoring that waits for its decision, with one of its scorecards."""
    content = document(label="2023-corrected")
    content["checks"][0]["test"]["value"] = "80"
    begun = running.begin_rescoring(
        target,
        asked,
        factories.edition(content),
        reason="The threshold was mistyped.",
        by=factories.official("municipal_officer"),
        at=at,
    )
    assert begun.job_id
    jobs.run(begun.job_id, rescore_job)
    return Thing({"pk": begun.pk, "number": begun.scorecards.all()[0].pk})


def _message(people: dict[str, User | None], role: str, at: datetime) -> Thing:
    """What one person was told."""
    person = people[role]
    assert person is not None
    kind, about = "registration_confirmed", "world"
    notifying.tell(kind, [person], about=about, at=at, enterprise="Engine Works")
    return Thing({"pk": person.messages.get(kind=kind).pk}, role)


def _foreign_objection(one: "_Maker", other: "_Maker") -> Thing:
    """One's own file with the objection to somebody else's."""
    number = other.things["noticed"].parts["number"]
    own = one.things["noticed"]
    return Thing(own.parts | {"number": number}, own.of)


def _round(asked: Edition, regions: list[Region], at: datetime) -> Round:
    return factories.open_round(
        editions=[asked],
        regions=regions,
        opens_at=at - timedelta(days=10),
        deadline=at + timedelta(days=30),
    )


def _planned(asked: Edition, regions: list[Region], at: datetime) -> Round:
    plan = running.Plan(
        name_zh="下一轮",
        name_en="Next round",
        year=at.year + 1,
        opens_at=at + timedelta(days=300),
        deadline=at + timedelta(days=330),
        editions=[asked],
        regions=regions,
    )
    return running.plan_round(plan, by=factories.user(), at=at)


def _people(
    a: Enterprise, b: Enterprise, near: Region, far: Region, at: datetime
) -> dict[str, User | None]:
    today = timezone.localdate(at)
    people: dict[str, User | None] = {"anonymous": None}
    people |= {role: factories.member(a, role) for role in MEMBERS}
    # The last day is not included: whoever leaves today sees nothing today.
    former = factories.member(a, "administrator")
    Membership.objects.filter(user=former).update(valid_to=today)
    people["former_member"] = former
    people["neighbour"] = factories.member(b, "administrator")
    reviewing = factories.official
    people["reviewer"] = reviewing(region=near, factor=True)
    people["other_reviewer"] = reviewing(region=far, factor=True)
    past = reviewing(region=near, factor=True)
    Office.objects.filter(user=past).update(valid_to=today)
    people["former_reviewer"] = past
    people["municipal"] = reviewing("municipal_officer", factor=True)
    people |= {role: reviewing(role, factor=True) for role in OFFICES}
    people["without_factor"] = reviewing("municipal_officer")
    for person in filter(None, people.values()):
        person.set_password(PASSWORD)
        person.save()
        if has_second_factor(person):
            RecoveryCodes.activate(person)
    return people


def _client(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


class _Maker:
    """Makes one enterprise's file of every kind, by the verbs that people use."""

    def __init__(
        self,
        enterprise: Enterprise,
        region: Region,
        people: dict[str, User | None],
        target: Round,
        at: datetime,
    ) -> None:
        self.enterprise, self.round, self.at = enterprise, target, at
        self.edition = target.editions.get()
        self.member = factories.member(enterprise)
        self.reviewer = factories.official(region=region)
        self.officer = factories.official("municipal_officer")
        self.things = {"enterprise": self._thing(pk=enterprise.pk)} | self._files()

    def _files(self) -> dict[str, Thing]:
        unit = factories.unit(self.enterprise)
        start = {"target": self.round.pk, "edition": self.edition.pk}
        made = {"unit": self._thing(pk=unit.pk, **start)}
        made |= self._draft()
        made |= self._handed_in()
        made |= self._ended()
        return made | self._reviewed()

    def _thing(self, **parts: Any) -> Thing:
        return Thing(parts, self.enterprise)

    def _draft(self) -> dict[str, Thing]:
        response, evidence = self._filled()
        return {
            "draft": self._thing(pk=response.pk),
            "draft evidence": self._thing(pk=evidence.pk),
            "returned copy": self._thing(pk=self._returned(response).pk),
        }

    def _returned(self, response: Response) -> ReturnedCopy:
        """A copy that somebody filled, ready to be merged."""
        copy = merging.hand_out(response, by=self.member, at=self.at)
        file = ContentFile(packed(), "filled.xlsx")
        returned = merging.take_in(
            response, file, "filled.xlsx", by=self.member, at=self.at
        )
        rows = ReturnedCopy.objects.filter(pk=returned.pk)
        rows.update(copy=copy, state=ReturnState.READY)
        return returned

    def _handed_in(self) -> dict[str, Thing]:
        response, evidence = self._submitted()
        returned, _ = self._submitted()
        remarks = {"mes": "Which system?"}
        due = self.at + timedelta(days=5)
        by = self.reviewer
        reviewing.return_file(returned, remarks, due_at=due, by=by, at=self.at)
        later = self._prove(returned)
        return {
            "file": self._thing(pk=response.pk),
            "evidence": self._thing(pk=evidence.pk),
            "returned": self._thing(pk=returned.pk),
            "evidence after the return": self._thing(pk=later.pk),
        }

    def _ended(self) -> dict[str, Thing]:
        withdrawn, _ = self._submitted()
        filling.withdraw(withdrawn, by=self.member, at=self.at)
        lapsed, _ = self._filled()
        lapsed.move("lapse", by=None, at=self.at)
        return {
            "withdrawn": self._thing(pk=withdrawn.pk),
            "lapsed": self._thing(pk=lapsed.pk),
        }

    def _reviewed(self) -> dict[str, Thing]:
        recommended, noticed = self._recommended(), self._recommended()
        recognising.decide(noticed, "notice", by=self.officer, at=self.at)
        objection = objecting.raise_objection(
            noticed,
            text="They are not there.",
            raised_by_name="Zhang",
            by=self.officer,
            at=self.at,
        )
        return {
            "recommended": self._thing(pk=recommended.pk),
            **self._corrected(),
            "noticed": self._thing(pk=noticed.pk, number=objection.pk),
        }

    def _filled(self) -> tuple[Response, Evidence]:
        response = filling.start(
            factories.unit(self.enterprise),
            self.edition,
            self.round,
            by=self.member,
            at=self.at,
        )
        values = {code: Entry(value) for code, value in factories.GOOD.items()}
        filling.save(response, values, by=self.member, at=self.at)
        return response, self._prove(response)

    def _prove(self, response: Response) -> Evidence:
        upload = SimpleUploadedFile("台账.pdf", papers.pdf(str(next(_numbers))))
        return proving.add_evidence(
            response, "photos", upload, by=self.member, at=self.at
        )

    def _submitted(self) -> tuple[Response, Evidence]:
        response, evidence = self._filled()
        submission = filling.submit(
            response, name="Wang", post="Director", by=self.member, at=self.at
        )
        assessing.assess(submission, "claimed", by=None, at=self.at)
        return response, evidence

    def _corrected(self) -> dict[str, Thing]:
        """A file with a correction to object to, and one with an objection."""
        corrected = self._recommended(correct=True)
        correction = self._recommended(correct=True).newest_submission().corrections
        objection = objecting.object_to_correction(
            correction.get(),
            text="It runs.",
            files=[SimpleUploadedFile("orders.pdf", PDF)],
            by=self.member,
            at=self.at,
        )
        return {
            "corrected": self._thing(pk=corrected.pk),
            "evidence of an objection": self._thing(pk=objection.evidence.get().pk),
        }

    def _recommended(self, *, correct: bool = False) -> Response:
        response, _ = self._submitted()
        by, day = self.reviewer, self.at.date()
        if correct:
            words = {"reason": "Not seen.", "by": by, "at": self.at}
            reviewing.correct(response, "mes", "none", **words)
        reviewing.record_fact(
            response,
            "credit_list",
            "clear",
            as_of=day,
            source="Credit China",
            by=by,
            at=self.at,
        )
        reviewing.recommend(response, opinion="True.", by=by, at=self.at)
        return response
