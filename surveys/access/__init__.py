"""What this user may see, fill, review and decide: the object, or 404.

holding: offices, memberships, the one 404 · members, officials, authors, own: the
objects.
"""

from surveys.access.arrivals import (
    INVITERS,
    enterprise_to_invite_into,
    invitation_to_manage,
    membership_to_end,
    membership_to_manage,
    registration_to_settle,
    registrations_in_scope,
    roster_to_confirm,
    rosters_in_scope,
)
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
    evidence_to_change,
    evidence_to_read,
    response_to_fill,
    response_to_see,
    response_with_result,
    unit_to_fill,
    upload_to_go_on,
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
from surveys.access.own import message_to_read

__all__ = [
    "AUTHORS",
    "FILLERS",
    "INVITERS",
    "OVERSEERS",
    "READERS",
    "REVIEWABLE",
    "Holdings",
    "SignedInRequest",
    "View",
    "as_member",
    "edition_to_author",
    "enterprise_to_invite_into",
    "enterprise_to_manage",
    "enterprise_to_see",
    "evidence_to_change",
    "evidence_to_read",
    "files_in_scope",
    "for_offices",
    "import_to_author",
    "invitation_to_manage",
    "lapsed_to_reopen",
    "membership_to_end",
    "membership_to_manage",
    "message_to_read",
    "not_found",
    "one",
    "registration_to_settle",
    "registrations_in_scope",
    "rescoring_to_decide",
    "response_to_correct",
    "response_to_decide",
    "response_to_fill",
    "response_to_read",
    "response_to_review",
    "response_to_see",
    "response_with_result",
    "roster_to_confirm",
    "rosters_in_scope",
    "round_to_run",
    "signed_in",
    "unit_to_fill",
    "upload_to_go_on",
]
