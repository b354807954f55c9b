"""A sample city with answers: what the particulars of a benchmark are made from."""

import functools
import json
import random
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from reports.detailing import Inputs, detail
from reports.figures import with_particulars
from reports.particulars import Granted, Item, Titles
from reports.rereading import Stored, reread
from reports.summarising import summarise
from surveys.scoring import Answer, Lane, Text, compile_scheme
from surveys.scoring.batching import Case, evaluate_many
from tests.bench.filling_in import answers, facts
from tests.reports import sample

EDITIONS = Path(settings.BASE_DIR) / "surveys/editions"
ROLES = (Item("leader", Text("链主", "Chain leader")),)
BEFORE = Text("2024年度评估", "Round of 2024")


@functools.cache
def scheme_of(name="digital_workshop-2023"):
    """An edition that ships, compiled."""
    return compile_scheme(json.loads((EDITIONS / f"{name}.json").read_text("utf-8")))


@dataclass(frozen=True)
class City:
    """A benchmark with particulars, and all that it was made from."""

    frame: object
    entries: list
    documents: list
    inputs: Inputs
    whole: object


@functools.cache
def city(units=400, seed=1, listed=True, edition="digital_workshop-2023"):
    """So many units with random answers; a third of them counted in the last round."""
    frame, scheme = sample.frame(), scheme_of(edition)
    entries = sample.entries(frame, units=units, seed=seed)
    dice = random.Random(seed)
    scored = [entry for entry in entries if entry.score is not None]
    documents = [(answers(scheme, dice), facts(dice)) for _ in scored]
    rows = (Stored(json.dumps(a), json.dumps(f), "{}", "{}") for a, f in documents)
    found = reread(scheme, scheme, Lane.CLAIMED, rows)
    inputs = Inputs(
        scheme,
        found.answers,
        list(checks(scheme, documents)),
        [dice.choice(["leader", "", ""]) for _ in scored],
        ROLES,
        (BEFORE, {e.unit: e.score - dice.gauss(4, 3) for e in scored if e.unit % 3}),
        titles(frame),
    )
    whole = summarise(
        entries,
        frame,
        sample.SOURCE,
        expected=units,
        listed=(lambda _: True) if listed else None,
    )
    whole = with_particulars(whole, detail(whole, entries, inputs))
    return City(frame, entries, documents, inputs, whole)


def checks(scheme, documents):
    """The verdicts of each unit by code, as a scorecard stores them."""
    cases = [
        Case({c: Answer(e["v"], e["state"]) for c, e in a.items()}, f)
        for a, f in documents
    ]
    for figures in evaluate_many(scheme, cases):
        yield {code: verdict.value for code, verdict in figures.checks.items()}


def titles(frame):
    """Titles of two stages in three years."""
    stages = (
        Item("digital_workshop", Text("数字化车间", "Digital workshop")),
        Item("smart_factory", Text("智能工厂", "Smart factory")),
    )

    dice = random.Random(7)
    homes = [
        (stage, dice.choice(frame.regions), dice.choice(frame.clusters))
        for stage in stages
        for _ in range(300)
    ]
    years = [dice.randrange(3) for _ in homes]

    def line(place, stage, of):
        own = [y for y, h in zip(years, homes, strict=True) if h[0] == stage and of(h)]
        new = tuple(own.count(year) for year in range(3))
        return Granted(place, stage, new, tuple(sum(new[: n + 1]) for n in range(3)))

    def lines(groups, number):
        for group in groups:
            for stage in stages:
                place = Item(group.code, group.name)
                yield line(place, stage, lambda h, group=group: h[number] == group)

    return Titles(
        (2024, 2025, 2026),
        stages,
        tuple(line(None, stage, lambda h: True) for stage in stages),
        tuple(lines(frame.regions, 1)),
        tuple(lines(frame.clusters, 2)),
    )
