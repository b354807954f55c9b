"""One response of the demo as its stories see it: whose, which course, how far."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from assessment.demo.answering import Respondent, respondent
from assessment.demo.calendar import Window, moment
from assessment.demo.casting import Course
from assessment.demo.drawing import candidates
from assessment.demo.materials import dice
from assessment.demo.spread import PlannedUnit
from assessment.demo.world import Participant, World
from surveys.models import Response
from surveys.scoring import Question, problem


@dataclass(slots=True)
class Filing:
    """A response under way; `at` is the moment of its newest step."""

    world: World
    one: Participant
    unit: PlannedUnit
    course: Course
    response: Response
    source: Random
    at: datetime

    def turn(self, window: Window) -> datetime:
        """The moment of the next step: in the window, and after the step before."""
        first, last = window
        first = max(first, self.at)
        self.at = moment((first, max(first, last)), self.source)
        return self.at

    def who(self) -> Respondent:
        """How far the unit is in the year of the round."""
        return respondent(self.one.plan, self.unit, self.course.period.year)

    def another_value(self, question: Question, off: float) -> object:
        """Another value than the claimed one, for a level that is off by so much; None
        where the question has none."""
        who = self.who()
        level = who.levels.get(question.section, who.levels[""]) + off
        claimed = self.response.answers[question.code]["v"]
        drawn = candidates(question, level, dice(*who.key, question.code, "other"))
        fitting = (v for v in drawn if v != claimed and problem(question, v) is None)
        return next(fitting, None)
