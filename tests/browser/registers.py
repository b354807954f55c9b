"""What the pages of titles show: a register, a re-check half done, imports."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile

from surveys import importing, jobs, rechecking, rostering
from surveys.importing import TitleRow
from surveys.models import Region, Title, TitleImport, User
from tests.surveys.sheets.rosters import registers as books

REGIONS = ("500101", "500102", "500103", "500112")
CLUSTERS = ("T01", "T02", "")
STAGES = {"digital_workshop": "总装数字化车间", "smart_factory": "智能工厂"}


def registered(by: User, at: datetime) -> dict[str, Any]:
    """Makes them; gives their ids by what they are. `by` is a municipal officer."""
    importing.import_titles(list(_earlier()), by=by, at=at)
    sample = rechecking.Sample(
        name_zh="2026年“回头看”",
        name_en="Looking back in 2026",
        size=5,
        seed="20261128",
        granted_to=2022,
    )
    made = rechecking.draw(sample, by=by, at=at)
    first, second, third, *_, due = (item.title for item in made.items.all())
    finding = "现场核查：设备联网率与申报一致，产线运行正常。"
    rechecking.keep(first, finding=finding, by=by, at=at)
    _correct(second, by, at)
    withdrawn = "企业已停产搬迁，车间不再运行。"
    rechecking.withdraw(third, reason=withdrawn, by=by, at=at)
    return {
        "recheck": made.pk,
        "corrected": second.pk,
        "withdrawn": third.pk,
        "due": due.pk,
        "faulty": str(_read(by, at, faulty=True).pk),
        "ready": str(_read(by, at, faulty=False).pk),
        "taken": str(_taken(by, at).pk),
    }


def _earlier() -> Iterator[TitleRow]:
    for year in range(2018, 2024):
        for place, (stage, what) in enumerate(STAGES.items()):
            for number in range(4 - 2 * place):
                yield TitleRow(
                    number=f"CQ{'SZ'[place]}-{year}-{number + 1:03d}",
                    stage=stage,
                    holder=f"重庆长江齿轮制造有限公司{number + 1}号基地 {what}",
                    granted_on=date(year, 12, 7),
                    region=REGIONS[(number + year) % len(REGIONS)],
                    cluster=CLUSTERS[number % len(CLUSTERS)],
                )


def _correct(title: Title, by: User, at: datetime) -> None:
    region = Region.objects.get(code="500104")
    holder = "重庆长江传动科技股份有限公司 总装数字化车间"
    entry = rechecking.Entry(holder, None, None, region, title.cluster)
    seen = title.changes.count()
    reason = "企业更名，并随厂区迁至大渡口区。"
    rechecking.correct(title, entry, seen=seen, reason=reason, by=by, at=at)


def _read(by: User, at: datetime, *, faulty: bool) -> TitleImport:
    row, places = books.row, {"region": "500103", "cluster": "T01"}
    rows = [
        row(number="CQS-2017-001", granted_on=date(2017, 12, 6), **places),
        row(number="CQS-2018-001", granted_on=date(2018, 12, 7), **places),
    ]
    if faulty:
        rows += [row(number="", **places), row(granted_on="上月", region="巴黎")]
    file = ContentFile(books.filled(*rows), "titles.xlsx")
    found = importing.take_in(TitleImport, file, "历年称号名录.xlsx", by=by, at=at)
    assert found.job_id
    jobs.run(found.job_id, rostering.read_titles_job)
    found.refresh_from_db()
    return found


def _taken(by: User, at: datetime) -> TitleImport:
    found = _read(by, at, faulty=False)
    importing.confirm_titles(found, by=by, at=at)
    return found
