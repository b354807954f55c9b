"""Saving over HTTP: one answer, and a section of 15 answers, on PostgreSQL.

    python -m tests.bench.bench_saving [requests of each kind]

Needs a PostgreSQL server (DATABASE_URL, or one on 127.0.0.1:5432); makes a database of
its own there and drops it. Each request goes through gunicorn as `manage.py work`
starts it, checks the answers, and writes revisions and audit rows. Aims: a section at
p95 within 30 ms alone, and at most 15 queries. Noisy
machines: read the CPU.
"""

import os
import sys
import tempfile

import psycopg

from tests.bench.bench_rescoring import SERVER, scratch

REQUESTS = 200


def main(requests: int) -> None:
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
        from tests.bench.saving import measure  # noqa: PLC0415 -- models need set-up

        measure(requests)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else REQUESTS)
