"""Visiting: what to look at on site, from what was claimed and what is known of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from reports.workbook.dossier import Visit
from surveys.explaining.results import seen_words
from surveys.explaining.words import worded
from surveys.forms.answers import corrected
from surveys.forms.history import entry_words, numbered
from surveys.forms.overview import needs_proof
from surveys.models import Correction, Evidence, Submission, Trust
from surveys.scoring import CheckResult, Evaluation, Seen, State, Verdict, exact

NEAR: Final = Fraction(1, 10)
"""A figure is near a limit within this share of it, on either side."""
SOLID: Final = (Trust.ISSUED, Trust.VERIFIED)
LIMITS: Final = (">=", ">", "<=", "<")


def visits(
    submission: Submission,
    claimed: Evaluation,
    corrections: Mapping[str, Correction],
    files: Sequence[Evidence],
) -> list[Visit]:
    """One item a question, in the order of the questionnaire, with every reason why."""
    solid = {file.code for file in files if file.trust in SOLID}
    counts = Counter(file.code for file in files)
    tested = list(_tests(claimed))
    found = []
    for number, question in numbered(submission.response.edition.scheme):
        code, entry = question.code, submission.answers.get(question.code)
        seen = [(check, one) for check, one in tested if one.code == code]
        why = [
            *_own_word(seen, proven=code in solid),
            *_near(seen),
            *_corrected(question, corrections.get(code)),
        ]
        shown = claimed.states.get(code) is State.ANSWERED and entry is not None
        if shown and needs_proof(question, entry["v"]) and not counts[code]:
            why.append(_("Claimed without any proof."))
        if why:
            words = entry_words(question, entry)
            title, reasons = worded(question.title), "\n".join(dict.fromkeys(why))
            found.append(Visit(number, title, reasons, words, counts[code]))
    return found


def _tests(claimed: Evaluation) -> Iterator[tuple[CheckResult, Seen]]:
    """Every test of a check that decides and rests on an answer."""
    for result in claimed.checks:
        if result.check.blocking:
            for seen in result.actual:
                if seen.source in ("answer", "count"):
                    yield result, seen


def _own_word(
    seen: Sequence[tuple[CheckResult, Seen]], *, proven: bool
) -> Iterator[str]:
    """Checks that are met, where no file is more than the enterprise's own word."""
    for result, one in seen:
        if result.verdict is Verdict.PASS and one.met and not proven:
            yield _("Decides the stage, by own statement: %(check)s") % {
                "check": worded(result.check.title)
            }


def _near(seen: Sequence[tuple[CheckResult, Seen]]) -> Iterator[str]:
    for _result, one in seen:
        if one.op in LIMITS and _is_near(one):
            yield _("Near a limit: %(words)s") % {"words": seen_words(one)}


def _is_near(seen: Seen) -> bool:
    try:
        actual, wanted = exact(seen.actual or ""), exact(seen.wanted)
    except ValueError:
        return False  # a day, or not known
    return abs(actual - wanted) <= abs(wanted) * NEAR


def _corrected(question: object, row: Correction | None) -> Iterator[str]:
    told = corrected(question, row)  # type: ignore[arg-type]
    if told is not None:
        yield _("Corrected to: %(value)s (%(reason)s)") % {
            "value": told.words.replace("\n", "；"),
            "reason": told.reason,
        }
