"""Constraints that several models share."""

from django.db import models


def one_of(field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """Holds a field to its choices, which Django itself checks in forms only."""
    return models.CheckConstraint(
        condition=models.Q((f"{field}__in", choices.values)),
        name=f"%(app_label)s_%(class)s_{field}_valid",
    )


def in_order(
    first: str, last: str, *, may_be_empty: bool = False
) -> models.CheckConstraint:
    """A period that ends, where it ends, after it began; or at once, where allowed."""
    later = "gte" if may_be_empty else "gt"
    return models.CheckConstraint(
        condition=models.Q((f"{last}__isnull", True))
        | models.Q((f"{last}__{later}", models.F(first))),
        name=f"%(app_label)s_%(class)s_{last}_after_{first}",
    )


def not_negative(field: str) -> models.CheckConstraint:
    """A figure that may be zero and is never below."""
    return models.CheckConstraint(
        condition=models.Q((f"{field}__isnull", True)) | models.Q((f"{field}__gte", 0)),
        name=f"%(app_label)s_%(class)s_{field}_not_negative",
    )


def both_or_neither(first: str, second: str) -> models.CheckConstraint:
    """Two fields that are set together, such as who and when."""
    both = models.Q((f"{first}__isnull", False), (f"{second}__isnull", False))
    neither = models.Q((f"{first}__isnull", True), (f"{second}__isnull", True))
    return models.CheckConstraint(
        condition=both | neither,
        name=f"%(app_label)s_%(class)s_{first}_with_{second}",
    )
