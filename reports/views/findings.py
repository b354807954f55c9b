"""What a study found, as its page shows it: tiles, charts, tables, sentences."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from django.utils.translation import gettext as _

from reports.examining import names_for
from reports.findings import (
    DOWN,
    UP,
    EditionOf,
    Lack,
    Line,
    Member,
    Move,
    Rehearsal,
    Sensitivity,
    Steadiness,
    text,
)
from reports.models import Study, StudyKind
from reports.reasoning import Teller, level_title
from reports.workbook.sensitivity import method
from reports.workbook.studies import Names, anonymous
from surveys.explaining.words import with_unit, worded

LISTED = 20  # units on a page; the workbook lists all
DRAWN = 400  # units of a chart
BARS = 12
STEPS = (0.5, 1, 2, 5, 10, 20)  # widths of a class of shifts
MOST_CLASSES = 16
Context = dict[str, Any]


def shown(study: Study, *, named: bool) -> Context:
    """The findings for a reader who may see names, or not."""
    if study.kind == StudyKind.REHEARSAL:
        return _rehearsal(cast(Rehearsal, study.findings), named=named)
    return _sensitivity(cast(Sensitivity, study.findings), named=named)


def figure(value: float | None, places: int = 1) -> str:
    """A figure, "–" where there is none or it is not shown."""
    return "–" if value is None else f"{value:.{places}f}".replace("-", "−")


def signed(value: float | None) -> str:
    """A difference with its sign; what rounds to nothing has none."""
    if value is None:
        return "–"
    rounded = round(value, 1) + 0.0
    return "0.0" if rounded == 0 else f"{rounded:+.1f}".replace("-", "−")


def percent(value: float | None) -> str:
    """A share in percent."""
    return "–" if value is None else with_unit(f"{100 * value:.1f}", "%")


def _named(row: Member, names: Names) -> str:
    found = names.get(row["unit"])
    return f"{found[0]} · {found[2]}" if found else anonymous(row)


# --- a rehearsal


def _rehearsal(found: Rehearsal, *, named: bool) -> Context:
    teller = Teller(found["edition"], found["sources"], named=named)
    moved = sorted(
        (move for move in found["moves"] if move["direction"]),
        key=lambda move: (-abs(move["shift"] or 0), move["number"], move["part"]),
    )
    names = names_for(moved[:LISTED]) if named else {}
    classes = list(_classes([m["shift"] for m in found["moves"]]))
    return {
        "found": found,
        "mean": signed(found["shift"]["shift"]["mean"]),
        "same": found["units"] - found["up"] - found["down"],
        "columns": [_level(found, code) for code in found["columns"]],
        "matrix": [
            {"level": _level(found, code), "counts": counts}
            for code, counts in zip(found["rows"], found["matrix"], strict=True)
        ],
        "classes": classes,
        "histogram": _histogram(classes),
        "groups": [
            (_("Cluster"), "clusters", *_lines(found["clusters"], found["shift"])),
            (_("Region"), "regions", *_lines(found["regions"], found["shift"])),
        ],
        "dimensions": _dimensions(found),
        "reasons": [_common(teller, row) for row in found["reasons"]],
        "moves": [_move(found, move, teller, names) for move in moved[:LISTED]],
        "more": max(len(moved) - LISTED, 0),
        "lacks": [
            (_("Questions without an answer"), _lacks(found, found["unanswered"])),
            (_("Answers that no longer fit"), _lacks(found, found["unfit"])),
        ],
        "gone": [
            {"title": worded(text(row["title"])) or row["code"], "n": row["n"]}
            for row in found["gone"]
        ],
    }


def _level(found: Rehearsal, code: str) -> str:
    return level_title(code, found["edition"], *found["sources"])


def _classes(shifts: Sequence[float | None]) -> Iterator[tuple[str, int]]:
    """The shifts in classes of one width, each from its lower end on; who does not
    shift stands in a class of its own."""
    known = [round(shift, 9) for shift in shifts if shift is not None]
    if not known:
        return
    span = max(known) - min(known)
    step = next((s for s in STEPS if span / s <= MOST_CLASSES - 2), STEPS[-1])
    first = math.floor(min(known) / step)
    last = math.floor(max(known) / step) + 1
    for low, high in pairwise(range(first, last + 1)):
        if low == 0 and 0 in known:
            yield "0", known.count(0)
        count = sum(low * step <= s < high * step and s != 0 for s in known)
        parts = {"low": signed(low * step), "high": signed(high * step)}
        yield _("%(low)s to %(high)s") % parts, count


def _histogram(classes: Sequence[tuple[str, int]]) -> Context:
    return {
        "kind": "column",
        "axes": [name for name, _count in classes],
        "unit": _("Units"),
        "series": [{"name": _("Units"), "values": [n for _name, n in classes]}],
    }


def _lines(lines: Sequence[Line], total: Line) -> tuple[list[Context], int]:
    """The groups with figures and the total; how many groups have none."""
    seen = [line for line in lines if line["shift"]["n"] is not None]
    return [_line(line) for line in (*seen, total)], len(lines) - len(seen)


def _line(line: Line) -> Context:
    shifts = line["shift"]
    return {
        "title": worded(text(line["name"])),
        "n": shifts["n"],
        "mean": signed(shifts["mean"]),
        "p25": signed(shifts["p25"]),
        "median": signed(shifts["median"]),
        "p75": signed(shifts["p75"]),
        "up": line["up"],
        "down": line["down"],
    }


def _dimensions(found: Rehearsal) -> list[Context]:
    titles = found["edition"]["nodes"]
    return [
        {
            "title": worded(text(titles[row["code"]])),
            "n": row["n"],
            "old": figure(row["old"]),
            "new": figure(row["new"]),
            "shift": signed(row["shift"]),
        }
        for row in found["dimensions"]
    ]


def _common(teller: Teller, row: Any) -> Context:
    said = teller.say(row["reason"], row["direction"])
    return {"up": row["direction"] == UP, "line": said.line, "n": row["n"]}


def _move(found: Rehearsal, move: Move, teller: Teller, names: Names) -> Context:
    direction = move["direction"]
    return {
        "name": _named(move, names),
        "up": direction == UP,
        "down": direction == DOWN,
        "old": _level(found, move["old_level"]),
        "new": _level(found, move["new_level"]),
        "old_score": figure(move["old_score"]),
        "new_score": figure(move["new_score"]),
        "shift": signed(move["shift"]),
        "reasons": [
            teller.say(reason, direction, move["source"]) for reason in move["reasons"]
        ],
    }


def _lacks(found: Rehearsal, rows: Sequence[Lack]) -> list[Context]:
    titles = found["edition"]["questions"]
    return [
        {
            "title": worded(text(titles[row["code"]])),
            "n": row["n"],
            "share": percent(row["n"] / max(found["units"], 1)),
            "fresh": row["fresh"],
        }
        for row in rows
    ]


# --- a sensitivity study


def _sensitivity(found: Sensitivity, *, named: bool) -> Context:
    rows = sorted(
        (row for row in found["steadiness"] if row["rank"] is not None),
        key=lambda row: (row["rank"] or 0, row["number"], row["part"]),
    )
    unsteady = sorted(rows, key=_steadiness)[:LISTED]
    names = names_for(unsteady) if named else {}
    return {
        "found": found,
        "same": percent(found["same"]),
        "shift": figure(found["shift"]),
        "alpha": figure(found["alphas"][0]["alpha"], 2),
        "method": method(found),
        "band": _band(rows),
        "units": [_unit(found["edition"], row, names) for row in unsteady],
        "more": len(rows) - len(unsteady),
        "items": _items(found)[:LISTED],
        "more_items": max(len(found["items"]) - LISTED, 0),
        "bars": _bars(found),
        "alphas": [
            {
                "title": worded(text(found["edition"]["nodes"][row["code"]]))
                if row["code"]
                else _("The dimensions"),
                "alpha": figure(row["alpha"], 2),
                "items": row["items"],
                "n": row["n"],
            }
            for row in found["alphas"]
        ],
    }


def _steadiness(row: Steadiness) -> tuple[float, float, float]:
    """The least steady first: by level, then by how far the rank may lie."""
    spread = (row["high"] or 0) - (row["low"] or 0)
    return row["same"], -spread, row["rank"] or 0


def _band(rows: Sequence[Steadiness]) -> Context:
    """How far from its rank each unit may lie, as the page's script draws it; of many
    units every so many."""
    some = rows[:: max(math.ceil(len(rows) / DRAWN), 1)]
    return {
        "kind": "band",
        "axes": [figure(row["rank"], 0) for row in some],
        "low": [_away(row, row["low"]) for row in some],
        "high": [_away(row, row["high"]) for row in some],
        "middle": [_away(row, row["median"]) for row in some],
        "names": {
            "x": _("Rank with the weights as they are"),
            "y": _("Places worse (+) or better (−)"),
            "band": _("Nine draws out of ten"),
            "middle": _("Median rank"),
        },
    }


def _away(row: Steadiness, place: float | None) -> float:
    return round((place or 0) - (row["rank"] or 0), 2)


def _unit(edition: EditionOf, row: Steadiness, names: Names) -> Context:
    return {
        "name": _named(row, names),
        "level": level_title(row["level"], edition),
        "rank": figure(row["rank"], 0),
        "median": figure(row["median"], 0),
        "low": figure(row["low"], 0),
        "high": figure(row["high"], 0),
        "same": percent(row["same"]),
    }


def _items(found: Sensitivity) -> list[Context]:
    questions, nodes = found["edition"]["questions"], found["edition"]["nodes"]
    return [
        {
            "title": worded(text(questions[row["code"]])),
            "node": worded(text(nodes[row["node"]])) if row["node"] else "–",
            "shift": figure(row["shift"]),
            "rho": figure(row["rho"], 2),
            "n": row["n"],
        }
        for row in found["items"]
    ]


def _bars(found: Sensitivity) -> Context:
    questions = found["edition"]["questions"]
    some = [row for row in found["items"] if row["shift"] is not None][:BARS]
    return {
        "kind": "bars",
        "axes": [worded(text(questions[row["code"]])) for row in some],
        "series": [
            {
                "name": _("Mean shift of rank"),
                "values": [round(row["shift"] or 0, 2) for row in some],
            }
        ],
    }
