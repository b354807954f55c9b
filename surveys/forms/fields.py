"""One field class per kind of question: reads what was posted, checks it, shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.explaining.answers import share
from surveys.explaining.problems import part_name, problem_words
from surveys.explaining.words import worded
from surveys.filling import PEN, Entry, Pen
from surveys.scoring import Kind, Option, Question, normalise, problem
from surveys.scoring.normalising import clean_text

Control = dict[str, Any]
REASON_LIMIT = 500  # characters
VERSION_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Posted:
    """What a page gave for one question, as typed. `version` is the one it showed."""

    raw: Any
    inapplicable: bool = False
    reason: str = ""
    version: int = 0


class AnswerInput(forms.Widget):
    """Reads one question out of the posted data; partials render it, not Django."""

    def __init__(self, read: Callable[[QueryDict], Any]) -> None:
        super().__init__()
        self.read = read

    def value_from_datadict(
        self, data: Mapping[str, Any], files: object, name: str
    ) -> Posted | None:
        """What was posted; None when the question was not on the page.

        Whoever was shown a colleague's answer beside the own one says which of them
        stands: then theirs is not posted anew, or mine as by somebody who has seen it.
        """
        assert isinstance(data, QueryDict)
        version, choice = data.get(f"{name}.version"), data.get(f"{name}.choice")
        if version is None or choice == "theirs":
            return None
        if choice == "mine":
            version = data.get(f"{name}.newest", version)
        return Posted(
            self.read(data),
            data.get(f"{name}.state") == "na",
            data.get(f"{name}.reason", ""),
            as_version(version),
        )


def as_version(text: str) -> int:
    """The version a page showed; a broken one is taken for none."""
    written = text.isascii() and text.isdecimal() and len(text) <= VERSION_DIGITS
    return int(text) if written else 0


def as_pen(text: str) -> Pen | None:
    """The random name of a page and its count ("k3v9…q.17"); a broken one is none."""
    page, _dot, count = text.partition(".")
    written = count.isascii() and count.isdecimal() and len(count) <= VERSION_DIGITS
    return (page, int(count)) if written and PEN.fullmatch(page) else None


class QuestionField(forms.Field):
    """One question. Cleans to an `Entry`, or to None when it was not on the page."""

    template: ClassVar[str]

    def __init__(self, question: Question) -> None:
        super().__init__(required=False, widget=AnswerInput(self.read))
        self.question = question

    @staticmethod
    def from_question(question: Question) -> "QuestionField":
        """The field for a question, by its kind."""
        return FIELDS[question.kind](question)

    def read(self, data: QueryDict) -> Any:
        """The raw answer out of the posted data, shaped like a value, as typed."""
        return data.get(self.question.code, "")

    def control(self, value: Any) -> Control:
        """What the partial needs to show a value, stored or as typed."""
        raise NotImplementedError

    def clean(self, posted: Posted | None) -> Entry | None:
        """The checked answer; a refused one raises what the person has to do."""
        if posted is None:
            return None
        if posted.inapplicable:
            return self._inapplicable(posted)
        value = normalise(self.question, posted.raw)
        wrong = None if value is None else problem(self.question, value)
        if wrong is not None:
            raise ValidationError(problem_words(self.question, wrong))
        return Entry(value, seen=posted.version)

    def _inapplicable(self, posted: Posted) -> Entry:
        reason = normalise_reason(posted.reason)
        if not self.question.allow_na:
            raise ValidationError(_("This question applies to everybody. Answer it."))
        if not reason:
            raise ValidationError(
                _("Say in a few words why this does not apply to you.")
            )
        return Entry(None, "na", reason, posted.version)


def normalise_reason(text: str) -> str:
    """A reason without blanks around it; a longer one than the limit is refused."""
    reason = " ".join(clean_text(text).split())
    if len(reason) > REASON_LIMIT:
        raise ValidationError(
            _(
                "The reason has %(length)s characters and may have %(limit)s."
                " Shorten it."
            )
            % {"length": len(reason), "limit": REASON_LIMIT}
        )
    return reason


class ChoiceField(QuestionField):
    """One of several options."""

    template = "surveys/questions/single.html"

    def control(self, value: Any) -> Control:
        """The options, the chosen one marked."""
        return {"choices": choices(self.question.options, {value})}


class SceneField(ChoiceField):
    """A level on a ladder of described steps."""

    template = "surveys/questions/scene.html"


class RequirementField(ChoiceField):
    """How far a requirement is met, in four steps."""

    template = "surveys/questions/requirement.html"


class MultipleField(QuestionField):
    """Any of several options; one of them may stand alone."""

    template = "surveys/questions/multiple.html"

    def read(self, data: QueryDict) -> list[str]:
        """The codes of the ticked boxes."""
        return data.getlist(self.question.code)

    def control(self, value: Any) -> Control:
        """The options, the chosen ones marked, the exclusive one at the end."""
        options = sorted(
            self.question.options, key=lambda o: o.code == self.question.exclusive
        )
        shown = choices(options, set(value or ()))
        for choice in shown:
            choice["exclusive"] = choice["code"] == self.question.exclusive
        return {"choices": shown}


class NumberField(QuestionField):
    """A number or a percentage."""

    template = "surveys/questions/number.html"

    def control(self, value: Any) -> Control:
        """The number as text."""
        return {"text": value or ""}


class HalvesField(QuestionField):
    """Two numbers from which a third is derived."""

    parts: ClassVar[tuple[str, str]]

    def read(self, data: QueryDict) -> dict[str, str]:
        """Both numbers, as typed."""
        return {p: data.get(f"{self.question.code}.{p}", "") for p in self.parts}

    def control(self, value: Any) -> Control:
        """Both numbers with their labels, and what follows from them."""
        values = value or {}
        return {
            "halves": [
                {
                    "part": part,
                    "label": part_name(self.question, part),
                    "text": values.get(part) or "",
                }
                for part in self.parts
            ],
            "derived": self._derived(values),
        }

    def _derived(self, raw: Mapping[str, Any]) -> str:
        value = normalise(self.question, dict(raw)) or {}
        fine = value and problem(self.question, value) is None
        return share(self.question, value) if fine else "–"


class RatioField(HalvesField):
    """A part and the whole; the share is derived."""

    template = "surveys/questions/ratio.html"
    parts = ("n", "d")


class PairField(HalvesField):
    """The values before and after; the change is derived."""

    template = "surveys/questions/pair.html"
    parts = ("before", "after")


class MatrixField(QuestionField):
    """Several rows on one scale."""

    template = "surveys/questions/matrix.html"

    def read(self, data: QueryDict) -> dict[str, str]:
        """The chosen option by row."""
        code = self.question.code
        rows = {r.code: data.get(f"{code}.row.{r.code}") for r in self.question.rows}
        return {row: option for row, option in rows.items() if option}

    def control(self, value: Any) -> Control:
        """The scale, and each row with its options."""
        chosen = value or {}
        rows = [
            {
                "code": row.code,
                "title": worded(row.title),
                "choices": choices(self.question.options, {chosen.get(row.code)}),
            }
            for row in self.question.rows
        ]
        return {"scale": [worded(o.title) for o in self.question.options], "rows": rows}


class DateField(QuestionField):
    """A day of the calendar."""

    template = "surveys/questions/date.html"

    def control(self, value: Any) -> Control:
        """The day as ISO text, which is what the browser's control takes."""
        return {"text": value or ""}


