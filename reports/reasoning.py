"""Reasons: why a unit stands higher or lower in one edition than in another, found in
two evaluations and said in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.findings import DOWN, Asked, EditionOf, LevelOf, Reason, Side, text
from surveys.explaining.needs import needed
from surveys.explaining.results import seen_words
from surveys.explaining.words import points, worded
from surveys.scoring import Evaluation, LevelResult, Seen, decimal_text

PRIVATE: Final = frozenset({"fact", "external"})
Tested = tuple[Asked, str | None, bool | None]
VERDICTS: Final[Mapping[str, Any]] = {
    "pass": gettext_lazy("met"),
    "fail": gettext_lazy("not met"),
    "unknown": gettext_lazy("not known"),
}
NOW: Final = gettext_lazy("Now: %(sentence)s")
BEFORE: Final = gettext_lazy("Before: %(sentence)s")


def reasons(
    old: Evaluation, new: Evaluation, direction: int, level: str
) -> list[Reason]:
    """Why a unit moves: what blocks the lowest level it misses in the edition in which
    it stands lower, and what the other edition says of the same. `level` is where it
    stands in the other."""
    lower, other = (new, old) if direction == DOWN else (old, new)
    missed = next((r for r in lower.levels if not r.reached), None)
    known = {result.level.code for result in lower.levels}
    if missed is None or (level and level not in known):
        return [_reason("level", level, 0, direction, None, None)]
    found = [
        _reason("check", code, 0, direction, _side(lower, code), _side(other, code))
        for code in missed.blocked_by
    ]
    return found + list(_needs(missed, lower, other, direction))


def _reason(
    of: str, code: str, place: int, direction: int, low: Side | None, high: Side | None
) -> Reason:
    old, new = (high, low) if direction == DOWN else (low, high)
    return {"of": of, "code": code, "place": place, "old": old, "new": new}


def _side(evaluation: Evaluation, code: str) -> Side | None:
    for result in evaluation.checks:
        if result.check.code == code:
            return {
                "verdict": result.verdict.value,
                "actual": [seen.actual for seen in result.actual],
                "met": [seen.met for seen in result.actual],
            }
    return None


def _needs(
    missed: LevelResult, lower: Evaluation, other: Evaluation, direction: int
) -> Iterator[Reason]:
    """The needs of a level, other than checks, that are not met."""
    keys = [(t.source, t.code, t.op, t.wanted) for t in missed.level.needs.tests()]
    for seen in missed.shortfalls:
        place = keys.index((seen.source, seen.code, seen.op, seen.wanted))
        low: Side = {
            "verdict": "unknown" if seen.met is None else "fail",
            "actual": [seen.actual],
            "met": [seen.met],
        }
        high = _scored(other, seen.source, seen.code)
        yield _reason("need", missed.level.code, place, direction, low, high)


def _scored(evaluation: Evaluation, source: str, code: str) -> Side | None:
    """The score that the other edition gives, whatever it needs."""
    scores = evaluation.scores() | {"": evaluation.score}
    key = "" if source == "score" else code
    if source not in {"score", "node"} or key not in scores:
        return None
    score = scores[key]
    actual = None if score is None else decimal_text(score)
    return {"verdict": "pass", "actual": [actual], "met": [None]}


# --- in words


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in the active language: one line, and below it what was seen."""

    line: str
    seen: tuple[str, ...]


