"""A roster of enterprises, checked row by row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from django.core.validators import RegexValidator, validate_email
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from surveys.jobs import Closing, Progress
from surveys.models import (
    Cluster,
    Enterprise,
    Job,
    Office,
    OfficeRole,
    Region,
    Registration,
    Roster,
    User,
    held_on,
)
from surveys.rostering.checking import (
    SAID,
    Checker,
    Reading,
    Told,
    by_any_name,
    passes,
    read_arriving,
    text_of,
)
from surveys.sheets.rosters import ROSTER, Line

BATCH: Final = 500
NAME, CONTACT, EMAIL, PHONE = 120, 80, 254, 20  # characters
# At most 15 digits (E.164): whoever signs in may type a credit code instead, and of one
# with digits only nobody must make a phone number of theirs.
is_phone = RegexValidator(r"\A(?=.{5,20}\Z)\+?(?:[0-9]-*){4,14}[0-9]\Z")

EMPTY: Final = {
    "name": gettext_noop(
        "The name is missing. Write it as it stands on the business licence."
    ),
    "uscc": gettext_noop(
        "The credit code is missing. Copy it from the business licence."
    ),
    "region": gettext_noop("The region is missing. Choose it from the list."),
    "cluster": gettext_noop("The cluster is missing. Choose it from the list."),
    "contact": gettext_noop("The contact's name is missing. Somebody must be invited."),
}
CODE_CHECK: Final = gettext_noop(
    "The last character of “%(text)s” does not fit the others. Compare it with the"
    " business licence; if it stands there just so, enter this enterprise singly, with"
    " a reason."
)
CODE_TWICE: Final = gettext_noop(
    "This credit code stands in row %(other)s, too. Keep one of the two rows."
)
NO_REGION: Final = gettext_noop(
    "There is no region “%(text)s”. Choose one from the list, or write its code."
)
FOREIGN_REGION: Final = gettext_noop(
    "%(text)s is not a region of yours. Its own office invites this enterprise; remove"
    " the row."
)
NO_CLUSTER: Final = gettext_noop(
    "There is no cluster “%(text)s”. Choose one from the list, or write its code."
)
NO_WAY: Final = gettext_noop(
    "Neither an e-mail address nor a phone number is given. Write one of them."
)
NO_EMAIL: Final = gettext_noop(
    "“%(text)s” is no e-mail address. It looks like zhang@example.com."
)
NO_PHONE: Final = gettext_noop(
    "“%(text)s” is no phone number. It has digits only, like 13800138000."
)


def regions_of(user: User, day: date) -> QuerySet[Region]:
    """The regions whose enterprises an official may invite on a day."""
    offices = Office.objects.filter(held_on(day), user=user)
    today = Region.objects.valid_on(day)
    if offices.filter(role=OfficeRole.MUNICIPAL_OFFICER).exists():
        return today
    own = offices.filter(role=OfficeRole.DISTRICT_REVIEWER)
    return today.filter(pk__in=own.values("region"))


def read_roster_job(job: Job, progress: Progress) -> Closing:
    """Read and check the roster that a job names ({"roster": uuid})."""
    roster = Roster.objects.select_related("by").get(pk=job.args["roster"])
    begin = partial(_Checker.of, roster.by, timezone.localdate(roster.at))
    return read_arriving(roster, Reading(ROSTER, begin, with_known), progress)


def with_known(rows: Iterable[Told]) -> Iterator[Told]:
    """The rows, each with what is known of its credit code as things stand: "" where it
    is new, "enterprise" where it is on the platform, or the state of a registration."""
    rows = list(rows)
    known: dict[str, str] = {}
    for start in range(0, len(rows), BATCH):
        codes = [row["uscc"] for row in rows[start : start + BATCH]]
        waiting = Registration.objects.waiting().filter(uscc__in=codes)
        known |= dict(waiting.values_list("uscc", "state"))
        here = Enterprise.objects.filter(uscc__in=codes)
        known |= dict.fromkeys(here.values_list("uscc", flat=True), "enterprise")
    return ({**row, "known": known.get(row["uscc"], "")} for row in rows)


@dataclass
class _Checker(Checker):
    own: frozenset[str] = frozenset()
    regions: Mapping[str, Region] = field(default_factory=dict)
    clusters: Mapping[str, Cluster] = field(default_factory=dict)

    @classmethod
    def of(cls, user: User, day: date, letters: Mapping[str, str]) -> "_Checker":
        """A checker for an official's own regions, on a day."""
        own = frozenset(regions_of(user, day).values_list("code", flat=True))
        known = by_any_name(Region.objects.valid_on(day))
        clusters = by_any_name(Cluster.objects.all())
        return cls(letters, own=own, regions=known, clusters=clusters)

    def check(self, line: Line) -> None:
        """Take one line in, or say what is wrong with it."""
        before = len(self.faults)
        texts = {k: text_of(line.cells.get(k)) for k in (*EMPTY, "email", "phone")}
        self.check_filled(line, texts, EMPTY)
        for key, limit in (("name", NAME), ("contact", CONTACT), ("email", EMAIL)):
            self.check_length(line, key, texts[key], limit)
        uscc = self.code(line, texts["uscc"], CODE_CHECK) if texts["uscc"] else ""
        if uscc:
            self.check_once(line, "uscc", uscc, CODE_TWICE)
        region = self._region(line, texts["region"])
        cluster = self.named(
            line, "cluster", texts["cluster"], self.clusters, NO_CLUSTER
        )
        phone = self._contact(line, texts["email"], texts["phone"])
        if len(self.faults) == before:
            found = {"uscc": uscc, "region": region, "cluster": cluster, "phone": phone}
            email = texts["email"].lower()
            self.rows.append({"row": line.row, **texts, **found, "email": email})

    def _region(self, line: Line, text: str) -> str:
        code = self.named(line, "region", text, self.regions, NO_REGION)
        if code and code not in self.own:
            self.fault(line, "region", FOREIGN_REGION, text=text[:SAID])
        return code

    def _contact(self, line: Line, email: str, phone: str) -> str:
        """Check how somebody can be reached; returns the phone number as it is kept."""
        if not email and not phone:
            self.fault(line, "email", NO_WAY)
        if email and not passes(validate_email, email):
            self.fault(line, "email", NO_EMAIL, text=email[:60])
        number = "".join(phone.split())
        if number and not passes(is_phone, number):
            self.fault(line, "phone", NO_PHONE, text=phone[:SAID])
        return number
