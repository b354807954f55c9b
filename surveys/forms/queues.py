"""What a queue shows and in which order, and whose hands its files go into."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.forms.choosing import LONGEST_ID
from surveys.models import (
    Cluster,
    Flag,
    FlagKind,
    Office,
    OfficeRole,
    Region,
    Response,
    Round,
    User,
    held_on,
)
from surveys.models.responses import BY_RISK
from surveys.workdays import waiting_since
from surveys.workflow import Status

Choices = list[tuple[str, Any]]
MINE, NOBODY = "mine", "nobody"
ALL: Choices = [("", _("All"))]
MOST = 50  # files at once: those of one page
ORDERS: Mapping[str, tuple[str, ...]] = {
    "risk": BY_RISK,
    "age": ("status_at", "pk"),
    "name": ("unit__enterprise__name", "unit__name", "pk"),
}
PATHS = {
    "status": "status",
    "round": "round",
    "cluster": "unit__enterprise__primary_cluster",
    "region": "unit__enterprise__region",
}


def choices_of(day: date, regions: Collection[int] | None) -> dict[str, Choices]:
    """Rounds, clusters, regions of that day, and reviewers of these regions (None: of
    all); read in one query, for officials open this page all day."""
    offices = Office.objects.filter(held_on(day), role=OfficeRole.DISTRICT_REVIEWER)
    if regions is not None:
        offices = offices.filter(region__in=list(regions))
    names = ("name_zh", "name_en")
    place = F("tier__order") * 1_000 + F("order")
    one = regions is not None and len(regions) == 1
    person = ("user", *_names(with_region=not one), Value(0))
    rows = _rows("round", Round.objects.all(), "pk", *names, 0 - F("year")).union(
        _rows("cluster", Cluster.objects.all(), "pk", *names, place),
        # Access follows the regions of today: nobody is registered in an old one.
        _rows("region", Region.objects.valid_on(day), "pk", *names, F("order")),
        _rows("person", offices, *person),
    )
    english = (get_language() or "zh").startswith("en")
    found: dict[str, Choices] = {"round": [], "cluster": [], "region": [], "person": []}
    for kind, pk, zh, en, _place in sorted(rows, key=itemgetter(0, 4, 2, 1)):
        found[kind].append((str(pk), en if english else zh))
    return found


def _rows(kind: str, rows: QuerySet[Any], *columns: Any) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(Value(kind, CharField()), *columns)


def _names(*, with_region: bool) -> tuple[Any, Any]:
    """A reviewer's name in both languages, with the region where several are listed."""
    if not with_region:
        return F("user__name"), F("user__name")
    zh = Concat("user__name", Value("（"), "region__name_zh", Value("）"))
    return zh, Concat("user__name", Value(" ("), "region__name_en", Value(")"))


class QueueFilter(forms.Form):
    """What a queue shows; every part may be left open."""

    q = forms.CharField(label=_("Enterprise or unit"), required=False, max_length=60)
    status = forms.ChoiceField(label=_("Status"), required=False)
    who = forms.ChoiceField(label=_("Reviewer"), required=False)
    flag = forms.ChoiceField(
        label=_("To look at"), choices=[*ALL, *FlagKind.choices], required=False
    )
    round = forms.ChoiceField(label=_("Round"), required=False)
    cluster = forms.ChoiceField(label=_("Cluster"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    order = forms.ChoiceField(
        label=_("Sort by"),
        choices=[
            ("risk", _("Risk")),
            ("age", _("Waiting time")),
            ("name", _("Name")),
        ],
        required=False,
    )
    overdue = forms.BooleanField(label=_("Only overdue ones"), required=False)

    def __init__(
        self,
        *args: Any,
        statuses: Collection[Status],
        found: Mapping[str, Choices],
        leave_out: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        mine: Choices = [(MINE, _("Mine")), (NOBODY, _("Nobody's"))]
        several = {
            "status": [(status.value, status.label) for status in statuses],
            "who": [*mine, *found["person"]],
            **{name: found[name] for name in ("round", "cluster", "region")},
        }
        for name, choices in several.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*ALL, *choices]
        for name in leave_out:
            del self.fields[name]

    def narrowed(
        self, rows: QuerySet[Response], *, by: User, at: datetime
    ) -> QuerySet[Response]:
        """The files it asks for, in its order; what cannot be understood is told of by
        its errors and filters nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        rows = rows.filter(looked_for(chosen))
        rows = _of(rows, chosen.get("who", ""), by)
        if kind := chosen.get("flag"):
            flags = Flag.objects.filter(submission__response=OuterRef("pk"), kind=kind)
            rows = rows.filter(Exists(flags))
        if chosen.get("overdue"):
            rows = rows.filter(overdue(at))
        return rows.order_by(*ORDERS[chosen.get("order") or "risk"])


def looked_for(chosen: Mapping[str, Any]) -> Q:
    """The files with this text in their names or this credit code (`q`), and with what
    else was chosen of `PATHS`."""
    found = Q(**{PATHS[name]: chosen[name] for name in PATHS if chosen.get(name)})
    if text := chosen.get("q", "").strip():
        enterprise = Q(unit__enterprise__name__icontains=text)
        code = Q(unit__enterprise__uscc=text.upper())
        found &= enterprise | code | Q(unit__name__icontains=text)
    return found


def _of(rows: QuerySet[Response], who: str, by: User) -> QuerySet[Response]:
    if who == NOBODY:
        return rows.filter(reviewer=None)
    if who:
        return rows.filter(reviewer=by.pk if who == MINE else int(who))
    return rows


def overdue(at: datetime) -> Q:
    """Files that wait for the district longer than their round wants."""
    today = timezone.localdate(at)
    targets = Round.objects.order_by().values_list("review_days", flat=True).distinct()
    late = Q(pk=None)
    for days in targets:
        last = waiting_since(today, days)
        late |= Q(round__review_days=days, status_at__date__lte=last)
    return late & Q(status=Status.SUBMITTED)


def picked(data: Any) -> list[int]:
    """The ids of the files that were ticked; what can be none is left out."""
    given = (text for text in data.getlist("file") if text.isdecimal())
    keys = {int(text) for text in given if len(text) <= LONGEST_ID}
    return sorted(keys)[:MOST]


class DispatchForm(forms.Form):
    """What becomes of the ticked files: to a colleague, to oneself, laid back."""

    act = forms.ChoiceField(
        choices=[("hand", _("Hand over")), ("take", _("Take")), ("back", _("Lay back"))]
    )
    to = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("Choose a colleague who reviews this region.")
        },
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people

    def clean(self) -> dict[str, Any]:
        """Handing over needs somebody."""
        cleaned = super().clean() or {}
        lacks = cleaned.get("act") == "hand" and not cleaned.get("to")
        if lacks and "to" not in self.errors:
            self.add_error("to", _("Choose whom to hand the files to."))
        return cleaned
