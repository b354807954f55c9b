"""What this user may see, fill, review and decide: the object, or 404.

holding: offices, memberships, the one 404 · members, officials, authors: the objects.
"""

from surveys.access.authors import (
    edition_to_author,
    import_to_author,
)
from surveys.access.holding import (
    AUTHORS,
    FILLERS,
    OVERSEERS,
    READERS,
    REVIEWABLE,
    Holdings,
    SignedInRequest,
    View,
    as_member,
    for_offices,
    not_found,
    one,
    signed_in,
)
from surveys.access.members import (
    enterprise_to_manage,
    enterprise_to_see,
    evidence_to_read,
    evidence_to_remove,
    response_to_fill,
    response_to_see,
    response_with_result,
    unit_to_fill,
)
from surveys.access.officials import (
    files_in_scope,
    lapsed_to_reopen,
    rescoring_to_decide,
    response_to_correct,
    response_to_decide,
    response_to_read,
    response_to_review,
    round_to_run,
)

__all__ = [
    "AUTHORS",
    "FILLERS",
    "OVERSEERS",
    "READERS",
    "REVIEWABLE",
    "Holdings",
    "SignedInRequest",
    "View",
    "as_member",
    "edition_to_author",
    "enterprise_to_manage",
    "enterprise_to_see",
    "evidence_to_read",
    "evidence_to_remove",
    "files_in_scope",
    "for_offices",
    "import_to_author",
    "lapsed_to_reopen",
    "not_found",
    "one",
    "rescoring_to_decide",
    "response_to_correct",
    "response_to_decide",
    "response_to_fill",
    "response_to_read",
    "response_to_review",
    "response_to_see",
    "response_with_result",
    "round_to_run",
    "signed_in",
    "unit_to_fill",
]
