"""What the database refuses by itself: each constraint is broken once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models

from surveys import jobs, reviewing
from surveys.models import (
    AuditRow,
    ChainRole,
    Cluster,
    ClusterTier,
    DecisionVote,
    Edition,
    EditionImport,
    Evidence,
    Flag,
    FunctionalZone,
    Industry,
    Job,
    Membership,
    MoveRow,
    Objection,
    Office,
    Questionnaire,
    Region,
    RegionGroup,
    Rescoring,
    Revision,
    Scorecard,
    SizeBand,
    SmeTier,
    Stage,
    Submission,
    Title,
)
from tests import factories
from tests.factories import NOW
from tests.small_edition import document
from tests.surveys.models.appointed import APPOINTED, ON_POSTGRESQL
from tests.surveys.models.breaking import Broken, Twice
from tests.surveys.models.brought import BROUGHT
from tests.surveys.models.judged import JUDGED
from tests.surveys.models.overseen import OVERSEEN
from tests.surveys.models.sealed import SEALED
from tests.surveys.models.seated import SEATED
from tests.surveys.models.titled import TITLED

pytestmark = pytest.mark.django_db

DAY = NOW.date()
BEFORE = DAY - timedelta(days=1)
TOKEN = UUID(int=1)


class SameJob(Twice):
    """A copy that differs in what is scored, but has the job of the first."""

    def spoil(self, row: models.Model) -> None:
        self.changes = {"corrected": another()}
        super().spoil(row)


DECIDED = {"decided_at": NOW, "decided_by": models.F("by")}


def membership() -> Membership:
    person = factories.member(factories.enterprise())
    return person.memberships.get()


def office() -> Office:
    return factories.official().offices.get()


def zone() -> FunctionalZone:
    return FunctionalZone.objects.create(
        code="zone", name_zh="区", name_en="Zone", region=factories.region()
    )


def questionnaire() -> Questionnaire:
    return factories.edition().questionnaire


def size_band() -> SizeBand:
    return factories.size_bands()[0]


def audit_row() -> AuditRow:
    factories.user()
    return AuditRow.objects.all()[0]


def revision() -> Revision:
    return factories.filled().revisions.all()[0]


def move_row() -> MoveRow:
    return factories.handed_in().moves.get()


def evidence() -> Evidence:
    response = factories.response()
    by = response.created_by
    return Evidence.objects.create(
        response=response, name="a.pdf", size=1, by=by, at=NOW
    )


def submission() -> Submission:
    return factories.handed_in().newest_submission()


def flag() -> Flag:
    return Flag.objects.create(submission=submission(), kind="thin", weight=1, at=NOW)


def scorecard() -> Scorecard:
    return factories.scored(factories.handed_in())


def correction() -> Any:
    return reviewing.correct(
        factories.handed_in(),
        "mes",
        "none",
        reason="Seen.",
        by=factories.official(),
        at=NOW,
    )


def fact() -> Any:
    response = factories.handed_in()
    factories.clear(response, factories.official())
    return response.externals.get()


def remark() -> Any:
    given = submission()
    return given.remarks.create(code="mes", text="Which?", by=given.by, at=NOW)


def vote() -> DecisionVote:
    given = submission()
    return DecisionVote.objects.create(
        submission=given, move="notice", by=given.by, at=NOW
    )


def objection() -> Objection:
    return factories.objection(factories.recommended())


def title() -> Title:
    response = factories.response()
    stage = response.edition.questionnaire.stage
    return Title.objects.create(
        number="DW-2026-0001", stage=stage, response=response, granted_on=DAY
    )


def job() -> Job:
    return jobs.start("assess", "assess:1")


def running() -> Job:
    claimed = jobs.claim(job().pk)
    assert claimed
    return claimed


def done() -> Job:
    claimed = running()
    jobs.finish(claimed, dict)
    return claimed


def upload() -> EditionImport:
    by = factories.official("author")
    return EditionImport.objects.create(name="a.xlsx", job=job(), by=by, at=NOW)


def rescoring() -> Rescoring:
    target = factories.open_round()
    edition = target.editions.get()
    return Rescoring.objects.create(
        round=target,
        edition=edition,
        corrected=edition,
        reason="Wrong weight.",
        job=job(),
        by=target.created_by,
        at=NOW,
    )


def another() -> Edition:
    return factories.edition(document(label="2024"))


def named(model: type[models.Model]) -> Callable[[], models.Model]:
    return lambda: model._default_manager.create(code="code", name_zh="名", name_en="N")


NAMED: dict[type[models.Model], Callable[[], models.Model]] = {
    RegionGroup: named(RegionGroup),
    Region: factories.region,
    FunctionalZone: zone,
    ClusterTier: named(ClusterTier),
    Cluster: factories.cluster,
    Industry: factories.industry,
    SizeBand: size_band,
    SmeTier: factories.sme_tier,
    ChainRole: factories.chain_role,
    Stage: factories.stage,
    Questionnaire: questionnaire,
}

BROKEN: dict[str, Broken] = {
    f"surveys_{model.__name__.lower()}.code": Twice(make)
    for model, make in NAMED.items()
} | {
    "surveys_user.username": Twice(factories.user, {"email": "li@example.org"}),
    "surveys_user.email": Twice(factories.user, {"username": "li"}),
    "surveys_user.phone": Twice(
        lambda: factories.user(phone="138"), {"username": "li", "email": None}
    ),
    "surveys_user_has_an_identifier": Broken(factories.user, {"email": None}),
    "surveys_office_role_valid": Broken(office, {"role": "mayor", "region": None}),
    "surveys_office_valid_to_after_valid_from": Broken(office, {"valid_to": BEFORE}),
    "surveys_office_reviewer_has_a_region": Broken(office, {"region": None}),
    "surveys_membership_role_valid": Broken(membership, {"role": "owner"}),
    "surveys_membership_valid_to_after_valid_from": Broken(
        membership, {"valid_to": BEFORE}
    ),
    "surveys_region_kind_valid": Broken(factories.region, {"kind": "moon"}),
    "surveys_region_valid_to_after_valid_from": Broken(
        factories.region, {"valid_from": DAY, "valid_to": DAY}
    ),
    "surveys_industry_process_type_valid": Broken(
        factories.industry, {"process_type": "magic"}
    ),
    "surveys_enterprise.uscc": Twice(factories.enterprise),
    "surveys_enterprise_process_type_valid": Broken(
        factories.enterprise, {"process_type": ""}
    ),
    "surveys_enterprise_revenue_not_negative": Broken(
        factories.enterprise, {"revenue": "-0.01"}
    ),
    "surveys_enterprise_uscc_shape": Broken(
        factories.enterprise, {"uscc": "91500000MA5U4XYZ0X"}
    ),
    "surveys_unit_kind_valid": Broken(factories.unit, {"kind": "shed"}),
    "surveys_unit_once_per_enterprise": Twice(factories.unit),
    "surveys_stage_unit_kind_valid": Broken(factories.stage, {"unit_kind": "shed"}),
    "surveys_edition.sha256": Twice(factories.edition, {"label": "2024"}),
    "surveys_edition_label_once": Twice(factories.edition, {"sha256": "other"}),
    "surveys_edition_state_valid": Broken(factories.edition, {"state": "lost"}),
    "surveys_edition_published_at_set": Broken(
        factories.edition, {"published_at": None}
    ),
    "surveys_round_state_valid": Broken(factories.open_round, {"state": "lost"}),
    "surveys_round_deadline_after_opens_at": Broken(
        factories.open_round, {"deadline": models.F("opens_at")}
    ),
    "surveys_round_asks_from_with_asks_to": Broken(
        factories.open_round, {"asks_from": NOW.date()}
    ),
    "surveys_round_asks_to_after_asks_from": Broken(
        factories.open_round, {"asks_from": "2026-01-02", "asks_to": "2026-01-01"}
    ),
    "surveys_round_district_decides_below_not_negative": Broken(
        factories.open_round, {"district_decides_below": -1}
    ),
    "surveys_response_status_valid": Broken(factories.response, {"status": "lost"}),
    "surveys_response_opened_by_with_opened_at": Broken(
        factories.response, {"opened_at": NOW}
    ),
    "surveys_response_reviewer_with_reviewer_since": Broken(
        factories.response, {"reviewer_since": NOW}
    ),
    "surveys_response_risk_of_a_hundred": Broken(factories.response, {"risk": 101}),
    "surveys_flag_kind_valid": Broken(flag, {"kind": "bad"}),
    "surveys_flag_once": Twice(flag, {"weight": 2}),
    "surveys_flag_weight_counts": Broken(flag, {"weight": 0}),
    "surveys_response_once_a_round": Twice(factories.response),
    "surveys_response_notice_ends": Broken(factories.response, {"status": "noticed"}),
    "surveys_revision_n_once": Twice(revision),
    "surveys_moverow_source_valid": Broken(move_row, {"source": "lost"}),
    "surveys_moverow_target_valid": Broken(move_row, {"target": "lost"}),
    "surveys_evidence_removed_by_with_removed_at": Broken(
        evidence, {"removed_at": NOW}
    ),
    "surveys_submission.receipt": Twice(submission, {"number": 2}),
    "surveys_submission_number_once": Twice(submission, {"receipt": "2"}),
    "surveys_correction_has_a_reason": Broken(correction, {"reason": ""}),
    "surveys_correction_state_valid": Broken(correction, {"state": "lost"}),
    "surveys_externalfact_has_a_source": Broken(fact, {"source": ""}),
    "surveys_remark_has_a_text": Broken(remark, {"text": ""}),
    "surveys_decisionvote_one_each": Twice(vote, {"move": "decline"}),
    "surveys_objection_state_valid": Broken(
        objection,
        {
            "state": "lost",
            "reason": "Because.",
            "decided_at": NOW,
            "decided_by": models.F("recorded_by"),
        },
    ),
    "surveys_objection_decided_by_with_decided_at": Broken(
        objection, {"decided_by": models.F("recorded_by")}
    ),
    "surveys_objection_decided_with_a_reason": Broken(
        objection,
        {
            "state": "upheld",
            "decided_at": NOW,
            "decided_by": models.F("recorded_by"),
        },
    ),
    "surveys_scorecard_lane_valid": Broken(scorecard, {"lane": "fast"}),
    "surveys_scorecard_outcome_valid": Broken(scorecard, {"outcome": "good"}),
    "surveys_scorecard_same_inputs_once": Twice(scorecard),
    "surveys_title.number": Twice(title, {"response": None}),
    "surveys_title.response": Twice(title, {"number": "DW-2026-0002"}),
    "surveys_title_state_valid": Broken(title, {"state": "lost"}),
    "surveys_auditrow.seq": Twice(audit_row),
    "surveys_job.key": Twice(job),
    "surveys_job_state_valid": Broken(job, {"state": "lost", "wake_at": None}),
    "surveys_job_error_valid": Broken(
        done, {"state": "failed", "error": "bad", "progress": 0, "result": None}
    ),
    "surveys_job_token_with_lease_until": Broken(running, {"lease_until": None}),
    "surveys_job_held_while_running": Broken(job, {"token": TOKEN, "lease_until": NOW}),
    "surveys_job_woken_while_queued": Broken(job, {"wake_at": None}),
    "surveys_job_ended_once": Broken(done, {"finished_at": None}),
    "surveys_job_failed_with_error": Broken(done, {"error": "lost"}),
    "surveys_job_full_when_done": Broken(done, {"progress": 99}),
    "surveys_job_progress_percent": Broken(job, {"progress": 101}),
    "surveys_job_result_when_done": Broken(job, {"result": {}}),
    "surveys_job_named": Broken(job, {"kind": ""}),
    "surveys_editionimport.job": Twice(upload),
    "surveys_editionimport_state_valid": Broken(upload, {"state": "lost"}),
    "surveys_editionimport_confirmed_edition": Broken(upload, {"state": "confirmed"}),
    "surveys_rescoring.job": SameJob(rescoring),
    "surveys_rescoring_once": Twice(rescoring, {"job": None}),
    "surveys_rescoring_state_valid": Broken(rescoring, {"state": "lost"} | DECIDED),
    "surveys_rescoring_decided_by_with_decided_at": Broken(
        rescoring, {"decided_at": NOW}
    ),
    "surveys_rescoring_decided": Broken(rescoring, {"state": "adopted"}),
    **BROUGHT,
    **APPOINTED,
    **SEALED,
    **SEATED,
    **JUDGED,
    **OVERSEEN,
    **TITLED,
}
KEPT = [
    name
    for name in BROKEN
    if connection.vendor == "postgresql" or name not in ON_POSTGRESQL
]


def declared() -> dict[str, tuple[str, ...]]:
    """The columns of each uniqueness that the models declare; () of each condition."""
    found: dict[str, tuple[str, ...]] = {}
    for model in apps.get_app_config("surveys").get_models():
        meta = model._meta
        for one in meta.fields:
            if one.unique and not one.primary_key:
                found[f"{meta.db_table}.{one.name}"] = (one.column,)
        for constraint in meta.constraints:
            names = getattr(constraint, "fields", ())
            found[constraint.name] = tuple(meta.get_field(n).column for n in names)
    return found


def test_each_constraint_is_broken_here() -> None:
    assert set(BROKEN) == set(declared())


@pytest.mark.parametrize("name", KEPT)
def test_is_refused(name: str) -> None:
    columns = declared()[name]
    row = BROKEN[name].make()
    table = row._meta.db_table
    assert str(row)

    with pytest.raises(IntegrityError) as refused:
        BROKEN[name].spoil(row)

    words = str(refused.value)
    # SQLite names the columns of a uniqueness, PostgreSQL its constraint.
    table = row._meta.db_table
    on_sqlite = ", ".join(f"{table}.{column}" for column in columns)
    on_postgresql = name if "." not in name else f"({columns[0]})="
    assert (columns and on_sqlite in words) or on_postgresql in words
