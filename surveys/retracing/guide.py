"""What the guide of a result workbook says, heading by heading."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

GUIDE: Final[tuple[tuple[Any, Any], ...]] = (
    (
        gettext_lazy("What this is"),
        gettext_lazy(
            "The whole calculation of this result in formulas. Each formula computes"
            " its figure from the answers and from the rules of the questionnaire;"
            " beside it stands the figure that the platform has stored. They agree"
            " where they differ by no more than 0.000000001."
        ),
    ),
    (
        gettext_lazy("Where to begin"),
        gettext_lazy(
            "Open the sheet of the calculation, look for an indicator, and follow its"
            " formula (in Excel: Formulas, Trace Precedents) to the parts below it, to"
            " the answers and to the points of the rules."
        ),
    ),
    (
        gettext_lazy("Weights"),
        gettext_lazy(
            "What does not apply or does not concern the unit is left out, and the"
            " other parts share its weight in proportion. What is not answered stays in"
            " and counts as 0. Where too little applies there is no score."
        ),
    ),
    (
        gettext_lazy("What would follow"),
        gettext_lazy(
            "Change a yellow cell on the sheet of answers: a number, the code of an"
            " option, 1 for a chosen one of several. Everything is computed again, and"
            " what differs from the stored result turns red. Nothing of that reaches"
            " the platform."
        ),
    ),
    (
        gettext_lazy("What is not computed"),
        gettext_lazy(
            "Whether a question concerns the unit (column “Applies”), facts of the"
            " enterprise, dates, texts, and what officials recorded stand as fixed"
            " values."
        ),
    ),
    (
        gettext_lazy("How exact it is"),
        gettext_lazy(
            "The platform computes with exact fractions and stores 12 decimal places."
            " A spreadsheet computes with some 15 digits; shares, changes and scores"
            " are rounded to 10 places before they are compared with a threshold."
        ),
    ),
    (
        gettext_lazy("Without a spreadsheet"),
        gettext_lazy(
            "The download of the data holds the same inputs as JSON, and the command"
            " that computes the score exactly."
        ),
    ),
)
