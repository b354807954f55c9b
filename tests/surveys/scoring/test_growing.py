"""Trees of indicators are read whole; what cannot be a tree is refused."""

from fractions import Fraction

import pytest

from surveys.scoring import SchemeError, Text, compile_scheme
from surveys.scoring.scheme import Aggregate, Child, Lookup, Node, Source
from tests.small_edition import text
from tests.surveys.scoring import documents as make

ONE, HUNDRED = Fraction(1), Fraction(100)
LEVELS = Text("在其他问卷达到的等级", "Level in another scheme")
STEPS = [{"from": "1", "points": "0"}, {"from": "3", "points": "100"}]
SOURCES = {"S": {"title": text("S"), "official": False}}
SOURCE = Source("S", Text("中文:S", "S"), None, official=False)


def title(code):
    return Text(f"中文:{code}", code)


def edition(root, **more):
    questions = [make.percent(code) for code in "abc"]
    return make.edition(*questions, root=root, sources=SOURCES, **more)


def read(root, **more):
    return compile_scheme(edition(root, **more))


def tree(aggregate, *children, **more):
    return make.node("total", *children, aggregate=aggregate) | more


def look_up(**more):
    own = {"code": "told", "title": text("told"), "aggregate": "lookup"}
    return own | {"fact": "levels.cmmm", "points": STEPS} | more


LEAVES = [make.leaf("a", "1"), make.leaf("b", "2"), make.leaf("c", "5")]
BARE = [{"question": code} for code in "abc"]


@pytest.mark.parametrize(
    ("root", "shares", "fields"),
    [
        (tree("weighted_mean", *LEAVES), "1/8 1/4 5/8", {}),
        (
            tree("weighted_mean", *LEAVES, data_threshold="0.5", weights_total="8"),
            "1/8 1/4 5/8",
            {"threshold": Fraction(1, 2)},
        ),
        (tree("sum", *LEAVES), "1/100 1/50 1/20", {"total": Fraction(2, 25)}),
        (tree("max", *BARE), "1/3 1/3 1/3", {}),
        (tree("min", *LEAVES), "1/8 1/4 5/8", {}),
        (tree("geometric", *LEAVES), "1/8 1/4 5/8", {"p": Fraction(0)}),
        (tree("harmonic", *LEAVES), "1/8 1/4 5/8", {"p": Fraction(-1)}),
        (tree("power", *LEAVES, p="-100"), "1/8 1/4 5/8", {"p": Fraction(-100)}),
        (tree("count", *BARE, reaches="60"), "1/3 1/3 1/3", {"reaches": Fraction(60)}),
    ],
)
def test_a_node(root, shares, fields):
    scheme = read(root)
    weights = [Fraction(child.get("weight", "1")) for child in root["children"]]
    children = tuple(
        Child(scheme.questions[code], weight, Fraction(share), None)
        for code, weight, share in zip("abc", weights, shares.split(), strict=True)
    )
    aggregate = Aggregate(root["aggregate"])
    fields = {"total": ONE} | fields
    assert scheme.root == Node("total", title("total"), aggregate, children, **fields)


@pytest.mark.parametrize(
    ("more", "levels", "total"),
    [({}, [1, 2, 3], 3), ({"levels": 5}, [1, 2, 3], 5)],
)
def test_a_carry(more, levels, total):
    scheme = read(tree("carry", *BARE, reaches="80", **more))
    children = tuple(
        Child(scheme.questions[code], ONE, Fraction(1, total), None, level)
        for code, level in zip("abc", levels, strict=True)
    )
    assert scheme.root == Node(
        *("total", title("total"), Aggregate.CARRY, children, Fraction(3, total)),
        reaches=Fraction(80),
        levels=total,
    )
    assert scheme.scale == total


def test_levels_of_a_carry_may_be_left_out():
    children = [leaf | {"level": n} for leaf, n in zip(BARE, (2, 3, 7), strict=True)]
    root = read(tree("carry", *children, reaches="80", levels=9)).root
    assert [child.level for child in root.children] == [2, 3, 7]


def test_a_look_up_and_where_its_weight_is_from():
    child = {"weight": "3", "node": look_up(), "weight_source": "S"}
    scheme = read(tree("weighted_mean", *LEAVES, child))
    steps = ((ONE, Fraction(0)), (Fraction(3), HUNDRED))
    lookup = Lookup("levels.cmmm", LEVELS, steps)
    told = Node("told", title("told"), Aggregate.LOOKUP, (), ONE, lookup=lookup)
    assert scheme.root.children[3] == Child(
        told, Fraction(3), Fraction(3, 11), SOURCE, 0
    )
    assert scheme.nodes == {"total": scheme.root, "told": told}
    assert scheme.profile == (told,)


