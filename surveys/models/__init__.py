"""What is stored: people, places, enterprises, editions, responses and decisions."""

from surveys.models.audit import AuditCounter, AuditRow
from surveys.models.authored import (
    EditionImport,
    ImportState,
    Rescoring,
    RescoringState,
)
from surveys.models.editions import (
    Edition,
    EditionState,
    Questionnaire,
    Round,
    RoundState,
    Stage,
)
from surveys.models.enterprises import (
    Enterprise,
    Unit,
    UnitKind,
    checked_credit_code,
    size_of,
)
from surveys.models.jobs import Job
from surveys.models.people import (
    Membership,
    MembershipRole,
    Office,
    OfficeRole,
    User,
    held_on,
)
from surveys.models.places import (
    ChainRole,
    Cluster,
    ClusterTier,
    FunctionalZone,
    Industry,
    ProcessType,
    Region,
    RegionGroup,
    RegionKind,
    SizeBand,
    SmeTier,
)
from surveys.models.responses import (
    Evidence,
    MoveRow,
    Response,
    Revision,
    Submission,
)
from surveys.models.reviews import (
    Correction,
    CorrectionState,
    DecisionVote,
    ExternalFact,
    Objection,
    ObjectionState,
    Remark,
)
from surveys.models.scorecards import Lane, Outcome, Scorecard
from surveys.models.titles import Title, TitleState

__all__ = [
    "AuditCounter",
    "AuditRow",
    "ChainRole",
    "Cluster",
    "ClusterTier",
    "Correction",
    "CorrectionState",
    "DecisionVote",
    "Edition",
    "EditionImport",
    "EditionState",
    "Enterprise",
    "Evidence",
    "ExternalFact",
    "FunctionalZone",
    "ImportState",
    "Industry",
    "Job",
    "Lane",
    "Membership",
    "MembershipRole",
    "MoveRow",
    "Objection",
    "ObjectionState",
    "Office",
    "OfficeRole",
    "Outcome",
    "ProcessType",
    "Questionnaire",
    "Region",
    "RegionGroup",
    "RegionKind",
    "Remark",
    "Rescoring",
    "RescoringState",
    "Response",
    "Revision",
    "Round",
    "RoundState",
    "Scorecard",
    "SizeBand",
    "SmeTier",
    "Stage",
    "Submission",
    "Title",
    "TitleState",
    "Unit",
    "UnitKind",
    "User",
    "checked_credit_code",
    "held_on",
    "size_of",
]
