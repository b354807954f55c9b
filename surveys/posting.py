"""Posting: the links of invitations and of accounts, and the mails that carry them."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from surveys.explaining.words import moment
from surveys.jobs import Closing, Progress
from surveys.models import AccountLink, Invitation, Job

logger = logging.getLogger(__name__)

LANGUAGES: Final = ("zh-hans", "en")
# A dot instead of the colon, which some mail programs take for the end of a link.
SIGNER: Final = signing.Signer(sep=".", salt="surveys.invitation")
ACCOUNTS: Final = signing.Signer(sep=".", salt="surveys.account_link")
PAUSE: Final = timedelta(hours=1)
"""So much lies at least between two mails of one invitation."""

Posted = Invitation | AccountLink


class Unsent(Exception):
    """Some mails did not go out; the job is tried again for these."""


def token_of(invitation: Invitation) -> str:
    """The signed word that the link of an invitation ends in."""
    return SIGNER.sign_object([invitation.pk, invitation.nonce])


def opened(token: str) -> tuple[int, str] | None:
    """The id and the nonce in a token; None for one that was not made here."""
    return _opened(SIGNER, token)


def opened_account(token: str) -> tuple[int, str] | None:
    """The same of a token that leads to choosing a password."""
    return _opened(ACCOUNTS, token)


def _opened(signer: signing.Signer, token: str) -> tuple[int, str] | None:
    try:
        pk, nonce = signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk, nonce


def address_of(invitation: Invitation, site: str) -> str:
    """The whole link; `site` is where the platform stands, like "https://host/"."""
    path = reverse("surveys:invitation", args=[token_of(invitation)])
    return site.rstrip("/") + path


def account_address(link: AccountLink, site: str) -> str:
    """The whole link to choosing a password."""
    token = ACCOUNTS.sign_object([link.pk, link.nonce])
    return site.rstrip("/") + reverse("surveys:choose_password", args=[token])


def invite_job(job: Job, progress: Progress) -> Closing:
    """Mail the invitations that a job names: {"invitation": id, "nonce": …} or
    {"roster": uuid}, or the link of an account: {"link": id, "nonce": …}; with "site"
    and the moment "at" when it was asked for.

    Each mail that is out is noted at once, so that another attempt leaves it out.
    Raises Unsent where one failed.
    """
    at = parse_datetime(job.args["at"])
    assert at is not None
    rows = list(_wanted(job.args, at))
    failed = 0
    with get_connection() as line:
        for number, row in enumerate(rows):
            progress(
                100 * number // max(len(rows), 1), gettext_noop("Sending invitations.")
            )
            failed += not _send(row, job.args["site"], at, line)
    if failed:
        raise Unsent(f"{failed} of {len(rows)} invitations")
    return lambda: {"sent": len(rows)}


def _wanted(args: dict[str, Any], at: datetime) -> Iterator[Posted]:
    if "link" in args:
        links = AccountLink.objects.filter(pk=args["link"], nonce=args["nonce"])
        open_ = links.filter(used_at=None, revoked_at=None, mailed_at=None)
        return iter(open_.select_related("user"))
    rows = Invitation.objects.open(at).exclude(email="").order_by("pk")
    # Also what another job has sent since: it was asked for twice in short time.
    rows = rows.exclude(mailed_at__gt=at - PAUSE)
    rows = rows.select_related("enterprise", "registration__region", "by")
    if "roster" in args:
        return iter(rows.filter(registration__roster=args["roster"], mailed_at=None))
    return iter(rows.filter(pk=args["invitation"], nonce=args["nonce"]))


def _send(row: Posted, site: str, at: datetime, line: BaseEmailBackend) -> bool:
    try:
        if isinstance(row, AccountLink):
            account_letter(row, site, line).send()
        else:
            letter(row, site, line).send()
    except Exception:
        # Whatever a mail server may answer; the address is none of the log's business.
        logger.exception("%s %s was not mailed.", type(row).__name__, row.pk)
        return False
    # With the nonce: one that was made anew meanwhile has not been sent.
    table = AccountLink if isinstance(row, AccountLink) else Invitation
    table.objects.filter(pk=row.pk, nonce=row.nonce).update(mailed_at=at)
    return True


def letter(
    invitation: Invitation, site: str, line: BaseEmailBackend | None = None
) -> EmailMessage:
    """The mail of one invitation, in Chinese and then in English."""
    subjects, texts = [], []
    for language in LANGUAGES:
        with override(language):
            params = _params(invitation, site)
            subjects.append(_("Dengta: an invitation for %(enterprise)s") % params)
            texts.append(_text(invitation, params))
    return _mail(invitation.email, subjects, texts, line)


def _mail(
    to: str, subjects: list[str], texts: list[str], line: BaseEmailBackend | None
) -> EmailMessage:
    """One mail in all languages."""
    return EmailMessage(
        subject=" / ".join(subjects),
        body="\n\n――――――――\n\n".join(texts) + "\n",
        to=[to],
        connection=line,
        headers={"Auto-Submitted": "auto-generated"},
    )


def account_letter(
    link: AccountLink, site: str, line: BaseEmailBackend | None = None
) -> EmailMessage:
    """The mail with the link to choosing a password, in Chinese and then in English."""
    subjects, texts = [], []
    for language in LANGUAGES:
        with override(language):
            params = {
                "name": " ".join(link.user.name.split()),
                "account": link.user.email,
                "until": moment(link.expires_at),
                "link": account_address(link, settings.SITE_URL or site),
            }
            subjects.append(_("Dengta: your account"))
            texts.append(_account_text() % params)
    return _mail(link.user.email or "", subjects, texts, line)


def _account_text() -> str:
    return _(
        "Hello %(name)s,\n\n"
        "there is an account for you as an official on Dengta. Open this link and"
        " choose a password. It works once, until %(until)s (Beijing"
        " time):\n\n%(link)s\n\n"
        "Then sign in with %(account)s; before anything else you set up a second"
        " factor. Do not pass the link on. If you did not expect this mail, tell your"
        " system administrator."
    )


def _params(invitation: Invitation, site: str) -> dict[str, str]:
    """What fills the words; names of people in one line, for they stand in heads."""

    given = {
        "name": invitation.name,
        "enterprise": name_of(invitation),
        "role": str(invitation.get_role_display()),
        "by": invitation.by.name,
        "until": moment(invitation.expires_at),
    }
    params = {key: " ".join(value.split()) for key, value in given.items()}
    if invitation.registration is not None:
        params["office"] = str(invitation.registration.region)
    return params | {"link": address_of(invitation, settings.SITE_URL or site)}


def name_of(invitation: Invitation) -> str:
    """The enterprise that an invitation leads to."""
    row = invitation.enterprise or invitation.registration
    assert row is not None  # a constraint sees to it
    return row.name


def _text(invitation: Invitation, params: dict[str, str]) -> str:
    if invitation.registration is not None:
        what = _(
            "Hello %(name)s,\n\n"
            "the office of %(office)s invites %(enterprise)s to assess the digital"
            " maturity of its workshops and factories on Dengta. You are to be its"
            " first administrator: you confirm the profile and bring in colleagues."
        )
    else:
        what = _(
            "Hello %(name)s,\n\n"
            "%(by)s invites you to work on the assessments of %(enterprise)s on Dengta,"
            " as: %(role)s."
        )
    how = _(
        "Open this link and choose a password. It works once, until %(until)s"
        " (Beijing time):\n\n%(link)s\n\n"
        "Do not pass it on: whoever opens it first takes your place. If you did not"
        " expect this mail, you need not do anything."
    )
    return f"{what}\n\n{how}" % params
