"""Forms of titles: the register's filter, imports, and what becomes of one title."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.forms.reviewing import day_field, words_field
from surveys.models import (
    Cluster,
    Enterprise,
    Region,
    Stage,
    Title,
    TitleState,
    Unit,
)
from surveys.rechecking import Entry
from surveys.sheets.rosters import ROSTER_LIMITS

FIRST_YEAR, LAST_YEAR = 1990, 2100


def year_field(label: Any, **options: Any) -> forms.IntegerField:
    """A calendar year, which may be left open."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        **options,
    )


class TitleFilter(forms.Form):
    """What the register shows; every part may be left open."""

    q = forms.CharField(label=_("Holder or number"), required=False, max_length=60)
    stage = forms.ModelChoiceField(
        Stage.objects.all(), label=_("Stage"), required=False, empty_label=_("All")
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.all(), label=_("Cluster"), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *TitleState.choices],
    )
    year = year_field(pgettext_lazy("of a title", "Granted in"))


class FiguresForm(forms.Form):
    """The year whose figures are told by region and by cluster."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.fields["year"]
        assert isinstance(year, forms.ChoiceField)
        year.choices = [(number, str(number)) for number in years]


class TitleImportForm(forms.Form):
    """A filled register."""

    file = forms.FileField(
        label=_("Register of titles"),
        help_text=_("Excel (.xlsx), at most %(size)s MB")
        % {"size": ROSTER_LIMITS.packed // 1_000_000},
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a workbook."),
            "empty": _("The file is empty. Choose another."),
        },
    )


class CallInForm(forms.Form):
    """Why a title is to be looked at before its day."""

    reason = words_field(_("Reason"))


class KeepForm(forms.Form):
    """What was found, and when the title is to be looked at again."""

    finding = words_field(
        _("What was found"),
        help_text=_("What was looked at, by whom, and that the conditions still hold."),
    )
    due_on = day_field(
        _("Next re-check due on"),
        required=False,
        help_text=_(
            "Leave it empty for the years that titles of this stage hold, if any."
        ),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        """A day still to come."""
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class WithdrawForm(forms.Form):
    """Why a title is withdrawn; a tick, for it is final."""

    reason = words_field(_("Reason"), help_text=_("The enterprise reads it."))
    certain = forms.BooleanField(
        label=_("Withdraw the title from today on; this cannot be undone"),
        error_messages={"required": _("Tick this to withdraw the title.")},
    )


class EntryForm(forms.Form):
    """What the register says of a title's holder, to be corrected."""

    holder = forms.CharField(label=_("Holder"), max_length=250)
    uscc = forms.CharField(
        label=_("Credit code of the enterprise on the platform"),
        max_length=24,
        required=False,
        help_text=_("Links the title to the enterprise. Leave it empty for no link."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Workshop or factory"),
        required=False,
        empty_label=_("Not linked"),
        help_text=_(
            "Of the enterprise with this credit code: after a change of the code, save"
            " and choose again."
        ),
    )
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=_("Region at the time of the grant"),
        required=False,
        empty_label=_("Not given"),
    )
    cluster = forms.ModelChoiceField(
        Cluster.objects.all(),
        label=_("Cluster"),
        required=False,
        empty_label=_("Not given"),
    )
    reason = words_field(_("Reason of the correction"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, title: Title, **kwargs: Any) -> None:
        now = Entry.of(title)
        code = now.enterprise.uscc if now.enterprise else title.uscc
        kwargs.setdefault(
            "initial",
            {
                "holder": now.holder,
                "uscc": code,
                "unit": now.unit,
                "region": now.region,
                "cluster": now.cluster,
                "seen": title.changes.count(),
            },
        )
        super().__init__(*args, **kwargs)
        typed = self.data.get("uscc", "") if self.is_bound else code
        self.enterprise = Enterprise.objects.filter(uscc=_plain(typed)).first()
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = Unit.objects.filter(
            enterprise=self.enterprise, kind=title.stage.unit_kind
        )
        self._of_another = self.enterprise != now.enterprise

    def clean_uscc(self) -> str:
        """A code that somebody on the platform has."""
        code = _plain(self.cleaned_data["uscc"])
        if code and self.enterprise is None:
            raise forms.ValidationError(
                _(
                    "No enterprise on the platform has this credit code. Leave it empty"
                    " until it is there."
                )
            )
        return code

    def entry(self) -> Entry:
        """What the register is to say."""
        data = self.cleaned_data
        return Entry(
            holder=" ".join(data["holder"].split()),
            enterprise=self.enterprise,
            unit=data["unit"],
            region=data["region"],
            cluster=data["cluster"],
        )


def _plain(text: Any) -> str:
    return "".join(str(text).split()).upper()[:24].replace("\0", "")
