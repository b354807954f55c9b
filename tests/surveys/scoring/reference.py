"""The engine once more, slow and plain, straight from the document.

Written apart from surveys.scoring (it imports nothing of it), so that a fault would
have to be made twice. Fractions everywhere, no compiling, no sharing.
"""

from datetime import date, timedelta
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

OPS = {"==": eq, "!=": ne, ">=": ge, ">": gt, "<=": le, "<": lt}
REQUIREMENT = {"met": 100, "mostly": 80, "partly": 50, "not": 0}
NUMERIC = ("number", "percent", "ratio", "pair")


def evaluate(document, answers, facts, lane="claimed", accepted=()):
    """answers: code -> (value, state). Scores as Fraction or None."""
    run = Run(document, answers, facts, lane, frozenset(accepted))
    score = run.node(document["root"])
    checks = {c["code"]: run.truth(c["test"]) for c in document.get("checks", [])}
    return {
        "score": score,
        "nodes": run.nodes,
        "states": {code: run.state(code) for code in run.questions},
        "checks": checks,
        **run.ladder(checks),
    }


class Run:
    def __init__(self, document, answers, facts, lane, accepted):
        self.document, self.answers, self.facts = document, answers, facts
        self.lane, self.accepted, self.nodes = lane, accepted, {}
        self.questions = {
            q["code"]: q for s in document["sections"] for q in s["questions"]
        }
        self.verdicts = {}

    # --- states

    def state(self, code):
        question = self.questions[code]
        if "relevant" in question and self.truth(question["relevant"]) is not True:
            return "hidden"
        claimed = self.lane == "claimed"
        if not claimed and code in self.accepted:
            return "na"
        if code not in self.answers:
            return "unanswered"
        value, state = self.answers[code]
        if state == "na":
            return "na" if claimed and question.get("allow_na") else "unanswered"
        half = question["kind"] in ("ratio", "pair") and value and len(value) == 1
        return "unanswered" if half or value in (None, "", [], {}) else "answered"

    def value(self, code):
        return self.answers[code][0] if self.state(code) == "answered" else None

    def measure(self, code):
        question, value = self.questions[code], self.value(code)
        if value is None:
            return None
        if question["kind"] == "ratio":
            n, d = Fraction(value["n"]), Fraction(value["d"])
            return None if d == 0 else n / d * 100
        if question["kind"] == "pair":
            before, after = Fraction(value["before"]), Fraction(value["after"])
            sign = 1 if question.get("better", "higher") == "higher" else -1
            return None if before <= 0 else sign * (after - before) / before * 100
        return Fraction(value)

    # --- scores

    def points(self, code):
        """Points of an answered question; None when they cannot be computed."""
        question, value = self.questions[code], self.value(code)
        kind = question["score"]["kind"]
        if kind == "points":
            return self.option_points(question, value)
        number = self.measure(code)
        if number is None:
            return None
        if kind == "linear":
            lo, hi = (
                Fraction(question["score"]["lo"]),
                Fraction(question["score"]["hi"]),
            )
            return max(Fraction(0), min(Fraction(1), (number - lo) / (hi - lo))) * 100
        for band in question["score"]["bands"]:
            if "below" not in band or number < Fraction(band["below"]):
                return Fraction(band["points"])
        raise AssertionError

    def option_points(self, question, value):
        if question["kind"] == "requirement":
            return Fraction(REQUIREMENT[value])
        points = {o["code"]: Fraction(o["points"]) for o in question["options"]}
        if question["kind"] == "matrix":
            given = [points[v] for v in value.values()]
            return sum(given, Fraction(0)) / len(question["rows"])
        codes = value if question["kind"] == "multiple" else [value]
        total = sum((points[code] for code in codes), Fraction(0))
        return min(total, Fraction(question.get("cap", "100")))

    def node(self, node):
        kept, all_weight = [], Fraction(0)
        for child in node["children"]:
            weight = Fraction(child.get("weight", "1"))
            all_weight += weight
            score = self.child(child)
            if score is not None:
                kept.append((weight, score))
        self.nodes[node["code"]] = self.aggregate(node, kept, all_weight)
        return self.nodes[node["code"]]

    def child(self, child):
        """What the child counts as; None when it does not count."""
        if "node" in child:
            return self.node(child["node"])
        state = self.state(child["question"])
        if state in ("hidden", "na"):
            return None
        points = self.points(child["question"]) if state == "answered" else None
        return Fraction(0) if points is None else points

    def aggregate(self, node, kept, all_weight):
        weight = sum((w for w, _ in kept), Fraction(0))
        floor = Fraction(self.document["applicable_floor"])
        if weight == 0 or weight / all_weight < floor:
            return None
        if node["aggregate"] in ("min", "max"):
            pick = min if node["aggregate"] == "min" else max
            return pick(s for _, s in kept)
        mean = sum((w * s for w, s in kept), Fraction(0)) / weight
        return mean if node["aggregate"] == "weighted_mean" else mean * all_weight / 100

    # --- conditions

    def truth(self, condition):
        (form,) = set(condition) & set(FORMS)
        return FORMS[form](self, condition)

    def all(self, condition):
        truths = [self.truth(c) for c in condition["all"]]
        return False if False in truths else None if None in truths else True

    def any(self, condition):
        truths = [self.truth(c) for c in condition["any"]]
        return True if True in truths else None if None in truths else False

    def negated(self, condition):
        truth = self.truth(condition["not"])
        return None if truth is None else not truth

    def answer(self, condition):
        code, op = condition["answer"], condition["op"]
        kind = self.questions[code]["kind"]
        if op == "answered":
            return self.value(code) is not None
        got, wanted = self.value(code), condition["value"]
        if kind in NUMERIC:
            got = self.measure(code)
            wanted = numbers(wanted)
        elif op in (">=", ">", "<=", "<") and kind != "date" and got is not None:
            got, wanted = self.ranks(code, got, wanted)
        return compared(op, got, wanted)

    def ranks(self, code, got, wanted):
        question = self.questions[code]
        if question["kind"] == "requirement":
            return REQUIREMENT[got], REQUIREMENT[wanted]
        if question["kind"] == "scene":
            return int(got), int(wanted)
        chosen = [c for c in got if c != question.get("exclusive")]
        return len(chosen), Fraction(wanted)

    def fact(self, condition):
        name, wanted = condition["fact"], condition["value"]
        got = self.facts.get(name, Ellipsis)
        if got is Ellipsis:
            return None
        if got is None:
            op = condition["op"]
            return {"!=": True, "==": False, "in": False, "contains": False}.get(op)
        if name in ("employees", "revenue", "recognised_digital_workshops"):
            got, wanted = Fraction(got), numbers(wanted)
        return compared(condition["op"], got, wanted)

    def external(self, condition):
        got = self.facts.get("external." + condition["external"])
        return compared(condition["op"], got, condition["value"])

    def months(self, condition):
        start, finish = map(self.value, condition["months_between"])
        if start is None or finish is None or finish < start:
            return None
        limit = later(date.fromisoformat(start), int(condition["value"]))
        return OPS[condition["op"]](date.fromisoformat(finish), limit)

    def node_score(self, condition):
        got = self.nodes[condition["node"]]
        return compared(condition["op"], got, numbers(condition["value"]))

    def total(self, condition):
        got = self.nodes[self.document["root"]["code"]]
        return compared(condition["op"], got, numbers(condition["value"]))

    def check(self, condition):
        return self.verdicts[condition["check"]]

    # --- levels

    def ladder(self, checks):
        official = {
            c["code"]
            for c in self.document.get("checks", [])
            if c["owner"] == "official"
        }
        claimed = self.lane == "claimed"
        hoped = {
            code: True if claimed and truth is None and code in official else truth
            for code, truth in checks.items()
        }
        reached, strictly = None, True
        for step in sorted(self.document.get("levels", []), key=lambda s: s["order"]):
            self.verdicts = hoped
            if self.truth(step["needs"]) is not True:
                break
            reached = step["code"]
            self.verdicts = checks
            strictly = strictly and self.truth(step["needs"]) is True
        outcome = "reached" if strictly else "reached_open"
        return {"level": reached, "outcome": outcome if reached else "not_reached"}


FORMS = {
    "all": Run.all,
    "any": Run.any,
    "not": Run.negated,
    "answer": Run.answer,
    "fact": Run.fact,
    "external": Run.external,
    "months_between": Run.months,
    "node": Run.node_score,
    "score": Run.total,
    "check": Run.check,
}


def numbers(wanted):
    return (
        [Fraction(w) for w in wanted] if isinstance(wanted, list) else Fraction(wanted)
    )


def compared(op, got, wanted):
    if got is None:
        return None
    if op == "in":
        return got in wanted
    if op == "contains":
        return set(wanted if isinstance(wanted, list) else [wanted]) <= set(got)
    return OPS[op](got, wanted)


def later(start, months):
    """Found by walking: the same day of the month, or the last one there is."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = start.day
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return date(year, month, min(day, last.day))
