"""Constraints of what the enterprises bring: themselves, copies, proof, messages."""

from datetime import timedelta

from django.db import models

from surveys import jobs, reviewing
from surveys.models import (
    Assignment,
    Copy,
    Evidence,
    Invitation,
    Job,
    Message,
    Objection,
    Registration,
    ReturnedCopy,
    Roster,
    Upload,
)
from tests import factories
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice

DAY = NOW.date()


def job() -> Job:
    return jobs.start("assess", "assess:1")


def roster() -> Roster:
    by = factories.official()
    return Roster.objects.create(name="a.xlsx", job=job(), by=by, at=NOW)


def registration() -> Registration:
    return Registration.objects.create(
        uscc=factories.credit_code(),
        name="Enterprise",
        region=factories.region(),
        primary_cluster=factories.cluster(),
        contact_name="Li Ming",
        state="invited",
        by=factories.official(),
        at=NOW,
    )


def invitation() -> Invitation:
    return Invitation.objects.create(
        registration=registration(),
        role="administrator",
        name="Li Ming",
        nonce="1",
        by=factories.official(),
        at=NOW,
        expires_at=NOW + timedelta(days=14),
    )


def evidence() -> Evidence:
    response = factories.response()
    by = response.created_by
    return Evidence.objects.create(
        response=response, name="a.pdf", size=1, by=by, at=NOW
    )


def upload() -> Upload:
    response = factories.response()
    by = response.created_by
    return Upload.objects.create(response=response, name="a.pdf", size=1, by=by, at=NOW)


def returned_copy() -> ReturnedCopy:
    response = factories.response()
    by = response.created_by
    copy = Copy.objects.create(response=response, by=by, at=NOW)
    return ReturnedCopy.objects.create(
        response=response, copy=copy, name=str(copy), job=job(), by=by, at=NOW
    )


def assignment() -> Assignment:
    response = factories.response()
    by = response.created_by
    return Assignment.objects.create(
        response=response, section="equipment", user=by, by=by, at=NOW
    )


def message() -> Message:
    person = factories.user()
    return Message.objects.create(user=person, kind="scored", key="scored:1", at=NOW)


def objection() -> Objection:
    file, by = factories.handed_in(), factories.official()
    correction = reviewing.correct(file, "mes", "none", reason="Seen.", by=by, at=NOW)
    return Objection.objects.create(
        response=file,
        correction=correction,
        text="It is there.",
        recorded_by=file.created_by,
        recorded_at=NOW,
    )


BROUGHT: dict[str, Broken] = {
    "surveys_user_mail_habit_valid": Broken(factories.user, {"mail_habit": "often"}),
    "surveys_user_mail_language_valid": Broken(
        factories.user, {"mail_language": "tlh"}
    ),
    "surveys_roster.job": Twice(roster),
    "surveys_roster_state_valid": Broken(roster, {"state": "lost"}),
    "surveys_registration_state_valid": Broken(registration, {"state": "lost"}),
    "surveys_registration_decided_by_with_decided_at": Broken(
        registration, {"decided_at": NOW}
    ),
    "surveys_registration_uscc_shape": Broken(
        registration, {"uscc": "91500000MA5U4XYZ0X"}
    ),
    "surveys_registration_one_waiting": Twice(registration, {"state": "applied"}),
    "surveys_registration_arrived_with_enterprise": Broken(
        registration, {"state": "arrived"}
    ),
    "surveys_registration_by_somebody": Broken(registration, {"by": None}),
    "surveys_registration_declined_with_a_reason": Broken(
        registration, {"state": "declined"}
    ),
    "surveys_invitation_role_valid": Broken(invitation, {"role": "owner"}),
    "surveys_invitation_expires_at_after_at": Broken(
        invitation, {"expires_at": models.F("at")}
    ),
    "surveys_invitation_accepted_by_with_accepted_at": Broken(
        invitation, {"accepted_at": NOW}
    ),
    "surveys_invitation_into_one": Broken(invitation, {"registration": None}),
    "surveys_evidence_trust_valid": Broken(evidence, {"trust": "E"}),
    "surveys_evidence_scan_valid": Broken(evidence, {"scan": "lost"}),
    "surveys_evidence_covers_in_order": Broken(
        evidence, {"covers_from": DAY, "covers_to": DAY - timedelta(days=1)}
    ),
    "surveys_upload_not_over_full": Broken(upload, {"received": 2}),
    "surveys_returnedcopy.job": Twice(returned_copy),
    "surveys_returnedcopy_state_valid": Broken(returned_copy, {"state": "lost"}),
    "surveys_returnedcopy_read_with_copy": Broken(
        returned_copy, {"state": "ready", "copy": None}
    ),
    "surveys_assignment_one_a_section": Twice(assignment),
    "surveys_message.key": Twice(message),
    "surveys_message_named": Broken(message, {"kind": ""}),
    "surveys_objection_one_a_correction": Twice(objection),
}
