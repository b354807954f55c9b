"""Members who take another role or leave, and what they hand over to whom."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from surveys import auditing, notifying
from surveys.enrolling.joining import day_of
from surveys.enrolling.refusing import Refused
from surveys.models import (
    Assignment,
    Enterprise,
    Invitation,
    Membership,
    MembershipRole,
    User,
    held_on,
)

ADMINISTRATOR, RESPONDENT, VIEWER = (
    MembershipRole.ADMINISTRATOR,
    MembershipRole.RESPONDENT,
    MembershipRole.VIEWER,
)


def is_last(membership: Membership, at: datetime) -> bool:
    """Whether nobody but this member administers the enterprise, and can sign in."""
    others = Membership.objects.filter(
        held_on(day_of(at)),
        enterprise=membership.enterprise_id,
        role=ADMINISTRATOR,
        user__is_active=True,
    ).exclude(user=membership.user_id)
    return membership.role == ADMINISTRATOR and not others.exists()


@transaction.atomic
def change_role(
    membership: Membership, role: str, *, by: User, at: datetime
) -> Membership:
    """Give a member another role from now on; the old one stays as a row that ended.

    Raises Refused where the enterprise would be left without an administrator.
    """
    held = _hold(membership, at)
    if role == held.role:
        return held
    if is_last(held, at):
        raise Refused(
            _(
                "%(name)s is the only administrator. Make somebody else administrator"
                " first."
            )
            % {"name": held.user.name}
        )
    return _replace(held, role, by=by, at=at)


def _hold(membership: Membership, at: datetime) -> Membership:
    """The membership as it stands. The enterprise stays locked until the end, so that
    of two administrators who demote each other one is refused."""
    Enterprise.objects.select_for_update().get(pk=membership.enterprise_id)
    rows = Membership.objects.filter(held_on(day_of(at)), pk=membership.pk)
    found = rows.select_related("user", "enterprise").first()
    if found is None:
        raise Refused(_("The list of members has changed meanwhile. Look at it again."))
    return found


def _replace(
    held: Membership, role: str, *, by: User | None, at: datetime
) -> Membership:
    _end(held, at)
    given = Membership.objects.create(
        user=held.user, enterprise=held.enterprise, role=role, valid_from=day_of(at)
    )
    before, after = {"role": held.role}, {"role": str(role)}
    details = {"user": held.user_id, "enterprise": held.enterprise_id}
    auditing.record(
        "change_role", given, by=by, at=at, details=details, before=before, after=after
    )
    return given


def _end(held: Membership, at: datetime) -> None:
    """End a membership, and the links that its holder gave out to others."""
    held.valid_to = day_of(at)
    held.save(update_fields=["valid_to"])
    invited = Invitation.objects.open(at).filter(enterprise=held.enterprise)
    invited.filter(by=held.user).update(revoked_at=at)


@transaction.atomic
def leave(
    membership: Membership,
    successor: Membership | None = None,
    *,
    by: User,
    at: datetime,
) -> None:
    """End a membership at once; `successor` takes over in the same step.

    The successor gets the leaver's sections and, of an administrator, the role; without
    one the sections belong to nobody again. Raises Refused for the last administrator
    without a successor, and for a successor who cannot be one.
    """
    held = _hold(membership, at)
    heir = _hold(successor, at) if successor else None
    if heir and not _may_follow(heir, held):
        raise Refused(_("Choose another member of the enterprise as the successor."))
    if heir is None and is_last(held, at):
        raise Refused(
            _(
                "%(name)s is the only administrator and cannot leave like this. Choose"
                " who takes over."
            )
            % {"name": held.user.name}
        )
    sections, before = _hand_over(held, heir, by=by, at=at), held.told()
    _end(held, at)
    details = {"successor": heir.user_id if heir else None, "sections": sections}
    auditing.record(
        "leave", held, by=by, at=at, details=details, before=before, after=held.told()
    )


def _may_follow(heir: Membership, held: Membership) -> bool:
    """Whether this is somebody else of the same enterprise, who can sign in."""
    same = heir.enterprise_id == held.enterprise_id
    return same and heir.user_id != held.user_id and heir.user.is_active


def _hand_over(
    held: Membership, heir: Membership | None, *, by: User, at: datetime
) -> int:
    """Give the sections and the role to the successor; returns how many sections."""
    rows = Assignment.objects.filter(
        user=held.user, response__unit__enterprise=held.enterprise
    )
    if heir is None:
        return rows.delete()[0]
    sections = rows.update(user=heir.user, by=by, at=at)
    role = _role_after(held, heir, sections)
    if role != heir.role:
        if by == held.user and held.role != ADMINISTRATOR:
            raise Refused(_only_viewer(heir))
        heir = _replace(heir, role, by=by, at=at)
    notifying.tell(
        "handed_over",
        [heir.user],
        about=f"{held.pk}",
        at=at,
        enterprise=held.enterprise.name,
        enterprise_id=held.enterprise_id,
        person=held.user.name,
        role=heir.role,
        sections=sections,
    )
    return sections


def _only_viewer(heir: Membership) -> str:
    """Roles are given by administrators: who goes by themselves is none."""
    return _(
        "%(name)s may only look and cannot take over sections. Choose somebody who"
        " fills, or ask the administrator to remove you and hand over."
    ) % {"name": heir.user.name}


def _role_after(held: Membership, heir: Membership, sections: int) -> str:
    """A successor of an administrator is one; who has sections to fill may fill."""
    if held.role == ADMINISTRATOR:
        return ADMINISTRATOR
    return RESPONDENT if sections and heir.role == VIEWER else heir.role
