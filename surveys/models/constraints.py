"""Constraints that several models share."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


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


class Apart(models.BaseConstraint):
    """No two rows of which the same is true of every part (PostgreSQL: EXCLUDE).

    `parts` are SQL expressions over ranges, each with the operator that compares it in
    two rows; `where` limits the rows. Ranges need no extension of the database. SQLite
    has nothing of the kind: there one writer works at a time, and the verb looks first.
    """

    def __init__(
        self, *, parts: tuple[tuple[str, str], ...], where: str = "", name: str
    ) -> None:
        self.parts, self.where = parts, where
        super().__init__(name=name)

    def __eq__(self, other: object) -> bool:
        """Whether a migration has nothing to change."""
        if not isinstance(other, Apart):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """How a migration writes it."""
        path, args, kwargs = super().deconstruct()
        more = {"parts": self.parts} | ({"where": self.where} if self.where else {})
        return path, args, kwargs | more

    def constraint_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        """Its clause in the table; nothing where the database knows none."""
        assert schema_editor is not None
        if schema_editor.connection.vendor != "postgresql":
            return ""
        parts = ", ".join(f"{part} WITH {operator}" for part, operator in self.parts)
        where = f" WHERE ({self.where})" if self.where else ""
        name = schema_editor.quote_name(self.name)
        return f"CONSTRAINT {name} EXCLUDE USING gist ({parts}){where}"

    def create_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        """The statement that adds it."""
        assert model is not None
        assert schema_editor is not None
        clause = self.constraint_sql(model, schema_editor)
        table = schema_editor.quote_name(model._meta.db_table)
        return clause and f"ALTER TABLE {table} ADD {clause}"

    def remove_sql(
        self,
        model: type[models.Model] | None,
        schema_editor: BaseDatabaseSchemaEditor | None,
    ) -> str:
        """The statement that takes it away."""
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor != "postgresql":
            return ""
        table = schema_editor.quote_name(model._meta.db_table)
        name = schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def validate(self, *_: object, **__: object) -> None:
        """Nothing to be said before the database is asked."""
