"""Looking back: a sample of the earlier titles is drawn and visited in the summer."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle

from assessment.demo.accounts import OFFICER
from assessment.demo.calendar import local
from assessment.demo.materials import SEED, dice
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import rechecking
from surveys.models import Stage, Title, User
from surveys.rechecking import Entry

DRAWN = local(2026, 6, 8, 10)
EVERY = timedelta(hours=43)  # from one visit to the next
SIZE, LEFT = 30, 6  # titles drawn, and those that nobody has visited yet
SEED_OF_THE_DRAW = "20260607"
# What comes of one visit after the other, over and over.
COURSE = (*("keep",) * 4, "withdraw", "keep", "keep", "correct", "keep")
FOUND = (
    "现场核查：设备联网率与申报一致，产线运行正常。",
    "查看了系统运行记录和近三个月报表，条件仍然符合。",
    "抽查关键工序数据采集，现场与台账相符。",
)
RENAMED = "企业更名，按营业执照现名称更正。"
SHUT = "车间已停产拆除，不再符合认定条件。"


def recheck(world: World) -> Steps:
    """The draw, then one visit after the other; the last ones are still to come."""
    yield DRAWN
    by, source = world.people[OFFICER.role], dice(SEED, "recheck")
    sample = rechecking.Sample(
        name_zh="2026年数字化车间“回头看”",
        name_en="Looking back at digital workshops in 2026",
        size=SIZE,
        seed=SEED_OF_THE_DRAW,
        stage=Stage.objects.get(code="digital_workshop"),
        granted_to=2022,
    )
    made = rechecking.draw(sample, by=by, at=DRAWN)
    drawn = [item.title for item in made.items.select_related("title__stage")]
    at = DRAWN + timedelta(days=7)
    for title, found in zip(drawn[:-LEFT], cycle(COURSE), strict=False):
        yield at
        title.refresh_from_db()
        # Whoever takes part keeps the title: the rounds of the demo count with it.
        if found == "withdraw" and title.enterprise is None:
            rechecking.withdraw(title, reason=SHUT, by=by, at=at)
        elif found == "correct":
            _rename(title, by=by, at=at)
        else:
            rechecking.keep(title, finding=source.choice(FOUND), by=by, at=at)
        at += EVERY


def _rename(title: Title, *, by: User, at: datetime) -> None:
    holder = title.holder.replace("有限公司", "智造有限公司", 1)
    entry = replace(Entry.of(title), holder=holder)
    seen = title.changes.count()
    rechecking.correct(title, entry, seen=seen, reason=RENAMED, by=by, at=at)
