"""The first page of a district's queue at 500 and 5,000 files, on PostgreSQL.

    python -m tests.bench.bench_queue [500 5000]

Needs a PostgreSQL server (DATABASE_URL, or one on 127.0.0.1:5432); makes a database of
its own there and drops it. Every file is of one region and has flags. Aims: at most 10
queries, and from the first size to the last at most 1.3 times the milliseconds. Noisy
machines: read the CPU, which the database's own share is added to.
"""

import os
import sys
import tempfile

import psycopg

from tests.bench.bench_rescoring import SERVER, scratch

SIZES = (500, 5_000)


def main(sizes: tuple[int, ...]) -> None:
    """Print a table."""
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
            "DENGTA_DEBUG": "0",
            "DENGTA_ALLOWED_HOSTS": "127.0.0.1",
            "DENGTA_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "assessment.settings",
        }
        import django  # noqa: PLC0415 -- only now the database is known

        django.setup()
        from tests.bench.queue import measure  # noqa: PLC0415 -- models need set-up

        measure(sizes)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
