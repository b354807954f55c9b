"""An edition, compiled: what is asked, how it scores, what a level needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from surveys.scoring.conditions import Condition
from surveys.scoring.prioritising import Priorities
from surveys.scoring.texts import Text


class Kind(StrEnum):
    """The kinds of questions; the value shape of each is in normalising.py."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    PERCENT = "percent"
    RATIO = "ratio"
    PAIR = "pair"
    MATRIX = "matrix"
    SCENE = "scene"
    REQUIREMENT = "requirement"
    DATE = "date"
    TEXT = "text"
    FILE = "file"


MEASURED = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.RATIO, Kind.PAIR})
PERCENT = Text("%", "%")
CHOSEN = frozenset({Kind.SINGLE, Kind.SCENE, Kind.REQUIREMENT})  # one option code
POINTED = CHOSEN | {Kind.MULTIPLE, Kind.MATRIX}


class Aggregate(StrEnum):
    """How a node makes its score out of its children's."""

    WEIGHTED_MEAN = "weighted_mean"
    SUM = "sum"  # a weight is the number of points a child can bring, 100 in all
    MIN = "min"
    MAX = "max"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"  # the generalised mean of exponent p
    COUNT = "count"  # the share of the children that reach a score
    CARRY = "carry"  # levels from the bottom up, the first one missed adds its score
    LOOKUP = "lookup"  # points for a fact, such as a level of another scheme


MEANS = frozenset({Aggregate.GEOMETRIC, Aggregate.HARMONIC, Aggregate.POWER})


class Owner(StrEnum):
    """Who can clear a check: the enterprise by its answers, or an official."""

    ENTERPRISE = "enterprise"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure is from; `official` is false for what no official text backs."""

    code: str
    title: Text
    year: str | None
    official: bool


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a figure: its sources, its year, how sure we are."""

    sources: tuple[Source, ...] = ()
    vintage: str | None = None
    confidence: str | None = None
    note: Text | None = None

    @property
    def official(self) -> bool:
        """Whether an official text backs it."""
        return any(source.official for source in self.sources)


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; points (0 to 100) only where the question scores them."""

    code: str
    title: Text
    points: Fraction | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a matrix question."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Points:
    """The chosen options bring their points, together at most `cap`."""

    cap: Fraction


@dataclass(frozen=True, slots=True)
class Linear:
    """Goalposts: (measure - lo) / (hi - lo), cut to 0 to 1, times 100."""

    lo: Fraction
    hi: Fraction
    slope: Fraction = field(init=False)  # points for one more in the measure

    def __post_init__(self) -> None:
        object.__setattr__(self, "slope", 100 / (self.hi - self.lo))


@dataclass(frozen=True, slots=True)
class Target:
    """Distance to target: 100 * (1 - distance / reach), not below 0. side: where
    being off the target costs points: "below", "above" or "both"."""

    target: Fraction
    reach: Fraction
    side: str


@dataclass(frozen=True, slots=True)
class Band:
    """Points for measures up to `upper`, which itself belongs to it where `closed`;
    None: all the rest. code: that of the option which an official text names."""

    upper: Fraction | None
    points: Fraction
    closed: bool = False
    code: str | None = None

    def holds(self, number: Fraction) -> bool:
        """Whether a measure that no band below holds is in this one."""
        if self.upper is None or number < self.upper:
            return True
        return self.closed and number == self.upper


@dataclass(frozen=True, slots=True)
class Bands:
    """The first band that holds the measure gives the points. two_ended: the edition
    names both ends of each band."""

    bands: tuple[Band, ...]
    two_ended: bool = False


Scoring = Points | Linear | Target | Bands


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure shown beside a question; the check of that code does the testing."""

    value: str
    unit: Text | None
    check: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """One question. min and max: decimals, or ISO dates for the kind date."""

    code: str
    kind: Kind
    section: str
    title: Text
    help: Text | None = None
    proof: Text | None = None
    proofs: tuple[str, ...] = ()
    required: bool = True
    allow_na: bool = False
    relevant: Condition | None = None
    unit: Text | None = None
    decimals: int | None = None
    min: Fraction | None = None
    max: Fraction | None = None
    earliest: str | None = None
    latest: str | None = None
    options: tuple[Option, ...] = ()
    exclusive: str | None = None
    rows: tuple[Row, ...] = ()
    numerator: Text | None = None
    denominator: Text | None = None
    before: Text | None = None
    after: Text | None = None
    better: str = "higher"
    scoring: Scoring | None = None
    scoring_note: Text | None = None
    threshold: Threshold | None = None
    backing: Backing = Backing()
    choices: Mapping[str, Option] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        choices = {option.code: option for option in self.options}
        object.__setattr__(self, "choices", choices)

    @property
    def measured_in(self) -> Text | None:
        """The unit of its measure; `unit` is that of the numbers asked for."""
        derived = self.kind in (Kind.RATIO, Kind.PAIR)
        return PERCENT if derived else self.unit


