"""The engine once more, slow and plain, straight from the document.

Written apart from surveys.scoring (it imports nothing of it), so that a fault would
have to be made twice. Fractions everywhere, no compiling, no sharing.
"""

import math
from datetime import date, timedelta
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne

OPS = {"==": eq, "!=": ne, ">=": ge, ">": gt, "<=": le, "<": lt}
REQUIREMENT = {"met": 100, "mostly": 80, "partly": 50, "not": 0}
NUMBERS_KNOWN = ("employees", "revenue", "recognised_digital_workshops")
NUMERIC = ("number", "percent", "ratio", "pair")


def evaluate(document, answers, facts, lane="claimed", accepted=()):
    """answers: code -> (value, state). Scores as Fraction or None."""
    run = Run(document, answers, facts, lane, frozenset(accepted))
    score, _ = run.node(document["root"])
    for index in document.get("indices", []):
        run.node(index)
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
        if kind == "target":
            return self.nearness(question["score"], number)
        for band in question["score"]["bands"]:
            if within(band, number):
                return Fraction(band["points"])
        raise AssertionError

    def nearness(self, rule, number):
        """100 at the target, 0 at a distance of reach."""
        target, reach = Fraction(rule["target"]), Fraction(rule["reach"])
        one_sided = rule.get("beyond") == "full"
        side = rule.get("side", "below")
        if one_sided and (number > target if side == "below" else number < target):
            return Fraction(100)
        return max(Fraction(0), 1 - abs(number - target) / reach) * 100

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
        if node["aggregate"] == "lookup":
            found = self.looked_up(node)
        elif node["aggregate"] == "carry":
            found = self.carried(node)
        else:
            found = self.combined(node)
        self.nodes[node["code"]] = found[0]
        return found

    def looked_up(self, node):
        got = named_fact(self.facts, node["fact"])
        if got in (Ellipsis, None):
            return None, "unanswered"
        points = [Fraction(0)]
        points += [
            Fraction(step["points"])
            for step in node["points"]
            if Fraction(step["from"]) <= Fraction(got)
        ]
        return points[-1], "answered"

    def carried(self, node):
        """(score, state): whole levels, then the share of the first that is missed."""
        found = [self.child(child) for child in node["children"]]
        numbers = [
            child.get("level", place)
            for place, child in enumerate(node["children"], start=1)
        ]
        top = node.get("levels", len(found))
        score, seen = Fraction(0), []
        for level in range(1, top + 1):
            part = dict(zip(numbers, found, strict=True)).get(level)
            if part is None or part[1] in ("hidden", "na"):
                score += 1
                continue
            own = part[0] or Fraction(0)
            seen.append(part[1])
            if level == top or own < Fraction(node["reaches"]):
                score += own / 100
                break
            score += 1
        if not seen:
            return None, nothing(found)
        return score, "answered" if "answered" in seen else "unanswered"

    def combined(self, node):
        found = [self.child(child) for child in node["children"]]
        weights = [Fraction(c.get("weight", "1")) for c in node["children"]]
        pairs = list(zip(weights, found, strict=True))
        kept = [(w, p) for w, p in pairs if p[1] in ("answered", "unanswered")]
        weight, all_weight = sum((w for w, _ in kept), Fraction(0)), sum(weights)
        if not kept:
            return None, nothing(found)
        if weight / all_weight < Fraction(self.document["applicable_floor"]):
            return None, "na"
        if "data_threshold" in node:
            given = [(w, p) for w, p in kept if p[1] == "answered"]
            share = sum((w for w, _ in given), Fraction(0)) / weight
            if share < Fraction(node["data_threshold"]):
                return None, "unanswered"
            kept = given
        if not kept:
            return None, nothing([])
        scored = [(w, p[0] or Fraction(0)) for w, p in kept]
        states = [p[1] for _, p in kept]
        state = "answered" if "answered" in states else "unanswered"
        return aggregated(node, scored, all_weight), state

    def child(self, child):
        """(score, state) of a child."""
        if "node" in child:
            return self.node(child["node"])
        state = self.state(child["question"])
        return (self.points(child["question"]) if state == "answered" else None), state

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

    def count(self, condition):
        """Known once the unanswered ones could not change it."""
        wanted, least = Fraction(condition["value"]), Fraction(condition["reaching"])
        reached = [self.worth(code) for code in condition["count"]]
        sure = sum(worth is not None and worth >= least for worth in reached)
        states = [self.state(code) for code in condition["count"]]
        perhaps = sure + states.count("unanswered")
        truths = {OPS[condition["op"]](n, wanted) for n in (sure, perhaps)}
        return truths.pop() if len(truths) == 1 else None

    def worth(self, code):
        question, value = self.questions[code], self.value(code)
        if value is None or question["kind"] in NUMERIC:
            return self.measure(code)
        if question["kind"] == "scene":
            return int(value)
        if question["kind"] == "requirement":
            return REQUIREMENT[value]
        option = next(o for o in question["options"] if o["code"] == value)
        return Fraction(option["points"]) if "points" in option else None

    def fact(self, condition):
        name, wanted = condition["fact"], condition["value"]
        got = named_fact(self.facts, name)
        if got is Ellipsis:
            return None
        if got is None:
            op = condition["op"]
            return {"!=": True, "==": False, "in": False, "contains": False}.get(op)
        if "." in name or name in NUMBERS_KNOWN:
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
    "count": Run.count,
    "fact": Run.fact,
    "external": Run.external,
    "months_between": Run.months,
    "node": Run.node_score,
    "score": Run.total,
    "check": Run.check,
}


def nothing(found):
    """The state of a node of which nothing applies."""
    return "hidden" if all(state == "hidden" for _, state in found) else "na"


def within(band, number):
    if "points" in band and "below" in band:
        return number < Fraction(band["below"])
    if "from" in band:
        start = Fraction(band["from"])
        if number < start or (number == start and not band.get("from_included", True)):
            return False
    if "to" in band:
        end = Fraction(band["to"])
        return number < end or (number == end and band.get("to_included", False))
    return True


def named_fact(facts, name):
    kind, dot, code = name.partition(".")
    if not dot:
        return facts.get(name, Ellipsis)
    if kind not in facts:
        return Ellipsis
    return facts[kind].get(code, 0 if kind == "titles" else Ellipsis)


def aggregated(node, scored, all_weight):
    how, weight = node["aggregate"], sum(w for w, _ in scored)
    if how in ("min", "max"):
        return (min if how == "min" else max)(s for _, s in scored)
    if how == "count":
        reaches = Fraction(node["reaches"])
        return sum((w for w, s in scored if s >= reaches), Fraction(0)) / weight * 100
    if how in ("geometric", "harmonic", "power"):
        return mean(node, [(w / weight, s) for w, s in scored])
    average = sum((w * s for w, s in scored), Fraction(0)) / weight
    return average if how == "weighted_mean" else average * all_weight / 100


def mean(node, shares):
    """A power mean; of irrational ones a float, to be compared roughly."""
    p = {"geometric": 0, "harmonic": -1}.get(node["aggregate"])
    p = Fraction(node["p"]) if p is None else Fraction(p)
    if p <= 0 and any(s <= 0 for _, s in shares):
        return None
    if p in (1, -1):
        return sum((w * s**p.numerator for w, s in shares), Fraction(0)) ** p.numerator
    if p == 0:
        return math.exp(sum(float(w) * math.log(float(s)) for w, s in shares))
    total = sum(float(w) * float(s) ** float(p) for w, s in shares)
    return total ** (1 / float(p)) if total else 0.0


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
