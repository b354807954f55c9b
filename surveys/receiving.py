"""Receiving: what people do with messages: read them, and say how they come by mail."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.lookups import IsNull

from surveys import auditing
from surveys.models import Message, User
from surveys.models.messages import MessageQuerySet

CHOSEN = ("mail_habit", "mail_language")


def of(user: User) -> MessageQuerySet:
    """The messages to a person, those not read yet first, newest first."""
    unread_first = IsNull(F("read_at"), True).desc()  # noqa: FBT003 -- the lookup's own
    return Message.objects.filter(user=user).order_by(unread_first, "-at", "-pk")


def read(message: Message, *, at: datetime) -> None:
    """Note that a message was read; the first time counts."""
    Message.objects.unread().filter(pk=message.pk).update(read_at=at)


def read_all(user: User, *, last: int, at: datetime) -> int:
    """Note that all messages up to this one were read; nobody has seen later ones."""
    seen = Message.objects.unread().filter(user=user, pk__lte=last)
    return seen.update(read_at=at)


@transaction.atomic
def choose_mails(
    user: User, *, mail_habit: str, mail_language: str, at: datetime
) -> None:
    """Set how often somebody gets mails with messages, and in which language."""
    rows = User.objects.filter(pk=user.pk)
    old = rows.values(*CHOSEN).get()
    new = {"mail_habit": mail_habit, "mail_language": mail_language}
    rows.update(**new)
    auditing.record("choose_mails", user, by=user, at=at, before=old, after=new)
