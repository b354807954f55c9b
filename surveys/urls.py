"""Addresses of filling, reviewing and deciding."""

from django.urls import path

from surveys.views import (
    answering,
    corrections,
    deciding,
    desk,
    enrolling,
    enterprises,
    evidence,
    files,
    filling,
    handing_in,
    queues,
    rounds,
    titles,
)

app_name = "surveys"
_enterprises = [
    path("desk/", desk.desk, name="desk"),
    path("units/<int:pk>/start/<int:target>/<int:edition>/", desk.start, name="start"),
    path("enterprises/", enrolling.enterprises, name="enterprises"),
    path("enterprises/enrol/", enrolling.enrol, name="enrol"),
    path("enterprises/<int:pk>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/profile/", enterprises.profile, name="profile"),
    path("enterprises/<int:pk>/units/add/", enterprises.unit_add, name="unit_add"),
    path("responses/<int:pk>/", filling.task_list, name="task_list"),
    path("responses/<int:pk>/sections/<str:code>/", filling.section, name="section"),
    path("responses/<int:pk>/answers/<str:code>/", answering.answer, name="answer"),
    path(
        "responses/<int:pk>/evidence/<str:code>/",
        evidence.evidence_add,
        name="evidence_add",
    ),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path(
        "evidence/<uuid:pk>/remove/", evidence.evidence_remove, name="evidence_remove"
    ),
    path("responses/<int:pk>/check/", handing_in.check, name="check"),
    path("responses/<int:pk>/submit/", handing_in.submit, name="submit"),
    path("responses/<int:pk>/receipt/", handing_in.receipt, name="receipt"),
    path("responses/<int:pk>/progress/", handing_in.progress, name="progress"),
    path("responses/<int:pk>/take-back/", handing_in.take_back, name="take_back"),
    path("responses/<int:pk>/withdraw/", handing_in.withdraw, name="withdraw"),
]
_officials = [
    path("review/", queues.queue, name="queue"),
    path("decisions/", queues.decisions, name="decisions"),
    path("review/<int:pk>/", files.file, name="file"),
    path("review/<int:pk>/correct/<str:code>/", corrections.correct, name="correct"),
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
urlpatterns = [*_enterprises, *_officials]
