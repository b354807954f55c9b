"""The parts of the printed application form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.assessing import edition_of, evaluation_of
from surveys.explaining.results import level_words
from surveys.explaining.words import figure, points, with_unit, worded
from surveys.forms.history import entry_words
from surveys.models import Lane, Submission
from surveys.scoring import FACTS, visible


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form: what is asked, and the answer."""

    number: str
    title: str
    answer: str
    files: int


@dataclass(frozen=True, slots=True)
class Printed:
    """One section with its shown questions."""

    title: str
    rows: tuple[Row, ...]


def printed(submission: Submission) -> list[Printed]:
    """Every answer as it was handed in, section by section."""
    scheme = submission.response.edition.scheme
    shown = visible(scheme, submission.typed_answers(), submission.facts)
    cited = [row["code"] for row in submission.evidence]
    return [
        Printed(
            f"{number}. {worded(section.title)}",
            tuple(
                Row(
                    f"{number}.{place}",
                    worded(question.title),
                    entry_words(question, submission.answers.get(question.code)),
                    cited.count(question.code),
                )
                for place, question in enumerate(section.questions, start=1)
                if question.code in shown
            ),
        )
        for number, section in enumerate(scheme.sections, start=1)
    ]


def enterprise_facts(submission: Submission) -> list[tuple[str, str]]:
    """Who applies, with what; figures as they were when it was handed in."""
    response, facts = submission.response, submission.facts
    enterprise = response.unit.enterprise
    found = [
        (_("Enterprise"), enterprise.name),
        (_("Unified social credit code"), enterprise.uscc),
        (_("Unit"), f"{response.unit.name} · {response.unit.get_kind_display()}"),
        (_("Registered in"), str(enterprise.region)),
        (_("Cluster"), str(enterprise.primary_cluster)),
        (_("Industry"), str(enterprise.industry)),
        (_("Size"), str(enterprise.size)),
        (_("SME tier"), str(enterprise.sme_tier or "–")),
    ]
    for name in ("employees", "revenue"):
        fact = FACTS[name]
        number = figure(str(facts[name]), 2)
        found.append((worded(fact.title), with_unit(number, worded(fact.unit))))
    return found


def summary(submission: Submission) -> list[str]:
    """What the scoring of the own statement found, in a few lines; nothing before."""
    cards = submission.scorecards.standing().filter(lane=Lane.CLAIMED)
    card = cards.order_by("pk").last()
    if card is None:
        return []
    card.submission = submission
    scheme = edition_of(card).scheme
    total = _("Score by own statement: %(score)s of %(scale)s") % {
        "score": points(card.score, scheme.decimals),
        "scale": figure(scheme.scale, 0),
    }
    return [total, *(level_words(level) for level in evaluation_of(card).levels)]
