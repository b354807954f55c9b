"""The pure core: an edition's scheme, its evaluation and its explanation."""

from surveys.scoring.accepting import PROBLEM_IDS, TEXT_LIMIT, Problem, problem
from surveys.scoring.ascending import Change, Obstacle, Stand, Way, way_up
from surveys.scoring.canonical import canonical, digest
from surveys.scoring.compiling import FORMAT, compile_scheme
from surveys.scoring.conditions import Seen
from surveys.scoring.documenting import as_document
from surveys.scoring.evaluation import ENGINE_VERSION, evaluate
from surveys.scoring.exact import decimal_text, exact
from surveys.scoring.examining import validate
from surveys.scoring.facts import FACTS, whole_months
from surveys.scoring.measuring import complete, measure
from surveys.scoring.normalising import normalise
from surveys.scoring.prioritising import Priorities, Priority, priorities
from surveys.scoring.reading import SchemeError
from surveys.scoring.results import (
    MESSAGE_IDS,
    Answer,
    CheckResult,
    Evaluation,
    Figures,
    Lane,
    LevelResult,
    NodeResult,
    Outcome,
    State,
    Verdict,
    figures,
)
from surveys.scoring.scheme import (
    Aggregate,
    Backing,
    Check,
    Child,
    Concordance,
    External,
    Kind,
    Level,
    Node,
    Option,
    Owner,
    Question,
    Renamed,
    Row,
    Scheme,
    Section,
    Source,
    Threshold,
)
from surveys.scoring.settling import answered, unanswered, visible
from surveys.scoring.texts import Text

__all__ = [
    "ENGINE_VERSION",
    "FACTS",
    "FORMAT",
    "MESSAGE_IDS",
    "PROBLEM_IDS",
    "TEXT_LIMIT",
    "Aggregate",
    "Answer",
    "Backing",
    "Change",
    "Check",
    "CheckResult",
    "Child",
    "Concordance",
    "Evaluation",
    "External",
    "Figures",
    "Kind",
    "Lane",
    "Level",
    "LevelResult",
    "Node",
    "NodeResult",
    "Obstacle",
    "Option",
    "Outcome",
    "Owner",
    "Priorities",
    "Priority",
    "Problem",
    "Question",
    "Renamed",
    "Row",
    "Scheme",
    "SchemeError",
    "Section",
    "Seen",
    "Source",
    "Stand",
    "State",
    "Text",
    "Threshold",
    "Verdict",
    "Way",
    "answered",
    "as_document",
    "canonical",
    "compile_scheme",
    "complete",
    "decimal_text",
    "digest",
    "evaluate",
    "exact",
    "figures",
    "measure",
    "normalise",
    "priorities",
    "problem",
    "unanswered",
    "validate",
    "visible",
    "way_up",
    "whole_months",
]