@dataclass(frozen=True, slots=True)
class Section:
    """One page of questions."""

    code: str
    title: Text
    intro: Text | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A place in the tree. share: the weight as a share of 1 (of 100 points in a
    sum) before anything is re-weighted. level: which one it is in a carry."""

    item: "Node | Question"
    weight: Fraction
    share: Fraction
    source: Source | None
    level: int = 0


@dataclass(frozen=True, slots=True)
class Lookup:
    """Points by a number fact: those of the highest step at or below it, else 0."""

    fact: str
    title: Text
    steps: tuple[tuple[Fraction, Fraction], ...]

    def points(self, number: Fraction) -> Fraction:
        """The points for a value of the fact."""
        reached = (points for start, points in self.steps if start <= number)
        return max(reached, default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator or dimension: a score made of its children's scores. total: the
    sum of their shares: 1, or less in a sum that cannot reach 100 points.

    p: the exponent of a power mean. reaches: the score that counts (count, carry).
    levels: how many a carry has. threshold: the share of the applicable weight that
    must be answered; from it on the unanswered leave the denominator.
    """

    code: str
    title: Text
    aggregate: Aggregate
    children: tuple[Child, ...]
    total: Fraction
    p: Fraction | None = None
    reaches: Fraction | None = None
    levels: int | None = None
    threshold: Fraction | None = None
    lookup: Lookup | None = None

    @property
    def scale(self) -> Fraction:
        """The highest score there can be: 100, or the number of levels of a carry."""
        return Fraction(100 if self.levels is None else self.levels)

    def walk(self) -> "Iterator[Node]":
        """Itself and the nodes below, parents first."""
        yield self
        for child in self.children:
            if isinstance(child.item, Node):
                yield from child.item.walk()


@dataclass(frozen=True, slots=True)
class External:
    """A fact that only an official records, with the values it can take."""

    code: str
    title: Text
    help: Text | None
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A gate, criterion or outcome. One that does not block is shown, no more."""

    code: str
    kind: str  # "gate", "criterion" or "outcome": the key "class" of the document
    effect: str
    owner: Owner
    blocking: bool
    title: Text
    test: Condition
    backing: Backing


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the ladder; it also needs every step below it."""

    code: str
    title: Text
    order: int
    needs: Condition
    backing: Backing


@dataclass(frozen=True, slots=True)
class Renamed:
    """What became of a question of the edition before: new is None where it was
    dropped; options maps old option codes to new ones."""

    old: str
    new: str | None
    options: Mapping[str, str]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Concordance:
    """How the codes of an earlier edition map to this one's; codes that are not
    listed are kept."""

    edition: str
    codes: Mapping[str, Renamed]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole edition. `order`: the questions so that each comes after those its
    condition looks at. `floor`: the share of applicable weight a node must keep.
    `indices`: trees beside the score. `profile`: the nodes that are compared."""

    questionnaire: str
    edition: str
    stage: str | None
    unit: str
    title: Text
    intro: Text | None
    minutes: int | None
    decimals: int
    unanswered: str
    floor: Fraction
    sources: Mapping[str, Source]
    proofs: Mapping[str, Text]
    sections: tuple[Section, ...]
    questions: Mapping[str, Question]
    order: tuple[Question, ...]
    root: Node
    indices: tuple[Node, ...]
    profile: tuple[Node, ...]
    nodes: Mapping[str, Node]
    externals: Mapping[str, External]
    checks: tuple[Check, ...]
    levels: tuple[Level, ...]
    concordance: Concordance | None = None
    priorities: Priorities | None = None

    @property
    def scale(self) -> Fraction:
        """The highest whole score there can be."""
        return self.root.scale
