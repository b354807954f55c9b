"""What is stored: people, places, enterprises, editions, responses and decisions."""

from surveys.models.arrivals import (
    Invitation,
    Registration,
    RegistrationState,
    Roster,
)
from surveys.models.audit import AuditCounter, AuditRow
from surveys.models.authored import (
    EditionImport,
    ImportState,
    Rescoring,
    RescoringState,
)
from surveys.models.copies import Copy, ReturnedCopy, ReturnState
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
from surveys.models.evidence import Evidence, Scan, Trust, Upload
from surveys.models.extensions import Extension
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.people import (
    Language,
    MailHabit,
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
from surveys.models.reminders import Reminder, ReminderLine, ReminderOutcome
from surveys.models.responses import (
    Assignment,
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
    "Assignment",
    "AuditCounter",
    "AuditRow",
    "ChainRole",
    "Cluster",
    "ClusterTier",
    "Copy",
    "Correction",
    "CorrectionState",
    "DecisionVote",
    "Edition",
    "EditionImport",
    "EditionState",
    "Enterprise",
    "Evidence",
    "Extension",
    "ExternalFact",
    "FunctionalZone",
    "ImportState",
    "Industry",
    "Invitation",
    "Job",
    "Lane",
    "Language",
    "MailHabit",
    "Membership",
    "MembershipRole",
    "Message",
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
    "Registration",
    "RegistrationState",
    "Remark",
    "Reminder",
    "ReminderLine",
    "ReminderOutcome",
    "Rescoring",
    "RescoringState",
    "Response",
    "ReturnState",
    "ReturnedCopy",
    "Revision",
    "Roster",
    "Round",
    "RoundState",
    "Scan",
    "Scorecard",
    "SizeBand",
    "SmeTier",
    "Stage",
    "Submission",
    "Title",
    "TitleState",
    "Trust",
    "Unit",
    "UnitKind",
    "Upload",
    "User",
    "checked_credit_code",
    "held_on",
    "size_of",
]
