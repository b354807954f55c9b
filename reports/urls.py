"""Addresses of reports and results."""

from django.urls import path

from reports.views import orders, results

app_name = "reports"
urlpatterns = [
    path("results/<int:pk>/", results.result, name="result"),
    path("reports/", orders.reports, name="list"),
    path("reports/order/", orders.order, name="order"),
    path("reports/publish/", orders.publish, name="publish"),
    path("reports/<uuid:pk>/", orders.report, name="report"),
    path("reports/<uuid:pk>/progress/", orders.progress, name="progress"),
    path("reports/<uuid:pk>/download/", orders.download, name="download"),
]
