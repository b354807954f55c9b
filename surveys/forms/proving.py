"""Forms around evidence: files to add, what is said of them, those to use again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from surveys.forms.choosing import FilesField
from surveys.keeping import ACCEPTED
from surveys.models import Evidence
from surveys.proving import PIECE, Details

NAME = 1_000  # characters of a name before it is cleaned


class EvidenceForm(forms.Form):
    """Files that prove an answer."""

    file = FilesField(
        label=_("Files"),
        help_text=_("PDF, PNG, JPG, XLSX or DOCX; several at once are fine."),
        accept=ACCEPTED,
        allow_empty_file=True,  # refused with the other faults of a file
        error_messages={"required": _("Choose a file.")},
    )


class UploadForm(forms.Form):
    """A file that is about to be sent in pieces."""

    name = forms.CharField(max_length=NAME)
    size = forms.IntegerField(min_value=0, max_value=2**40)


class PieceForm(forms.Form):
    """One piece of it, and where it begins."""

    offset = forms.IntegerField(min_value=0, max_value=2**40)
    piece = forms.FileField()

    def clean_piece(self) -> "UploadedFile[Any]":
        """No longer than we ask for: it is held in memory."""
        piece: UploadedFile[Any] = self.cleaned_data["piece"]
        if (piece.size or 0) > PIECE:
            raise forms.ValidationError(
                _("The file did not arrive whole. Load the page anew and try again.")
            )
        return piece


class DetailsForm(forms.Form):
    """What an enterprise says of a file."""

    own = forms.ChoiceField(
        label=_("Who stands behind it"),
        choices=(
            ("", _("Somebody else: an authority, a bank, an auditor, a supplier …")),
            ("own", _("We ourselves: our own list, screenshot or photo")),
        ),
        widget=forms.RadioSelect,
        required=False,
    )
    issuer = forms.CharField(
        label=_("Issued by"),
        max_length=120,
        required=False,
        help_text=_("Such as the tax office, or the name of the supplier."),
    )
    covers_from = forms.DateField(
        label=_("Covers the period from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first day of the period, or the day of issue."),
    )
    covers_to = forms.DateField(
        label=_("Covers the period until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day; leave it empty if it stays valid."),
    )

    def clean(self) -> dict[str, Any]:
        """A period ends no earlier than it begins."""
        data = super().clean() or {}
        first, last = data.get("covers_from"), data.get("covers_to")
        if first and last and last < first:
            self.add_error(
                "covers_to",
                _("The period ends before it begins. Exchange the two days."),
            )
        return data

    @property
    def details(self) -> Details:
        """What was said, for the verb."""
        data = self.cleaned_data
        return Details(
            data["issuer"], data["own"] == "own", data["covers_from"], data["covers_to"]
        )


class AgainForm(forms.Form):
    """Files that the enterprise has handed in before, to be used once more."""

    evidence = forms.MultipleChoiceField(
        error_messages={
            "required": _("Tick at least one file."),
            "invalid_choice": _("A file of your choice is not there any more."),
        }
    )

    def __init__(self, *args: Any, files: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(file.pk), file.name) for file in files]
