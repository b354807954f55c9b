"""What an enterprise says of itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.enrolling import Profile
from surveys.models import Cluster, Enterprise


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
        widgets = {"secondary_clusters": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clusters = Cluster.objects.all()
        for name in ("primary_cluster", "secondary_clusters"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = clusters

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
