"""Assigning: who of the enterprise fills which section of a response."""

from datetime import datetime

from django.db import transaction

from surveys import auditing, notifying
from surveys.models import Assignment, Response, User
from surveys.workflow import Closed


class NotColleague(Exception):
    """The person does not fill questionnaires for this enterprise."""


@transaction.atomic
def assign(
    response: Response, section: str, to: User | None, *, by: User, at: datetime
) -> bool:
    """Give a section to somebody who fills for the enterprise, or to nobody.

    Says whether anything changed. Everybody who may fill can still fill every
    section: an assignment tells who is expected to, and takes nothing from others.
    Raises Closed, NotColleague, and ValueError for a section there is not.
    """
    if section not in {found.code for found in response.edition.scheme.sections}:
        raise ValueError(section)
    if to is not None and to not in notifying.members(response.unit.enterprise, at):
        raise NotColleague
    response.hold()
    if not response.is_editable(at):
        raise Closed
    before = Assignment.objects.filter(response=response, section=section).first()
    if (before and before.user_id) == (to and to.pk):
        return False
    if to is None:
        Assignment.objects.filter(response=response, section=section).delete()
    else:
        _give(response, section, to, by=by, at=at)
    auditing.record(
        "assign",
        response,
        by=by,
        at=at,
        details={"section": section},
        before={"user": before and before.user_id},
        after={"user": to and to.pk},
    )
    return True


def _give(
    response: Response, section: str, to: User, *, by: User, at: datetime
) -> None:
    Assignment.objects.update_or_create(
        response=response,
        section=section,
        defaults={"user": to, "by": by, "at": at},
    )
    if to != by:
        notifying.tell(
            "section_assigned",
            [to],
            about=f"{response.pk}:{section}:{at.isoformat()}",
            at=at,
            response=response,
            person=by.name,
            section=section,
        )
