"""What an enterprise does in a round: start, save by section, prove, hand in, mend."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from assessment.demo import judging
from assessment.demo.answering import Given, answer
from assessment.demo.calendar import Window, moment
from assessment.demo.casting import Course, End, choose
from assessment.demo.filing import Filing
from assessment.demo.materials import SEED, dice, table
from assessment.demo.papers import paper, said_of
from assessment.demo.spread import Planned
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import assessing, filling, jobs, proving
from surveys.filling import Entry
from surveys.models import Job
from surveys.models.jobs import JobState
from surveys.scoring import Kind

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OPENED = 0.25  # of the files that wait, how many somebody has looked at
BETTER = 0.15  # by how much a level rises where a remark has been heeded
MENDED = frozenset({Kind.RATIO, Kind.PERCENT, Kind.SCENE, Kind.REQUIREMENT})
Part = dict[str, Given]


class NotScored(Exception):
    """A scoring job did not come to its end."""


def response(world: World, who: Planned, course: Course) -> Steps:
    """A response from its start to where its course ends."""
    scene = (course.cast.name,) if course.cast else ()
    source = dice(SEED, who.uscc, course.period.year, "moments", *scene)
    first, last = _window(course)
    at = moment((first, first + (last - first) * 0.6), source)
    yield at
    one = world.participants[who.uscc]
    unit = course.cast or choose(who, one.held, world.star)
    if unit is None:
        return
    row, period = one.units[unit], course.period
    edition = world.reference.editions[unit.kind]
    started = filling.start(row, edition, world.rounds[period.year], by=one.by, at=at)
    filing = Filing(world, one, unit, course, started, source, at)
    yield from _fill(filing, moment((at + (last - at) * 0.2, last), source))
    if course.end is End.WITHDRAWN:
        filling.withdraw(started, by=one.by, at=filing.at)
    elif course.end is not End.DRAFT:
        yield from _hand_in(filing)
        yield from _follow(filing)


def _window(course: Course) -> Window:
    """When it is filled: in the open round early where officials have worked on it."""
    first, last = course.period.filling
    waits = course.end in (End.DRAFT, End.SUBMITTED)
    return first, last if waits else min(last, course.period.reviewing[0])


# -- Filling --------------------------------------------------------------------------


def _fill(filing: Filing, last: datetime) -> Steps:
    """Save section after section, as far as the course goes; prove some answers."""
    facts = assessing.facts_of(filing.response.unit)
    sections = answer(filing.response.edition.scheme, filing.who(), facts)
    parts = list(_parts(list(sections.values()), filing.course.share))
    between = (filing.at, last)
    moments = sorted(moment(between, filing.source) for _ in parts)
    for part, at in zip(parts, moments, strict=True):
        filing.at = at
        yield at
        _save(filing, part)
    _prove(filing, _proven(filing))


def _parts(sections: list[Part], share: float) -> Iterator[Part]:
    left = round(share * sum(map(len, sections)))
    for section in sections:
        part = dict(list(section.items())[:left])
        left -= len(part)
        if part:
            yield part


def _save(filing: Filing, part: Part) -> None:
    entries = {c: Entry(g.value, g.state, g.reason) for c, g in part.items()}
    filling.save(filing.response, entries, by=filing.one.by, at=filing.at)


def _proven(filing: Filing) -> list[str]:
    """Codes of answers that are proven by a paper, spread over the sections."""
    questions = filing.response.edition.scheme.questions
    answered = [code for code in filing.response.answers if questions[code].proofs]
    count = min(filing.course.papers, len(answered))
    return sorted(filing.source.sample(answered, count), key=answered.index)


def _prove(filing: Filing, codes: list[str]) -> None:
    scheme = filing.response.edition.scheme
    for nth, code in enumerate(codes):
        asked = scheme.questions[code].proofs[0]
        proof = scheme.proofs[asked]
        file = paper(
            f"{proof.zh}.pdf", f"{filing.one.plan.name}:{proof.zh}(示例)", proof.en
        )
        added = proving.add_evidence(
            filing.response, code, file, by=filing.one.by, at=filing.at
        )
        if filing.course.dated and added.origin is None:
            details = said_of(nth, asked, filing.course.period)
            proving.describe(added, details, by=filing.one.by, at=filing.at)


# -- Handing in -----------------------------------------------------------------------


def _hand_in(filing: Filing) -> Steps:
    yield filing.turn((filing.at + HOUR / 4, filing.at + HOUR / 2))
    submission = filling.submit(
        filing.response,
        name=filing.one.plan.contact.zh,
        post=filing.source.choice(table("phrases")["posts"]),
        by=filing.one.by,
        at=filing.at,
    )
    # At once and here: there is no worker yet.
    job = Job.objects.get(key=f"assess:{submission.pk}")
    jobs.run(job.pk, assessing.assess_job)
    job.refresh_from_db(fields=["state", "log"])
    if job.state != JobState.DONE:
        raise NotScored(job.log)


def _follow(filing: Filing) -> Steps:
    """What becomes of it after it was handed in."""
    course = filing.course
    if course.end is End.SUBMITTED and filing.source.random() > OPENED:
        return
    reviewing = course.period.reviewing
    yield from judging.look(filing, reviewing)
    if course.end is End.SUBMITTED:
        return
    if course.returned or course.end is End.RETURNED:
        yield from judging.give_back(filing)
        if course.end is End.RETURNED:
            return
        yield from _mend(filing)
        yield from _hand_in(filing)
        yield from judging.look(filing, (filing.at + HOUR, filing.at + 3 * DAY))
    yield from judging.conclude(filing)


def _mend(filing: Filing) -> Steps:
    """Heed the remarks: a paper for each, and where there is one a better answer."""
    response = filing.response
    yield filing.turn((filing.at + DAY, response.closes_at - DAY))
    codes = list(response.newest_submission().remarks.values_list("code", flat=True))
    _prove(filing, codes)
    for code in codes:
        question = response.edition.scheme.questions[code]
        if question.kind in MENDED and response.answers[code]["state"] == "answered":
            value = filing.another_value(question, BETTER)
            if value is not None:
                _save(filing, {code: Given(value)})
