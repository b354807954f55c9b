"""Constraints of what officials note of one item."""

from surveys import judging
from surveys.models import Judgement
from tests import factories
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice


def agreement() -> Judgement:
    file, by = factories.handed_in(), factories.official()
    return judging.agree(file, "mes", by=by, at=NOW)


JUDGED: dict[str, Broken] = {
    "surveys_judgement_kind_valid": Broken(agreement, {"kind": "maybe", "text": "?"}),
    "surveys_judgement_one_an_item": Twice(agreement),
    "surveys_judgement_asks_in_words": Broken(agreement, {"kind": "ask"}),
}
