"""What bench_dashboard measures; import after django.setup()."""

import random
import resource
import statistics
import sys
import time
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports import gathering
from reports.gathering import Asked
from surveys.models import Cluster, ClusterTier, Lane, Region, Response, Round
from tests import factories
from tests.reports import sample
from tests.reports.bulk import Drawn, decided, model_of

HOST = "127.0.0.1"
PATHS = ("/dashboard/", "/dashboard/clusters/", "/dashboard/clusters/T01/")
FILTERS = ({}, {"size": "large"}, {"size": "medium"}, {"tier": "trillion"})


def measure(sizes: tuple[int, ...]) -> None:
    """Print what each size takes."""
    call_command("migrate", verbosity=0)
    client = Client(HTTP_HOST=HOST)
    client.force_login(
        factories.official("municipal_officer", factor=True),
        backend="assessment.signing_in.IdentifierBackend",
    )
    places()
    target = factories.open_round()
    model = model_of(target)
    have = 0
    _say("units", "gathering", "peak", "stored", "new filter", "asked again", "queries")
    for size in sizes:
        decided(target, list(drawn_city(size - have, size)), model=model)
        have = size
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        _row(client, target, size)


def places() -> None:
    """All regions and clusters of the city, by their names."""
    factories.size_bands()
    factories.sme_tier()
    for group in sample.groups("regions.json", "regions"):
        names = {"name_zh": group.name.zh, "name_en": group.name.en}
        factories.region(group.code, **names)
    for order, group in enumerate(sample.groups("clusters.json", "cluster_tiers")):
        ClusterTier.objects.create(
            code=group.code, name_zh=group.name.zh, name_en=group.name.en, order=order
        )
    tiers = {tier.code: tier for tier in ClusterTier.objects.all()}
    rows = sample.groups("clusters.json", "clusters", "tier")
    for order, group in enumerate(rows):
        Cluster.objects.create(
            code=group.code,
            name_zh=group.name.zh,
            name_en=group.name.en,
            tier=tiers[group.parent],
            order=order,
        )


def drawn_city(count: int, seed: int) -> Any:
    """Units over all regions and clusters, some much larger than others."""
    dice = random.Random(seed)
    regions, clusters = list(Region.objects.all()), list(Cluster.objects.all())
    for _ in range(count):
        cluster = int(dice.paretovariate(0.7) - 1) % len(clusters)
        score = round(min(100, max(0, dice.gauss(62 - 0.9 * cluster, 14))), 4)
        yield Drawn(
            regions[int(dice.paretovariate(0.7) - 1) % len(regions)],
            clusters[cluster],
            dice.choice(("large", "medium", "small")),
            dice.choice(("little_giant", None)),
            score,
            score > 58,
        )


def _row(client: Client, target: Round, size: int) -> None:
    asked = Asked(target, target.editions.get(), Lane.FINAL)
    start = time.perf_counter()
    made = gathering.make(asked, gathering.standing(), timezone.now())
    gathered = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    query = {"figures": f"{target.pk}.{asked.edition.pk}", "lane": "final"}
    _open(client, PATHS[0], query)
    cache.clear()
    found = [(p, query | f) for f in FILTERS for p in PATHS[:1]]
    found += [(p, query) for p in PATHS[1:]]
    first = [_open(client, path, given) for path, given in found]
    again = [_open(client, path, given) for path, given in found]
    _say(
        f"{size:,}",
        f"{gathered:.2f} s",
        f"{peak:.0f} MB",
        f"{len(made.content) / 1e6:.2f} MB",
        f"{statistics.median(took for took, _ in first):.0f} ms",
        f"{statistics.median(took for took, _ in again):.0f} ms",
        str(max(queries for _, queries in first + again)),
    )
    assert Response.objects.filter(round=target).count() == size + 1


def _open(client: Client, path: str, query: dict[str, str]) -> tuple[float, int]:
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        page: Any = client.get(path, query)
    took = (time.perf_counter() - start) * 1000
    assert page.status_code == 200, page.status_code
    assert b"<svg" in page.content
    return took, len(queries)


def _say(*cells: str) -> None:
    sys.stdout.write("  " + "".join(f"{cell:>13}" for cell in cells) + "\n")
    sys.stdout.flush()
