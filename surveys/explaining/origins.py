"""Where an answer came from, in words: nothing for what somebody typed on the page."""

from django.utils.translation import gettext as _

from surveys.explaining.words import listed, worded
from surveys.scoring import Backing


def origin_words(origin: str) -> str:
    """The words for the `from` of a stored answer (see `Response`)."""
    kind, _colon, what = origin.partition(":")
    if kind == "carried":
        return _(
            "Carried over from your answer of last time (receipt %(receipt)s)."
        ) % {"receipt": what}
    if kind == "sheet":
        return _("Taken from an uploaded workbook.")
    if kind == "crosswalk":
        return _("Taken over from another questionnaire: please check it.")
    return ""


def sources_words(backing: Backing) -> str:
    """The papers that the figures of a question are taken from."""
    return listed(worded(source.title) for source in backing.sources)
