"""Addresses of filling, reviewing and deciding."""

from django.urls import URLPattern

app_name = "surveys"
urlpatterns: list[URLPattern] = []
