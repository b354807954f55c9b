"""Texts, figures and moments in the active language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from surveys.scoring import Text, decimal_text, exact

MIDNIGHT = (0, 0)
QUOTED = 3  # titles in one line
WITHIN = str.maketrans("“”", "‘’")  # quotation marks inside others


def worded(text: Text | None) -> str:
    """A text of an edition in the active language; nothing for none."""
    return text.get(get_language() or "zh") if text else ""


def listed(items: Iterable[str]) -> str:
    """Several things in one line: "a; b" or "a、b"."""
    return pgettext("between the things of a list", "; ").join(items)


def within_quotes(text: object) -> str:
    """A text that will stand between quotation marks: its own become single ones."""
    return str(text).translate(WITHIN)


def quoted(titles: Sequence[Text]) -> str:
    """Several titles in one line, of many the first and how many more there are."""
    words = [within_quotes(worded(text)) for text in titles[:QUOTED]]
    shown = [_("“%(title)s”") % {"title": title} for title in words]
    if len(titles) > QUOTED:
        more = len(titles) - QUOTED
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return listed(shown)


def figure(number: Fraction | str | None, places: int = 1, unit: str = "") -> str:
    """A number as people read it: half-up to `places`, with its unit; "–" for none.

    `number` is exact or decimal text ("33.333333333333").
    """
    if number is None or number == "":
        return "–"
    value = exact(number) if isinstance(number, str) else number
    return with_unit(decimal_text(value, places).replace("-", "−"), unit)


def points(score: Fraction | str | None, places: int = 1) -> str:
    """A score with all its places, so that a column lines up: "74.0"; "–" for none."""
    if score is None or score == "":
        return "–"
    value = exact(score) if isinstance(score, str) else score
    return f"{Decimal(decimal_text(value, places)):.{places}f}"


def with_unit(number: str, unit: str) -> str:
    """A number with its unit: "60 %", "25 × 10,000 CNY", in Chinese "60%", "25万元"."""
    if not unit:
        return number
    if unit[0].isdigit():
        return f"{number} × {unit}"
    parts = {"number": number, "unit": unit}
    return pgettext("a number and its unit", "%(number)s %(unit)s") % parts


def day(value: date | str) -> str:
    """A date in words: "28 February 2027", "2027年2月28日"; local, of a moment."""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(found, datetime):
        found = timezone.localtime(found)
    # Translators: a date format, see the "date" filter of Django
    return date_format(found, _("j F Y"))


def moment(value: datetime) -> str:
    """A moment in local time: "28 February 2027, 14:03"."""
    local = timezone.localtime(value)
    return _("%(day)s, %(time)s") % {"day": day(local.date()), "time": clock(local)}


def to_the_second(value: datetime) -> str:
    """A moment in local time as logs need it: "28 February 2027, 14:03:09"."""
    local = timezone.localtime(value)
    return _("%(day)s, %(time)s") % {
        "day": day(local.date()),
        "time": f"{local:%H:%M:%S}",
    }


def clock(value: datetime) -> str:
    """The time of day in local time: "14:03"."""
    return f"{timezone.localtime(value):%H:%M}"


def deadline(value: datetime) -> str:
    """An exclusive end as officials write it: 1 March 00:00 is 28 February 24:00."""
    local = timezone.localtime(value)
    if (local.hour, local.minute) != MIDNIGHT:
        return moment(value)
    last = local.date() - timedelta(days=1)
    return _("%(day)s, %(time)s") % {"day": day(last), "time": "24:00"}
