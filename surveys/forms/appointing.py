"""Forms of officials: their accounts, the offices they are given, and who follows."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.enrolling import Contact
from surveys.explaining.parties import office_title
from surveys.forms.arrivals import PasswordForm, PhoneField
from surveys.forms.choosing import RowsField
from surveys.forms.reviewing import day_field, words_field
from surveys.models import Office, OfficeRole, Region, User

HELD, EVER, NONE = "held", "ever", "none"
WHEN = (
    (HELD, _("Held today or to come")),
    (EVER, _("Ever held")),
    (NONE, _("No office today")),
)


class OfficialFilter(forms.Form):
    """Which officials to list; every part may be left open."""

    q = forms.CharField(
        label=_("Name, e-mail or phone number"), required=False, max_length=60
    )
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", _("All")), *OfficeRole.choices],
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=_("Region"), required=False, empty_label=_("All")
    )
    when = forms.ChoiceField(
        label=_("Offices"), required=False, choices=[("", _("All officials")), *WHEN]
    )

    def __init__(self, *args: Any, regions: Iterable[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)
        # They are read already; the field would read them once more.
        region.choices = [("", _("All")), *((row.pk, str(row)) for row in regions)]


class AccountForm(forms.Form):
    """A new official: who, and how to reach them."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("The link to choosing a password is sent there."),
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        help_text=_("Without an e-mail you get a link to hand over yourself."),
    )

    def clean(self) -> dict[str, Any]:
        """One way to sign in, which nobody has yet."""
        data = super().clean() or {}
        given = {key: data.get(key) for key in ("email", "phone")}
        if not any(given.values()) and not given.keys() & self.errors.keys():
            self.add_error("email", _("Give an e-mail or a phone number."))
        for key, text in given.items():
            known = User.objects.by_identifier(text) if text else None
            if known:
                self.add_error(
                    key,
                    _(
                        "%(name)s has an account with this already. Choose that person"
                        " in the list, or give another."
                    )
                    % {"name": known.name},
                )
        return data

    def contact(self) -> Contact:
        """The person."""
        data = self.cleaned_data
        return Contact(data["name"], data["email"], data["phone"])


class ChosenPasswordForm(PasswordForm):
    """The password that somebody chooses who has an account."""

    person_name = None  # type: ignore[assignment]  # so Django takes a field away

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def identifiers(self) -> dict[str, str]:
        """By what the person signs in."""
        return {"email": self.user.email or "", "phone": self.user.phone or ""}

    def clean_password(self) -> str:
        """A password that has nothing of the person's name in it."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


def last_day_field(**options: Any) -> forms.DateField:
    """The last day of an office."""
    options.setdefault("required", False)
    return day_field(_("Last day"), **options)


class OfficeForm(forms.Form):
    """An office to be given: what, where, from when to when, and why."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose"))])
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        required=False,
        empty_label=_("The whole city"),
        help_text=_("Of a district reviewer; every other office is over the city."),
    )
    since = day_field(_("First day"))
    last_day = last_day_field(help_text=_("Leave it empty where it has no end yet."))
    reason = words_field(
        _("Reason"), help_text=_("Such as the number of the letter of appointment.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["since"].initial = today
        role, region = self.fields["role"], self.fields["region"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", _("Choose")), *OfficeRole.choices]
        assert isinstance(region, forms.ModelChoiceField)
        region.queryset = Region.objects.valid_on(today)

    def clean_since(self) -> date:
        """Today or later: what was done before was done without the office."""
        since: date = self.cleaned_data["since"]
        if since < self.today:
            raise forms.ValidationError(_("Choose today or a day that is to come."))
        return since

    def clean(self) -> dict[str, Any]:
        """A region exactly for a district reviewer; an end after the beginning."""
        data = super().clean() or {}
        role, region = data.get("role"), data.get("region")
        if role == OfficeRole.DISTRICT_REVIEWER and region is None:
            self.add_error("region", _("Choose the region of the district reviewer."))
        if role and role != OfficeRole.DISTRICT_REVIEWER and region is not None:
            self.add_error("region", _("This office is over the whole city."))
        since, last = data.get("since"), data.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("The last day lies before the first."))
        return data


def after(last: date | None, today: date) -> date:
    """The first day on which an office is no longer held; today, where it ends at
    once."""
    return last + timedelta(days=1) if last else today


class EndForm(forms.Form):
    """The end of an office."""

    last_day = last_day_field(help_text=_("Leave it empty to end it at once."))
    reason = words_field(_("Reason"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last_day(self) -> date | None:
        """Today or later."""
        last: date | None = self.cleaned_data["last_day"]
        if last is not None and last < self.today:
            raise forms.ValidationError(_("Choose today or a day that is to come."))
        return last


class OfficesField(RowsField):
    """Several offices, named by role and region."""

    def label_from_instance(self, obj: Office) -> str:
        """As everywhere else."""
        return office_title(obj.role, obj.region)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One official, named so that two of the same name can be told apart."""

    def label_from_instance(self, obj: User) -> str:
        """Name and how they sign in."""
        return f"{obj.name} · {obj.email or obj.phone}"


class HandOverForm(forms.Form):
    """What goes over to whom."""

    offices = OfficesField(
        Office.objects.none(),
        label=_("What is handed over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one office to hand over.")},
    )
    successor = PersonField(
        User.objects.none(),
        label=_("Successor"),
        empty_label=_("Choose"),
        help_text=_("Somebody who has an account as an official and can sign in."),
    )
    reason = words_field(_("Reason"))

    def __init__(
        self,
        *args: Any,
        offices: QuerySet[Office],
        successors: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen, person = self.fields["offices"], self.fields["successor"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = offices
        chosen.initial = [office.pk for office in offices]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = successors


class RegionsForm(forms.Form):
    """The regions that the offices of an ended one go to."""

    successors = RowsField(
        Region.objects.none(),
        label=_("They hold the same office over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one region.")},
    )
    reason = words_field(_("Reason"))

    def __init__(self, *args: Any, region: Region, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successors"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = region.successors.all().valid_on(today)
        field.initial = [row.pk for row in field.queryset]
