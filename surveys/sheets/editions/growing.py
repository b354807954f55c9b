"""Grows the trees of indicators from lines that name their parents."""

from typing import Any

from django.utils.translation import gettext_noop

from surveys.sheets.editions.computed import INDICATORS, LOOKUPS
from surveys.sheets.editions.gridding import Line
from surveys.sheets.editions.recording import Record, Recorder


def plant(to: Recorder) -> Record:
    """`root` and `indices`; lines that hang together in a circle are a fault."""
    return _Trees(to).grown()


class _Trees:
    """The lines by the node above them."""

    def __init__(self, to: Recorder) -> None:
        self.to, self.done = to, set[int]()
        lines = to.lines("indicators")
        nodes = {ln.values["name"]: ln for ln in lines if "name" in ln.values}
        self.nodes = nodes
        to.once(lines, "name")
        self.tops = [line for line in lines if "parent" not in line.values]
        self.below: dict[str, list[Line]] = {}
        for line in lines:
            parent = line.values.get("parent")
            if parent is not None and parent in nodes:
                self.below.setdefault(parent, []).append(line)
            elif parent is not None:
                to.unknown(line, "parent", parent, "indicators")
        self.points = to.joined("lookups", "node", nodes, "indicators")

    def grown(self) -> Record:
        roots: list[Line] = []
        found: Record = {"indices": []}
        for line in self.tops:
            if line.values.get("tree") == "index":
                path = f"indices[{len(found['indices'])}]"
                found["indices"].append(self.top(line, path))
            else:
                roots.append(line)
        if roots:
            found["root"] = self.top(roots[0], "root")
        self._look_over(roots)
        return found

    def _look_over(self, roots: list[Line]) -> None:
        """Note the lines that the trees do not hold, or not where they say."""
        for line in roots:
            if line.values.get("tree") != "score" or line is not roots[0]:
                self.to.found.wrong(
                    line.cell("parent"),
                    gettext_noop("A line without a parent is the top of a tree."),
                    gettext_noop("a parent, or “score” once and “index” as the tree"),
                )
        for line in self.to.lines("indicators"):
            if "parent" in line.values and "tree" in line.values:
                self.to.found.wrong(
                    line.cell("tree"),
                    gettext_noop("Only the top of a tree says which tree it is."),
                    gettext_noop("an empty cell"),
                )
            if line.row not in self.done and self._is_circular(line):
                self.to.found.wrong(
                    line.cell("parent"),
                    gettext_noop("This line stands below itself."),
                    gettext_noop("a parent that hangs on the top of a tree"),
                )

    def _is_circular(self, line: Line) -> bool:
        """Whether the way up from a line comes back to it."""
        at, seen = self.nodes.get(line.values.get("parent", "")), set[int]()
        while at is not None and at is not line and at.row not in seen:
            seen.add(at.row)
            at = self.nodes.get(at.values.get("parent", ""))
        return at is line

    def top(self, line: Line, path: str) -> Record:
        for column in ("weight", "weight_source", "level", "question"):
            if column in line.values:
                self.to.found.wrong(
                    line.cell(column),
                    gettext_noop("The top of a tree has none of these."),
                    gettext_noop("an empty cell"),
                )
        node = self.to.record(INDICATORS, line, path, within=("node",))
        return self.node(node, line, path)

    def node(self, record: Record, line: Line, path: str) -> Record:
        """A node with what stands below it; each line grows once only."""
        self.done.add(line.row)
        to, name = self.to, line.values.get("name", "")
        points = self.points.pop(name, [])
        below = self.below.pop(name, [])
        to.places[f"{path}.children"] = to.places[f"{path}.points"] = line.cell("name")
        if points:
            record["points"] = [
                to.record(LOOKUPS, point, f"{path}.points[{number}]")
                for number, point in enumerate(points)
            ]
        if below or record.get("aggregate") != "lookup":
            record["children"] = [
                self.child(child, f"{path}.children[{number}]")
                for number, child in enumerate(below)
            ]
        return record

    def child(self, line: Line, path: str) -> Record:
        self.done.add(line.row)
        record: dict[str, Any] = self.to.record(INDICATORS, line, path)
        if "node" in record:
            self.node(record["node"], line, f"{path}.node")
        return record
