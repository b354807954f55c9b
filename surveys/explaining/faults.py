"""Says in the reader's language what the engine finds wrong with an edition.

The engine, which knows no language, speaks English; each thing it says fits one of the
sentences here, from which its names and figures are taken over.
"""

import re
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES: Final = (
    # what is wrong
    gettext_noop("not possible for this kind"),
    gettext_noop("not a date"),
    gettext_noop("not above min"),
    gettext_noop("not a ladder"),
    gettext_noop("conditions in a circle: %(codes)s"),
    gettext_noop("cannot be counted"),
    gettext_noop("nobody can pass this check: %(tests)s"),
    gettext_noop("nobody can reach this level: %(tests)s"),
    gettext_noop("“%(code)s” is a node and a question"),
    gettext_noop("a carry inside another tree"),
    gettext_noop("the points of a sum exceed 100"),
    gettext_noop("fewer levels than children"),
    gettext_noop("a level of a carry has no weight"),
    gettext_noop("neither a node nor a question"),
    gettext_noop("“%(code)s” has no score"),
    gettext_noop("the scored question “%(code)s” counts nowhere"),
    gettext_noop("there is no number fact “%(code)s”"),
    gettext_noop("zero"),
    gettext_noop("the weights sum to %(total)s"),
    gettext_noop("not above the level before"),
    gettext_noop("not above the step before"),
    gettext_noop("an external fact is an official's"),
    gettext_noop("it blocks, but no level needs it"),
    gettext_noop("a level needs it, but it does not block"),
    gettext_noop("not positive"),
    gettext_noop("the same as lo"),
    gettext_noop("without meaning here"),
    gettext_noop("not above from"),
    gettext_noop("open in the middle"),
    gettext_noop("overlaps the band before"),
    gettext_noop("leaves a hole after the band before"),
    gettext_noop("leaves a hole below"),
    gettext_noop("leaves a hole above"),
    gettext_noop("not above the band before"),
    gettext_noop("“%(code)s” is not compared"),
    gettext_noop("unknown key"),
    gettext_noop("null"),
    gettext_noop("the key “%(key)s” is missing"),
    gettext_noop("not an object"),
    gettext_noop("not a list"),
    gettext_noop("too short"),
    gettext_noop("not a text"),
    gettext_noop("not a code"),
    gettext_noop("out of range"),
    gettext_noop("not a decimal text"),
    gettext_noop("not a whole number"),
    gettext_noop("not whole"),
    gettext_noop("neither true nor false"),
    gettext_noop("not allowed"),
    gettext_noop("there is no fact “%(code)s”"),
    gettext_noop("there is no %(what)s “%(code)s”"),
    gettext_noop("the %(what)s “%(code)s” is there twice"),
    gettext_noop("not a condition"),
    gettext_noop("not a condition that is possible here"),
    gettext_noop("too long"),
    gettext_noop("not a date question"),
    gettext_noop("not true"),
    # what would be right
    gettext_noop("an ISO date"),
    gettext_noop("a max greater than min"),
    gettext_noop("the codes “0”, “1”, “2”… in order"),
    gettext_noop("a scene, requirement, choice or number"),
    gettext_noop("a demand that some answers meet"),
    gettext_noop("different codes"),
    gettext_noop("carry at the root or as an index"),
    gettext_noop("weights of 100 at most, together"),
    gettext_noop("no weight"),
    gettext_noop("“node” or “question”"),
    gettext_noop("a question with a score"),
    gettext_noop("a fact that is a number"),
    gettext_noop("“geometric” for the exponent 0"),
    gettext_noop("%(total)s together"),
    gettext_noop("ascending"),
    gettext_noop("ascending bands"),
    gettext_noop("“blocking”: false, or a level"),
    gettext_noop("a number above 0"),
    gettext_noop("two different goalposts"),
    gettext_noop("an end above its beginning"),
    gettext_noop("from and to"),
    gettext_noop("no from in the first band, or a min of the question"),
    gettext_noop("no to in the last band, or a max of the question"),
    gettext_noop("the code of a node of the profile"),
    gettext_noop("exactly one of %(codes)s"),
    gettext_noop("one of %(codes)s"),
    gettext_noop("a value; without one, leave the key out"),
    gettext_noop("an object"),
    gettext_noop("a list"),
    gettext_noop("at least %(count)s items"),
    gettext_noop("a text that is not blank"),
    gettext_noop("letters, digits, “_”, “-”, “.”; 64 at most"),
    gettext_noop("a decimal number written as text, from %(low)s, to %(high)s"),
    gettext_noop("a decimal number written as text, from %(low)s"),
    gettext_noop("a decimal number written as text"),
    gettext_noop("a whole number %(low)s to %(high)s"),
    gettext_noop("a whole number"),
    gettext_noop("true or false"),
    gettext_noop("a code used once"),
    gettext_noop("a known fact"),
    gettext_noop("whole months"),
    gettext_noop("two date questions"),
    gettext_noop("a question of kind date"),
    gettext_noop("the code of a %(what)s"),
    # what is named in them
    gettext_noop("question"),
    gettext_noop("question in the tree"),
    gettext_noop("node"),
    gettext_noop("option"),
    gettext_noop("row"),
    gettext_noop("section"),
    gettext_noop("source"),
    gettext_noop("check"),
    gettext_noop("external fact"),
    gettext_noop("kind of proof"),
    gettext_noop("column"),
    gettext_noop("horizon"),
    gettext_noop("code"),
    gettext_noop("order"),
)
QUOTED = re.compile(r'"([^"]*)"')
NAMES = ("what",)  # placeholders for words, which have a sentence of their own
HOLE = re.compile(r"%\\\((\w+)\\\)s")


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(HOLE.sub(r"(?P<\1>.+)", re.escape(sentence)))


PATTERNS: Final = tuple((sentence, _pattern(sentence)) for sentence in SENTENCES)


def fault_words(text: str) -> str:
    """What the engine says, in the active language; anything else as it stands."""
    plain = QUOTED.sub(r"“\1”", text)
    for sentence, pattern in PATTERNS:
        found = pattern.fullmatch(plain)
        if found is not None:
            parts = found.groupdict()
            named = {key: _(parts[key]) for key in NAMES if key in parts}
            return str(_(sentence)) % {**parts, **named}
    return text
