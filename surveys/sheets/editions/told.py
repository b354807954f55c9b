"""The sheets about the edition itself: its head, proofs, sources, what came before."""

from django.utils.translation import gettext_lazy as _

from surveys.sheets.editions.columns import Column, Form, Layout, both

UNITS = {
    "workshop": _("a workshop"),
    "factory": _("a factory"),
    "enterprise": _("an enterprise"),
}
UNANSWERED = {
    "zero": _("counts 0 points"),
    "block": _("keeps the response from being handed in"),
}
TYPES = {
    "input": _("an input that is weighed"),
    "distance": _("the distance to the best"),
    "horizon": _("a planning horizon with its weights"),
    "best": _("the best score of a node"),
}

# Lines of the sheet "edition"; a text stands in its label columns, all else in "value".
HEAD = (
    Column("format", ("format",), Form.WORD, _("Format"), _("Always dengta.edition/1")),
    Column(
        "questionnaire",
        ("questionnaire",),
        Form.CODE,
        _("Questionnaire"),
        _("The code of the questionnaire it is an edition of"),
    ),
    Column(
        "edition",
        ("edition",),
        Form.CODE,
        _("Edition"),
        _("The label of the edition, such as 2027; published ones never change"),
    ),
    Column(
        "stage",
        ("stage",),
        Form.CODE,
        _("Stage"),
        _("The stage that its levels lead to; may be empty"),
    ),
    Column(
        "unit",
        ("unit",),
        Form.WORD,
        _("Unit"),
        _("What is assessed"),
        choices=UNITS,
    ),
    Column(
        "title",
        ("title",),
        Form.TEXT,
        _("Title"),
        _("The title in both languages"),
    ),
    Column(
        "intro",
        ("intro",),
        Form.TEXT,
        _("Introduction"),
        _("What the respondent reads first"),
    ),
    Column(
        "minutes",
        ("minutes",),
        Form.WHOLE,
        _("Minutes"),
        _("How long it takes to answer"),
    ),
    Column(
        "decimals",
        ("decimals",),
        Form.WHOLE,
        _("Decimals"),
        _("Places after the point in shown scores; empty means 1"),
    ),
    Column(
        "unanswered",
        ("unanswered",),
        Form.WORD,
        _("Unanswered"),
        _("What a required question without an answer does"),
        choices=UNANSWERED,
    ),
    Column(
        "applicable_floor",
        ("applicable_floor",),
        Form.NUMBER,
        _("Least share that applies"),
        _("0 to 1: a node of which less applies has no score"),
    ),
    Column(
        "profile",
        ("profile",),
        Form.CODES,
        _("Profile"),
        _("The nodes that charts compare; empty: those right below the score"),
    ),
    Column(
        "concordance",
        ("concordance", "edition"),
        Form.CODE,
        _("Edition before"),
        _("The label of the edition to which the sheet “concordance” looks back"),
    ),
    Column(
        "empty",
        (),
        Form.CODES,
        _("Empty lists"),
        _("Lists that are there with nothing in them; leave it as it is"),
    ),
)

EDITION = Layout(
    "edition",
    _("What the edition is, line by line."),
    (
        Column(
            "name",
            (),
            Form.CODE,
            _("Property"),
            _("Which property the line tells; do not change it"),
            20,
            required=True,
        ),
        Column(
            "value",
            (),
            Form.TEXT,
            _("Value"),
            _("Its value, where it is no text in two languages"),
            24,
        ),
        *both(
            "label",
            (),
            (_("Chinese"), _("English")),
            _("Its text in this language"),
            width=60,
        ),
    ),
    required=True,
)

_CODE = Column(
    "name",
    ("code",),
    Form.CODE,
    _("Its code"),
    _("Each line has its own"),
    26,
    required=True,
)

PROOFS = Layout(
    "proofs",
    _("The kinds of papers and pictures that questions may ask for."),
    (
        _CODE,
        *both(
            "label",
            (),
            (_("Title (Chinese)"), _("Title (English)")),
            _("What it is called"),
            width=48,
            required=True,
        ),
    ),
)

SOURCES = Layout(
    "sources",
    _("The texts behind the figures."),
    (
        _CODE,
        *both(
            "label",
            ("title",),
            (_("Title (Chinese)"), _("Title (English)")),
            _("The title of the text"),
            width=60,
            required=True,
        ),
        Column(
            "year",
            ("year",),
            Form.FIGURE,
            _("Year"),
            _("When it was issued"),
            10,
        ),
        Column(
            "official",
            ("official",),
            Form.FLAG,
            _("Official"),
            _("Whether an authority issued it; if not, pages say “not official”"),
            10,
            required=True,
        ),
    ),
)

CONCORDANCE = Layout(
    "concordance",
    _("Which code of the edition before is which code now; others have kept theirs."),
    (
        Column(
            "old",
            ("old",),
            Form.CODE,
            _("Code before"),
            _("The code of a question in the edition before"),
            26,
            required=True,
        ),
        Column(
            "new",
            ("new",),
            Form.CODE,
            _("Code now"),
            _("The code of the question now; empty or “-”: it is asked no more"),
            26,
            names="question_names",
        ),
        Column(
            "options",
            ("options",),
            Form.PAIRS,
            _("Options"),
            _("Options with another code now: before=now, with commas between"),
            36,
        ),
        *both(
            "note",
            ("note",),
            (_("Note (Chinese)"), _("Note (English)")),
            _("What has changed"),
            width=44,
        ),
    ),
    key="old",
)

PRIORITIES = Layout(
    "priorities",
    _("What the priority matrix weighs, and how, for each planning horizon."),
    (
        Column(
            "type",
            (),
            Form.WORD,
            _("Type"),
            _("What the line tells"),
            12,
            TYPES,
            required=True,
        ),
        Column(
            "name",
            (),
            Form.CODE,
            _("Its code"),
            _("Its code; of “best”: that of the node"),
            22,
            required=True,
        ),
        *both(
            "label",
            ("title",),
            (_("Title (Chinese)"), _("Title (English)")),
            _("What it is called; “best” has none"),
            width=34,
        ),
        Column(
            "weights",
            ("weights",),
            Form.PAIRS,
            _("Weights"),
            _("Of a horizon: inputs and distance with their weights, 100 together"),
            40,
        ),
        Column(
            "score",
            (),
            Form.NUMBER,
            _("Score"),
            _("Of “best”: the best score"),
            10,
        ),
    ),
)
