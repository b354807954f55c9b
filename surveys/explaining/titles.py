"""The history of a title in words: granted, looked at again, corrected, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from surveys.models import Cluster, Recheck, RecheckItem, Region, Title, TitleChange
from surveys.models.titles import TitleState

WORDS = {
    TitleState.DUE: gettext_lazy("Due for re-check"),
    TitleState.KEPT: gettext_lazy("Looked at again and kept"),
    TitleState.CORRECTED: pgettext_lazy("title", "Corrected"),
    TitleState.WITHDRAWN: pgettext_lazy("title", "Withdrawn"),
}
FIELDS = {
    "holder": gettext_lazy("Holder"),
    "enterprise": gettext_lazy("Enterprise on the platform"),
    "unit": gettext_lazy("Workshop or factory"),
    "region": gettext_lazy("Region"),
    "cluster": gettext_lazy("Cluster"),
}

NAMED = ("region", "cluster")  # which are kept by code


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was corrected."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a title; `at` is a day where no more is known."""

    at: datetime | date
    words: str
    who: str = ""
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    recheck: Recheck | None = None

    @property
    def is_moment(self) -> bool:
        """Whether the time of day is known."""
        return isinstance(self.at, datetime)


def history_of(title: Title) -> list[Step]:
    """What happened to a title, the newest first."""
    changes = list(title.changes.select_related("by"))
    names = _names(changes)
    items = {
        i.recheck.drawn_at: i for i in title.recheck_items.select_related("recheck")
    }
    steps = [_step(change, names, items) for change in changes]
    granted = _("Granted") if title.response_id else _("Granted before the platform")
    return [*steps[::-1], Step(title.granted_on, granted)]


def _step(
    change: TitleChange,
    names: Mapping[str, str],
    items: Mapping[datetime, RecheckItem],
) -> Step:
    drawn = items.get(change.at) if change.target == TitleState.DUE else None
    return Step(
        at=change.at,
        words=str(WORDS[TitleState(change.target)]),
        who=change.by.name if change.by else _("The platform"),
        reason=change.reason,
        differences=tuple(
            Difference(
                str(FIELDS[key]),
                _said(key, change.before[key], names),
                _said(key, change.after[key], names),
            )
            for key in FIELDS
            if key in change.after
        ),
        recheck=drawn.recheck if drawn else None,
    )


def _said(key: str, value: str | None, names: Mapping[str, str]) -> str:
    if value is None:
        return "–"
    return names.get(value, value) if key in NAMED else value


def _names(changes: Iterable[TitleChange]) -> dict[str, str]:
    """The names of the regions and clusters in changes, by code."""
    both = [side for change in changes for side in (change.before, change.after)]
    codes: dict[str, Any] = {
        key: {side[key] for side in both if side.get(key)} for key in NAMED
    }
    rows = (
        *(Region.objects.filter(code__in=codes["region"]) if codes["region"] else ()),
        *(
            Cluster.objects.filter(code__in=codes["cluster"])
            if codes["cluster"]
            else ()
        ),
    )
    return {row.code: row.name for row in rows}
