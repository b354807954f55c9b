"""What officials do with a response: check, correct, return, recommend, decide."""

from dataclasses import dataclass
from datetime import timedelta

from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import Window
from assessment.demo.casting import End
from assessment.demo.filing import Filing
from assessment.demo.materials import table
from assessment.demo.telling import Steps
from surveys import assessing, recognising, reviewing
from surveys.models import CorrectionState, Lane, Submission, User
from surveys.scoring import Kind, Outcome, Scheme

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CULTIVATED_FROM = 60  # points
LOWER = -0.3  # by how much a corrected answer falls
CORRECTED = frozenset({Kind.RATIO, Kind.PERCENT, Kind.SCENE, Kind.REQUIREMENT})
REMARKS = 2  # of a returned file
TIME_TO_MEND = 10 * DAY
GAPS_NAMED = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What an official decides on, after all that stands beside the claims."""

    move: str
    reason: str
    district: bool


def _reviewer(filing: Filing) -> User:
    return filing.world.reviewer(filing.one.enterprise)


# -- Checking -------------------------------------------------------------------------


def look(filing: Filing, window: Window) -> Steps:
    """Open the file, look facts up elsewhere, accept or correct answers."""
    yield filing.turn(window)
    reviewing.open_file(filing.response, by=_reviewer(filing), at=filing.at)
    yield filing.turn((filing.at + 10 * MINUTE, filing.at + 90 * MINUTE))
    if not filing.response.externals.exists():
        _record_facts(filing)
    _accept(filing)
    if filing.course.corrected:
        _correct(filing)


def _record_facts(filing: Filing) -> None:
    values = {"credit_list": "listed"} if filing.course.listed else {}
    sources = table("phrases")["sources"]
    for key, external in filing.response.edition.scheme.externals.items():
        reviewing.record_fact(
            filing.response,
            key,
            values.get(key, external.options[0].code),
            as_of=(filing.at - DAY).date(),
            source=sources[key],
            by=_reviewer(filing),
            at=filing.at,
        )


def _accept(filing: Filing) -> None:
    """Accept what is said not to apply."""
    for code, entry in filing.response.answers.items():
        if entry["state"] == "na":
            reviewing.correct(
                filing.response,
                code,
                None,
                reason=table("phrases")["accepted"],
                state=CorrectionState.NA,
                by=_reviewer(filing),
                at=filing.at,
            )


def _correct(filing: Filing) -> None:
    """Put one answer right: evidence shows less than was claimed."""
    questions = filing.response.edition.scheme.questions
    scored = [
        questions[code]
        for code, entry in filing.response.answers.items()
        if questions[code].kind in CORRECTED and entry["state"] == "answered"
    ]
    first = filing.source.choice(scored)
    # Chance may choose an answer that is as low as can be; a scene needs another then.
    for question in (first, *scored) if filing.course.cast else (first,):
        value = filing.another_value(question, LOWER)
        if value is not None:
            reviewing.correct(
                filing.response,
                question.code,
                value,
                reason=filing.source.choice(table("phrases")["corrections"]),
                by=_reviewer(filing),
                at=filing.at,
            )
            return


def give_back(filing: Filing) -> Steps:
    """Return the file with remarks and a date to mend it by."""
    yield filing.turn((filing.at + HOUR, filing.at + 2 * DAY))
    questions = filing.response.edition.scheme.questions
    proven = [code for code in filing.response.answers if questions[code].proofs]
    codes = filing.source.sample(proven, REMARKS)
    texts = filing.source.sample(table("phrases")["remarks"], REMARKS)
    reviewing.return_file(
        filing.response,
        dict(zip(codes, texts, strict=True)),
        due_at=filing.at + TIME_TO_MEND,
        by=_reviewer(filing),
        at=filing.at,
    )


# -- Deciding -------------------------------------------------------------------------


def conclude(filing: Filing) -> Steps:
    """The district recommends or decides, the municipality decides and recognises."""
    yield filing.turn((filing.at + HOUR, filing.at + 3 * DAY))
    finding, response = _finding(filing), filing.response
    period, end = filing.course.period, filing.course.end
    if not period.finished and end is End.DECIDED and finding.move != "notice":
        return  # there is time: only clear cases are decided before the deadline
    by, move, reason = _reviewer(filing), finding.move, finding.reason
    if finding.district and end is End.DECIDED:
        reviewing.decide_in_district(response, move, reason=reason, by=by, at=filing.at)
    else:
        opinion = filing.source.choice(table("phrases")["opinions"])
        reviewing.recommend(response, opinion=opinion, by=by, at=filing.at)
        # In the open round the municipality waits for the calibration.
        if end is End.RECOMMENDED or not period.finished:
            return
        yield filing.turn(period.deciding)
        officer = filing.world.people[OFFICER.role]
        recognising.decide(response, move, reason=reason, by=officer, at=filing.at)
    if period.finished and move == "notice":
        yield from _recognise(filing)


def _recognise(filing: Filing) -> Steps:
    yield filing.turn(filing.course.period.granting)
    officer = filing.world.people[OFFICER.role]
    recognising.recognise(filing.response, by=officer, at=filing.at)
    filing.one.held.add(filing.unit)


def _finding(filing: Filing) -> Finding:
    """Who decides, and how: the district declines nothing that it corrected, and only
    the municipality takes somebody into cultivation."""
    submission = filing.response.newest_submission()
    move, reason = _decision(submission)
    alone = move == "notice" or (
        move == "decline" and not reviewing.is_corrected(submission)
    )
    district = alone and reviewing.district_decides(submission)
    return Finding(move, reason, district)


def _decision(submission: Submission) -> tuple[str, str]:
    used = assessing.beside(submission, Lane.REVIEWED)
    found = assessing.evaluate(submission, Lane.REVIEWED, used)
    if found.outcome is Outcome.REACHED:
        return "notice", ""
    score = float(found.score or 0)
    scheme = submission.response.edition.scheme
    gaps = _titles(scheme, found.levels[0].blocked_by + found.levels[0].open)
    move = "cultivate" if score >= CULTIVATED_FROM else "decline"
    text: str = table("phrases")[move]
    return move, text.format(gaps=gaps, score=f"{score:.1f}")


def _titles(scheme: Scheme, codes: tuple[str, ...]) -> str:
    titles = [f"“{check.title.zh}”" for check in scheme.checks if check.code in codes]
    more = f"等{len(titles)}项" if len(titles) > GAPS_NAMED else ""
    return "、".join(titles[:GAPS_NAMED]) + more
