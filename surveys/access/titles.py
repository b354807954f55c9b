"""Who may read titles, act on them, bring a register in and run re-checks."""

from uuid import UUID

from surveys.access.holding import (
    OVERSEERS,
    READERS,
    SignedInRequest,
    as_member,
    not_found,
    one,
)
from surveys.models import MembershipRole, Recheck, Title, TitleImport

JOINED = ("stage", "region", "cluster", "enterprise", "unit")


def title_to_read(request: SignedInRequest, pk: int) -> Title:
    """Any title, for officials who read: what was granted is public."""
    if not request.holdings.has(*READERS):
        not_found()
    return one(Title.objects.select_related(*JOINED), pk=pk)


def may_settle(request: SignedInRequest, title: Title) -> bool:
    """Whether the user acts on a title: a municipal officer, who does not belong to
    its enterprise."""
    roles = tuple(MembershipRole.values)
    own = request.holdings.member_of(*roles)
    return request.holdings.has(*OVERSEERS) and title.enterprise_id not in own


def title_to_settle(request: SignedInRequest, pk: int) -> Title:
    """A title that the user may keep, correct or withdraw."""
    if not request.holdings.has(*OVERSEERS):
        not_found()
    own = as_member(request, tuple(MembershipRole.values), "enterprise")
    return one(Title.objects.select_related(*JOINED).exclude(own), pk=pk)


def title_import_to_confirm(request: SignedInRequest, pk: UUID) -> TitleImport:
    """A register on its way in, for a municipal officer."""
    if not request.holdings.has(*OVERSEERS):
        not_found()
    return one(TitleImport.objects.select_related("job", "by"), pk=pk)


def recheck_to_run(request: SignedInRequest, pk: int) -> Recheck:
    """A sample that was drawn, for a municipal officer: nobody else is told of visits
    before they are made."""
    if not request.holdings.has(*OVERSEERS):
        not_found()
    rows = Recheck.objects.select_related("stage", "region", "drawn_by")
    return one(rows, pk=pk)
