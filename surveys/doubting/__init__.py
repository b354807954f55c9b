"""Doubting: points at answers that contradict each other, before they are handed in.

terms: the arithmetic of rules · rules: those of surveys/reference/contradictions.json ·
general: what holds for every edition · finding: the doubts of one response.
"""

from surveys.doubting.finding import Doubt, barred, doubts_in, doubts_of
from surveys.doubting.rules import Rule, compiled, shipped

__all__ = ["Doubt", "Rule", "barred", "compiled", "doubts_in", "doubts_of", "shipped"]
