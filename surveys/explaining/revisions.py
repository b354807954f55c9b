"""A draft revision that is no edition: which of its parts come from which of ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext_lazy

from surveys.explaining.outline import CONFIDENCES
from surveys.explaining.words import worded
from surveys.scoring import Scheme, Text

# By questionnaire the file of surveys/reference that knows of a revision.
FILES: Mapping[str, str] = {"cmmm": "cmmm2024"}
RELATIONS: Mapping[str, Any] = {
    "same_name": gettext_lazy("same name"),
    "renamed": gettext_lazy("renamed"),
    "widened": gettext_lazy("wider"),
    "split": gettext_lazy("split"),
    "merged": gettext_lazy("merged"),
    "added": gettext_lazy("new"),
}
BASES: Mapping[str, Any] = {
    "name": gettext_lazy("both have the same name"),
    "judgement": gettext_lazy("our own judgement"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One sub-domain of the revision with the one of the edition it comes from.

    process and discrete: its weight in percent within its domain, by the kind of
    production; "–" where it is not known or not used.
    """

    old: str
    old_title: str
    new: str
    new_title: str
    domain: str
    process: str
    discrete: str
    relation: str
    basis: str
    confidence: str
    note: str


def links(scheme: Scheme) -> list[Link]:
    """What became of the parts of an edition; nothing where no revision is known."""
    file = FILES.get(scheme.questionnaire)
    if file is None:
        return []
    found = _read(file)
    domains = {row["code"]: row for row in found["domains"]}
    parts = {row["code"]: row for row in found["subdomains"]}
    return [_link(scheme, row, domains, parts) for row in found["concordance"]]


@cache
def _read(file: str) -> dict[str, Any]:
    path = resources.files("surveys").joinpath("reference", f"{file}.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


Rows = Mapping[str, Mapping[str, Any]]


def _link(scheme: Scheme, row: Mapping[str, Any], domains: Rows, parts: Rows) -> Link:
    old, new = row.get("old"), row.get("new")
    node = scheme.nodes.get(old) if old else None
    part = parts[new] if new else {}
    domain = domains[part["domain"]] if part else {}
    return Link(
        old=old or "",
        old_title=worded(node.title) if node else "",
        new=new or "",
        new_title=_named(part),
        domain=_named(domain),
        process=part.get("process") or "–",
        discrete=part.get("discrete") or "–",
        relation=str(RELATIONS[row["relation"]]),
        basis=str(BASES[row["basis"]]),
        confidence=str(CONFIDENCES[row["confidence"]]),
        note=worded(Text(**row["note"])) if row.get("note") else "",
    )


def _named(row: Mapping[str, Any]) -> str:
    return worded(Text(row["zh"], row["en"])) if row else ""
