"""The sheets of what is computed: indicators, look-ups, levels, gates, facts."""

from django.utils.translation import gettext_lazy as _

from surveys.sheets.editions.asked import backing
from surveys.sheets.editions.columns import Column, Form, Layout, both

AGGREGATES = {
    "weighted_mean": _("the weighted mean"),
    "sum": _("the sum of points, 100 at most"),
    "min": _("the weakest"),
    "max": _("the best"),
    "geometric": _("the geometric mean"),
    "harmonic": _("the harmonic mean"),
    "power": _("the power mean of the exponent p"),
    "count": _("the share that reaches a score"),
    "carry": _("level by level, the first that is missed ends it"),
    "lookup": _("points for a fact, see the sheet “lookups”"),
}
TREES = {"score": _("the score of the edition"), "index": _("computed beside it")}
CLASSES = {
    "gate": _("a condition for filing"),
    "criterion": _("a demand"),
    "outcome": _("a result to reach"),
}
EFFECTS = {
    "veto": _("nothing without it"),
    "cap": _("a limit to the level"),
    "floor": _("a least score"),
    "prerequisite": _("something to hold before"),
    "coverage": _("so many of several"),
    "external": _("looked up elsewhere"),
}
OWNERS = {"enterprise": _("the enterprise answers"), "official": _("an official does")}

INDICATORS = Layout(
    "indicators",
    _(
        "The tree of the score and the indices beside it: one line for each node and"
        " for each place of a question. A line stands below the node of its “parent”."
    ),
    (
        Column(
            "tree",
            (),
            Form.WORD,
            _("Tree"),
            _("Only in the top line of a tree, which has no parent"),
            9,
            TREES,
        ),
        Column(
            "parent",
            (),
            Form.CODE,
            _("Parent"),
            _("The node above; empty only at the top of a tree"),
            22,
            names="node_names",
        ),
        Column(
            "name",
            ("node", "code"),
            Form.CODE,
            _("Code of the node"),
            _("Of a node; each has its own, in all trees together"),
            28,
        ),
        Column(
            "question",
            ("question",),
            Form.CODE,
            _("Question"),
            _("Instead of a node: the question that counts here"),
            32,
            names="question_names",
        ),
        *both(
            "label",
            ("node", "title"),
            (_("Title (Chinese)"), _("Title (English)")),
            _("What the node is called; a question has its own title"),
            width=32,
        ),
        Column(
            "aggregate",
            ("node", "aggregate"),
            Form.WORD,
            _("How it is computed"),
            _("How the score of a node comes from what stands below it"),
            16,
            AGGREGATES,
            group=1,
        ),
        Column(
            "weight",
            ("weight",),
            Form.NUMBER,
            _("Weight"),
            _("Its weight among those with the same parent"),
            10,
            group=1,
        ),
        Column(
            "weight_source",
            ("weight_source",),
            Form.CODE,
            _("Source of the weight"),
            _("A code of the sheet “sources”"),
            16,
            names="source_names",
            group=1,
        ),
        Column(
            "level",
            ("level",),
            Form.WHOLE,
            _("Level"),
            _("Below a “carry”: which level it is; empty: by its place"),
            9,
            group=2,
        ),
        Column(
            "reaches",
            ("node", "reaches"),
            Form.NUMBER,
            _("Reaches"),
            _("Of “count” and “carry”: the score from which a part counts, 0 to 100"),
            10,
            group=2,
        ),
        Column(
            "levels",
            ("node", "levels"),
            Form.WHOLE,
            _("Levels"),
            _("Of “carry”: how many levels there are; empty: as many as parts"),
            9,
            group=2,
        ),
        Column(
            "p",
            ("node", "p"),
            Form.NUMBER,
            _("Exponent"),
            _("Of “power”: its exponent p, not 0"),
            9,
            group=2,
        ),
        Column(
            "fact",
            ("node", "fact"),
            Form.CODE,
            _("Fact"),
            _("Of “lookup”: the fact that is looked up, such as levels.cmmm"),
            16,
            group=2,
        ),
        Column(
            "data_threshold",
            ("node", "data_threshold"),
            Form.NUMBER,
            _("Least share answered"),
            _("0 to 1: below this share of answered weight there is no score"),
            17,
            group=2,
        ),
        Column(
            "weights_total",
            ("node", "weights_total"),
            Form.NUMBER,
            _("Sum of weights"),
            _("What the weights below must add up to exactly"),
            16,
            group=2,
        ),
    ),
    required=True,
)

