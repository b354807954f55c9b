"""Mailing: sends people what they have not read on the platform, several in one mail.

At least once: a message counts as mailed after the server took the mail, so a crash in
between sends it again, under the same Message-ID. Mails hold no answers and no reasons;
these stand on the platform, behind the sign-in.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.explaining.messages import readable, said
from surveys.jobs import Closing, Progress
from surveys.models import Job, MailHabit, Message, User
from surveys.models.jobs import JobState
from surveys.notifying import KINDS

logger = logging.getLogger(__name__)

SOON = timedelta(minutes=15)  # all that came up in it goes in one mail
MORNING = 8  # o'clock, local time: the mail of those who want one a day
STALE = timedelta(days=3)  # after a long failure nobody is flooded
MOST = 300  # mails in one turn of the schedule; the others follow in the next
IN_FULL = 30  # messages of one mail in full; of more it tells the number
PAUSE = 60 * 60  # seconds until a refused address is tried again
SUBJECT_LENGTH = 120  # characters
URGENT: Final = tuple(name for name, kind in KINDS.items() if kind.urgent)

# It lies with this one address or mail; anything else with the server, for all.
REFUSED = (SMTPRecipientsRefused, SMTPNotSupportedError, SMTPDataError, ValueError)


@dataclass(slots=True)
class Sent:
    """How many mails went out, and how many the server did not take."""

    mails: int = 0
    refused: int = 0


def mail_job(job: Job, progress: Progress) -> Closing:
    """Send what is due at the moment the job names; one job at a time does it."""
    at = datetime.fromisoformat(job.args["at"])
    others = Job.objects.filter(kind=job.kind, state=JobState.RUNNING)
    if others.exclude(pk=job.pk).exists():
        return lambda: {"skipped": 1}
    # Not in the closing transaction: a mail that went out stays sent.
    sent = send_due(at, lambda: progress(50))
    return lambda: {"mails": sent.mails, "refused": sent.refused}


def send_due(at: datetime, pulse: Callable[[], None] = lambda: None) -> Sent:
    """Send everybody their mail that is due; call outside of a transaction.

    A server that is down is logged; the next turn tries again. `pulse` is called
    before each mail.
    """
    _settle(at)
    sent, people = Sent(), User.objects.in_bulk(due(at))
    if not people:
        return sent
    try:
        with get_connection() as line:
            for person in people.values():
                pulse()
                taken = _send(person, line, at)
                sent.mails, sent.refused = sent.mails + taken, sent.refused + 1 - taken
    except OSError as problem:  # SMTPException is one
        logger.error("The mail server does not take mails: %r", problem)  # noqa: TRY400 -- the trace says nothing more
    return sent


def _settle(at: datetime) -> None:
    """Note that no mail is sent of what was read, or is too old, or to whom none is."""
    none = Q(user__mail_habit=MailHabit.NEVER) | Q(user__is_active=False)
    none |= Q(user__email__isnull=True) | Q(user__email="")
    over = Q(read_at__isnull=False) | Q(at__lt=at - STALE)
    _unmailed().filter(none | over).update(mailed_at=at)


def _unmailed() -> QuerySet[Message]:
    return Message.objects.filter(mailed_at__isnull=True)


def due(at: datetime) -> list[int]:
    """Whose mail is due at that moment, the longest waiting first.

    Soon: what came up before the last full quarter of an hour, and urgent things at
    once. Daily: what came up before eight in the morning.
    """
    soon = Q(at__lt=quarter(at)) | Q(kind__in=URGENT)
    daily = Q(user__mail_habit=MailHabit.DAILY, at__lt=morning(at))
    ready = _unmailed().filter(Q(user__mail_habit=MailHabit.SOON) & soon | daily)
    waiting = ready.order_by("at", "pk").values_list("user", flat=True)
    tried = cache.get_many({_pause_of(user) for user in waiting})
    people = (user for user in dict.fromkeys(waiting) if _pause_of(user) not in tried)
    return [user for user, _number in zip(people, range(MOST), strict=False)]


def quarter(at: datetime) -> datetime:
    """The last full quarter of an hour."""
    return at - timedelta(seconds=at.timestamp() % SOON.total_seconds())


def morning(at: datetime) -> datetime:
    """The last time it was eight in the morning."""
    local = timezone.localtime(at)
    eight = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return eight if eight <= local else eight - timedelta(days=1)


def _pause_of(user: int) -> str:
    return f"mail-refused:{user}"


def _send(person: User, line: Any, at: datetime) -> bool:
    """Send one person all that waits; False where the server refuses this mail."""
    waiting = _unmailed().filter(user=person, read_at__isnull=True)
    rows = list(readable(waiting).order_by("at", "pk"))
    if not rows:  # read on the platform since
        return True
    try:
        mail = compose(person, rows)
        mail.connection = line
        mail.send()
    except REFUSED as problem:
        logger.warning("No mail went to user %s: %r", person.pk, problem)
        cache.set(_pause_of(person.pk), 1, PAUSE)
        return False
    Message.objects.filter(pk__in=[m.pk for m in rows]).update(mailed_at=at)
    return True


def compose(person: User, rows: Sequence[Message]) -> EmailMessage:
    """The mail that tells somebody of these messages, in their language."""
    with translation.override(person.mail_language):
        return EmailMessage(
            subject=_subject(rows),
            body="\n\n".join([*_opening(person, rows), *_closing(rows)]) + "\n",
            to=[str(person.email)],
            headers={
                "Message-ID": _message_id(person, rows),
                "Auto-Submitted": "auto-generated",
            },
        )


def _subject(rows: Sequence[Message]) -> str:
    params = {"first": plain(said(rows[0]).title), "count": len(rows)}
    if len(rows) == 1:
        subject = _("[Dengta] %(first)s") % params
    else:
        subject = _("[Dengta] %(count)s messages: %(first)s") % params
    return f"{subject[:SUBJECT_LENGTH]}…" if subject[SUBJECT_LENGTH:] else subject


def _opening(person: User, rows: Sequence[Message]) -> list[str]:
    greeting = _("Dear %(name)s,") % {"name": plain(person.name)}
    return [greeting, *(_paragraph(message) for message in rows[:IN_FULL])]


def _paragraph(message: Message) -> str:
    words = said(message)
    about = " · ".join(plain(name) for name in words.about)
    lines = [f"■ {plain(words.title)}", plain(words.text), plain(words.then), about]
    if settings.SITE_URL:
        lines.append(_address("surveys:message_open", message.pk))
    return "\n".join(line for line in lines if line)


def _closing(rows: Sequence[Message]) -> list[str]:
    """What stands at the end: how many more, where to look, how to get fewer mails."""
    found = []
    if more := len(rows[IN_FULL:]):
        text = ngettext(
            "%(more)s more message waits on the platform.",
            "%(more)s more messages wait on the platform.",
            more,
        )
        found.append(text % {"more": more})
    if settings.SITE_URL:
        found.append(
            _("How often these mails come you choose here: %(address)s")
            % {"address": _address("surveys:message_settings")}
        )
    else:
        found.append(
            _(
                "To see more, sign in to the platform and open “Messages”; how often"
                " these mails come you choose there, too."
            )
        )
    return [*found, _("Answers to this mail are read by nobody.")]


def _address(name: str, *args: int) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def plain(text: str) -> str:
    """A text in one line without invisible characters: names come from people, and
    must not end a header or begin a line of their own."""
    line = " ".join(text.split())
    return "".join(character for character in line if character.isprintable())


def _message_id(person: User, rows: Sequence[Message]) -> str:
    """The same for the same messages, so that a second copy can be told."""
    told = "\n".join([str(person.pk), *(message.key for message in rows)])
    name = hashlib.sha256(told.encode()).hexdigest()[:32]
    host = urlsplit(settings.SITE_URL).hostname
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{name}@{host or sender}>"
