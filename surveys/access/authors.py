"""What authors of questionnaires may work on."""

from uuid import UUID

from surveys.access.holding import AUTHORS, SignedInRequest, not_found, one
from surveys.models import (
    Edition,
    EditionImport,
)


def edition_to_author(request: SignedInRequest, pk: int) -> Edition:
    """An edition in whatever state, for those who write questionnaires."""
    if not request.holdings.has(*AUTHORS):
        not_found()
    rows = Edition.objects.select_related("questionnaire__stage", "based_on", "by")
    return one(rows, pk=pk)


def import_to_author(request: SignedInRequest, pk: UUID) -> EditionImport:
    """A workbook on its way in, for those who write questionnaires."""
    if not request.holdings.has(*AUTHORS):
        not_found()
    rows = EditionImport.objects.select_related("questionnaire", "edition", "job", "by")
    return one(rows, pk=pk)
