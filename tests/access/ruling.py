"""The words of the table of who may what, and how its rows are written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Answers = tuple[tuple[int, frozenset[str]], ...]
Data = Callable[[], dict[str, Any]]


def who(*words: str) -> frozenset[str]:
    return frozenset(words)


NOBODY: frozenset[str] = frozenset()
ANYBODY = who("anybody")
SIGNED_IN = who("signed in")
ANONYMOUS = who("anonymous")
# Of the enterprise that the thing belongs to.
ADMINISTRATOR = who("administrator")
FILLERS = who("administrator", "respondent")
MEMBERS = who("administrator", "respondent", "viewer")
# "reviewer of it" reviews the region that the enterprise is registered in.
REVIEWER = who("reviewer of it")
MUNICIPAL = who("municipal")
OFFICIALS = REVIEWER | MUNICIPAL
ORDERER = who("orderer")
# Holders of offices, whatever the thing.
REVIEWERS = who("reviewer", "municipal")
READERS = REVIEWERS | {"analyst"}
AUTHORS = who("author", "municipal")
APART = who("system_admin", "security_admin", "audit_admin")
OTHERS = who("expert", "author") | APART
# People with pages of their own, to whom the start page leads.
AT_WORK = MEMBERS | READERS | {"neighbour", "author", "expert"} | APART
AUDITOR = who("audit_admin")
WITH_FACTOR = READERS | OTHERS | {"former_reviewer"}


@dataclass(frozen=True)
class Rule:
    """One address with one kind of thing behind it."""

    route: str
    thing: str = ""
    get: Answers = ()
    post: Answers = ()
    data: Data = dict
    where: dict[str, Any] = field(default_factory=dict)  # further parts of the address
    only: frozenset[str] = ANYBODY  # the page exists for these, whatever the method

    @property
    def is_ours(self) -> bool:
        """Whether we wrote the view."""
        return not self.route.startswith(("account/", "language/"))

    @property
    def has_somebody(self) -> bool:
        """Whether anybody may come in."""
        return any(words for _, words in self.get + self.post)

    def answers(self, method: str) -> Answers:
        return self.get if method == "get" else self.post

    def __str__(self) -> str:
        parts = [self.route, self.thing, *map(str, self.where.values())]
        return " ".join(filter(None, parts)) or "start"


def ok(words: frozenset[str], status: int = 200) -> Answers:
    return ((status, words),)


def see(route: str, thing: str, whom: frozenset[str], **where: Any) -> Rule:
    """A page about a thing, to be looked at."""
    return Rule(route, thing, get=ok(whom), where=where)


def do(
    route: str, thing: str, whom: frozenset[str], data: Data = dict, **where: Any
) -> Rule:
    """A step that is done by POST alone and leads on."""
    return Rule(route, thing, post=ok(whom, 302), data=data, where=where)


def fill(
    route: str, thing: str, whom: frozenset[str], data: Data = dict, **where: Any
) -> Rule:
    """A page with a form that is done by POST and leads on."""
    return Rule(route, thing, ok(whom), ok(whom, 302), data, where)


def page(route: str, whom: frozenset[str]) -> Rule:
    """A page that exists for some offices only."""
    return Rule(route, get=ok(whom), only=whom)


def gives(**data: Any) -> Data:
    return lambda: dict(data)
