"""Rounds of any size, written in bulk, for tests and benches of figures.

One file is handed in and scored as people do it; the others are copies of its rows with
places, scores and levels of their own.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.models import (
    Cluster,
    Enterprise,
    Lane,
    MoveRow,
    Outcome,
    Region,
    Response,
    Round,
    Scorecard,
    Submission,
    Unit,
)
from surveys.workflow import Status
from tests import factories

CHUNK = 500
LEVEL = "digital_workshop"


@dataclass(frozen=True)
class Drawn:
    """One unit: where it is registered, its score, whether it reached the level."""

    region: Region
    cluster: Cluster
    size: str = "small"
    sme_tier: str | None = None
    score: float = 50
    reached: bool = False


def drawn(places: Sequence[tuple[Region, Cluster, int]], seed: int = 1) -> list[Drawn]:
    """So many units in each place, with scores by chance."""
    dice = random.Random(seed)
    found = []
    for region, cluster, count in places:
        for _ in range(count):
            score = round(min(100, max(0, dice.gauss(55, 15))), 4)
            size = dice.choice(("large", "medium", "small"))
            tier = dice.choice(("little_giant", None))
            one = Drawn(region, cluster, size, tier, score, score > 60)
            found.append(one)
    return found


def model_of(target: Round) -> Response:
    """One file as people hand it in, taken back from the figures: a draft."""
    file = factories.handed_in(round=target)
    factories.scored(file)
    return file


def decided(
    target: Round,
    units: Sequence[Drawn],
    *,
    model: Response | None = None,
    homes: Sequence[Enterprise] | None = None,
    lane: str = Lane.FINAL,
) -> list[Enterprise]:
    """Write these units as decided files; gives their enterprises (`homes`: those of
    another round, in the same order)."""
    model = model or model_of(target)
    Response.objects.filter(pk=model.pk).update(status=Status.DRAFT)
    made: list[Enterprise] = []
    for start in range(0, len(units), CHUNK):
        chunk = units[start : start + CHUNK]
        known = homes[start : start + CHUNK] if homes else None
        made += _add(target, chunk, model, known, lane)
    return made


def _add(
    target: Round,
    chunk: Sequence[Drawn],
    model: Response,
    homes: Sequence[Enterprise] | None,
    lane: str,
) -> Sequence[Enterprise]:
    submission = model.newest_submission()
    card = submission.scorecards.get()
    homes = homes or _enterprises(chunk, model.unit.enterprise)
    rows = Unit.objects.bulk_create(
        copy(model.unit, enterprise=home, name=f"Workshop of round {target.pk}")
        for home in homes
    )
    files = Response.objects.bulk_create(
        copy(model, round=target, unit=unit, status=_status(one))
        for one, unit in zip(chunk, rows, strict=True)
    )
    handed = Submission.objects.bulk_create(
        copy(
            submission,
            response=file,
            receipt=f"2026-{file.pk:07d}-1",
            facts=submission.facts | _facts(one),
        )
        for one, file in zip(chunk, files, strict=True)
    )
    Scorecard.objects.bulk_create(
        copy(
            card,
            submission=row,
            lane=lane,
            score=f"{one.score}",
            nodes=dict.fromkeys(card.nodes, f"{one.score}"),
            level=LEVEL if one.reached else "",
            outcome=Outcome.REACHED if one.reached else Outcome.NOT_REACHED,
        )
        for one, row in zip(chunk, handed, strict=True)
    )
    MoveRow.objects.bulk_create(
        MoveRow(
            response=file,
            name="decide",
            source=Status.RECOMMENDED,
            target=file.status,
            at=submission.at,
        )
        for file in files
    )
    return homes


def _enterprises(chunk: Sequence[Drawn], model: Enterprise) -> list[Enterprise]:
    return Enterprise.objects.bulk_create(
        copy(
            model,
            uscc=factories.credit_code(),
            region=one.region,
            primary_cluster=one.cluster,
        )
        for one in chunk
    )


def _status(one: Drawn) -> str:
    return Status.RECOGNISED if one.reached else Status.CULTIVATED


def _facts(one: Drawn) -> dict[str, Any]:
    return {
        "region": one.region.code,
        "cluster": one.cluster.code,
        "size": one.size,
        "sme_tier": one.sme_tier,
        "chain_role": None,
    }


def copy(row: Any, **changes: Any) -> Any:
    """A row like this one, not stored yet."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    made = type(row)(**values)
    for name, value in changes.items():
        setattr(made, name, value)
    return made
