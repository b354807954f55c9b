"""How a constraint is broken: a row that is changed, or one written twice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass
class Broken:
    """A row that `make` writes, and what it may not be changed to."""

    make: Callable[[], models.Model]
    changes: dict[str, Any] = field(default_factory=dict)

    def spoil(self, row: models.Model) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**self.changes)


class Twice(Broken):
    """A row that `make` writes, and a copy which differs in `changes` only."""

    def spoil(self, row: models.Model) -> None:
        for name, value in self.changes.items():
            setattr(row, name, value)
        row.pk = None
        row._state.adding = True
        row.save(force_insert=True)