LOOKUPS = Layout(
    "lookups",
    _("The points of the nodes “lookup”: from which value on there are how many."),
    (
        Column(
            "node",
            (),
            Form.CODE,
            _("Node"),
            _("The node of the sheet “indicators”"),
            24,
            names="node_names",
            required=True,
        ),
        Column(
            "from",
            ("from",),
            Form.NUMBER,
            _("From"),
            _("The least value of the fact; below the first there are 0 points"),
            12,
            required=True,
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
    key="node",
)

_TITLES = both(
    "label",
    ("title",),
    (_("Title (Chinese)"), _("Title (English)")),
    _("What it is called on the pages"),
    width=36,
    required=True,
)

LEVELS = Layout(
    "levels",
    _("The stages that can be reached; each is climbed after the one before."),
    (
        Column(
            "name",
            ("code",),
            Form.CODE,
            _("Its code"),
            _("Each level has its own"),
            22,
            required=True,
        ),
        *_TITLES,
        Column(
            "order",
            ("order",),
            Form.WHOLE,
            _("Order"),
            _("A whole number; a higher level has a higher one"),
            8,
            required=True,
        ),
        Column(
            "needs",
            ("needs",),
            Form.CONDITION,
            _("Needs"),
            _("A condition of gates, nodes and the score; see the sheet “read me”"),
            60,
            required=True,
        ),
        *backing(1),
    ),
)

GATES = Layout(
    "gates",
    _("What is checked: passed, failed, or open as long as it is not known."),
    (
        Column(
            "name",
            ("code",),
            Form.CODE,
            _("Its code"),
            _("Each gate has its own"),
            16,
            required=True,
        ),
        *_TITLES,
        Column(
            "constraint",
            ("test",),
            Form.CONDITION,
            _("Passed if"),
            _("A condition on answers, facts, nodes and the score; see “read me”"),
            54,
            required=True,
        ),
        Column(
            "class",
            ("class",),
            Form.WORD,
            _("Class"),
            _("What kind of demand it is"),
            12,
            CLASSES,
            required=True,
            group=1,
        ),
        Column(
            "owner",
            ("owner",),
            Form.WORD,
            _("Owner"),
            _("Who says whether it is passed"),
            12,
            OWNERS,
            required=True,
            group=1,
        ),
        Column(
            "effect",
            ("effect",),
            Form.WORD,
            _("Effect"),
            _("What it does; empty means veto"),
            14,
            EFFECTS,
            group=1,
        ),
        Column(
            "blocking",
            ("blocking",),
            Form.FLAG,
            _("Blocking"),
            _("Whether a level needs it; empty means yes"),
            10,
            group=1,
        ),
        *backing(2),
    ),
)

FACTS = Layout(
    "facts",
    _(
        "What officials look up elsewhere. A line without an option is the fact; the"
        " lines with one are its possible values."
    ),
    (
        Column(
            "name",
            (),
            Form.CODE,
            _("Fact"),
            _("The code of the fact, in its own line and in those of its options"),
            24,
            required=True,
        ),
        Column(
            "option",
            (),
            Form.CODE,
            _("Option"),
            _("The code of a value; empty in the line of the fact itself"),
            18,
        ),
        *both(
            "label",
            ("title",),
            (_("Title (Chinese)"), _("Title (English)")),
            _("What the fact or the value is called"),
            width=40,
            required=True,
        ),
        *both(
            "hint",
            ("help",),
            (_("Help (Chinese)"), _("Help (English)")),
            _("Where and how to look it up"),
            width=54,
        ),
    ),
)
