"""What every page shows around its content: the navigation by what a person holds."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from surveys.access import AUDITORS, AUTHORS, Holdings
from surveys.models import Message, OfficeRole

REVIEWERS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
READERS = (*REVIEWERS, OfficeRole.ANALYST)
MUNICIPAL = (OfficeRole.MUNICIPAL_OFFICER,)
KEEPERS = (OfficeRole.SYSTEM_ADMIN, OfficeRole.SECURITY_ADMIN)
# Who runs rounds comes to their progress from the list of rounds.
WATCHERS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.ANALYST)
MANY = 100  # unread messages; the bell says "99+"

# Label, name of the page, and the offices it is for; () is for members of enterprises.
PAGES = (
    (_("Our assessments"), "surveys:desk", ()),
    (_("Files to review"), "surveys:queue", REVIEWERS),
    (_("Files to decide"), "surveys:decisions", MUNICIPAL),
    (_("Files to score"), "surveys:seats", (OfficeRole.EXPERT,)),
    (_("Public notices"), "surveys:notices", REVIEWERS),
    (_("Enterprises"), "surveys:enterprises", REVIEWERS),
    (_("Rounds"), "surveys:rounds", MUNICIPAL),
    (_("Questionnaires"), "surveys:editions", AUTHORS),
    (_("Studies"), "reports:studies", (OfficeRole.AUTHOR,)),
    (_("Reports"), "reports:list", READERS),
    (_("Round progress"), "reports:cockpits", WATCHERS),
    (_("Titles"), "surveys:titles", READERS),
    (_("Officials"), "surveys:officials", KEEPERS),
    (_("Audit trail"), "surveys:audit", AUDITORS),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; `current` is the value of aria-current: "page", "true" (a page below
    the entry) or nothing."""

    label: str
    url: str
    current: str


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: the entries of this user; `unread`: how many messages wait for them. Both
    are read from the database only when shown."""
    return {
        "nav": SimpleLazyObject(lambda: items_for(request)),
        "unread": SimpleLazyObject(lambda: unread_by(request)),
    }


def unread_by(request: HttpRequest) -> int:
    """How many messages this user has not read, counted up to MANY."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Message.objects.unread().filter(user=user).order_by()[:MANY].count()


def items_for(request: HttpRequest) -> list[Item]:
    """The pages this user works on, the most important first."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    holdings: Holdings = request.holdings  # type: ignore[attr-defined] # by Arrival
    shown = (page for page in PAGES if _is_for(holdings, page[2]))
    return [_item(request.path, str(page[0]), reverse(page[1])) for page in shown]


def _is_for(holdings: Holdings, roles: tuple[str, ...]) -> bool:
    if roles:
        return holdings.has(*roles)
    # Asked only of those who hold nothing at all.
    nothing = not holdings.memberships and not holdings.offices
    return bool(holdings.memberships) or (nothing and holdings.applies)


def _item(path: str, label: str, url: str) -> Item:
    below = "true" if path.startswith(url) else ""
    return Item(label, url, "page" if path == url else below)
