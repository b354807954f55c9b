"""Choosing several rows of a list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

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
