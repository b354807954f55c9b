"""What an address can name in the walk, and the ids that nobody has."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from surveys.models import Enterprise

MISSING_PK = 987654321
MISSING_ID = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Thing:
    """Something an address can name: the parts of the address, and whose it is.

    `of` is an enterprise, or the role of the one person it belongs to, or nothing.
    """

    parts: dict[str, Any]
    of: Enterprise | str | None = None
    exists: bool = True

    def missing(self) -> "Thing":
        """The same address with an id that nobody has."""
        none = MISSING_ID if isinstance(self.parts["pk"], UUID) else MISSING_PK
        link = {"token": "of.nobody"} if "token" in self.parts else {}
        return Thing(self.parts | {"pk": none} | link, exists=False)
