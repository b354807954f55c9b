"""Choosing several rows of a list, or several files."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

LONGEST_ID = 18  # digits; an id with more is none, and no database can look it up


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Several rows; an id that no row can have is refused like one that none has."""

    def clean(self, value: Any) -> Any:
        """The chosen rows."""
        for key in value or ():
            if len(str(key)) > LONGEST_ID:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key},
                )
        return super().clean(value)


class FilesInput(forms.FileInput):
    """Several files are chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; none where the field is not required. most: how many at once.
    accept: their kinds, as the browser's dialogue takes them."""

    def __init__(self, *, accept: str, most: int | None = None, **more: Any) -> None:
        widget = FilesInput(attrs={"accept": accept, "multiple": True})
        super().__init__(widget=widget, **more)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Each of the files by itself."""
        several = data if isinstance(data, list | tuple) else [data]
        given = [file for file in several if file]
        if self.most is not None and len(given) > self.most:
            words = _("Choose at most %(count)s files at once.")
            raise ValidationError(words % {"count": self.most})
        if not given:
            super().clean(None, initial)  # which asks for one where one is needed
        return [super(FilesField, self).clean(one, initial) for one in given]
