"""What a verification of the audit trail found, in sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from surveys.explaining.words import day, figure

# By kind of fault, each with the number of the first bad row.
FAULTS: Mapping[str, Any] = {
    "missing": gettext_lazy(
        "Row %(seq)s is missing: it was deleted. Later rows are there."
    ),
    "cut": gettext_lazy(
        "The trail was cut off: row %(seq)s and all after it are missing, up to row"
        " %(last)s, which was there."
    ),
    "cut-": gettext_lazy(
        "The trail was cut off, or an older copy of the database was brought back: row"
        " %(seq)s and all after it are missing. The anchor of %(day)s has seen row"
        " %(last)s."
    ),
    "changed": gettext_lazy(
        "Row %(seq)s is not what the platform wrote under this number: it was changed,"
        " exchanged or put in."
    ),
    "unsealed": gettext_lazy("The seal of row %(seq)s was deleted."),
    "resealed": gettext_lazy(
        "The seal of row %(seq)s does not fit: the seal, or the identifier of the row,"
        " was changed."
    ),
    "key": gettext_lazy(
        "Row %(seq)s was sealed with a key that is not at hand. If the key was changed,"
        " the operator has to name the former one in DENGTA_OLD_AUDIT_KEYS; otherwise"
        " somebody else laid this seal."
    ),
    "inserted": gettext_lazy(
        "Row %(seq)s was put in: the platform has given numbers up to %(last)s only."
    ),
    "set_back": gettext_lazy(
        "Row %(seq)s is genuine, but the counter of the trail stands at %(last)s: it"
        " was set back."
    ),
    "replaced": gettext_lazy(
        "From row %(seq)s on, and by row %(until)s at the latest, the trail is not the"
        " one that the anchor of %(day)s has seen: an older copy of the database was"
        " brought back, or rows were written anew with the key."
    ),
    "unanchored": gettext_lazy(
        "The anchor of %(day)s, at row %(seq)s, was deleted from the database; the file"
        " of anchors still has it."
    ),
}


def fault_sentence(fault: Mapping[str, Any]) -> str:
    """What is wrong with the first bad row; `fault` as `Verdict.plain` has it."""
    params = dict(fault["params"])
    kind = "cut-" if fault["kind"] == "cut" and params["day"] else str(fault["kind"])
    if params.get("day"):
        params["day"] = day(params["day"])
    return str(FAULTS[kind]) % {"seq": fault["seq"], **params}


def verdict_sentences(verdict: Mapping[str, Any]) -> list[str]:
    """What holds, or the first fault; then what else whoever looks should know."""
    fault = verdict["fault"]
    found = fault_sentence(fault) if fault else _holds(verdict)
    return [found, *([] if fault else [_anchored(verdict)]), *_notes(verdict)]


def _holds(verdict: Mapping[str, Any]) -> str:
    rows, sealed = verdict["rows"], verdict["sealed"]
    if not rows:
        return _("The audit trail has no row yet.")
    said = ngettext(
        "The trail is whole: %(rows)s row is as it was written; sealed up to row"
        " %(sealed)s.",
        "The trail is whole: all %(rows)s rows are as they were written; sealed up to"
        " row %(sealed)s.",
        rows,
    )
    return said % {"rows": figure(str(rows), 0), "sealed": figure(str(sealed), 0)}


def _anchored(verdict: Mapping[str, Any]) -> str:
    said = ngettext(
        "It agrees with %(anchors)s anchor in the database and %(noted)s in the file.",
        "It agrees with %(anchors)s anchors in the database and %(noted)s in the file.",
        verdict["anchors"],
    )
    return said % {"anchors": verdict["anchors"], "noted": verdict["noted"]}


def _notes(verdict: Mapping[str, Any]) -> list[str]:
    notes = []
    if verdict["anchors"] and not verdict["noted"]:
        notes.append(
            _(
                "The file of anchors was not found or is empty: whether the end of the"
                " trail was cut off cannot be told by it. Is DENGTA_AUDIT_ANCHORS set"
                " as where the trail is sealed?"
            )
        )
    if count := verdict["unreadable"]:
        said = ngettext(
            "%(count)s line of the file of anchors cannot be read.",
            "%(count)s lines of the file of anchors cannot be read.",
            count,
        )
        notes.append(said % {"count": count})
    return notes
