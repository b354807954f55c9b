"""The entry point of asynchronous web servers; wsgi is quicker for this platform."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")

application = get_asgi_application()
