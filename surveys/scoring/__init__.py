"""The pure core: an edition's scheme, its evaluation and its explanation."""

from surveys.scoring.accepting import PROBLEM_IDS, TEXT_LIMIT, Problem, problem
from surveys.scoring.canonical import canonical, digest
from surveys.scoring.compiling import FORMAT, compile_scheme
from surveys.scoring.conditions import Seen
from surveys.scoring.documenting import as_document
from surveys.scoring.evaluation import ENGINE_VERSION, evaluate
from surveys.scoring.exact import decimal_text, exact
from surveys.scoring.facts import FACTS, whole_months
from surveys.scoring.measuring import complete, measure
from surveys.scoring.normalising import normalise
from surveys.scoring.reading import SchemeError
from surveys.scoring.results import (
    MESSAGE_IDS,
    Answer,
    CheckResult,
    Evaluation,
    Lane,
    LevelResult,
    NodeResult,
    Outcome,
    State,
    Verdict,
)
from surveys.scoring.scheme import (
    Aggregate,
    Backing,
    Check,
    Child,
    External,
    Kind,
    Level,
    Node,
    Option,
    Owner,
    Question,
    Row,
    Scheme,
    Section,
    Source,
    Threshold,
)
from surveys.scoring.settling import visible
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
    "Check",
    "CheckResult",
    "Child",
    "Evaluation",
    "External",
    "Kind",
    "Lane",
    "Level",
    "LevelResult",
    "Node",
    "NodeResult",
    "Option",
    "Outcome",
    "Owner",
    "Problem",
    "Question",
    "Row",
    "Scheme",
    "SchemeError",
    "Section",
    "Seen",
    "Source",
    "State",
    "Text",
    "Threshold",
    "Verdict",
    "as_document",
    "canonical",
    "compile_scheme",
    "complete",
    "decimal_text",
    "digest",
    "evaluate",
    "exact",
    "measure",
    "normalise",
    "problem",
    "visible",
    "whole_months",
]