class TextField(QuestionField):
    """Free text."""

    template = "surveys/questions/text.html"

    def control(self, value: Any) -> Control:
        """The text with its length."""
        text = value or ""
        return {"text": text, "length": len(text)}


class FileField(QuestionField):
    """Uploaded files: the answer is whatever lies in the evidence of the question."""

    template = "surveys/questions/file.html"

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.kept: Sequence[str] = ()

    def read(self, data: QueryDict) -> list[str]:
        """The files that are there; what a page posts cannot add one."""
        return list(self.kept)

    def control(self, value: Any) -> Control:
        """Nothing: the card lists the files."""
        return {}


def choices(options: Sequence[Option], chosen: set[Any]) -> list[Control]:
    """Options as the partials show them."""
    return [
        {
            "code": option.code,
            "title": worded(option.title),
            "help": worded(option.help),
            "chosen": option.code in chosen,
        }
        for option in options
    ]


FIELDS: Mapping[Kind, type[QuestionField]] = {
    Kind.SINGLE: ChoiceField,
    Kind.MULTIPLE: MultipleField,
    Kind.NUMBER: NumberField,
    Kind.PERCENT: NumberField,
    Kind.RATIO: RatioField,
    Kind.PAIR: PairField,
    Kind.MATRIX: MatrixField,
    Kind.SCENE: SceneField,
    Kind.REQUIREMENT: RequirementField,
    Kind.DATE: DateField,
    Kind.TEXT: TextField,
    Kind.FILE: FileField,
}
