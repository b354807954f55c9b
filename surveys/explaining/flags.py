"""Says each flag of a file in one sentence, with its figures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.explaining.needs import NEEDS
from surveys.explaining.words import figure, listed, quoted, worded
from surveys.models import Flag, FlagKind
from surveys.scoring import Text

Params = Mapping[str, Any]
PLACES = 2


@dataclass(frozen=True, slots=True)
class Said:
    """A flag in the active language: the short words of a list, and the sentence."""

    kind: str
    tag: str
    text: str
    code: str
    weight: int


def said(flag: Flag) -> Said:
    """Say a flag in the active language."""
    text = SENTENCES[FlagKind(flag.kind)](flag.params)
    tag = str(FlagKind(flag.kind).label)
    return Said(flag.kind, tag, text, flag.code, flag.weight)


def all_said(flags: Iterable[Flag]) -> list[Said]:
    """Several flags: of each kind the heaviest, which its risk comes from, then the
    others; each part from the heaviest down."""
    ordered = sorted(flags, key=_order)
    first = {flag.kind: flag for flag in reversed(ordered)}
    return [said(f) for f in sorted(ordered, key=lambda f: first[f.kind] is not f)]


def _order(flag: Flag) -> tuple[int, str, str]:
    return -flag.weight, flag.kind, flag.code


def _named(names: Mapping[str, str] | None) -> str:
    """A name in the active language; nothing for none."""
    return worded(Text(**names)) if names else ""


def _shared(params: Params) -> str:
    return listed(
        ngettext(
            "The file “%(name)s” was handed in by %(others)s other enterprise, too.",
            "The file “%(name)s” was handed in by %(others)s other enterprises, too.",
            file["others"],
        )
        % file
        for file in params["files"]
    )


def _thin(params: Params) -> str:
    return (
        _(
            "A high claim (%(score)s points), yet only %(proven)s of %(claims)s answers"
            " that a file would prove have one."
        )
        % params
    )


def _texts(params: Params) -> str:
    return " ".join(_named(text) for text in params["texts"])


def _outlier(params: Params) -> str:
    sentences = {
        (True, True): _(
            "“%(title)s” is %(away)s points above the cluster's median of %(median)s"
            " (n = %(n)s)."
        ),
        (True, False): _(
            "“%(title)s” is %(away)s points below the cluster's median of %(median)s"
            " (n = %(n)s)."
        ),
        (False, True): _(
            "The score is %(away)s points above the cluster's median of %(median)s"
            " (n = %(n)s)."
        ),
        (False, False): _(
            "The score is %(away)s points below the cluster's median of %(median)s"
            " (n = %(n)s)."
        ),
    }
    sentence = sentences[params["title"] is not None, params["above"]]
    return sentence % {**params, "title": _named(params["title"])}


def _jump(params: Params) -> str:
    told = {
        "round": _named(params["round"]),
        "before": _named(params["level_before"]) or _("no level"),
        "now": _named(params["level"]) or _("no level"),
    }
    if not params["rise"] or params["levels"] > 1:
        return _("Since “%(round)s” from “%(before)s” to “%(now)s”.") % told
    return _(
        "%(rise)s points more than in “%(round)s”: %(score_before)s then,"
        " %(score)s now."
    ) % {**params, **told}


def _corrected(params: Params) -> str:
    return (
        ngettext(
            "The district corrected %(corrections)s answer: %(reviewed)s points"
            " instead of the claimed %(score)s.",
            "The district corrected %(corrections)s answers: %(reviewed)s points"
            " instead of the claimed %(score)s.",
            params["corrections"],
        )
        % params
    )


def _unproven(params: Params) -> str:
    titles = quoted([Text(**names) for names in params["titles"]])
    return ngettext(
        "%(count)s of %(of)s thresholds is met by word alone, without a file:"
        " %(titles)s.",
        "%(count)s of %(of)s thresholds are met by word alone, without a file:"
        " %(titles)s.",
        params["count"],
    ) % {**params, "titles": titles}


def _near(params: Params) -> str:
    unit = _named(params["unit"])
    needed = NEEDS[params["op"]] % {"value": figure(params["wanted"], PLACES, unit)}
    return _("“%(title)s” is met by very little: %(actual)s, needed is %(needed)s.") % {
        "title": _named(params["title"]),
        "actual": figure(params["actual"], PLACES, unit),
        "needed": needed,
    }


def _run(params: Params) -> str:
    return _(
        "%(count)s of %(of)s choices in a row took the same place, from “%(first)s” to"
        " “%(last)s”."
    ) % {**params, "first": _named(params["first"]), "last": _named(params["last"])}


SENTENCES: Mapping[FlagKind, Callable[[Params], str]] = {
    FlagKind.SHARED_FILE: _shared,
    FlagKind.THIN: _thin,
    FlagKind.ARITHMETIC: _texts,
    FlagKind.CONTRADICTION: _texts,
    FlagKind.OUTLIER: _outlier,
    FlagKind.JUMP: _jump,
    FlagKind.CORRECTED: _corrected,
    FlagKind.UNPROVEN: _unproven,
    FlagKind.NEAR_GATE: _near,
    FlagKind.LONG_RUN: _run,
}
