"""A sample city for the tests and benches of figures: real places, invented scores."""

import datetime as dt
import json
import random
from pathlib import Path

from django.conf import settings

from reports.figures import Entry, Frame, Group, Reader, Source
from surveys.scoring import Text

REFERENCE = Path(settings.BASE_DIR) / "surveys/reference"
DIMENSIONS = (
    ("infrastructure", "基础设施", "Infrastructure"),
    ("equipment", "装备与感知", "Equipment and sensing"),
    ("systems", "系统与集成", "Systems and integration"),
    ("design", "研发设计", "R&D and design"),
    ("production", "生产运营", "Production and operation"),
    ("chain", "产业链协同", "Chain collaboration"),
    ("results", "建设成效", "Results"),
)
SOURCE = Source(
    round=Text("2025年度评估", "Round of 2025"),
    edition=Text("数字化车间评估问卷", "Digital workshop questionnaire"),
    edition_label="2023",
    edition_hash="3f" * 32,
    engine="1",
    lane=Text("终评得分", "Final scores"),
    statuses=("recognised", "cultivated", "declined"),
    at=dt.datetime(2026, 3, 1, 0, 0, tzinfo=dt.UTC),
    filters=((Text("阶段", "Stage"), Text("数字化车间", "Digital workshop")),),
)
READER = Reader(
    scope=Text("全市", "The whole city"),
    name="王丽 (wang.li@example.org)",
    at=dt.datetime(2026, 3, 2, 1, 30, tzinfo=dt.UTC),
)


def groups(file, key, parent=""):
    """The rows of a reference file as groups."""
    rows = json.loads((REFERENCE / file).read_text("utf-8"))[key]
    return tuple(
        Group(row["code"], Text(row["zh"], row["en"]), row.get(parent, ""))
        for row in rows
    )


def frame():
    """The tables of a city: 30 clusters, 38 and more regions, seven dimensions."""
    return Frame(
        tiers=groups("clusters.json", "cluster_tiers"),
        clusters=groups("clusters.json", "clusters", "tier"),
        regions=groups("regions.json", "regions"),
        dimensions=tuple(Group(code, Text(zh, en)) for code, zh, en in DIMENSIONS),
        levels=(Group("digital_workshop", Text("数字化车间", "Digital workshop")),),
        sizes=groups("sizes.json", "size_bands"),
        sme_tiers=groups("chains.json", "sme_tiers"),
        statuses=(
            Group("recognised", Text("已认定", "Recognised")),
            Group("cultivated", Text("培育", "Cultivated")),
            Group("declined", Text("不予认定", "Declined")),
        ),
    )


def entries(city, *, units, seed):
    """That many units; one enterprise in ten has a second one."""
    dice = random.Random(seed)
    homes = {}
    found = []
    for unit in range(units):
        own = unit if unit < units * 0.9 else dice.randrange(int(units * 0.9))
        home = homes.setdefault(own, _home(city, dice))
        found.append(_entry(city, dice, unit, own, home))
    return found


def _home(city, dice):
    """A region and a cluster: some are much larger than others."""
    cluster, region = (
        int(dice.paretovariate(0.7) - 1) % len(places)
        for places in (city.clusters, city.regions)
    )
    return city.clusters[cluster].code, city.regions[region].code, cluster


def _entry(city, dice, unit, enterprise, home):
    cluster, region, place = home
    base = 62 - 0.9 * place
    scores = tuple(
        round(min(100, max(0, dice.gauss(base + 3 * number - 9, 14))), 4)
        for number in range(len(city.dimensions))
    )
    score = round(sum(scores) / len(scores), 4)
    reached = score > 58
    return Entry(
        enterprise=enterprise,
        unit=unit,
        name=f"重庆示例{enterprise:05}智能制造有限公司",
        uscc=f"91500{enterprise:013}",
        unit_name=f"{unit % 3 + 1}号车间",
        region=region,
        cluster=cluster,
        size=dice.choice(city.sizes).code,
        sme_tier=dice.choice([*[g.code for g in city.sme_tiers], ""]),
        status="recognised" if reached else dice.choice(["cultivated", "declined"]),
        score=None if dice.random() < 0.01 else score,
        level=city.levels[-1].code if reached else "",
        pending=reached and dice.random() < 0.1,
        dimensions=scores,
    )
