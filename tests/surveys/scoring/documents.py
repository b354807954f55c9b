"""Builds small edition documents for tests, in as few words as possible."""

from tests.small_edition import option, text


def ask(code, kind, **more):
    """A question with a title and nothing else."""
    return {"code": code, "kind": kind, "title": text(code), **more}


def single(code, *points, **more):
    """Options a, b, c… with these points."""
    options = [option(letter, p) for letter, p in zip("abcdefgh", points, strict=False)]
    return ask(code, "single", options=options, score={"kind": "points"}, **more)


def multiple(code, *points, **more):
    return single(code, *points, **more) | {"kind": "multiple"}


def scene(code, **more):
    options = [{"code": str(n), "title": text(f"level {n}")} for n in range(5)]
    return ask(code, "scene", options=options, **more)


def choice(code, *codes, **more):
    """A question of fact: options without points."""
    options = [{"code": c, "title": text(c)} for c in codes]
    return ask(code, "single", options=options, **more)


def percent(code, lo="0", hi="100", **more):
    """A percentage with goalposts; by default its score is the percentage."""
    score = {"kind": "linear", "lo": lo, "hi": hi}
    return ask(code, "percent", **{"score": score, **more})


def ratio(code, **more):
    score = {"kind": "linear", "lo": "0", "hi": "100"}
    parts = {"numerator": text("part"), "denominator": text("whole")}
    return ask(code, "ratio", **{"score": score, **parts, **more})


def matrix(code, rows, *points, **more):
    listed = [{"code": row, "title": text(row)} for row in rows]
    return single(code, *points, **more) | {"kind": "matrix", "rows": listed}


def leaf(code, weight="1"):
    return {"question": code, "weight": weight}


def node(code, *children, aggregate="weighted_mean"):
    return {
        "code": code,
        "title": text(code),
        "aggregate": aggregate,
        "children": list(children),
    }


def branch(weight, code, *children, aggregate="weighted_mean"):
    return {"weight": weight, "node": node(code, *children, aggregate=aggregate)}


def check(code, test, owner="enterprise", **more):
    return {
        "code": code,
        "class": "criterion",
        "owner": owner,
        "title": text(code),
        "test": test,
        **more,
    }


def level(code, order, needs):
    return {"code": code, "title": text(code), "order": order, "needs": needs}


def external(code, *options):
    listed = [{"code": o, "title": text(o)} for o in options]
    return {"code": code, "title": text(code), "options": listed}


def edition(*questions, root=None, **more):
    """A document; without a root every scored question counts the same."""
    scored = [leaf(q["code"]) for q in questions if "score" in q]
    return {
        "format": "dengta.edition/1",
        "questionnaire": "small",
        "edition": "1",
        "unit": "workshop",
        "title": text("Small"),
        "unanswered": "zero",
        "applicable_floor": "0",
        "sections": [{"code": "s", "title": text("s"), "questions": list(questions)}],
        "root": root or node("total", *scored),
        **more,
    }
