"""Addresses of filling, reviewing and deciding."""

from django.urls import path

from surveys.views import queues, rounds, titles

app_name = "surveys"
_officials = [
    path("review/", queues.queue, name="queue"),
    path("decisions/", queues.decisions, name="decisions"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/open/", rounds.round_open, name="round_open"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round_close"),
    path("responses/<int:pk>/reopen/", rounds.reopen, name="reopen"),
    path("titles/", titles.titles, name="titles"),
]
urlpatterns = _officials
