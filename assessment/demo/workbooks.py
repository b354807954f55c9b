"""The demo's two benchmark workbooks: ordered, built and stored as anybody's are."""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import Period
from assessment.demo.world import World
from reports import building, ordering
from reports.models import Language, Report
from reports.ordering import Order
from surveys import jobs
from surveys.models import Lane, UnitKind
from surveys.models.jobs import JobState

NAMES = {Language.CHINESE: "benchmark-zh.xlsx", Language.ENGLISH: "benchmark-en.xlsx"}
AFTER = timedelta(minutes=10)  # the figures were published
LONGEST, PAUSE = 120, 0.5  # seconds, where another worker is at it


class NotBuilt(Exception):
    """A workbook's job did not come to its end."""


def order(world: World, period: Period) -> None:
    """Order the workbook on workshops of a round in both languages, with its list."""
    assert period.publishes is not None
    for language in NAMES:
        wanted = Order(
            world.rounds[period.year],
            world.reference.editions[UnitKind.WORKSHOP],
            Lane.FINAL,
            language,
            live=True,
            rows=True,
        )
        by = world.people[OFFICER.role]
        ordering.order(wanted, by=by, at=period.publishes + AFTER)


def folder() -> Path:
    """Where both lie."""
    return Path(settings.VAR_DIR) / "demo"


def write(language: Language) -> Path:
    """Build the workbook that was ordered, unless it was, and copy it to its place.

    Raises NotBuilt.
    """
    report = _built(language)
    path = folder() / NAMES[language]
    with report.file.open("rb") as file:
        content = file.read()
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def _built(language: Language) -> Report:
    ours = Report.objects.filter(by__email=OFFICER.email, language=language)
    report = ours.select_related("job").earliest("at")
    job, began = report.job, time.monotonic()
    assert job is not None
    while not job.ended and time.monotonic() - began < LONGEST:
        jobs.run(job.pk, building.build)
        job.refresh_from_db()
        if not job.ended:
            time.sleep(PAUSE)
    if job.state != JobState.DONE:
        raise NotBuilt(job.log)
    report.refresh_from_db()
    return report
