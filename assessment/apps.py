"""Makes Django find the base templates, the static files and the commands."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
