"""Binds a result workbook: its lanes, its cover, its guide and its manifest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.assessing import NOTHING, edition_of, evaluate_under, given_to, used_by
from surveys.explaining.words import listed, moment, worded
from surveys.models import Edition, Scorecard, Submission
from surveys.retracing.answers import answers_table
from surveys.retracing.calculating import calculation_table, root_row
from surveys.retracing.guide import GUIDE
from surveys.retracing.judging import checks_table
from surveys.retracing.legs import Leg
from surveys.retracing.points import rules_table
from surveys.scoring import exact
from surveys.sheets.results import FUNCTIONS, Book, Entry, Group, Page, Table
from surveys.sheets.results.expressions import At, Expression, Span, call, compare, when


@dataclass(frozen=True, slots=True)
class Lane:
    """A scorecard with all that its sheets need."""

    card: Scorecard
    edition: Edition
    leg: Leg


def lanes_of(submission: Submission) -> list[Lane]:
    """The newest scorecard that counts on each lane, in the order of the lanes."""
    cards = submission.scorecards.standing().order_by("pk")
    newest = {card.lane: card for card in cards}
    found: list[Lane] = []
    rules: dict[str, str] = {}
    for card in newest.values():
        card.submission = submission
        key = rules.setdefault(card.edition_sha256, f"rules{len(rules) + 1}")
        found.append(_lane(card, key))
    return found


def _lane(card: Scorecard, rules: str) -> Lane:
    edition, submission = edition_of(card), card.submission
    used = used_by(card)
    counted = given_to(edition, submission, used)
    stored = submission.answers.items()
    leg = Leg(
        key=card.lane,
        name=card.get_lane_display(),
        scheme=edition.scheme,
        evaluation=evaluate_under(edition, submission, card.lane, used),
        given=given_to(edition, submission, NOTHING).answers,
        counted=counted.answers,
        facts=counted.facts,
        accepted=counted.accepted,
        stored=card.nodes,
        rules=rules,
        reasons={code: answer.get("reason", "") for code, answer in stored},
    )
    return Lane(card, edition, leg)


def bind(submission: Submission, lanes: Sequence[Lane]) -> Book:
    """The workbook of a submission as plain data, in the language that is active."""
    legs = [lane.leg for lane in lanes]
    tables = tuple(tables_of(legs))
    response = submission.response
    unit = response.unit
    return Book(
        title=_("Result with its calculation"),
        lines=(f"{unit.enterprise.name} · {unit.name}", submission.receipt),
        cover=_cover(submission, lanes, tables),
        tables=tables,
        pages=(_guide(), _manifest(submission, lanes, tables)),
        stamp=lanes[-1].card.identity[:12],
    )


def tables_of(legs: Sequence[Leg]) -> Iterator[Table]:
    """Three tables of each lane, and one of the rules of each edition."""
    for leg in legs:
        named = {"lane": leg.name}
        title = _("Calculation (%(lane)s)") % named
        yield calculation_table(leg, f"calculation_{leg.key}", title)
        title = _("Levels and checks (%(lane)s)") % named
        yield checks_table(leg, f"checks_{leg.key}", title)
        title = _("Answers (%(lane)s)") % named
        yield answers_table(leg, f"answers_{leg.key}", title)
    schemes = {leg.rules: leg.scheme for leg in legs}
    for key, scheme in schemes.items():
        yield rules_table(key, scheme, key, _("Points and bands"))


# --- the cover


def _cover(
    submission: Submission, lanes: Sequence[Lane], tables: Sequence[Table]
) -> Page:
    wrong = {lane.leg.key: _differing(lane.leg, tables) for lane in lanes}
    groups = [
        Group(_("Do the formulas agree?"), tuple(_agreement(lanes, wrong))),
        Group(_("Whose result it is"), tuple(_subject(submission))),
    ]
    groups += [
        Group(lane.card.get_lane_display(), tuple(_result(lane))) for lane in lanes
    ]
    return Page(_("Cover"), "", tuple(groups))


def _differing(leg: Leg, tables: Sequence[Table]) -> Expression:
    """How many rows of the calculation, levels and checks do not agree."""
    own = (table for table in tables if table.key in (leg.calculation, leg.checks))
    spans = (
        Span(table.key, table.rows[0].key, table.rows[-1].key, "agrees")
        for table in own
        if table.rows
    )
    return call("SUM", *(call("COUNTIF", span, 0) for span in spans))


def _agreement(
    lanes: Sequence[Lane], wrong: Mapping[str, Expression]
) -> Iterator[Entry]:
    none = compare(call("SUM", *wrong.values()), "=", 0)
    label = _("All formulas and the platform")
    yield Entry(label, when(none, 1, 0), "page agrees", "result_agrees")
    for lane in lanes:
        leg, named = lane.leg, {"lane": lane.leg.name}
        label = _("Score by formula (%(lane)s)") % named
        points = At(leg.calculation, root_row(leg), "points")
        yield Entry(label, points, "page score", f"score_formula_{leg.key}")
        label = _("Score of the platform (%(lane)s)") % named
        score = float(exact(lane.card.score)) if lane.card.score else None
        yield Entry(label, score, "page score", f"score_stored_{leg.key}")
        label = _("Rows that differ (%(lane)s)") % named
        yield Entry(label, wrong[leg.key], "page level", f"rows_differ_{leg.key}")


def _subject(submission: Submission) -> Iterator[Entry]:
    response = submission.response
    enterprise = response.unit.enterprise
    yield Entry(_("Enterprise"), enterprise.name)
    yield Entry(_("Unified social credit code"), enterprise.uscc)
    yield Entry(_("Unit"), response.unit.name)
    yield Entry(_("Round"), str(response.round))
    yield Entry(_("Questionnaire and edition"), _edition(response.edition))
    yield Entry(_("Receipt"), submission.receipt, name="receipt")
    yield Entry(_("Handed in on"), moment(submission.at))


def _edition(edition: Edition) -> str:
    return f"{edition.title} {edition.label}"


def _result(lane: Lane) -> Iterator[Entry]:
    card = lane.card
    titles = {level.code: level.title for level in lane.leg.scheme.levels}
    yield Entry(_("Outcome"), card.get_outcome_display())
    yield Entry(_("Level reached"), worded(titles.get(card.level)) or "–")
    yield Entry(_("Checks that are open"), str(card.open_checks))
    yield Entry(_("Scored on"), moment(card.at))
    yield Entry(_("Edition it was scored by"), _edition(lane.edition))
    yield Entry(_("Hash of the edition (SHA-256)"), card.edition_sha256)
    yield Entry(_("Version of the scoring engine"), card.engine)


# --- guide and manifest


def _guide() -> Page:
    entries = tuple(Entry(str(label), str(text)) for label, text in GUIDE)
    about = _("What the sheets hold and how to compute the score again.")
    return Page(_("How to compute it again"), about, (Group("", entries),))


def _manifest(
    submission: Submission, lanes: Sequence[Lane], tables: Sequence[Table]
) -> Page:
    entries = [
        Entry(_("Receipt"), submission.receipt),
        Entry(_("Hash of the answers (SHA-256)"), submission.answers_sha256),
        Entry(_("Hash of the facts (SHA-256)"), submission.facts_sha256),
        Entry(_("Functions in formulas"), listed(sorted(FUNCTIONS))),
    ]
    groups = [Group(_("Submission"), tuple(entries))]
    groups += [Group(lane.leg.name, tuple(_identity(lane))) for lane in lanes]
    counts = tuple(
        Entry(table.title, str(len(table.rows)), name=f"rows_{table.name}")
        for table in tables
    )
    groups.append(Group(_("Row counts"), counts))
    about = _("Where every figure is from: hashes, versions and row counts.")
    return Page(_("Manifest"), about, tuple(groups))


def _identity(lane: Lane) -> Iterator[Entry]:
    card = lane.card
    yield Entry(_("Hash of the edition (SHA-256)"), card.edition_sha256)
    yield Entry(_("Hash of all inputs (SHA-256)"), card.identity)
    yield Entry(_("Version of the scoring engine"), card.engine)
    yield Entry(_("Scored on"), moment(card.at))
