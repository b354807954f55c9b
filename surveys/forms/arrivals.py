"""Forms of coming in: a roster, a person, an enterprise that registers, a decision."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.enrolling import Contact, Profile
from surveys.forms.enterprises import ProfileForm
from surveys.inviting import Newcomer
from surveys.inviting.applying import known_words
from surveys.models import (
    Enterprise,
    Invitation,
    MembershipRole,
    Region,
    Registration,
    RegistrationState,
    User,
    checked_credit_code,
)
from surveys.rostering import is_phone
from surveys.sheets.rosters import ROSTER_LIMITS

TAKEN = _("Somebody has an account with this already. Sign in with it instead.")


class RosterForm(forms.Form):
    """A filled roster."""

    file = forms.FileField(
        label=_("Roster"),
        help_text=_("Excel (.xlsx), at most %(size)s MB")
        % {"size": ROSTER_LIMITS.packed // 1_000_000},
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": _("Choose a workbook."),
            "empty": _("The file is empty. Choose another."),
        },
    )


class PhoneField(forms.CharField):
    """A phone number, kept without blanks."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel"}))
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        """The number as people are looked for by it."""
        text = "".join(str(super().clean(value)).split())
        if text:
            try:
                is_phone(text)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("This is no phone number. It has digits only, like 13800138000.")
                ) from None
        return text


class PasswordForm(forms.Form):
    """The name and the first password of somebody who is invited."""

    person_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    @property
    def rules(self) -> list[str]:
        """What a password must be like, one sentence each."""
        return password_validators_help_texts()

    def identifiers(self) -> dict[str, str]:
        """By what the person signs in."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """The password is good, and typed twice the same."""
        data = super().clean() or {}
        password = data.get("password")
        if password and data.get("again") and password != data["again"]:
            self.add_error("again", _("The two passwords differ. Type them again."))
        if password:
            person = User(name=data.get("person_name", ""), **self.identifiers())
            try:
                validate_password(password, person)
            except forms.ValidationError as faults:
                self.add_error("password", faults)
        return data

    def newcomer(self) -> Newcomer:
        """The person who comes in."""
        data = self.cleaned_data
        return Newcomer(data["person_name"], data["password"], **self.identifiers())


class InvitedForm(PasswordForm):
    """Somebody invited: e-mail and phone number are those of the invitation."""

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"person_name": invitation.name})
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def identifiers(self) -> dict[str, str]:
        """Those of the invitation."""
        return {"email": self.invitation.email, "phone": self.invitation.phone}


class ApplicantForm(PasswordForm):
    """Somebody who registers an enterprise without being invited."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        help_text=_("E-mail or phone number: you sign in with it."),
    )
    field_order = ("person_name", "email", "phone", "password", "again")

    def identifiers(self) -> dict[str, str]:
        """As they were typed."""
        data = self.cleaned_data
        return {"email": data.get("email") or "", "phone": data.get("phone") or ""}

    def clean(self) -> dict[str, Any]:
        """One way to sign in, which nobody has yet."""
        data = super().clean()
        given = {key: text for key, text in self.identifiers().items() if text}
        if not given and not {"email", "phone"} & self.errors.keys():
            self.add_error("email", _("Give an e-mail or a phone number."))
        for key, text in given.items():
            if User.objects.by_identifier(text):
                self.add_error(key, forms.ValidationError(TAKEN, code="taken"))
        return data

    def tells_of_an_account(self) -> bool:
        """Whether the answer gives away that somebody has an account."""
        return any(self.has_error(key, "taken") for key in ("email", "phone"))


class ArrivingForm(ProfileForm):
    """The profile of an enterprise that was invited, begun from the roster."""

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        begun = Enterprise(
            name=registration.name,
            region=registration.region,
            primary_cluster=registration.primary_cluster,
        )
        super().__init__(*args, instance=begun, **kwargs)


class RegisteringForm(ProfileForm):
    """An enterprise that registers itself: its code, its region, its profile."""

    # What is known of the code is said before everything else is filled in.
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=24,
        widget=forms.TextInput(
            attrs={
                "hx-get": reverse_lazy("surveys:register_code"),
                "hx-trigger": "change",
                "hx-target": "#code-said",
            }
        ),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Region"),
        empty_label=_("Choose"),
        help_text=_(
            "Where the enterprise is registered, as on the business licence. The place"
            " of registration decides which district reviews you."
        ),
    )
    field_order = ("uscc", "name", "name_en", "region")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Region.objects.valid_on(timezone.localdate(at))

    def clean_uscc(self) -> str:
        """A code of its own: not on the platform, not on its way."""
        code = checked_credit_code(self.cleaned_data["uscc"])
        said = code_words(code)
        if said:
            raise forms.ValidationError(said)
        return code

    def profile(self) -> Profile:
        """What was filled in."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "uscc"}
        others = tuple(data.pop("secondary_clusters"))
        return Profile(secondary_clusters=others, **data)


def code_words(code: str) -> str:
    """What to do where an enterprise with this code need not register; "" if it may."""
    if Enterprise.objects.filter(uscc=code).exists():
        return known_words()
    row = Registration.objects.waiting().filter(uscc=code).first()
    if row is None:
        return ""
    params = {"office": str(row.region)}
    if row.state == RegistrationState.INVITED:
        return (
            _(
                "The office of %(office)s has invited this enterprise. Open the link in"
                " the invitation, or ask the office to send it again."
            )
            % params
        )
    return (
        _(
            "Somebody has registered this enterprise, and the office of %(office)s will"
            " decide. Ask your colleagues, or the office."
        )
        % params
    )


class ColleagueForm(forms.Form):
    """A colleague who is invited into an enterprise."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("The invitation is sent there."),
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        help_text=_("Without an e-mail you get a link to hand over yourself."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        labels = dict(MembershipRole.choices)
        field.choices = [(r, f"{labels[r]}: {words}") for r, words in roles.items()]
        if len(roles) == 1:
            field.initial = next(iter(roles))

    def clean(self) -> dict[str, Any]:
        """One way to reach the person."""
        data = super().clean() or {}
        reached = data.get("email") or data.get("phone")
        if not reached and not {"email", "phone"} & self.errors.keys():
            self.add_error("email", _("Give an e-mail or a phone number."))
        return data

    def contact(self) -> Contact:
        """The person."""
        data = self.cleaned_data
        return Contact(data["name"], data["email"], data["phone"])


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=MembershipRole.choices)


class ReasonForm(forms.Form):
    """Why a registration is declined; the applicant reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant reads it. Say what to do, such as where to apply."),
    )


class RegistrationFilter(forms.Form):
    """Which registrations to list."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *RegistrationState.choices],
        required=False,
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=_("Region"), required=False, empty_label=_("All")
    )
    q = forms.CharField(label=_("Name or credit code"), max_length=60, required=False)

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = regions
