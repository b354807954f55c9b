"""What an enterprise says of itself."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.enrolling import Contact, Profile
from surveys.forms.choosing import RowsField
from surveys.models import (
    Cluster,
    Enterprise,
    ProcessType,
    Region,
    User,
    checked_credit_code,
)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The profile; region and credit code are changed by officials only."""

    class Meta:
        model = Enterprise
        fields = (
            "name",
            "name_en",
            "industry",
            "process_type",
            "primary_cluster",
            "secondary_clusters",
            "employees",
            "revenue",
            "sme_tier",
            "chain_role",
            "whole_machines",
        )
        labels = {
            "industry": _("Industry division"),
            "process_type": _("Type of production"),
            "primary_cluster": _("Primary cluster"),
            "secondary_clusters": _("Other clusters"),
            "sme_tier": _("SME tier"),
            "chain_role": _("Role in the chain"),
        }
        help_texts = {
            "primary_cluster": _("Every figure of a cluster counts you in this one."),
            "secondary_clusters": _("Where you also supply; leave it open if nowhere."),
            "employees": _("At the end of last year."),
        }
        field_classes = {"secondary_clusters": RowsField}
        widgets = {"secondary_clusters": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Cluster.objects.all()
        for name in ("primary_cluster", "secondary_clusters"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = clusters
        self._name_the_empty_choice()

    def _name_the_empty_choice(self) -> None:
        """Words instead of Django's dashes."""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                if field.empty_label is not None:
                    field.empty_label = _("Choose") if field.required else _("None")
            elif isinstance(field, forms.TypedChoiceField):
                field.choices = [("", _("Choose")), *ProcessType.choices]

    def profile(self) -> Profile:
        """What was filled in, with region and zone as they are."""
        data = dict(self.cleaned_data)
        others = tuple(data.pop("secondary_clusters"))
        enterprise: Enterprise = self.instance
        return Profile(
            region=enterprise.region,
            zone=enterprise.zone,
            secondary_clusters=others,
            **data,
        )


class EnrolmentForm(ProfileForm):
    """An enterprise that an official enters, with the person who will run it here."""

    uscc = forms.CharField(label=_("Unified social credit code"), max_length=24)
    uscc_reason = forms.CharField(
        label=_("Why the code is right although its last character does not fit"),
        help_text=_("Leave it empty unless the code was refused; some early ones are."),
        max_length=200,
        required=False,
    )
    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"))
    contact_name = forms.CharField(label=_("Administrator: name"), max_length=80)
    contact_email = forms.EmailField(
        label=_("Administrator: e-mail"), max_length=254, required=False
    )
    contact_phone = forms.CharField(
        label=_("Administrator: phone number"), max_length=20, required=False
    )
    field_order = ("uscc", "uscc_reason", "region")

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = regions

    def clean(self) -> dict[str, Any]:
        """The code fits and is new; the administrator can be told apart."""
        cleaned = super().clean() or {}
        self._check_code(cleaned)
        identifiers = (cleaned.get("contact_email"), cleaned.get("contact_phone"))
        if not any(identifiers):
            self.add_error("contact_email", _("Give an e-mail or a phone number."))
        for name, text in zip(("email", "phone"), identifiers, strict=True):
            if text and User.objects.by_identifier(text):
                self.add_error(
                    f"contact_{name}",
                    _("Somebody has an account with this already. Choose another."),
                )
        return cleaned

    def _check_code(self, cleaned: dict[str, Any]) -> None:
        reason = cleaned.get("uscc_reason", "").strip()
        try:
            code = checked_credit_code(
                cleaned.get("uscc", ""), accept_checksum=bool(reason)
            )
        except forms.ValidationError as fault:
            self.add_error("uscc", fault)
            return
        cleaned["uscc"] = code
        if Enterprise.objects.filter(uscc=code).exists():
            self.add_error(
                "uscc", _("An enterprise with this code is on the platform already.")
            )

    def profile(self) -> Profile:
        """What was filled in."""
        data = self.cleaned_data
        others = tuple(data["secondary_clusters"])
        plain = {
            name: data[name]
            for name in (*self.Meta.fields, "region")
            if name != "secondary_clusters"
        }
        return Profile(secondary_clusters=others, **plain)

    def contact(self) -> Contact:
        """The administrator."""
        data = self.cleaned_data
        return Contact(
            data["contact_name"], data["contact_email"], data["contact_phone"]
        )
