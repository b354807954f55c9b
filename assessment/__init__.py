"""How the platform runs: settings, addresses, worker; binds surveys and reports."""

from assessment.celery import app as celery_app

__all__ = ["celery_app"]
