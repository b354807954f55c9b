"""What readers of workbooks are told, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from surveys.explaining.places import REPORT, Words

REPORTED: Mapping[str, Words] = {
    "report_ready": Words(
        _("Your workbook is ready"),
        _("The workbook of “%(round)s” that you ordered is ready."),
        _("Download it; it stays in the history of reports."),
        REPORT,
    ),
    "report_weekly": Words(
        _("This Monday’s workbook of your region"),
        _("The workbook of “%(round)s” for your region is ready."),
        _("Download it; whether it is made every Monday you choose under reports."),
        REPORT,
    ),
}
