"""How many files a question and a response take, and that none stands there twice."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from surveys.keeping import Refused
from surveys.models import Evidence, Response, Scan
from surveys.workflow import Closed

STORED: Final = 5
"""So many times what the files of a response may have together is ever stored of it:
what is taken off stays, and nobody fills the disk by adding and taking off."""


def hold_open(response: Response, code: str, at: datetime) -> None:
    """Hold the response, so that of files that come at once each is counted."""
    response.hold()
    if not response.is_editable(at):
        raise Closed
    if code not in response.edition.scheme.questions:
        raise ValueError(code)


def refuse_too_many(response: Response, code: str) -> None:
    """Refuse one more file where the question has as many as it may have."""
    limit = settings.EVIDENCE_MAX_FILES
    if response.evidence.kept().filter(code=code).count() >= limit:
        raise Refused(
            _("This question has %(limit)s files already. Take one off first.")
            % {"limit": limit}
        )


def refuse_too_much(response: Response, size: int, sha256: str = "") -> None:
    """Refuse a file with which those of the response would be too large together; one
    that stands at several questions counts once."""
    rows = response.evidence.kept().order_by().values_list("sha256", "size")
    sizes = dict(rows.distinct())
    if sha256 in sizes:
        return
    kept = sum(sizes.values())
    limit = settings.EVIDENCE_MAX_TOTAL
    if kept + size > limit:
        raise Refused(
            _(
                "The files of this questionnaire have %(kept)s MB together; with this"
                " one they would pass the limit of %(limit)s MB. Take off what is not"
                " needed, or make files smaller."
            )
            % {"kept": f"{kept / 2**20:.1f}", "limit": f"{limit / 2**20:g}"}
        )


def refuse_endless(response: Response, size: int) -> None:
    """Refuse to store yet another file where very many were taken off again."""
    own = response.evidence.filter(origin__isnull=True).order_by()
    stored = own.aggregate(sum=Sum("size"))["sum"] or 0
    if stored + size > STORED * settings.EVIDENCE_MAX_TOTAL:
        raise Refused(
            _(
                "Very many files were uploaded here and taken off again, so no further"
                " one is stored. Use one again that you have handed in before, or ask"
                " the office of your district."
            )
        )


def refuse_twice(response: Response, code: str, sha256: str) -> None:
    """Refuse a file whose very bytes prove this answer already."""
    same = response.evidence.kept().filter(code=code, sha256=sha256).first()
    if same is not None:
        raise Refused(
            _("This file is at this question already, as “%(name)s”.")
            % {"name": same.name}
        )


def refuse_infected(sha256: str) -> None:
    """Refuse a file in which the scanner has found a virus before."""
    if Evidence.objects.filter(sha256=sha256, scan=Scan.INFECTED).exists():
        raise Refused(
            _(
                "A virus was found in this file. Clean it with a virus scanner on your"
                " computer, or make it anew."
            )
        )
