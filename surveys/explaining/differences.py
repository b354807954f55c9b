"""What one edition has and another has not: questions, weights, levels, codes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from django.utils.translation import gettext as _

from surveys.explaining.demands import in_one_line
from surveys.explaining.fields import (
    CHECK,
    EXTERNAL,
    HEAD,
    LEVEL,
    NODE,
    NONE,
    OPTION,
    QUESTION,
    SECTION,
    SOURCE,
    Change,
    Document,
    Fields,
    changes,
    shown_text,
)
from surveys.explaining.outline import percent
from surveys.explaining.rules import scoring_lines
from surveys.explaining.words import worded
from surveys.scoring import Node, Scheme

Things = Mapping[str, Document]
More = Callable[[Document, Document], Iterable[Change]]
SAME: Mapping[str, str] = {}


def _nothing(_old: Document, _new: Document) -> Iterable[Change]:
    """What a thing without parts of its own has besides its fields."""
    return ()


@dataclass(frozen=True, slots=True)
class Side:
    """An edition to be compared: its document, and the same compiled."""

    document: Document
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that differs. state: added, removed or changed; was: its code in the
    old edition, where it is another one."""

    code: str
    title: str
    state: str
    was: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of a code. state: renamed, dropped, missing (in the new edition
    neither kept nor named) or new."""

    old: str
    old_title: str
    new: str
    new_title: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs, by what it belongs to; each a list of rows."""

    head: tuple[Change, ...] = ()
    sections: list[Row] = field(default_factory=list)
    questions: list[Row] = field(default_factory=list)
    weights: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    levels: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    externals: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    codes: list[Mapped] = field(default_factory=list)
    kept: int = 0

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.counts)

    def groups(self) -> list[tuple[str, list[Row]]]:
        """The lists of rows with their headings, but for the weights."""
        return [
            (_("Sections"), self.sections),
            (_("Questions"), self.questions),
            (_("Indicators"), self.indicators),
            (_("Levels"), self.levels),
            (_("Checks"), self.checks),
            (_("Facts an official records"), self.externals),
            (_("Sources"), self.sources),
        ]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows there are of each kind, without the empty ones."""
        head = [(_("About the edition"), len(self.head))]
        rows = [(title, len(rows)) for title, rows in self.groups()]
        weights = [(_("Weights (share of the whole)"), len(self.weights))]
        return [(title, count) for title, count in head + rows + weights if count]


def compare(old: Side, new: Side) -> Differences:
    """Everything in which `new` differs from `old`, in words of the active language."""
    names = _names(old, new)
    codes, kept = _codes(old, new, names)

    def rows(of: Callable[[Side], Things], fields: Fields) -> list[Row]:
        return _rows(of(old), of(new), fields)

    return Differences(
        head=tuple(changes(old.document, new.document, HEAD)),
        sections=rows(lambda side: _listed(side.document, "sections"), SECTION),
        questions=_rows(
            _questions(old),
            _questions(new),
            QUESTION,
            names,
            partial(_choice_changes, _option_names(new)),
        ),
        weights=_weights(old.scheme, new.scheme, names),
        indicators=rows(lambda side: _nodes(side.document), NODE),
        levels=rows(_levels, LEVEL),
        checks=rows(_checks, CHECK),
        externals=rows(lambda side: _listed(side.document, "externals"), EXTERNAL),
        sources=rows(lambda side: side.document.get("sources") or {}, SOURCE),
        codes=codes,
        kept=kept,
    )


# --- which code is which


def _names(old: Side, new: Side) -> dict[str, str]:
    """New codes by old ones, for the questions that the concordance renames."""
    concordance = new.scheme.concordance
    if concordance is None or concordance.edition != old.scheme.edition:
        return {}
    return {code: r.new for code, r in concordance.codes.items() if r.new is not None}


def _codes(old: Side, new: Side, names: Mapping[str, str]) -> tuple[list[Mapped], int]:
    """What became of the codes of questions, and how many are simply kept."""
    before, after = old.scheme.questions, new.scheme.questions
    known = new.scheme.concordance
    named = known.codes if known and known.edition == old.scheme.edition else {}
    found, taken, kept = [], set(names.values()), 0
    for code, question in before.items():
        entry, title = named.get(code), worded(question.title)
        if entry is None and code in after:
            taken.add(code)
            kept += 1
        elif entry is None or entry.new is None:
            state = "missing" if entry is None else "dropped"
            note = worded(entry.note) if entry else ""
            found.append(Mapped(code, title, "", "", state, note))
        else:
            to = after.get(entry.new)
            shown = worded(to.title) if to else ""
            note = worded(entry.note)
            found.append(Mapped(code, title, entry.new, shown, "renamed", note))
    fresh = (question for code, question in after.items() if code not in taken)
    found += [Mapped("", "", q.code, worded(q.title), "new") for q in fresh]
    return found, kept


# --- an edition as things by code


def _listed(document: Document, key: str) -> Things:
    return {row["code"]: row for row in document.get(key) or []}


def _questions(side: Side) -> Things:
    """The questions, with what is said best from the compiled ones."""
    found: dict[str, Document] = {}
    for section in side.document["sections"]:
        for question in section["questions"]:
            compiled = side.scheme.questions[question["code"]]
            found[compiled.code] = {
                **question,
                "section": section["title"],
                "scoring": "\n".join(scoring_lines(compiled)),
                "asked": in_one_line(compiled.relevant),
            }
    return found


def _levels(side: Side) -> Things:
    said = {level.code: in_one_line(level.needs) for level in side.scheme.levels}
    found = _listed(side.document, "levels")
    return {code: {**level, "needs": said[code]} for code, level in found.items()}


def _checks(side: Side) -> Things:
    said = {check.code: in_one_line(check.test) for check in side.scheme.checks}
    found = _listed(side.document, "checks")
    return {code: {**check, "test": said[code]} for code, check in found.items()}


def _nodes(document: Document) -> Things:
    trees = [document["root"], *(document.get("indices") or [])]
    return {node["code"]: node for tree in trees for node in _walk(tree)}


def _walk(node: Document) -> Iterator[Document]:
    yield node
    for child in node.get("children") or []:
        if child.get("node"):
            yield from _walk(child["node"])


# --- rows


def _rows(
    old: Things,
    new: Things,
    fields: Fields,
    names: Mapping[str, str] = SAME,
    more: More = _nothing,
) -> list[Row]:
    """Added, removed and changed things, in the order of the new edition."""
    was = {after: before for before, after in names.items()}
    rows = []
    for code, thing in new.items():
        before = was.get(code, code)
        if before not in old:
            rows.append(Row(code, shown_text(thing.get("title")), "added"))
            continue
        found = (*changes(old[before], thing, fields), *more(old[before], thing))
        renamed = before if before != code else ""
        if found or renamed:
            title = shown_text(thing.get("title"))
            rows.append(Row(code, title, "changed", renamed, found))
    gone = [code for code in old if names.get(code, code) not in new]
    titles = (shown_text(old[code].get("title")) for code in gone)
    return rows + [Row(c, t, "removed") for c, t in zip(gone, titles, strict=True)]


def _option_names(new: Side) -> dict[str, Mapping[str, str]]:
    """By new question code, the new codes of its options by the old ones."""
    concordance = new.scheme.concordance
    if concordance is None:
        return {}
    return {r.new: r.options for r in concordance.codes.values() if r.new is not None}


def _choice_changes(
    names: Mapping[str, Mapping[str, str]], old: Document, new: Document
) -> Iterator[Change]:
    """Options and lines: added, removed, renamed, or with other words or points."""
    renamed = {"options": names.get(new["code"], SAME)}
    for key, label in (("options", _("Option")), ("rows", _("Line"))):
        before, after = _listed(old, key), _listed(new, key)
        for row in _rows(before, after, OPTION, renamed.get(key, SAME)):
            name = f"{label} {row.code}"
            if row.state == "added":
                yield Change(name, NONE, _with_points(after[row.code]))
            elif row.state == "removed":
                yield Change(name, _with_points(before[row.code]), NONE)
            if row.was:
                yield Change(name, row.was, row.code)
            for change in row.changes:
                yield Change(f"{name}: {change.field}", change.old, change.new)


def _with_points(option: Document) -> str:
    points, title = option.get("points"), shown_text(option["title"])
    return title if points is None else f"{title} ({points})"


# --- weights


def _weights(old: Scheme, new: Scheme, names: Mapping[str, str]) -> list[Row]:
    """Whose share of the whole differs; things that are new or gone as well."""
    before, after = (_shares(scheme) for scheme in (old, new))
    was = {later: code for code, later in names.items()}
    rows = []
    for code, (title, share) in after.items():
        earlier = before.get(was.get(code, code))
        if earlier is None or earlier[1] != share:
            from_ = percent(earlier[1]) if earlier else NONE
            change = Change(_("Weight"), from_, percent(share))
            rows.append(Row(code, title, "changed", "", (change,)))
    for code, (title, share) in before.items():
        if names.get(code, code) not in after:
            change = Change(_("Weight"), percent(share), NONE)
            rows.append(Row(code, title, "removed", "", (change,)))
    return rows


def _shares(scheme: Scheme) -> dict[str, tuple[str, Fraction]]:
    """The share of each place in its tree; of what stands at several, together."""
    found: dict[str, tuple[str, Fraction]] = {}
    for tree in (scheme.root, *scheme.indices):
        for code, title, share in _spread(tree, Fraction(1)):
            found[code] = (title, share + found.get(code, ("", Fraction(0)))[1])
    return found


def _spread(node: Node, whole: Fraction) -> Iterator[tuple[str, str, Fraction]]:
    for child in node.children:
        share = whole * child.share
        yield child.item.code, worded(child.item.title), share
        if isinstance(child.item, Node):
            yield from _spread(child.item, share)
