"""Scoring a round again, beside the floor: the same bytes out of PostgreSQL and in.

    python -m tests.bench.bench_rescoring [1000 10000 100000]

Needs a PostgreSQL server (DATABASE_URL, or one on 127.0.0.1:5432); makes a database of
its own there and drops it. The floor is one binary COPY of the same columns out, a dot
product over each response, and one binary COPY of the same finished scorecards in.
Noisy machines: read the ratios.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

SIZES = (1_000, 10_000)
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


def main(sizes: tuple[int, ...]) -> None:
    """Print a table for each size."""
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else SERVER
    try:
        psycopg.connect(server, connect_timeout=3).close()
    except psycopg.OperationalError:
        sys.stdout.write("Skipped: no PostgreSQL server answers (DATABASE_URL).\n")
        return
    with tempfile.TemporaryDirectory() as folder, scratch(server) as database:
        os.environ |= {
            "DATABASE_URL": database,
            "DENGTA_VAR": folder,
            "DENGTA_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "assessment.settings",
        }
        import django  # noqa: PLC0415 -- only now the database is known

        django.setup()
        from tests.bench.rescoring import measure  # noqa: PLC0415 -- models need set-up

        measure(sizes)


@contextmanager
def scratch(server: str) -> Iterator[str]:
    """The address of a database that is gone afterwards."""
    name = f"dengta_bench_{uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
