"""Addresses of reports and results."""

from django.urls import path

from reports.views import (
    calibration,
    cockpit,
    dossiers,
    orders,
    results,
    studies,
    summaries,
    urging,
)

app_name = "reports"
urlpatterns = [
    path("results/<int:pk>/", results.result, name="result"),
    path("dossiers/<int:pk>/", dossiers.dossier, name="dossier"),
    path(
        "dossiers/<int:pk>/download/",
        dossiers.dossier_workbook,
        name="dossier_workbook",
    ),
    path("summary/", summaries.summary, name="summary"),
    path("summary/order/", summaries.order, name="summary_order"),
    path("summary/<uuid:pk>/", summaries.ordered, name="summary_ordered"),
    path("summary/<uuid:pk>/progress/", summaries.progress, name="summary_progress"),
    path("summary/<uuid:pk>/download/", summaries.download, name="summary_file"),
    path("rounds/<int:pk>/calibration/", calibration.page, name="calibration"),
    path("rounds/<int:pk>/release/", calibration.release, name="release"),
    path("reports/", orders.reports, name="list"),
    path("reports/order/", orders.order, name="order"),
    path("reports/publish/", orders.publish, name="publish"),
    path("reports/<uuid:pk>/", orders.report, name="report"),
    path("reports/<uuid:pk>/progress/", orders.progress, name="progress"),
    path("reports/<uuid:pk>/download/", orders.download, name="download"),
    path("cockpit/", cockpit.cockpits, name="cockpits"),
    path("rounds/<int:pk>/cockpit/", cockpit.cockpit, name="cockpit"),
    path("rounds/<int:pk>/cockpit/rows/", cockpit.cockpit_rows, name="cockpit_rows"),
    path("rounds/<int:pk>/cockpit/remind/", urging.remind, name="remind"),
    path("rounds/<int:pk>/reminders/", urging.reminders, name="reminders"),
    path("reminders/<int:pk>/", urging.reminder, name="reminder"),
    path("studies/", studies.studies, name="studies"),
    path("studies/rehearse/<int:pk>/", studies.rehearse, name="rehearse"),
    path("studies/sensitivity/<int:pk>/", studies.sensitivity, name="sensitivity"),
    path("studies/<uuid:pk>/", studies.study, name="study"),
    path("studies/<uuid:pk>/progress/", studies.study_progress, name="study_progress"),
    path("studies/<uuid:pk>/download/", studies.study_file, name="study_file"),
]
