"""Referencing: loads the reference data and the editions that ship."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from surveys import auditing
from surveys.models import (
    ChainRole,
    Cluster,
    ClusterTier,
    Edition,
    EditionState,
    FunctionalZone,
    Industry,
    Questionnaire,
    Region,
    RegionGroup,
    SizeBand,
    SmeTier,
    Stage,
)
from surveys.models.places import Named
from surveys.scoring import digest, validate

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of one table."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """One list in a file of surveys/reference, and the model it is loaded into.

    Each entry has `code`, `zh` and `en`; its place in the list is its order. `fields`
    are further keys, named as in the model: a relation is given by the other's code.
    """

    file: str
    name: str
    model: type[Named]
    fields: tuple[str, ...] = ()


# In an order in which every relation points at rows that are there already.
TABLES = (
    Table("clusters", "cluster_tiers", ClusterTier),
    Table("clusters", "clusters", Cluster, ("tier", "subgroup")),
    Table("regions", "region_groups", RegionGroup),
    Table("regions", "regions", Region, ("kind", "group", "valid_from", "valid_to")),
    Table("regions", "functional_zones", FunctionalZone, ("region",)),
    Table("industries", "industries", Industry, ("process_type", "default_cluster")),
    Table("sizes", "size_bands", SizeBand, ("employees_min", "revenue_min")),
    Table("chains", "sme_tiers", SmeTier),
    Table("chains", "chain_roles", ChainRole),
    Table("stages", "stages", Stage, ("unit_kind",)),
    Table("stages", "questionnaires", Questionnaire, ("stage",)),
)


class EditionDiffers(Exception):
    """The database has another edition under the same label; none is ever changed."""

    def __init__(self, questionnaire: str, label: str) -> None:
        self.questionnaire, self.label = questionnaire, label
        super().__init__(
            _(
                "The edition %(label)s of %(questionnaire)s in the database differs"
                " from the one that ships. Editions never change: give the new one"
                " another label."
            )
            % {"questionnaire": questionnaire, "label": label}
        )


@transaction.atomic
def load(*, at: datetime) -> dict[str, Tally]:
    """Bring the database in line with the data that ships; by table, what was done.

    Rows are known by their codes and never deleted, so a second run changes nothing.
    Raises EditionDiffers, and SchemeError for an edition that breaks the format.
    """
    tallies = {table.name: _load_table(table) for table in TABLES}
    tallies["successors"] = _load_successors()
    tallies["editions"] = _load_editions(at)
    return tallies


def entries(file: str, name: str) -> list[Entry]:
    """One list of a file in surveys/reference, as it stands there."""
    path = resources.files("surveys").joinpath("reference", f"{file}.json")
    found: list[Entry] = json.loads(path.read_text("utf-8"))[name]
    return found


def shipped_editions() -> Iterator[Entry]:
    """The documents in surveys/editions, by file name."""
    folder = resources.files("surveys").joinpath("editions")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".json"):
            yield json.loads(path.read_text("utf-8"))


def _load_table(table: Table) -> Tally:
    found: Iterable[Named] = table.model._meta.base_manager.all()
    rows = {row.code: row for row in found}
    keys = {name: _keys(table.model, name) for name in table.fields}
    done: Counter[str] = Counter()
    for order, entry in enumerate(entries(table.file, table.name), start=1):
        values = {"name_zh": entry["zh"], "name_en": entry["en"], "order": order}
        for name in table.fields:
            values |= _value(table.model, name, entry, keys[name])
        row = rows.get(entry["code"]) or table.model(code=entry["code"])
        done[_bring_in_line(row, values)] += 1
    return Tally(**done)


def _keys(model: type[Named], name: str) -> dict[str, int]:
    other = model._meta.get_field(name).related_model
    if not (isinstance(other, type) and issubclass(other, Named)):
        return {}
    return dict(models.QuerySet(other).values_list("code", "pk"))


def _value(
    model: type[Named], name: str, entry: Entry, keys: Mapping[str, int]
) -> dict[str, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    if not field.is_relation:
        return {name: field.to_python(entry.get(name, field.get_default()))}
    code = entry.get(name)
    return {field.attname: None if code is None else keys[code]}


def _bring_in_line(row: Named, values: Mapping[str, Any]) -> str:
    different = {
        name: value for name, value in values.items() if getattr(row, name) != value
    }
    for name, value in different.items():
        setattr(row, name, value)
    if row.pk is None:
        row.save(force_insert=True)
        return "created"
    if different:
        row.save(update_fields=different)
    return "changed" if different else "unchanged"


def _load_successors() -> Tally:
    regions = {r.code: r for r in Region.objects.prefetch_related("successors")}
    done: Counter[str] = Counter()
    for entry in entries("regions", "regions"):
        region, wanted = regions[entry["code"]], set(entry.get("successors", ()))
        present = {successor.code for successor in region.successors.all()}
        done["created"] += len(wanted - present)
        done["changed"] += len(present - wanted)
        done["unchanged"] += len(wanted & present)
        if wanted != present:
            region.successors.set([regions[code] for code in sorted(wanted)])
    return Tally(**done)


def _load_editions(at: datetime) -> Tally:
    done = Counter(_publish(document, at) for document in shipped_editions())
    return Tally(**done)


def _publish(document: Entry, at: datetime) -> str:
    scheme, sha256 = validate(document), digest(document)
    questionnaire = Questionnaire.objects.get(code=scheme.questionnaire)
    known = Edition.objects.filter(questionnaire=questionnaire, label=scheme.edition)
    present = known.values_list("sha256", flat=True).first()
    if present == sha256:
        return "unchanged"
    if present is not None:
        raise EditionDiffers(questionnaire.code, scheme.edition)
    edition = Edition.objects.create(
        questionnaire=questionnaire,
        label=scheme.edition,
        document=document,
        sha256=sha256,
        state=EditionState.PUBLISHED,
        published_at=at,
    )
    auditing.record("publish_edition", edition, by=None, at=at)
    return "created"
