"""The audit trail: sealing and verifying it, and the auditor's page, on PostgreSQL.

    python -m tests.bench.bench_auditing [10000 100000]

Needs a PostgreSQL server (DATABASE_URL, or one on 127.0.0.1:5432); makes a database of
its own there and drops it. Aims: the page takes at most 10 queries and does not grow
with the trail; verifying takes the same memory whatever the length. Times are of CPU,
but those in queries.
"""

import os
import sys
import tempfile

import psycopg

from tests.bench.bench_rescoring import SERVER, scratch

SIZES = (10_000, 100_000)


def main(sizes: tuple[int, ...]) -> None:
    """Print a line for each length of the trail."""
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
            "DENGTA_ALLOWED_HOSTS": "testserver",
            "DENGTA_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "assessment.settings",
        }
        import django  # noqa: PLC0415 -- only now the database is known

        django.setup()
        from tests.bench.auditing import measure  # noqa: PLC0415 -- models need set-up

        measure(sizes)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
