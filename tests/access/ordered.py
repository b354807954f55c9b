"""What authors and readers have ordered: drafts, imports, workbooks, studies."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from django.core.files.base import ContentFile

from reports import exporting, ordering, studying, tasks
from reports.models import Report, SummaryOrder
from reports.ordering import Order
from reports.tabulating import Wanted
from surveys import (
    authoring,
)
from surveys.models import (
    Edition,
    EditionImport,
    ImportState,
    Job,
    Round,
    User,
)
from surveys.models.jobs import JobState
from surveys.scoring import digest
from tests import factories
from tests.access.things import Thing


def packed() -> bytes:
    """The smallest file that is taken for a workbook."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            package.writestr(name, "<x/>")
    return file.getvalue()


def editions(asked: Edition, at: datetime) -> dict[str, list[Thing]]:
    """What is published, a draft that follows it, and a workbook that would be one."""
    author = factories.official("author")
    draft = authoring.begin_draft(asked, "2027", by=author, at=at)
    file = ContentFile(packed(), "edition.xlsx")
    waiting = authoring.upload(file, "edition.xlsx", None, by=author, at=at)
    content = asked.document | {"edition": "2028"}
    ready = {"document": content, "sha256": digest(content), "state": ImportState.READY}
    EditionImport.objects.filter(pk=waiting.pk).update(**ready)
    return {
        "edition": [Thing({"pk": asked.pk})],
        "edition draft": [Thing({"pk": draft.pk})],
        "import": [Thing({"pk": waiting.pk})],
    }


def reports(
    people: dict[str, User | None], target: Round, asked: Edition, at: datetime
) -> dict[str, list[Thing]]:
    """A workbook ready for each reader, and one that is being built."""
    ordering.publish_cut(target, asked, "claimed", by=factories.user(), at=at)
    made: dict[str, list[Thing]] = {"report": [], "report being built": []}
    for role in ("municipal", "reviewer", "analyst"):
        person = people[role]
        assert person is not None
        wanted = Order(target, asked, "claimed", "en", live=role == "municipal")
        waiting, ready = (ordering.order(wanted, by=person, at=at) for _ in "12")
        finish(ready, at)
        made["report being built"].append(Thing({"pk": waiting.pk}, role))
        made["report"].append(Thing({"pk": ready.pk}, role))
    return made


def studies(
    people: dict[str, User | None], target: Round, asked: Edition, at: datetime
) -> dict[str, list[Thing]]:
    """A study of an author, with numbers for names, and one of the municipality."""
    made = {"studied edition": [Thing({"pk": asked.pk})]}
    for role, what in (("author", "rehearsal"), ("municipal", "sensitivity")):
        person, named = people[role], role == "municipal"
        assert person is not None
        wanted = studying.Wanted(what, asked, target, "claimed", "en", named=named)
        study = studying.order_study(wanted, by=person, at=at)
        assert study.job_id is not None
        tasks.study(study.job_id)
        made["study with names" if named else "study"] = [Thing({"pk": study.pk})]
    return made


def summaries(
    people: dict[str, User | None], target: Round, at: datetime
) -> dict[str, list[Thing]]:
    """A summary table ready for each official: of the city, of a region."""
    made = []
    for role in ("municipal", "reviewer"):
        person = people[role]
        assert person is not None
        regions = None if role == "municipal" else [factories.region()]
        wanted = Wanted(target, regions)
        order = exporting.order_summary(wanted, "en", by=person, at=at)
        finish(order, at)
        made.append(Thing({"pk": order.pk}, role))
    return {"summary": made}


def finish(report: Report | SummaryOrder, at: datetime) -> None:
    """What the job does at its end, with a file that is no workbook."""
    done = {"state": JobState.DONE, "progress": 100, "finished_at": at}
    Job.objects.filter(pk=report.job_id).update(**done, wake_at=None)
    report.file.save(f"reports/{report.pk.hex}.xlsx", ContentFile(b"PK"))
