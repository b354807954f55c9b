"""What the people of the enterprise that is shown do together in the open round."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from assessment.demo.accounts import ADMINISTRATOR, RESPONDENT
from assessment.demo.answering import answer, respondent
from assessment.demo.calendar import Period, moment
from assessment.demo.casting import choose, course
from assessment.demo.filing import Filing
from assessment.demo.materials import SEED, dice
from assessment.demo.spread import PlannedUnit
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import (
    assessing,
    assigning,
    carrying,
    filling,
    merging,
    prefilling,
    proving,
)
from surveys.filling import Entry
from surveys.models import Evidence, Response, UnitKind, User

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SINCE, UNTIL = 2 * DAY, 2 * HOUR  # before now
INDEX = "sme_index-2024"
PREFILLED = 2 / 3  # of what another questionnaire answers
BY_HAND = 5  # answers of the index
CHANGED, CARRIED = 2, 4  # answers
BETTER, WORSE = 0.2, -0.1  # by how much somebody puts an answer otherwise


def _moments(world: World, about: str, count: int) -> list[datetime]:
    """So many moments of the last two days, in order."""
    between = (world.now - SINCE, world.now - UNTIL)
    source = dice(SEED, world.star.uscc, about)
    return sorted(moment(between, source) for _ in range(count))


def draft(world: World, period: Period) -> Steps:
    """Sections are shared out, answers changed by two people, taken over from last
    time, proven by files that are there already; one takes a copy to fill in Excel."""
    assigned, other, own, carried, proven, copied = _moments(world, "draft", 6)
    yield assigned
    filing = _draft(world, period, assigned)
    if filing is None:
        return
    found, one = filing.response, world.people[ADMINISTRATOR.role]
    two = world.people[RESPONDENT.role]
    _share_out(found, two, one, at=assigned)
    yield other
    codes = _changeable(filing)
    _change(filing, codes, BETTER, by=one, at=other)
    yield own
    _change(filing, codes[:1], WORSE, by=two, at=own)
    yield carried
    _carry(found, by=two, at=carried)
    yield proven
    _prove(found, by=one, at=proven)
    yield copied
    merging.hand_out(found, by=one, at=copied)


def _draft(world: World, period: Period, at: datetime) -> Filing | None:
    one = world.participants[world.star.uscc]
    unit = choose(world.star, one.held, world.star)
    going = course(world.star, period, world.star)
    if unit is None or going is None:
        return None
    found = Response.objects.with_subject().get(
        unit=one.units[unit], round=world.rounds[period.year]
    )
    source = dice(SEED, world.star.uscc, "together")
    return Filing(world, one, unit, going, found, source, at)


def _share_out(found: Response, first: User, second: User, *, at: datetime) -> None:
    """The first two sections that are not filled are given to two people."""
    sections = [
        section.code
        for section in found.edition.scheme.sections
        if any(q.required and q.code not in found.answers for q in section.questions)
    ]
    for section, to in zip(sections, (first, second), strict=False):
        assigning.assign(found, section, to, by=second, at=at)


def _changeable(filing: Filing) -> list[str]:
    """Scored answers that can be better than they are."""
    answers = filing.response.answers
    scored = (
        question
        for question in filing.response.edition.scheme.order
        if question.scoring is not None
        and answers.get(question.code, {}).get("state") == "answered"
    )
    found = (q.code for q in scored if filing.another_value(q, BETTER) is not None)
    return list(islice(found, CHANGED))


def _change(
    filing: Filing, codes: list[str], off: float, *, by: User, at: datetime
) -> None:
    questions = filing.response.edition.scheme.questions
    drawn = {c: filing.another_value(questions[c], off) for c in codes}
    entries = {c: Entry(value) for c, value in drawn.items() if value is not None}
    filling.save(filing.response, entries, by=by, at=at)


def _carry(found: Response, *, by: User, at: datetime) -> None:
    """Some of what is not answered yet, in the order of the pages from behind: the
    first ones are left for who looks."""
    earlier = carrying.last_time(found)
    if earlier is None:
        return
    order = [question.code for question in found.edition.scheme.order]
    free = [
        code
        for code in order
        if code in earlier.answers
        and earlier.answers[code].carries
        and code not in found.answers
    ]
    carrying.carry_over(found, free[-CARRIED:], by=by, at=at)


def _prove(found: Response, *, by: User, at: datetime) -> None:
    """Files of earlier rounds prove answers of now: one that has run out, and one that
    still covers the round."""
    first, _last = found.round.period
    before = proving.reusable(found).exclude(response=found).order_by("at", "code")
    fitting = [(file, code) for file in before for code in _proven_by(file, found)]
    for ended in (True, False):
        for file, code in [f for f in fitting if f[0].is_expired(first) is ended][:1]:
            proving.use_again(file, found, code, by=by, at=at)


def _proven_by(file: Evidence, found: Response) -> Iterator[str]:
    """Answers without a file that such a paper proves; the demo names papers so."""
    scheme, kept = found.edition.scheme, found.evidence.kept()
    taken = set(kept.values_list("code", flat=True))
    for question in scheme.order:
        names = {scheme.proofs[p].zh for p in question.proofs}
        free = question.code in found.answers and question.code not in taken
        if free and file.name.removesuffix(".pdf") in names:
            yield question.code


def index(world: World, period: Period) -> Steps:
    """The index is begun for the whole enterprise, some of it from the stage
    questionnaire that answers most, some by hand."""
    begun, by_hand = _moments(world, "index", 2)
    yield begun
    one, target = world.participants[world.star.uscc], world.rounds[period.year]
    unit = one.enterprise.units.get(kind=UnitKind.ENTERPRISE)
    started = filling.start(
        unit, world.reference.whole[INDEX], target, by=one.by, at=begun
    )
    _prefill(started, by=one.by, at=begun)
    yield by_hand
    who = respondent(world.star, PlannedUnit("enterprise", unit.name), period.year)
    sections = answer(started.edition.scheme, who, assessing.facts_of(unit))
    drawn = {c: given for part in sections.values() for c, given in part.items()}
    left = [code for code in drawn if code not in started.answers][:BY_HAND]
    entries = {c: Entry(drawn[c].value, drawn[c].state, drawn[c].reason) for c in left}
    filling.save(started, entries, by=world.people[ADMINISTRATOR.role], at=by_hand)


def _prefill(started: Response, *, by: User, at: datetime) -> None:
    offers = {s: prefilling.offered(started, s) for s in prefilling.answering(started)}
    if offers:
        best = max(offers, key=lambda source: len(offers[source].found))
        codes = list(offers[best].found)
        some = codes[: round(len(codes) * PREFILLED)]
        prefilling.prefill(started, best, some, by=by, at=at)
