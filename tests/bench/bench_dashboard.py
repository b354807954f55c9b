"""Dashboards at 600 and 20,000 scored responses, on PostgreSQL.

    python -m tests.bench.bench_dashboard [600 20000 100000]

Needs a PostgreSQL server (DATABASE_URL, or one on 127.0.0.1:5432); makes a database of
its own there and drops it. Measured: seconds and megabytes in which the columns of a
round are gathered (once for each state of it, large ones by a job), milliseconds of a
page whose filters nobody asked for yet, of one asked for again, and the most queries
of any of these. Aims: at most 12 queries at every size; no page reads a scorecard.
"""

import os
import sys
import tempfile

import psycopg

from tests.bench.bench_rescoring import SERVER, scratch

SIZES = (600, 20_000)


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
        from tests.bench.dashboards import measure  # noqa: PLC0415 -- models need set-up

        measure(sizes)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
