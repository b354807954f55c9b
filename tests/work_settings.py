"""Settings of the processes that tests start: the project's own and the tests' task."""

import os

from assessment.settings import *  # noqa: F403, TID251 -- a settings module extends it

CELERY_IMPORTS = ["tests.probing"]
# Several test runs may share a Redis server.
CELERY_TASK_DEFAULT_QUEUE = os.environ["PROBE_QUEUE"]
