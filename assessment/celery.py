"""The Celery application; tasks stand in the apps and never import this module."""

import os
from typing import Any

from celery import Celery

from assessment import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")


class NoBroker(ConnectionError):
    """No broker is configured, and no supervisor runs the embedded one."""


class Platform(Celery):
    """Asks for the broker at every connection, for the embedded one comes and goes."""

    def connection_for_write(self, url: str | None = None, **options: Any) -> Any:
        return super().connection_for_write(url or _address(), **options)

    def connection_for_read(self, url: str | None = None, **options: Any) -> Any:
        return super().connection_for_read(url or _address(), **options)


def _address() -> str:
    address = broker.url()
    if address is None:
        raise NoBroker("REDIS_URL is not set, and `manage.py work` does not run.")
    return address


app = Platform("dengta")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Of the current application every thread knows its own; web servers have many threads.
app.set_default()
