"""Addresses of filling, reviewing and deciding."""

from django.urls import path

from surveys.views import (
    answering,
    arriving,
    auditing,
    authoring,
    carrying,
    climbing,
    copies,
    corrections,
    deciding,
    desk,
    enrolling,
    enterprises,
    evidence,
    files,
    filling,
    handing_in,
    history,
    members,
    messages,
    objections,
    offices,
    officials,
    planning,
    prefilling,
    previewing,
    printing,
    queues,
    registrations,
    rescoring,
    retracing,
    reusing,
    rosters,
    rounds,
    sending,
    titles,
    uploading,
)

app_name = "surveys"
_enterprises = [
    path("desk/", desk.desk, name="desk"),
    path("units/<int:pk>/start/<int:target>/<int:edition>/", desk.start, name="start"),
    path(
        "units/<int:pk>/before/<int:target>/<int:edition>/",
        planning.before_start,
        name="before_start",
    ),
    path("enterprises/", enrolling.enterprises, name="enterprises"),
    path("enterprises/enrol/", enrolling.enrol, name="enrol"),
    path("enterprises/<int:pk>/", enterprises.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/profile/", enterprises.profile, name="profile"),
    path("enterprises/<int:pk>/units/add/", enterprises.unit_add, name="unit_add"),
    path("responses/<int:pk>/", planning.task_list, name="task_list"),
    path("responses/<int:pk>/before/", planning.before, name="before"),
    path("responses/<int:pk>/assignments/", planning.assign, name="assign"),
    path("responses/<int:pk>/sections/<str:code>/", filling.section, name="section"),
    path("responses/<int:pk>/answers/<str:code>/", answering.answer, name="answer"),
    path("responses/<int:pk>/carry/", carrying.carry, name="carry"),
    path(
        "responses/<int:pk>/evidence/<str:code>/",
        evidence.evidence_add,
        name="evidence_add",
    ),
    path(
        "responses/<int:pk>/evidence/<str:code>/again/",
        reusing.evidence_again,
        name="evidence_again",
    ),
    path(
        "responses/<int:pk>/evidence/<str:code>/uploads/",
        sending.upload_begin,
        name="upload_begin",
    ),
    path("uploads/<uuid:pk>/", sending.upload, name="upload"),
    path("uploads/<uuid:pk>/finish/", sending.upload_finish, name="upload_finish"),
    path("uploads/<uuid:pk>/drop/", sending.upload_drop, name="upload_drop"),
    path(
        "evidence/<uuid:pk>/details/",
        reusing.evidence_details,
        name="evidence_details",
    ),
    path("evidence/<uuid:pk>/", evidence.evidence, name="evidence"),
    path(
        "evidence/<uuid:pk>/remove/", evidence.evidence_remove, name="evidence_remove"
    ),
    path("responses/<int:pk>/take-over/", prefilling.sources, name="prefill_sources"),
    path(
        "responses/<int:pk>/take-over/<int:source>/", prefilling.prefill, name="prefill"
    ),
    path("responses/<int:pk>/portal/download/", prefilling.portal, name="portal"),
    path("responses/<int:pk>/copies/", copies.copies, name="copies"),
    path("responses/<int:pk>/copy/download/", copies.download, name="copy_download"),
    path(
        "responses/<int:pk>/copies/progress/", copies.progress, name="copies_progress"
    ),
    path("responses/<int:pk>/copies/merge/", copies.merge, name="merge"),
    path("copies/<uuid:pk>/put-away/", copies.put_away, name="copy_put_away"),
    path("responses/<int:pk>/way/", climbing.way, name="way"),
    path(
        "responses/<int:pk>/way/download/", climbing.way_workbook, name="way_workbook"
    ),
    path("responses/<int:pk>/first/", climbing.first, name="first"),
    path("responses/<int:pk>/check/", handing_in.check, name="check"),
    path("responses/<int:pk>/submit/", handing_in.submit, name="submit"),
    path("responses/<int:pk>/receipt/", handing_in.receipt, name="receipt"),
    path("responses/<int:pk>/data/download/", handing_in.data, name="data"),
    path(
        "responses/<int:pk>/workbook/download/",
        retracing.workbook,
        name="result_workbook",
    ),
    path("responses/<int:pk>/progress/", handing_in.progress, name="progress"),
    path("responses/<int:pk>/take-back/", handing_in.take_back, name="take_back"),
    path("responses/<int:pk>/withdraw/", handing_in.withdraw, name="withdraw"),
    path("responses/<int:pk>/form/", printing.application_form, name="form"),
    path("responses/<int:pk>/corrections/", objections.corrections, name="corrections"),
    path(
        "responses/<int:pk>/corrections/<str:code>/object/",
        objections.object_to,
        name="object_to",
    ),
    path("responses/<int:pk>/history/", history.history, name="history"),
    path("responses/<int:pk>/history/compare/", history.compare, name="compare"),
    path(
        "responses/<int:pk>/answers/<str:code>/history/",
        history.revisions,
        name="revisions",
    ),
]
_arrivals = [
    path("register/", arriving.register, name="register"),
    path("register/code/", arriving.register_code, name="register_code"),
    path("invitations/<str:token>/", arriving.invitation, name="invitation"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/empty/download/", rosters.roster_empty, name="roster_empty"),
    path("rosters/<uuid:pk>/", rosters.roster, name="roster"),
    path("rosters/<uuid:pk>/progress/", rosters.progress, name="roster_progress"),
    path("rosters/<uuid:pk>/confirm/", rosters.confirm, name="roster_confirm"),
    path("rosters/<uuid:pk>/drop/", rosters.drop, name="roster_drop"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/links/download/", registrations.links, name="invitation_links"),
    path("registrations/<int:pk>/", registrations.registration, name="registration"),
    path(
        "registrations/<int:pk>/confirm/",
        registrations.confirm,
        name="registration_confirm",
    ),
    path(
        "registrations/<int:pk>/decline/",
        registrations.decline,
        name="registration_decline",
    ),
    path("invited/<int:pk>/send/", registrations.send, name="invitation_send"),
    path("invited/<int:pk>/revoke/", registrations.revoke, name="invitation_revoke"),
    path("enterprises/<int:pk>/members/", members.members, name="members"),
    path("enterprises/<int:pk>/members/invite/", members.invite, name="member_invite"),
    path("members/<int:pk>/role/", members.role, name="member_role"),
    path("members/<int:pk>/end/", members.end, name="member_end"),
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
    path("rounds/<int:pk>/rescore/", rescoring.rescore, name="rescore"),
    path("rescorings/<int:pk>/", rescoring.rescoring, name="rescoring"),
    path(
        "rescorings/<int:pk>/progress/",
        rescoring.rescoring_progress,
        name="rescoring_progress",
    ),
    path(
        "rescorings/<int:pk>/cards/<int:number>/",
        rescoring.rescoring_card,
        name="rescoring_card",
    ),
    path(
        "rescorings/<int:pk>/go-on/", rescoring.rescoring_go_on, name="rescoring_go_on"
    ),
    path(
        "rescorings/<int:pk>/decide/",
        rescoring.rescoring_decide,
        name="rescoring_decide",
    ),
    path("titles/", titles.titles, name="titles"),
]
_authors = [
    path("editions/", authoring.editions, name="editions"),
    path("editions/upload/", uploading.upload, name="edition_upload"),
    path("editions/imports/<uuid:pk>/", uploading.arrival, name="edition_import"),
    path(
        "editions/imports/<uuid:pk>/progress/",
        uploading.progress,
        name="edition_import_progress",
    ),
    path(
        "editions/imports/<uuid:pk>/confirm/",
        uploading.confirm,
        name="edition_import_confirm",
    ),
    path(
        "editions/imports/<uuid:pk>/drop/", uploading.drop, name="edition_import_drop"
    ),
    path("editions/<int:pk>/", authoring.edition, name="edition"),
    path("editions/<int:pk>/new/", authoring.draft_new, name="draft_new"),
    path(
        "editions/<int:pk>/workbook/download/",
        authoring.workbook,
        name="edition_workbook",
    ),
    path(
        "editions/<int:pk>/document/download/",
        authoring.document,
        name="edition_document",
    ),
    path(
        "editions/<int:pk>/differences/",
        authoring.differences,
        name="edition_differences",
    ),
    path("editions/<int:pk>/publish/", authoring.publish, name="edition_publish"),
    path("editions/<int:pk>/discard/", authoring.discard, name="edition_discard"),
    path("editions/<int:pk>/preview/", previewing.start, name="preview_start"),
    path("editions/<int:pk>/preview/<str:code>/", previewing.preview, name="preview"),
]
_keepers = [
    path("officials/", officials.officials, name="officials"),
    path("officials/add/", officials.official_add, name="official_add"),
    path("officials/<int:pk>/", officials.official, name="official"),
    path("officials/<int:pk>/link/", officials.official_link, name="official_link"),
    path(
        "officials/<int:pk>/suspend/",
        officials.official_suspend,
        name="official_suspend",
    ),
    path(
        "officials/<int:pk>/restore/",
        officials.official_restore,
        name="official_restore",
    ),
    path(
        "officials/<int:pk>/factor/", officials.official_factor, name="official_factor"
    ),
    path("officials/<int:pk>/appoint/", offices.appoint, name="office_new"),
    path("officials/<int:pk>/hand-over/", offices.hand_over, name="office_hand_over"),
    path("offices/<int:pk>/end/", offices.end, name="office_end"),
    path("offices/of-region/<int:pk>/move/", offices.move, name="offices_move"),
    path("password/<str:token>/", arriving.choose_password, name="choose_password"),
]
_own = [
    path("messages/", messages.inbox, name="inbox"),
    path("messages/read/", messages.read_all, name="messages_read"),
    path("messages/settings/", messages.settings, name="message_settings"),
    path("messages/<int:pk>/", messages.open_message, name="message_open"),
    path("messages/<int:pk>/read/", messages.read, name="message_read"),
]
_auditors = [
    path("audit/", auditing.trail, name="audit"),
    path("audit/verify/", auditing.verify, name="audit_verify"),
    path("audit/progress/", auditing.progress, name="audit_progress"),
    path("audit/download/", auditing.download, name="audit_download"),
]
urlpatterns = [
    *_enterprises,
    *_arrivals,
    *_officials,
    *_authors,
    *_keepers,
    *_own,
    *_auditors,
]
