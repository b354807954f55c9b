"""Files that somebody of the world is sending."""

from datetime import datetime
from uuid import UUID

from surveys import proving
from surveys.models import Response, User
from tests import papers


def uploads(response: Response, person: User | None, at: datetime) -> dict[str, UUID]:
    """One just begun, and one that is here as a whole."""
    assert person is not None
    content = papers.pdf("sent")
    begun, whole = (
        proving.begin(response, "mes", "台账.pdf", len(content), by=person, at=at)
        for _ in "12"
    )
    proving.go_on(whole, 0, content, at=at)
    return {"upload": begun.pk, "whole upload": whole.pk}
