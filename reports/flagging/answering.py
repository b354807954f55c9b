"""What one file says by itself: contradictions, thresholds, proof, monotony."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from typing import Final

from django.utils import translation

from reports.flagging.cases import Case
from reports.flagging.found import Found, both
from surveys.doubting import GENERAL, Doubt, doubts_in
from surveys.models import FlagKind
from surveys.scoring import Kind, Owner, Question, Seen, Verdict, exact
from surveys.scoring.conditions import Test
from surveys.scoring.scheme import CHOSEN, Check

CONTRADICTED: Final = 20
UNPROVEN: Final = 15  # where no threshold that is met has a file; in proportion below
NEAR: Final = 10
MONOTONOUS: Final = 10

MARGIN: Final = 20  # a threshold that is met by less than one part in so many is near
RUN: Final = 12  # choices in a row before it is a run (a long string, Curran 2016)
HALF: Final = 2

ORDERED = frozenset({">=", ">", "<=", "<"})
DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def by_itself(case: Case) -> Iterator[Found]:
    """Everything that needs no other file."""
    yield from _doubted(case)
    yield from _near(case)
    yield from _unproven(case)
    yield from _run(case)


# -- Answers that do not fit each other -----------------------------------------------


def _doubted(case: Case) -> Iterator[Found]:
    """At the first question of each contradiction, in both languages."""
    with translation.override("zh-hans"):
        chinese = doubts_in(case.edition, case.situation)
    if not chinese:
        return
    with translation.override("en"):
        english = doubts_in(case.edition, case.situation)
    pairs = sorted(zip(chinese, english, strict=True), key=_place)
    for (kind, code), group in groupby(pairs, key=_place):
        texts = [{"zh": zh.text, "en": en.text} for zh, en in group]
        yield Found(kind, code, CONTRADICTED, {"texts": texts})


def _place(pair: tuple[Doubt, Doubt]) -> tuple[str, str]:
    doubt = pair[0]
    general = doubt.code == GENERAL
    kind = FlagKind.ARITHMETIC if general else FlagKind.CONTRADICTION
    return kind.value, doubt.questions[0]


# -- Thresholds -----------------------------------------------------------------------


def _met(case: Case) -> Iterator[Check]:
    """What the enterprise itself has to meet, and has met by its claims."""
    for check in case.scheme.checks:
        own = check.blocking and check.owner is Owner.ENTERPRISE
        if own and case.card.checks.get(check.code) == Verdict.PASS:
            yield check


def _near(case: Case) -> Iterator[Found]:
    """Thresholds that are met by very little; the narrowest of each check."""
    for check in _met(case):
        seen = (test.seen(case.situation) for test in _numeric(check))
        near = [one for one in seen if _is_near(one)]
        if near:
            yield _just_over(check, min(near, key=_distance))


def _numeric(check: Check) -> Iterator[Test]:
    for test in check.test.tests():
        if test.op in ORDERED and test.source != "months":
            yield test


def _is_near(seen: Seen) -> bool:
    if not seen.met or seen.labels or seen.actual is None:
        return False
    if not (DECIMAL.fullmatch(seen.actual) and DECIMAL.fullmatch(seen.wanted)):
        return False
    wanted = abs(exact(seen.wanted))
    return wanted > 0 and _distance(seen) * MARGIN < wanted


def _distance(seen: Seen) -> Fraction:
    assert seen.actual is not None
    return abs(exact(seen.actual) - exact(seen.wanted))


def _just_over(check: Check, seen: Seen) -> Found:
    params = {
        "title": both(check.title),
        "actual": seen.actual,
        "wanted": seen.wanted,
        "op": seen.op,
        "unit": both(seen.unit),
    }
    return Found(FlagKind.NEAR_GATE, check.code, NEAR, params)


# -- Proof ----------------------------------------------------------------------------


def _unproven(case: Case) -> Iterator[Found]:
    """Thresholds that are met by word alone, though a file would prove them."""
    provable = [
        (check, found) for check in _met(case) if (found := _asked(case, check))
    ]
    bare = [check for check, codes in provable if not codes & case.proven]
    if bare:
        params = {
            "count": len(bare),
            "of": len(provable),
            "titles": [both(check.title) for check in bare],
        }
        share = len(bare) * UNPROVEN / len(provable)
        yield Found(FlagKind.UNPROVEN, "", max(round(share), 1), params)


def _asked(case: Case, check: Check) -> set[str]:
    """The questions with proofs that a check looks at, as far as they are answered."""
    codes = {test.code for test in check.test.tests()}
    return {code for code in codes if is_provable(case, code)}


def is_provable(case: Case, code: str) -> bool:
    """Whether a claim stands there that a file would prove."""
    question = case.scheme.questions.get(code)
    return bool(question and question.proofs) and code in case.situation.values


# -- Monotony -------------------------------------------------------------------------


def _run(case: Case) -> Iterator[Found]:
    """The same place chosen again and again, in at least half of all choices."""
    places = [
        place for q in case.scheme.questions.values() for place in _chosen(case, q)
    ]
    runs = [list(group) for _, group in groupby(places, key=lambda one: one[0])]
    longest = max(runs, key=len, default=[])
    if len(longest) < max(RUN, -(-len(places) // HALF)):
        return
    params = {
        "count": len(longest),
        "of": len(places),
        "first": both(longest[0][1].title),
        "last": both(longest[-1][1].title),
    }
    yield Found(FlagKind.LONG_RUN, "", MONOTONOUS, params)


def _chosen(case: Case, question: Question) -> Iterator[tuple[int, Question]]:
    """Which option was chosen, counted from the first; of a matrix, in each row."""
    value = case.situation.values.get(question.code)
    if value is None or question.kind not in {*CHOSEN, Kind.MATRIX}:
        return
    options = list(question.choices)
    chosen = (
        [value[row.code] for row in question.rows if row.code in value]
        if question.kind is Kind.MATRIX
        else [value]
    )
    for code in chosen:
        yield options.index(code), question
