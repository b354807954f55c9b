"""Forms of copies: which to download, which to upload, what to take of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.base import File
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.assessing import profile_of
from surveys.explaining.answers import said
from surveys.explaining.words import moment, worded
from surveys.forms.choosing import FilesField
from surveys.forms.fields import as_version
from surveys.merging import Offer, Pick, Point, Standing
from surveys.models import Response, ReturnedCopy, User
from surveys.scoring import Answer, Question, Scheme, visible
from surveys.sheets.answers import COPY_LIMITS

MOST_FILES = 10
NAME_LENGTH = 200
PAGE = "page"


class CopiesForm(forms.Form):
    """Filled copies, one or several."""

    copies = FilesField(
        label=gettext_lazy("Filled copies"),
        max_length=NAME_LENGTH,
        accept=".xlsx",
        most=MOST_FILES,
        error_messages={
            "required": gettext_lazy("Choose a workbook."),
            "empty": gettext_lazy("The file is empty. Choose another."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copies"].help_text = _(
            "Excel (.xlsx), at most %(size)s MB each and %(count)s at once"
        ) % {"size": COPY_LIMITS.packed // 1_000_000, "count": MOST_FILES}

    @property
    def uploads(self) -> "list[File[bytes]]":
        """The chosen files."""
        found: list[File[bytes]] = self.cleaned_data["copies"]
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its value in the form, words, and where it comes from.

    `base` is what stood there when the copy was downloaded, where the page has
    changed since.
    """

    value: str
    words: str
    who: str
    chosen: bool
    base: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a merge as the page shows it."""

    code: str
    number: str
    title: str
    seen: int
    page: Choice
    offers: tuple[Choice, ...]
    contested: bool
    empties: bool
    hidden: bool
    error: str


class MergeForm:
    """What is taken of some copies. Contested questions have to be chosen; the others
    are taken unless somebody unticks them."""

    def __init__(
        self,
        response: Response,
        found: Standing,
        data: QueryDict | None = None,
        *,
        favour: str = "",
    ) -> None:
        self.response, self.found, self.data = response, found, data
        self.favour = favour
        self.errors: dict[str, str] = {}

    def is_valid(self) -> bool:
        """Whether everything is chosen that has to be."""
        for point in self.found.points:
            if not self._was_shown(point.code):
                self.errors[point.code] = _("This has just changed. Look at it.")
            elif point.contested and self._chosen(point) is None:
                self.errors[point.code] = _("Choose which answer stands.")
        return not self.errors

    @property
    def picks(self) -> dict[str, Pick]:
        """The answers that are taken, by question code."""
        found = {}
        for point in self.found.points:
            offer = self._offer(point, self._chosen(point))
            if offer is not None:
                copy = self.found.copies[offer.copies[0]]
                found[point.code] = Pick(offer.answer, copy, self._seen(point.code))
        return found

    def _was_shown(self, code: str) -> bool:
        return self.data is None or f"seen.{code}" in self.data

    def _seen(self, code: str) -> int:
        return as_version(self.data.get(f"seen.{code}", "")) if self.data else 0

    def _chosen(self, point: Point) -> str | None:
        """What is chosen, by form or by default; None where it is still open."""
        first = self._value(point.offers[0])
        favoured = [o for o in point.offers if self.favour in self._ids(o)]
        if self.favour and favoured:
            return self._value(favoured[0])
        if self.data is None or not self._was_shown(point.code):
            return None if point.contested else first
        given = self.data.get(f"pick.{point.code}")
        known = given == PAGE or self._offer(point, given) is not None
        if point.contested:
            return given if known else None
        return first if given and given != PAGE else PAGE

    def _offer(self, point: Point, value: str | None) -> Offer | None:
        return next((o for o in point.offers if value in self._ids(o)), None)

    def _ids(self, offer: Offer) -> list[str]:
        return [str(self.found.copies[place].pk) for place in offer.copies]

    def _value(self, offer: Offer) -> str:
        return self._ids(offer)[0]

    # --- rows of the page

    def rows(self) -> list[Row]:
        """All questions in the order asked."""
        scheme = self.response.edition.scheme
        numbers, shown = numbered(scheme), self._shown(scheme)
        names = self._names()
        return [
            self._row(point, scheme.questions[point.code], numbers, shown, names)
            for point in self.found.points
        ]

    def _row(
        self,
        point: Point,
        question: Question,
        numbers: Mapping[str, str],
        shown: frozenset[str],
        names: Mapping[int, str],
    ) -> Row:
        code, chosen = point.code, self._chosen(point)
        entry = self.response.answers.get(code, {})
        who = _signed(names.get(entry.get("by", 0)), entry.get("at"))
        page = Choice(PAGE, _words(question, point.page), who, chosen == PAGE)
        return Row(
            code=code,
            number=numbers[code],
            title=worded(question.title),
            seen=int(entry.get("n", 0)),
            page=page,
            offers=tuple(
                self._choice(point, offer, question, chosen) for offer in point.offers
            ),
            contested=point.contested,
            empties=any(_is_empty(offer.answer) for offer in point.offers),
            hidden=code not in shown,
            error=self.errors.get(code, ""),
        )

    def _choice(
        self, point: Point, offer: Offer, question: Question, chosen: str | None
    ) -> Choice:
        copies = [self.found.copies[place] for place in offer.copies]
        return Choice(
            value=self._value(offer),
            words=_words(question, offer.answer),
            who="; ".join(map(came_from, copies)),
            chosen=self._offer(point, chosen) is offer,
            base="" if offer.base == point.page else _words(question, offer.base),
        )

    def _shown(self, scheme: Scheme) -> frozenset[str]:
        """The questions that would be asked if everything was taken."""
        answers = self.response.typed_answers()
        for point in self.found.points:
            offer = self._offer(point, self._chosen(point)) or point.offers[0]
            answers.pop(point.code, None)
            if not _is_empty(offer.answer):
                answer = Answer(offer.answer["v"], offer.answer["state"])
                answers[point.code] = answer
        unit = self.response.unit
        return visible(scheme, answers, profile_of(unit.enterprise, unit.kind))

    def _names(self) -> dict[int, str]:
        """The names of those who gave the answers on the page."""
        stored = self.response.answers
        ids = {stored[p.code]["by"] for p in self.found.points if p.code in stored}
        return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def numbered(scheme: Scheme) -> dict[str, str]:
    """The number of each question as pages and copies show it."""
    return {
        question.code: f"{number}.{place}"
        for number, section in enumerate(scheme.sections, start=1)
        for place, question in enumerate(section.questions, start=1)
    }


def came_from(copy: ReturnedCopy) -> str:
    """Which copy it is, and who uploaded it when."""
    return _("%(file)s (%(name)s, %(time)s)") % {
        "file": copy.name,
        "name": copy.by.name,
        "time": moment(copy.at),
    }


def _signed(name: str | None, at: str | None) -> str:
    if name is None or at is None:
        return ""
    time = moment(datetime.fromisoformat(at))
    return _("%(name)s, %(time)s") % {"name": name, "time": time}


def _words(question: Question, answer: Mapping[str, Any]) -> str:
    return said(question, answer["v"], answer["state"], answer["reason"])


def _is_empty(answer: Mapping[str, Any]) -> bool:
    return answer["v"] is None and answer["state"] != "na"


def contested(rows: Iterable[Row]) -> Sequence[Row]:
    """The rows that somebody has to decide."""
    return [row for row in rows if row.contested]
