"""Who may what with titles: rows of the table, and what is behind them."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from surveys import importing, rechecking
from surveys.models import ImportState, Title, TitleImport
from surveys.rechecking import Sample
from tests import factories
from tests.access.newcomers import workbook
from tests.access.ruling import MUNICIPAL, READERS, Rule, do, fill, gives, ok, page, see
from tests.access.things import Thing


def a_register() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("new.xlsx", workbook())}


SAMPLE = gives(
    name_zh="回头看", name_en="Re-check", size="1", seed="20270101", granted_to="1999"
)
CORRECTED = gives(holder="Another holder", reason="Mistyped.", seen="1")
TITLES = (
    page("titles/", READERS),
    page("titles/download/", READERS),
    page("titles/figures/", READERS),
    page("titles/figures/download/", READERS),
    see("titles/<int:pk>/", "title", READERS),
    fill("titles/<int:pk>/due/", "title", MUNICIPAL, gives(reason="A hint.")),
    fill("titles/<int:pk>/keep/", "title", MUNICIPAL, gives(finding="All runs.")),
    fill("titles/<int:pk>/correct/", "title", MUNICIPAL, CORRECTED),
    fill(
        "titles/<int:pk>/withdraw/",
        "title",
        MUNICIPAL,
        gives(reason="Closed.", certain="on"),
    ),
    Rule(
        "titles/imports/",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL, 302),
        data=a_register,
        only=MUNICIPAL,
    ),
    page("titles/imports/empty/download/", MUNICIPAL),
    see("titles/imports/<uuid:pk>/", "title import", MUNICIPAL),
    see("titles/imports/<uuid:pk>/progress/", "title import", MUNICIPAL),
    do("titles/imports/<uuid:pk>/confirm/", "title import", MUNICIPAL),
    do("titles/imports/<uuid:pk>/drop/", "title import", MUNICIPAL),
    page("titles/rechecks/", MUNICIPAL),
    Rule(
        "titles/rechecks/years/",
        post=ok(MUNICIPAL, 302),
        data=gives(digital_workshop="3"),
        only=MUNICIPAL,
    ),
    Rule(
        "titles/rechecks/new/",
        get=ok(MUNICIPAL),
        post=ok(MUNICIPAL, 302),
        data=SAMPLE,
        only=MUNICIPAL,
    ),
    see("titles/rechecks/<int:pk>/", "recheck", MUNICIPAL),
    see("titles/rechecks/<int:pk>/download/", "recheck", MUNICIPAL),
)


def registered(at: datetime) -> dict[str, list[Thing]]:
    """A title that was drawn, its re-check, one that waits, and a register."""
    by = factories.official("municipal_officer")
    enterprise, day = factories.enterprise(), timezone.localdate(at)
    drawn = _title("CQ-2001-001", day - timedelta(days=9_000), enterprise=enterprise)
    sample = Sample("回头看", "Re-check", 1, "1")
    made = rechecking.draw(sample, by=by, at=at)
    _title("CQ-1999-001", day.replace(year=1999, day=1))
    file = ContentFile(workbook(), "titles.xlsx")
    arrived = importing.take_in(TitleImport, file, "titles.xlsx", by=by, at=at)
    ready = {"state": ImportState.READY, "rows": [ready_row()]}
    TitleImport.objects.filter(pk=arrived.pk).update(**ready)
    return {
        "title": [Thing({"pk": drawn.pk})],
        "recheck": [Thing({"pk": made.pk})],
        "title import": [Thing({"pk": arrived.pk})],
    }


def ready_row(**fields: str) -> dict[str, Any]:
    """A row of a register as it was read, ready to be taken over."""
    nothing = ("uscc", "cluster", "due_on", "withdrawn_on", "reason", "known")
    return {
        "row": 3,
        "number": "CQ-2002-001",
        "stage": factories.stage().code,
        "holder": "重庆示例有限公司 一车间",
        "granted_on": "2002-12-01",
        "region": factories.region().code,
        **dict.fromkeys(nothing, ""),
        **fields,
    }


def _title(number: str, day: Any, **fields: Any) -> Title:
    return Title.objects.create(
        number=number,
        stage=factories.stage(),
        holder="Works",
        granted_on=day,
        region=factories.region(),
        **fields,
    )
