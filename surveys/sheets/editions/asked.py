"""The sheets of what is asked: sections, questions, options, rows, bands."""

from django.utils.translation import gettext_lazy as _

from surveys.sheets.editions.columns import Column, Form, Layout, both

CONFIDENCES = {"high": _("high"), "medium": _("medium"), "low": _("low")}
RULES = {
    "points": _("the points of the options"),
    "linear": _("in proportion between two goalposts"),
    "bands": _("points by bands, see the sheet “bands”"),
    "target": _("by the distance to a target"),
}
KINDS = {
    "single": _("one of several options"),
    "multiple": _("any number of options"),
    "number": _("a number"),
    "percent": _("a percentage"),
    "ratio": _("numerator and denominator; the share is computed"),
    "pair": _("before and after; the change is computed"),
    "matrix": _("several rows on one scale of options"),
    "scene": _("a scene on a ladder of levels"),
    "requirement": _("a requirement: fully, mostly, partly or not met"),
    "date": _("a date"),
    "text": _("a text"),
    "file": _("files"),
}


def backing(group: int) -> tuple[Column, ...]:
    """Where a figure comes from: the columns that many sheets share."""
    return (
        Column(
            "source",
            ("sources",),
            Form.CODES,
            _("Sources"),
            _("Where it comes from: codes of the sheet “sources”, with commas between"),
            names="source_names",
            group=group,
        ),
        Column(
            "vintage",
            ("vintage",),
            Form.FIGURE,
            _("Vintage"),
            _("The year of the demand; only demands of the edition's own year count"),
            10,
            group=group,
        ),
        Column(
            "confidence",
            ("confidence",),
            Form.WORD,
            _("Confidence"),
            _("How sure it is that the source says so"),
            12,
            CONFIDENCES,
            group=group,
        ),
        *both(
            "note",
            ("note",),
            (_("Note (Chinese)"), _("Note (English)")),
            _("A note for whoever checks the edition; respondents see it too"),
            width=36,
            group=group,
        ),
    )


SECTIONS = Layout(
    "sections",
    _("The parts of the questionnaire, in the order in which they are asked."),
    (
        Column(
            "name",
            ("code",),
            Form.CODE,
            _("Its code"),
            _("Letters, digits, “_”, “-”, “.”; each section has its own"),
            20,
            required=True,
        ),
        *both(
            "label",
            ("title",),
            (_("Title (Chinese)"), _("Title (English)")),
            _("The title as the respondent sees it"),
            width=30,
            required=True,
        ),
        *both(
            "intro",
            ("intro",),
            (_("Introduction (Chinese)"), _("Introduction (English)")),
            _("What the respondent reads before the first question"),
            width=60,
        ),
    ),
    required=True,
)

OPTIONS = Layout(
    "options",
    _("The answers that can be chosen, list by list, in their order."),
    (
        Column(
            "list_name",
            (),
            Form.CODE,
            _("List"),
            _("The list it belongs to; questions name it in their column “list_name”"),
            24,
            required=True,
        ),
        Column(
            "name",
            ("code",),
            Form.CODE,
            _("Its code"),
            _("What is stored as the answer; keep it from one edition to the next"),
            18,
            required=True,
        ),
        *both(
            "label",
            ("title",),
            (_("Answer (Chinese)"), _("Answer (English)")),
            _("The answer as the respondent sees it"),
            width=44,
            required=True,
        ),
        Column(
            "score",
            ("points",),
            Form.NUMBER,
            _("Points"),
            _("0 to 100; only where the question has the score “points”"),
            10,
        ),
        *both(
            "hint",
            ("help",),
            (_("Help (Chinese)"), _("Help (English)")),
            _("When to choose it"),
            width=40,
        ),
    ),
)

ROWS = Layout(
    "rows",
    _("The rows of the questions of the type “matrix”, in their order."),
    (
        Column(
            "question",
            (),
            Form.CODE,
            _("Question"),
            _("The question it belongs to"),
            24,
            names="question_names",
            required=True,
        ),
        Column(
            "name",
            ("code",),
            Form.CODE,
            _("Its code"),
            _("The code of the row"),
            18,
            required=True,
        ),
        *both(
            "label",
            ("title",),
            (_("Row (Chinese)"), _("Row (English)")),
            _("The row as the respondent sees it"),
            width=44,
            required=True,
        ),
    ),
)

BANDS = Layout(
    "bands",
    _("The points of the questions with the score “bands”, from low to high."),
    (
        Column(
            "question",
            (),
            Form.CODE,
            _("Question"),
            _("The question it belongs to"),
            24,
            names="question_names",
            required=True,
        ),
        Column(
            "name",
            ("code",),
            Form.CODE,
            _("Its code"),
            _("The code of the official option; may be left empty"),
            10,
        ),
        Column(
            "from",
            ("from",),
            Form.NUMBER,
            _("From"),
            _("Where the band begins; empty in the first: no end"),
            12,
        ),
        Column(
            "from_included",
            ("from_included",),
            Form.FLAG,
            _("Its beginning belongs to it"),
            _("Whether a measure exactly there belongs to the band; empty means yes"),
            16,
        ),
        Column(
            "to",
            ("to",),
            Form.NUMBER,
            _("To"),
            _("Where the band ends; empty in the last: no end"),
            12,
        ),
        Column(
            "to_included",
            ("to_included",),
            Form.FLAG,
            _("Its end belongs to it"),
            _("Whether a measure exactly there belongs to the band; empty means no"),
            16,
        ),
        Column(
            "below",
            ("below",),
            Form.NUMBER,
            _("Below"),
            _(
                "The short form, instead of from and to: all below this and not in the"
                " band before; empty in the last"
            ),
            12,
        ),
        Column(
            "score",
            ("points",),
            Form.NUMBER,
            _("Points"),
            _("0 to 100"),
            10,
            required=True,
        ),
    ),
    key="question",
)
