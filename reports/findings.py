"""What the studies of an edition find, as the JSON that is stored: no language in it.

Texts stand in both languages; scores are floats of the stored decimal texts; a figure
that is not shown, or that does not exist, is None.
"""

from typing import Final, TypedDict

from surveys.scoring import Check, Level, Scheme, Text
from surveys.scoring.conditions import Condition

UP: Final = 1
DOWN: Final = -1


class Words(TypedDict):
    """A text in both languages."""

    zh: str
    en: str


class Asked(TypedDict):
    """One test of a condition, with all that a sentence about it needs."""

    source: str
    code: str
    title: Words
    op: str
    wanted: str
    unit: Words | None
    labels: dict[str, Words]


class CheckOf(TypedDict):
    title: Words
    tests: list[Asked]


class LevelOf(TypedDict):
    code: str
    title: Words
    order: int
    needs: list[Asked]


class EditionOf(TypedDict):
    """An edition as it was when the study was made; a draft may change later."""

    title: Words
    label: str
    sha256: str
    levels: list[LevelOf]
    checks: dict[str, CheckOf]
    questions: dict[str, Words]
    nodes: dict[str, Words]


class Side(TypedDict):
    """What one edition said of a check or a need: what each test saw, and whether it
    is met. `verdict` is pass, fail or unknown."""

    verdict: str
    actual: list[str | None]
    met: list[bool | None]


class Reason(TypedDict):
    """Why a unit moved. of: "check" (`code`), "need" (test `place` of what the level
    `code` needs), or "level" (the level `code` is in one edition only). old, new: what
    the editions say of it; None where they do not ask."""

    of: str
    code: str
    place: int
    old: Side | None
    new: Side | None


class Member(TypedDict):
    """A unit: keys that are never shown, and the number of its enterprise for readers
    without its name. `part` counts its units, 0 where there is one only."""

    unit: int
    enterprise: int
    number: int
    part: int
    region: str
    cluster: str


class Move(Member):
    """One unit before and after; `source` is the place of its edition in `sources`,
    `direction` 1, 0 or -1."""

    source: int
    old_score: float | None
    new_score: float | None
    shift: float | None
    old_level: str
    new_level: str
    direction: int
    reasons: list[Reason]


class Figures(TypedDict):
    """The figures of a group, those of statistics.Summary."""

    n: int | None
    units: int | None
    mean: float | None
    p25: float | None
    median: float | None
    p75: float | None
    p90: float | None
    minimum: float | None
    maximum: float | None


class Line(TypedDict):
    """The score shift of one group, and how many of its units move."""

    code: str
    name: Words
    shift: Figures
    up: int | None
    down: int | None


class Dimension(TypedDict):
    """A node that both editions have; means over the `n` units with both scores."""

    code: str
    n: int
    old: float | None
    new: float | None
    shift: float | None


class Common(TypedDict):
    """How often a reason stands behind a move in that direction."""

    direction: int
    reason: Reason
    n: int


class Lack(TypedDict):
    """How many responses have no answer to a question, or one that does not fit.
    fresh: no edition of the round asked it."""

    code: str
    n: int
    fresh: bool


class Gone(TypedDict):
    """A question of an old edition that is not asked any more."""

    code: str
    title: Words
    n: int


class Rehearsal(TypedDict):
    at: str
    engine: str
    edition: EditionOf
    sources: list[EditionOf]
    units: int
    enterprises: int
    unscored: int
    up: int
    down: int
    rows: list[str]
    columns: list[str]
    matrix: list[list[int]]
    shift: Line
    clusters: list[Line]
    regions: list[Line]
    dimensions: list[Dimension]
    reasons: list[Common]
    unanswered: list[Lack]
    unfit: list[Lack]
    gone: list[Gone]
    moves: list[Move]
    minimum: int


class Steadiness(Member):
    """One unit under redrawn weights. `rank` is its place with the weights as they
    are, 1 for the highest; `same` the share of draws that give the same level."""

    score: float | None
    level: str
    rank: float | None
    median: float | None
    low: float | None
    high: float | None
    same: float


class Coherence(TypedDict):
    """Cronbach's alpha of the dimensions (code "") or of the items of one."""

    code: str
    alpha: float | None
    items: int
    n: int


class Item(TypedDict):
    """What the ranking owes to one question. shift: by how many places units move on
    average when it is left out; rho: its rank correlation with the whole score, over
    the `n` units it counts for."""

    code: str
    node: str
    shift: float | None
    rho: float | None
    n: int


class Sensitivity(TypedDict):
    at: str
    engine: str
    edition: EditionOf
    sources: list[EditionOf]
    units: int
    enterprises: int
    unscored: int
    draws: int
    seed: int
    spread: float
    redrawn: int
    same: float | None
    always: int
    shift: float | None
    alphas: list[Coherence]
    items: list[Item]
    steadiness: list[Steadiness]


def words(text: Text) -> Words:
    """A text as JSON."""
    return {"zh": text.zh, "en": text.en}


def text(found: Words) -> Text:
    """And back."""
    return Text(found["zh"], found["en"])


def edition_of(scheme: Scheme, sha256: str) -> EditionOf:
    """What sentences about an edition need of it."""
    return {
        "title": words(scheme.title),
        "label": scheme.edition,
        "sha256": sha256,
        "levels": [_level(level) for level in scheme.levels],
        "checks": {check.code: _check(check) for check in scheme.checks},
        "questions": {c: words(q.title) for c, q in scheme.questions.items()},
        "nodes": {c: words(n.title) for c, n in scheme.nodes.items()},
    }


def _level(level: Level) -> LevelOf:
    return {
        "code": level.code,
        "title": words(level.title),
        "order": level.order,
        "needs": _asked(level.needs),
    }


def _check(check: Check) -> CheckOf:
    return {"title": words(check.title), "tests": _asked(check.test)}


def _asked(condition: Condition) -> list[Asked]:
    return [
        {
            "source": test.source,
            "code": test.code,
            "title": words(test.title),
            "op": test.op,
            "wanted": test.wanted,
            "unit": words(test.unit) if test.unit else None,
            "labels": {code: words(label) for code, label in test.labels.items()},
        }
        for test in condition.tests()
    ]
