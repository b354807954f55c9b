"""The Celery application; tasks stand in the apps and never import this module."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")

app = Celery("dengta")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