class Teller:
    """Puts reasons into words. Without `named` nothing is said that could tell whose
    unit it is: facts and what officials recorded are left out."""

    def __init__(
        self, new: EditionOf, sources: Sequence[EditionOf], *, named: bool
    ) -> None:
        self.new, self.sources, self.named = new, sources, named
        self.known: dict[str, str] = {}

    def say(self, reason: Reason, direction: int, source: int | None = None) -> Said:
        """One reason; `source` is the edition before, without it the first that has
        what the reason names."""
        old = self._before(reason["code"]) if source is None else self.sources[source]
        if reason["of"] == "level":
            return self._level(reason, direction, old)
        if reason["of"] == "need":
            return self._need(reason, direction, old)
        return self._check(reason, direction, old)

    def _before(self, code: str) -> EditionOf:
        for edition in self.sources:
            if code in edition["checks"] or code in map(_code, edition["levels"]):
                return edition
        return self.sources[0]

    def _level(self, reason: Reason, direction: int, old: EditionOf) -> Said:
        sentence = (
            _("The level “%(level)s” is no longer there.")
            if direction == DOWN
            else _("The level “%(level)s” is new.")
        )
        title = level_title(reason["code"], old, self.new)
        return Said(sentence % {"level": title}, ())

    def _check(self, reason: Reason, direction: int, old: EditionOf) -> Said:
        editions = (self.new, old)
        found = [e["checks"].get(reason["code"]) for e in editions]
        title = next(worded(text(c["title"])) for c in found if c is not None)
        before, now = reason["old"], reason["new"]
        parts = {
            "title": title,
            "old": str(VERDICTS[before["verdict"]]) if before else "",
            "new": str(VERDICTS[now["verdict"]]) if now else "",
        }
        line = _changed(before, now, direction) % parts
        return Said(line, tuple(self._seen(reason, direction, old)))

    def _need(self, reason: Reason, direction: int, old: EditionOf) -> Said:
        edition = self.new if direction == DOWN else old
        side = reason["new"] if direction == DOWN else reason["old"]
        level = next(v for v in edition["levels"] if v["code"] == reason["code"])
        asked = level["needs"][reason["place"]]
        if side is None or not side["actual"]:
            need = needed(_seen(asked, None, met=None))
            parts = {"title": worded(text(asked["title"])), "needed": need}
            return Said(_("%(title)s: needed is %(needed)s") % parts, ())
        line = self._sentence(asked, side["actual"][0], met=side["met"][0])
        other = reason["old"] if direction == DOWN else reason["new"]
        if other is None or not other["actual"]:
            return Said(line, ())
        sentence = BEFORE if direction == DOWN else NOW
        score = _("%(score)s points") % {"score": points(other["actual"][0])}
        return Said(line, (str(sentence) % {"sentence": score},))

    def _seen(self, reason: Reason, direction: int, old: EditionOf) -> Iterator[str]:
        """What is missing in the edition in which the unit stands lower, and the same
        tests in the other where they ask for something else."""
        sides = [(self.new, reason["new"], NOW), (old, reason["old"], BEFORE)]
        lower, other = sides if direction == DOWN else sides[::-1]
        tests = list(self._tests(reason["code"], lower))
        missed = [row for row in tests if row[2] is not True]
        yield from self._told(missed, lower[2])
        asked = {(row[0]["source"], row[0]["code"]): row[0] for row in missed}
        yield from self._told(
            [
                row
                for row in self._tests(reason["code"], other)
                if (same := asked.get((row[0]["source"], row[0]["code"])))
                and (same["op"], same["wanted"]) != (row[0]["op"], row[0]["wanted"])
            ],
            other[2],
        )

    def _tests(
        self, code: str, side: tuple[EditionOf, Side | None, Any]
    ) -> Iterator[Tested]:
        edition, found, _when = side
        if found is not None and found["actual"]:
            asked = edition["checks"][code]["tests"]
            yield from zip(asked, found["actual"], found["met"], strict=True)

    def _told(self, rows: Iterable[Tested], when: Any) -> list[str]:
        said = (
            self._sentence(asked, actual, met=met)
            for asked, actual, met in rows
            if self.named or asked["source"] not in PRIVATE
        )
        return [str(when) % {"sentence": line} for line in dict.fromkeys(said)]

    def _sentence(self, asked: Asked, actual: str | None, *, met: bool | None) -> str:
        """Kept: names of places behind codes are read from the database."""
        key = repr(
            (asked["source"], asked["code"], asked["op"], asked["wanted"], actual)
        )
        if key not in self.known:
            self.known[key] = seen_words(_seen(asked, actual, met=met))
        return self.known[key]


def _changed(before: Side | None, now: Side | None, direction: int) -> str:
    if before is None:
        return _("%(title)s: asked for the first time; %(new)s")
    if now is None:
        return _("%(title)s: %(old)s before; not asked any more")
    if before["verdict"] != now["verdict"]:
        return _("%(title)s: %(old)s before, %(new)s now")
    if direction == DOWN:
        return _("%(title)s: %(new)s; before, the level did not need it")
    return _("%(title)s: %(old)s; the level does not need it any more")


def _seen(asked: Asked, actual: str | None, *, met: bool | None) -> Seen:
    return Seen(
        source=asked["source"],
        code=asked["code"],
        title=text(asked["title"]),
        actual=actual,
        op=asked["op"],
        wanted=asked["wanted"],
        unit=text(asked["unit"]) if asked["unit"] else None,
        labels={code: text(label) for code, label in asked["labels"].items()},
        met=met,
    )


def _code(level: LevelOf) -> str:
    return level["code"]


def level_title(code: str, *editions: EditionOf) -> str:
    """A level by its code, as the first edition that has it calls it."""
    for edition in editions:
        for level in edition["levels"]:
            if level["code"] == code:
                return worded(text(level["title"]))
    return code or _("No level")
