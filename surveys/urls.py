"""Addresses of filling, reviewing and deciding."""

from django.urls import path

from surveys.views import corrections, deciding, files, queues, rounds, titles

app_name = "surveys"
_officials = [
    path("review/", queues.queue, name="queue"),
    path("decisions/", queues.decisions, name="decisions"),
    path("review/<int:pk>/", files.file, name="file"),
    path("review/<int:pk>/correct/<slug:code>/", corrections.correct, name="correct"),
    path("review/<int:pk>/facts/<slug:key>/", corrections.fact, name="fact"),
    path("review/<int:pk>/return/", deciding.return_file, name="return"),
    path("review/<int:pk>/recommend/", deciding.recommend, name="recommend"),
    path("review/<int:pk>/settle/", deciding.settle, name="settle"),
    path("review/<int:pk>/decide/", deciding.decide, name="decide"),
    path("review/<int:pk>/send-back/", deciding.send_back, name="send_back"),
    path("review/<int:pk>/recognise/", deciding.recognise, name="recognise"),
    path("review/<int:pk>/objections/", deciding.raise_objection, name="object"),
    path(
        "review/<int:pk>/objections/<int:number>/",
        deciding.decide_objection,
        name="objection_decide",
    ),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/open/", rounds.round_open, name="round_open"),
    path("rounds/<int:pk>/close/", rounds.round_close, name="round_close"),
    path("responses/<int:pk>/reopen/", rounds.reopen, name="reopen"),
    path("titles/", titles.titles, name="titles"),
]
urlpatterns = _officials
