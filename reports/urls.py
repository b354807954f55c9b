"""Addresses of reports and results."""

from django.urls import URLPattern

app_name = "reports"
urlpatterns: list[URLPattern] = []
