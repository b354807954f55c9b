"""Doubting: points at answers that contradict each other, before they are handed in.

terms: the arithmetic of rules · rules: those of surveys/reference/contradictions.json ·
general: what holds for every edition · finding: the doubts of one response.
"""

from surveys.doubting.finding import (
    GENERAL,
    Doubt,
    barred,
    doubts_handed_in,
    doubts_in,
    doubts_of,
    situation_of,
)
from surveys.doubting.rules import Rule, compiled, shipped

__all__ = [
    "GENERAL",
    "Doubt",
    "Rule",
    "barred",
    "compiled",
    "doubts_handed_in",
    "doubts_in",
    "doubts_of",
    "shipped",
    "situation_of",
]
