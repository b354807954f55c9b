"""The way up: as cheap as brute force finds it, and explained where there is none."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings

from surveys.scoring import Answer, Lane, compile_scheme, evaluate, way_up
from surveys.scoring.ascending import searching
from tests.surveys.scoring import documents as make
from tests.surveys.scoring.ascending import small_ladders as small

SCORE = {"score": True, "op": ">="}
LABELS = 100_000  # that may be looked at on an edition of the size of CMMM


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(small.climbs())
def test_as_cheap_as_brute_force(case):
    document, given, facts, wanted = case
    scheme = compile_scheme(document)
    way = way_up(scheme, given, facts, **wanted)
    if way.level is None:
        assert all(result.reached for result in now(scheme, given, facts, wanted))
        return
    top = next(level.order for level in scheme.levels if level.code == way.level)
    climbed = [level for level in scheme.levels if level.order <= top]
    best = small.cheapest(scheme, given, facts, climbed, wanted)
    assume(best is not False)
    rungs = sum(change.rungs for change in way.changes)
    assert (way.reachable, way.cost, rungs) == (best is not None, *(best or (0, 0)))
    assert way.proven
    assert bool(way.because) == (best is None)


def now(scheme, given, facts, wanted):
    taken = {"lane": wanted["lane"], "accepted": wanted["accepted"]}
    return evaluate(scheme, given, facts, **taken).levels


@settings(max_examples=40, deadline=None)
@given(small.climbs())
def test_every_step_says_where_it_leads(case):
    document, given, facts, wanted = case
    scheme = compile_scheme(document)
    way = way_up(scheme, given, facts, **wanted)
    taken = {"lane": wanted["lane"], "accepted": wanted["accepted"]}
    after = dict(given)
    for change in way.changes:
        after[change.code] = Answer(change.value)
        found = evaluate(scheme, after, facts, **taken)
        assert (change.after.score, change.after.level) == (found.score, found.level)
        levels = [level.code for level in scheme.levels]
        count = 1 + levels.index(way.level)
        blocked = [code for r in found.levels[:count] for code in r.blocked_by]
        assert change.after.blocked_by == tuple(dict.fromkeys(blocked))
        short = [seen for r in found.levels[:count] for seen in r.shortfalls]
        assert set(map(told, change.after.shortfalls)) == set(map(told, short))
    if way.reachable:
        last = way.changes[-1].after if way.changes else way.now
        assert (last.blocked_by, last.shortfalls) == ((), ())


def told(seen):
    return seen.source, seen.code, seen.op, seen.wanted, seen.actual


# --- cases by hand


def ladder(*questions, needs, root=None, **more):
    levels = [make.level(f"L{n}", n, need) for n, need in enumerate(needs, start=1)]
    return compile_scheme(make.edition(*questions, root=root, levels=levels, **more))


def thirds(aggregate="weighted_mean", **more):
    """Three choices of 0, 40 and 100 points under one node; the level needs a score."""
    asked = [make.single(f"q{n}", "0", "40", "100") for n in range(3)]
    weighted = aggregate in ("weighted_mean", "sum", "geometric", "harmonic", "power")
    leaves = [make.leaf(q["code"], "30") for q in asked]
    if not weighted:
        leaves = [{"question": q["code"]} for q in asked]
    root = make.node("total", *leaves, aggregate=aggregate) | more
    return asked, root


def changed(way):
    return {change.code: change.value for change in way.changes}


@pytest.mark.parametrize(
    ("aggregate", "more", "needed", "rungs"),
    [
        ("weighted_mean", {}, "60", {"c": 2}),
        ("weighted_mean", {}, "46", {"b": 1, "c": 1}),
        ("sum", {}, "42", {"b": 1, "c": 1}),
        ("min", {}, "40", {"b": 3}),
        ("max", {}, "41", {"c": 1}),
        ("geometric", {}, "54", {"b": 2, "c": 1}),
        ("harmonic", {}, "50", {"b": 2, "c": 1}),
        ("power", {"p": "2"}, "57.7", {"c": 1}),
        ("count", {"reaches": "40"}, "66", {"b": 2}),
        ("carry", {"reaches": "40"}, "1.8", {"b": 2}),
        ("carry", {"reaches": "40"}, "2.4", {"b": 3}),
    ],
)
def test_each_aggregate(aggregate, more, needed, rungs):
    asked, root = thirds(aggregate, **more)
    scheme = ladder(*asked, root=root, needs=[SCORE | {"value": needed}])
    way = way_up(scheme, {}, {})
    values = list(changed(way).values())
    assert (way.reachable, way.proven) == (True, True)
    assert {value: values.count(value) for value in values} == rungs


def test_the_least_raise_of_the_fewest_changes():
    asked, root = thirds()
    scheme = ladder(*asked, root=root, needs=[SCORE | {"value": "40"}])
    answers = {"q0": Answer("b"), "q1": Answer("a"), "q2": Answer("a")}
    way = way_up(scheme, answers, {})
    (change,) = way.changes
    assert (change.code, change.value, change.rungs) in {("q1", "c", 2), ("q2", "c", 2)}
    raised = way_up(scheme, answers, {}, ruled_out=frozenset({"q1", "q2"}))
    assert changed(raised) == {}


def test_costs_decide_and_add_up():
    asked, root = thirds()
    scheme = ladder(*asked, root=root, needs=[SCORE | {"value": "30"}])
    costs = {"q0": Fraction(5, 2), "q1": Fraction(1, 3), "q2": Fraction(1, 3)}
    way = way_up(scheme, {}, {}, costs=costs)
    assert (changed(way).keys(), way.cost) == ({"q1"}, Fraction(1, 3))
    with pytest.raises(ValueError, match="below 0"):
        way_up(scheme, {}, {}, costs={"q1": Fraction(-1)})


def test_what_is_ruled_out_stays():
    asked, root = thirds()
    scheme = ladder(*asked, root=root, needs=[SCORE | {"value": "60"}])
    way = way_up(scheme, {}, {}, ruled_out=frozenset({"q0"}))
    assert changed(way) == {"q1": "c", "q2": "c"}
    way = way_up(scheme, {}, {}, ruled_out=frozenset({"q0", "q1"}))
    assert (way.reachable, way.proven) == (False, True)
    (obstacle,) = way.because
    assert (obstacle.level, obstacle.check, obstacle.ruled_out) == ("L1", "", True)
    assert [(s.source, s.actual, s.wanted) for s in obstacle.seen] == [
        ("score", "0", "60")
    ]


OFFICIAL = make.check(
    "CREDIT", {"external": "credit", "op": "==", "value": "clear"}, "official"
)
GATES = [
    OFFICIAL,
    make.check("TITLE", {"fact": "titles.workshop", "op": ">=", "value": "2"}),
    make.check(
        "PERIOD",
        {
            "all": [
                {"answer": "start", "op": ">", "value": "2021-01-01"},
                {"answer": "rate", "op": ">=", "value": "60"},
            ]
        },
    ),
]


@pytest.mark.parametrize(
    ("facts", "start", "lane", "because"),
    [
        (
            {"external.credit": "clear", "titles": {"workshop": 2}},
            "2022-01-01",
            "final",
            [],
        ),
        ({"titles": {"workshop": 2}}, "2022-01-01", "claimed", []),
        (
            {"titles": {"workshop": 2}},
            "2022-01-01",
            "reviewed",
            [("CREDIT", ["credit"])],
        ),
        (
            {"external.credit": "listed", "titles": {"workshop": 1}},
            "2020-01-01",
            "claimed",
            [
                ("CREDIT", ["credit"]),
                ("TITLE", ["titles.workshop"]),
                ("PERIOD", ["start"]),
            ],
        ),
    ],
)
def test_not_reachable_because(facts, start, lane, because):
    scheme = ladder(
        make.percent("rate"),
        make.ask("start", "date"),
        externals=[make.external("credit", "clear", "listed")],
        checks=GATES,
        needs=[{"all": [{"check": gate["code"]} for gate in GATES]}],
    )
    answers = {"start": Answer(start), "rate": Answer("10")}
    way = way_up(scheme, answers, facts, lane=Lane(lane))
    found = [(one.check, [seen.code for seen in one.seen]) for one in way.because]
    assert (way.reachable, found) == (not because, because)
    assert not any(one.ruled_out for one in way.because)
    assert changed(way) == ({} if because else {"rate": "60"})


def test_each_could_be_met_but_not_together():
    either = [
        make.check("HIGH", {"answer": "rate", "op": ">=", "value": "60"}),
        make.check("LOW", {"answer": "rate", "op": "<", "value": "50"}),
    ]
    needs = {"all": [{"check": check["code"]} for check in either]}
    scheme = ladder(make.percent("rate"), checks=either, needs=[needs])
    way = way_up(scheme, {"rate": Answer("20")}, {})
    assert [(one.check, one.ruled_out) for one in way.because] == [("HIGH", False)]


def test_a_question_is_opened_and_then_answered():
    scheme = ladder(
        make.choice("has", "no", "yes"),
        make.percent("rate", relevant={"answer": "has", "op": "==", "value": "yes"}),
        checks=[make.check("RATE", {"answer": "rate", "op": ">=", "value": "60"})],
        needs=[{"check": "RATE"}],
    )
    way = way_up(scheme, {"has": Answer("no")}, {})
    steps = [(change.code, change.before, change.value) for change in way.changes]
    assert steps == [("has", "no", "yes"), ("rate", None, "60")]
    assert [change.after.blocked_by for change in way.changes] == [("RATE",), ()]


def test_nobody_is_told_to_hide_what_counts():
    scheme = ladder(
        make.choice("has", "yes", "no"),
        make.percent("rate", relevant={"answer": "has", "op": "!=", "value": "no"}),
        make.percent("more"),
        needs=[SCORE | {"value": "80"}],
    )
    answers = {"has": Answer("yes"), "more": Answer("80"), "rate": Answer("0")}
    way = way_up(scheme, answers, {}, ruled_out=frozenset({"rate"}))
    assert way.reachable is False


def test_score_and_count_together():
    """As the SME index does: a score, and so many scenes on a level."""
    scenes = [make.scene(code) for code in "abcdef"]
    count = {"count": list("abcdef"), "reaching": "2", "op": ">=", "value": "3"}
    bound = {"count": list("abc"), "reaching": "2", "op": ">=", "value": "2"}
    scheme = ladder(
        *(make.single(f"q{n}", "0", "50", "100") for n in range(4)),
        *scenes,
        checks=[make.check("SCENES", count), make.check("BOUND", bound)],
        needs=[
            {"all": [SCORE | {"value": "35"}, {"check": "SCENES"}, {"check": "BOUND"}]}
        ],
    )
    answers = {"d": Answer("2"), "a": Answer("1"), "e": Answer("3")}
    way = way_up(scheme, answers, {})
    found = changed(way)
    assert found.pop("a") == "2"
    assert sorted(found.pop(code, "") for code in "bc") == ["", "2"]
    assert sorted(found.values()) == ["b", "c"]
    assert (way.cost, way.proven) == (4, True)


def test_a_level_by_name_and_none_above():
    asked, root = thirds()
    needs = [SCORE | {"value": value} for value in ("30", "60")]
    scheme = ladder(*asked, root=root, needs=needs)
    best = {f"q{n}": Answer("c") for n in range(3)}
    assert way_up(scheme, best, {}).level is None
    named = way_up(scheme, best, {}, level="L2")
    assert (named.reachable, named.level, named.changes) == (True, "L2", ())
    assert way_up(scheme, {}, {}, level="L2").cost == 2
    with pytest.raises(KeyError):
        way_up(scheme, {}, {}, level="L3")


def test_not_applicable_stays():
    scheme = ladder(
        make.percent("a", allow_na=True),
        make.percent("b"),
        needs=[SCORE | {"value": "70"}],
    )
    way = way_up(scheme, {"a": Answer(None, "na")}, {})
    assert changed(way) == {"b": "75"}
    way = way_up(scheme, {"a": Answer(None, "na")}, {}, lane=Lane.REVIEWED)
    assert changed(way).keys() == {"a", "b"}


# --- large editions


@pytest.mark.parametrize("costs", [False, True])
@pytest.mark.parametrize("level", [None, "L3", "L5"])
@pytest.mark.parametrize("share", [0, 0.6])
def test_cmmm_is_searched_to_the_end(costs, level, share):
    scheme = compile_scheme(small.matured())
    wanted = small.prices(scheme) if costs else {}
    answers = small.halfway(scheme, share)
    way = way_up(scheme, answers, {}, costs=wanted, level=level)
    assert (way.reachable, way.proven) == (True, True)
    assert way.labels < LABELS


def test_too_large_a_search_says_that_it_proves_nothing(monkeypatch):
    scheme = compile_scheme(small.matured(levels=2))
    best = way_up(scheme, {}, {})
    monkeypatch.setattr(searching, "LABELS", 400)
    way = way_up(scheme, {}, {})
    assert (way.reachable, way.proven) == (True, False)
    assert way.cost >= best.cost


def test_a_quick_search_only_bounds_the_exact_one(monkeypatch):
    scheme = ladder(
        *(make.single(f"q{n}", "0", str(30 + n), "100") for n in range(7)),
        checks=[make.check("Q0", {"answer": "q0", "op": "==", "value": "b"})],
        needs=[{"all": [SCORE | {"value": "55.5"}, {"any": [QUIET, {"check": "Q0"}]}]}],
    )
    best = way_up(scheme, {}, {})
    monkeypatch.setattr(searching, "WIDTH", 2)
    way = way_up(scheme, {}, {})
    assert (way.cost, way.proven) == (best.cost, best.proven) == (5, True)


QUIET = {"node": "total", "op": ">", "value": "90"}


def chain():
    """Six questions, each shown by a higher answer to the first."""
    yield make.percent("q0")
    for n in range(1, 7):
        shown = {"answer": "q0", "op": ">=", "value": str(n)}
        yield make.percent(f"q{n}", relevant=shown)


def test_too_many_ways_to_open_questions(monkeypatch):
    scheme = ladder(*chain(), needs=[SCORE | {"value": "60"}])
    answers = {"q0": Answer("0.5")}
    assert way_up(scheme, answers, {}).proven
    monkeypatch.setattr(searching, "VIEWS", 1)
    way = way_up(scheme, answers, {}, ruled_out=frozenset({"q6"}))
    assert (way.reachable, way.proven) == (True, False)


def test_trees_that_share_questions_are_tried_out(monkeypatch):
    beside = make.node("beside", make.leaf("q0"), make.leaf("q1"))
    node = {"node": "beside", "op": ">", "value": "95"}
    needs = [{"any": [SCORE | {"value": "70"}, node]}]
    scheme = ladder(
        *map(make.percent, ("q0", "q1", "q2")), needs=needs, indices=[beside]
    )
    way = way_up(scheme, {}, {})
    assert (changed(way), way.proven) == ({"q0": "100", "q1": "100"}, True)
    monkeypatch.setattr(searching, "TRIES", 5)
    way = way_up(scheme, {}, {})
    assert (way.reachable, way.cost, way.proven) == (True, 2, False)


def test_only_an_index_is_tested():
    beside = make.node("beside", make.leaf("q0"), make.leaf("q1"))
    needs = [{"node": "beside", "op": ">=", "value": "75"}]
    scheme = ladder(
        *map(make.percent, ("q0", "q1", "q2")), needs=needs, indices=[beside]
    )
    way = way_up(scheme, {"q1": Answer("60")}, {}, ruled_out=frozenset({"q1"}))
    assert changed(way) == {"q0": "100"}
