"""Grouping: peer groups that readers save under a name, for themselves alone."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from reports.models import PeerGroup
from reports.peering import DIMENSIONS, MOST_CROSSED, Peer
from surveys import auditing
from surveys.access import Holdings
from surveys.models import OfficeRole, Region, User


class GroupRefused(Exception):
    """No name, a name used already, or none, too many or unknown dimensions."""


class OutOfScope(Exception):
    """Free filters are for readers who may see the single enterprises."""


def groups_of(user: User) -> QuerySet[PeerGroup]:
    """The peer groups of this reader; nobody sees those of others."""
    return PeerGroup.objects.filter(by=user)


@transaction.atomic
def save_group(
    name: str, filters: Mapping[str, str], *, by: User, at: datetime
) -> PeerGroup:
    """Save a peer group; raises GroupRefused."""
    name = name.strip()
    known = all(key in DIMENSIONS and code for key, code in filters.items())
    if not name or not known or not 1 <= len(filters) <= MOST_CROSSED:
        raise GroupRefused
    if groups_of(by).filter(name=name).exists():
        raise GroupRefused
    group = PeerGroup.objects.create(name=name, filters=dict(filters), by=by, at=at)
    after = {"name": name, "filter": _told(filters)}
    auditing.record("save_peer_group", group, by=by, at=at, after=after)
    return group


@transaction.atomic
def drop_group(group: PeerGroup, *, by: User, at: datetime) -> None:
    """Delete a peer group of one's own."""
    before = {"name": group.name, "filter": _told(group.filters)}
    auditing.record("drop_peer_group", group, by=by, at=at, before=before)
    group.delete()


def _told(filters: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {code}" for name, code in filters.items())


def in_scope(peers: Iterable[Peer], holdings: Holdings) -> tuple[Peer, ...]:
    """The peers that this reader may filter freely: those whose rows they may see.

    All of them with the right `microdata`, which the municipal office brings; those of
    the own regions for a district. Raises OutOfScope for everybody else, who reads the
    catalogue of published tables.
    """
    if microdata(holdings):
        return tuple(peers)
    if not holdings.regions:
        raise OutOfScope
    own = set(
        Region.objects.filter(pk__in=holdings.regions).values_list("code", flat=True)
    )
    return tuple(peer for peer in peers if peer.codes["region"] in own)


def microdata(holdings: Holdings) -> bool:
    """Whether this reader may see every single enterprise."""
    return holdings.has(OfficeRole.MUNICIPAL_OFFICER)
