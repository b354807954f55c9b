"""Constraints of titles, their changes, registers on their way in, and re-checks."""

from datetime import timedelta

from surveys import jobs
from surveys.models import Job, Recheck, RecheckItem, Title, TitleChange, TitleImport
from tests import factories
from tests.factories import NOW
from tests.surveys.models.breaking import Broken, Twice

DAY = NOW.date()
BEFORE = DAY - timedelta(days=1)


def title() -> Title:
    return factories.title("DW-2026-0001")


def change() -> TitleChange:
    by = factories.official("municipal_officer")
    found = title()
    found.move("correct", by=by, at=NOW, reason="Mistyped.")
    return found.changes.get()


def job() -> Job:
    return jobs.start("assess", "assess:1")


def register() -> TitleImport:
    by = factories.official("municipal_officer")
    return TitleImport.objects.create(name="a.xlsx", job=job(), by=by, at=NOW)


def recheck() -> Recheck:
    return Recheck.objects.create(
        name_zh="回头看",
        name_en="Re-check",
        granted_from=2020,
        granted_to=2023,
        size=1,
        population=1,
        seed="1",
        drawn_by=factories.official("municipal_officer"),
        drawn_at=NOW,
    )


def item() -> RecheckItem:
    return RecheckItem.objects.create(recheck=recheck(), title=title(), place=1)


def settled() -> RecheckItem:
    found = item()
    RecheckItem.objects.filter(pk=found.pk).update(
        outcome="kept", finding="All runs.", by=found.recheck.drawn_by, at=NOW
    )
    found.refresh_from_db()
    return found


class AnotherRecheck(Twice):
    """A copy that differs in the re-check, but is of the same title."""

    def spoil(self, row: RecheckItem) -> None:  # type: ignore[override]
        self.changes = {"recheck": recheck()}
        super().spoil(row)


TITLED: dict[str, Broken] = {
    "surveys_stage_title_years_positive": Broken(factories.stage, {"title_years": 0}),
    "surveys_title_due_on_after_granted_on": Broken(title, {"due_on": DAY}),
    "surveys_title_withdrawn_on_after_granted_on": Broken(
        title, {"state": "withdrawn", "withdrawn_on": BEFORE}
    ),
    "surveys_title_withdrawn_on_its_day": Broken(title, {"state": "withdrawn"}),
    "surveys_titlechange_along_the_table": Broken(change, {"target": "kept"}),
    "surveys_titlechange_has_a_reason": Broken(change, {"reason": ""}),
    "surveys_titleimport.job": Twice(register),
    "surveys_titleimport_state_valid": Broken(register, {"state": "lost"}),
    "surveys_recheck_granted_to_after_granted_from": Broken(
        recheck, {"granted_to": 2019}
    ),
    "surveys_recheck_size_within_population": Broken(recheck, {"size": 2}),
    "surveys_recheckitem_outcome_valid": Broken(settled, {"outcome": "lost"}),
    "surveys_recheckitem_by_with_at": Broken(settled, {"by": None}),
    "surveys_recheckitem_once": Twice(settled),
    "surveys_recheckitem_one_open": AnotherRecheck(item),
    "surveys_recheckitem_settled_with_a_finding": Broken(settled, {"finding": ""}),
}
