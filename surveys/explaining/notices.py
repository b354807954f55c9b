"""The text of a public notice, in both languages whoever reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from surveys.explaining.words import deadline, moment
from surveys.models import Round

LANGUAGES = (("zh-hans", "zh-CN"), ("en", "en"))


@dataclass(frozen=True, slots=True)
class Notice:
    """What of a round is on public notice: how many units, from when until when."""

    round: Round
    units: int
    begun: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in one language; `lang` is the code that pages mark it with."""

    lang: str
    title: str
    sentences: Sequence[str]


def told(notice: Notice) -> list[Told]:
    """The notice, first in Chinese, then in English."""
    return [_told(notice, code, lang) for code, lang in LANGUAGES]


def _told(notice: Notice, code: str, lang: str) -> Told:
    with override(code):
        named = {
            "round": notice.round.name,
            "count": notice.units,
            "begun": moment(notice.begun),
            "until": deadline(notice.until),
        }
        sentences = (
            ngettext(
                "After application, recommendation by the districts and review by the"
                " municipality, %(count)s unit of “%(round)s” is to be recognised and"
                " is herewith on public notice.",
                "After application, recommendation by the districts and review by the"
                " municipality, %(count)s units of “%(round)s” are to be recognised and"
                " are herewith on public notice.",
                notice.units,
            ),
            _("The notice runs from %(begun)s until %(until)s, Beijing time."),
            _(
                "Until then every organisation and every person may object in writing"
                " to the municipal office. State your name, how to reach you and the"
                " facts that you rely on, so that they can be checked and answered."
            ),
        )
        return Told(lang, _("Public notice"), [text % named for text in sentences])