def test_indices_stand_beside_the_root():
    index = make.node("weakest", make.leaf("a"), aggregate="min")
    scheme = read(tree("weighted_mean", *LEAVES), indices=[index])
    assert list(scheme.nodes) == ["total", "weakest"]
    assert scheme.indices == (scheme.nodes["weakest"],)


NESTED = {"weight": "1", "node": make.node("in", make.leaf("a"), aggregate="min")}
CARRY = make.node("in", {"question": "a"}, aggregate="carry") | {"reaches": "1"}


@pytest.mark.parametrize(
    ("root", "path", "message"),
    [
        (tree("sum", *LEAVES, weights_total="7"), "children", "the weights sum to 8"),
        (tree("power", *LEAVES), "", 'the key "p" is missing'),
        (tree("power", *LEAVES, p="0"), "p", "zero"),
        (tree("power", *LEAVES, p="100.1"), "p", "out of range"),
        (tree("power", *LEAVES, p="-100.1"), "p", "out of range"),
        (tree("min", *LEAVES, p="2"), "p", "unknown key"),
        (tree("count", *BARE), "", 'the key "reaches" is missing'),
        (tree("count", *BARE, reaches="101"), "reaches", "out of range"),
        (tree("min", *BARE, data_threshold="1.01"), "data_threshold", "out of range"),
        (
            tree("carry", *BARE, reaches="1", data_threshold="1"),
            *("data_threshold", "unknown key"),
        ),
        (tree("min", *BARE, levels=3), "levels", "unknown key"),
        (
            tree("carry", *LEAVES, reaches="1"),
            *("children[0].weight", "a level of a carry has no weight"),
        ),
        (tree("carry", *BARE, reaches="1", levels=101), "levels", "out of range"),
        (
            tree("carry", *BARE, reaches="1", levels=2),
            *("levels", "fewer levels than children"),
        ),
        (
            tree("carry", BARE[0] | {"level": 2}, *BARE[1:], reaches="1"),
            *("children[1].level", "not above the level before"),
        ),
        (
            tree("carry", BARE[0] | {"level": 4}, *BARE[1:], reaches="1"),
            *("children[0].level", "out of range"),
        ),
        (
            tree("min", *LEAVES, {"node": CARRY}),
            *("children[3].node.aggregate", "a carry inside another tree"),
        ),
        (
            tree("min", BARE[0] | {"level": 1}, *BARE[1:]),
            *("children[0].level", "unknown key"),
        ),
        (tree("min", BARE[0] | NESTED), "children[0]", "neither a node nor a question"),
        (
            tree("min", {}, *BARE),
            *("children[0]", "neither a node nor a question"),
        ),
        (
            tree("min", *BARE, NESTED),
            *(
                "children[3].node.children[0].question",
                'the question in the tree "a" is there twice',
            ),
        ),
        (
            look_up(fact="size"),
            *("fact", 'there is no number fact "size"'),
        ),
        (look_up(fact="luck"), "fact", 'there is no number fact "luck"'),
        (look_up(points=[]), "points", "too short"),
        (look_up(points=[STEPS[1], STEPS[0]]), "points[1].from", "not above the step"),
        (look_up(points=[STEPS[1], STEPS[1]]), "points[1].from", "not above the step"),
        (
            look_up(points=[{"from": "1", "points": "101"}]),
            "points[0].points",
            "out of",
        ),
        (look_up(children=[]), "children", "unknown key"),
    ],
)
def test_what_is_wrong(root, path, message):
    with pytest.raises(SchemeError) as refused:
        read(root)
    fault = refused.value.faults[0]
    assert fault.path == f"root.{path}".rstrip(".")
    assert fault.message.startswith(message)
    assert fault.expected


def test_a_sum_of_exactly_100_points():
    shares = [child.share for child in read(FULL).root.children]
    assert shares == [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]


FULL = tree("sum", *map(make.leaf, "abc", ("50", "30", "20")))


def test_no_code_is_used_twice():
    twice = make.node("total", make.leaf("a"), aggregate="min")
    with pytest.raises(SchemeError) as refused:
        read(tree("min", *BARE), indices=[twice])
    assert [(f.path, f.message) for f in refused.value.faults] == [
        ("indices[0].code", 'the node "total" is there twice')
    ]


def test_an_index_asks_a_question_once():
    index = make.node("weakest", make.leaf("a"), make.leaf("a"), aggregate="min")
    with pytest.raises(SchemeError) as refused:
        read(tree("min", *BARE), indices=[index])
    assert [(f.path, f.message) for f in refused.value.faults] == [
        (
            "indices[0].children[1].question",
            'the question in the tree "a" is there twice',
        )
    ]
