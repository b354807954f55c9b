"""CMMM 2020 as it ships, for discrete and process production: hand results."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from surveys import referencing
from surveys.scoring import Aggregate, Kind, Node, Scheme, State, compile_scheme
from tests.shipping import Answers, children, judged, load

DOCUMENTS = {kind: load(f"cmmm-2020-{kind}") for kind in ("discrete", "process")}
KINDS = {kind: compile_scheme(document) for kind, document in DOCUMENTS.items()}

# --- what is asked

# sub-domain: requirements at level 1 to 5
CELLS = {
    "ORG": "22200",
    "SKL": "23220",
    "DAT": "22332",
    "INT": "12210",
    "SEC": "22230",
    "EQP": "22222",
    "NET": "12320",
    "PDD": "22332",
    "PCD": "12322",
    "PUR": "22221",
    "PLN": "22222",
    "OPR": "23332",
    "EQM": "22322",
    "SFE": "22221",
    "WHS": "22221",
    "ENR": "21221",
    "LOG": "21212",
    "SAL": "21221",
    "CSV": "22211",
    "PSV": "11321",
}
ELEMENTS = {"discrete": (6, 11, 6, 77), "process": (6, 11, 15, 68)}
DOMAINS = {
    "discrete": {"DES": 13, "PRO": 48, "LOG": 13, "SAL": 13, "SVC": 13},
    "process": {"DES": 4, "PRO": 63, "LOG": 15, "SAL": 15, "SVC": 3},
}
SAME = {"ORG": 50, "SKL": 50, "DAT": 46, "INT": 27, "SEC": 27, "EQP": 67, "NET": 33}
PRODUCTION = ("PUR", "PLN", "OPR", "EQM", "SFE", "WHS", "ENR")
SUBDOMAINS = {
    "discrete": dict(zip(PRODUCTION, (14, 16, 16, 14, 14, 14, 12), strict=True))
    | {"PDD": 50, "PCD": 50, "CSV": 50, "PSV": 50},
    "process": dict(zip(PRODUCTION, (12, 14, 23, 15, 12, 12, 12), strict=True))
    | {"PCD": 100, "CSV": 100},
}
CUT = {"DES": ("PDD", "PCD"), "LOG": ("LOG",), "SAL": ("SAL",), "SVC": ("CSV", "PSV")}


def subdomains(kind: str) -> list[str]:
    return [c for c in CELLS if kind == "discrete" or c not in ("PDD", "PSV")]


def demands(scheme: Scheme) -> list[str]:
    return [q.code for q in scheme.questions.values() if q.kind is Kind.REQUIREMENT]


@pytest.fixture(params=list(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_cell_has_its_requirements(kind: str) -> None:
    expected = [
        f"{sub}.{level}.{number}"
        for sub in subdomains(kind)
        for level, count in enumerate(CELLS[sub], start=1)
        for number in range(1, int(count) + 1)
    ]
    assert demands(KINDS[kind]) == expected


def test_sections_are_the_scope_and_the_subdomains(kind: str) -> None:
    sections = KINDS[kind].sections
    assert [s.code for s in sections] == ["scope", *subdomains(kind)]
    assert all(5 <= len(s.questions) <= 20 for s in sections[1:])


def test_the_same_requirement_has_the_same_words_in_both() -> None:
    discrete, process = (scheme.questions for scheme in KINDS.values())
    both = demands(KINDS["process"])
    assert all(discrete[code].title == process[code].title for code in both)


def test_weights_of_a_level_that_has_everything(kind: str) -> None:
    level = KINDS[kind].nodes["L3"]
    nodes = [c for c, _ in children(level) if isinstance(c.item, Node)]
    found = {c.item.code.rpartition(".")[2]: c.weight for c in nodes}
    elements = dict(zip(("PPL", "TEC", "RES", "MFG"), ELEMENTS[kind], strict=True))
    assert found == elements | SAME | DOMAINS[kind] | SUBDOMAINS[kind]


def test_cells_without_a_requirement_are_absent(kind: str) -> None:
    nodes = set(KINDS[kind].nodes)
    absent = {"L4.PPL.ORG", "L5.PPL", "L5.TEC.INT", "L5.TEC.SEC", "L5.RES.NET"}
    assert {code for code in absent if code in nodes} == set()
    assert {"L4.PPL.SKL", "L5.TEC.DAT", "L5.RES.EQP"} < nodes


def test_nothing_recalled_is_called_official(kind: str) -> None:
    scheme = KINDS[kind]
    asked = scheme.questions.values()
    assert not any(item.backing.official for item in (*asked, *scheme.levels))
    sources = [c.source for c, _ in children(scheme.root) if c.source]
    assert {(s.code, s.official) for s in sources} == {
        ("RECALLED", False),
        ("SECONDARY", False),
    }


def test_profile_and_indices_are_the_subdomains(kind: str) -> None:
    scheme = KINDS[kind]
    assert [node.code for node in scheme.profile] == subdomains(kind)
    assert scheme.indices == scheme.profile
    trees = (scheme.root, *scheme.indices)
    found = {(n.aggregate, n.reaches, n.levels) for n in trees}
    assert found == {(Aggregate.CARRY, 80, 5)}


def test_the_bands_begin_at_four_fifths(kind: str) -> None:
    tests = [test for level in KINDS[kind].levels for test in level.needs.tests()]
    assert [(t.source, t.op, t.wanted) for t in tests] == [
        ("score", ">=", edge) for edge in ("0.8", "1.8", "2.8", "3.8", "4.8")
    ]


# --- what it gives

SCOPE: Answers = dict.fromkeys(
    ("scope.DES", "scope.LOG", "scope.SAL", "scope.SVC"), "yes"
)


def marked(scheme: Scheme, *levels: str, **exact: str) -> Answers:
    """Answers by level, from the first up, "not" above; single ones by code."""
    marks = (*levels, *["not"] * (5 - len(levels)))
    found = {code: marks[int(code.split(".")[1]) - 1] for code in demands(scheme)}
    return SCOPE | found | {c.replace("_", "."): mark for c, mark in exact.items()}


@pytest.mark.parametrize(
    ("levels", "score", "level"),
    [
        ((), "0", None),
        (("partly",), "0.5", None),
        (("mostly",), "1", "1"),  # 0.8 exactly is satisfied and counts as 1
        (("met", "partly"), "1.5", "1"),
        (("met", "mostly"), "2", "2"),
        (("met", "met", "partly"), "2.5", "2"),
        (("met", "met", "partly", "met", "met"), "2.5", "2"),  # nothing above counts
        (("mostly",) * 4, "4", "4"),
        (("met", "met", "met", "met", "partly"), "4.5", "4"),
        (("met", "met", "met", "met", "mostly"), "4.8", "5"),  # the top adds its own
        (("met",) * 5, "5", "5"),
    ],
)
def test_levels_are_carried(
    kind: str, levels: tuple[str, ...], score: str, level: str | None
) -> None:
    scheme = KINDS[kind]
    result = judged(scheme, marked(scheme, *levels))
    assert (result.score, result.level) == (Fraction(score), level)


def test_just_below_four_fifths_is_not_satisfied() -> None:
    scheme = KINDS["discrete"]
    answers = marked(scheme, "met", "mostly", "met", ORG_2_1="partly")
    # 0.8 less 0.3 of one of two demands, half of the 6 % of personnel
    lost = Fraction("0.3") / 2 * Fraction("0.5") * Fraction("0.06")
    result = judged(scheme, answers)
    assert (result.score, result.level) == (Fraction("1.8") - lost, "1")


HAND: list[tuple[str, Answers, Fraction]] = [
    # level 3 of data: (1 + 0.8 + 0) / 3, times 46 %, times 11 %
    (
        "discrete",
        {"DAT_3_1": "met", "DAT_3_2": "mostly"},
        Fraction("0.6") * Fraction("0.46") * Fraction("0.11"),
    ),
    # level 3 of operation: (1 + 0.8 + 0.5) / 3, times 23 %, 63 %, 68 %
    (
        "process",
        {"OPR_3_1": "met", "OPR_3_2": "mostly", "OPR_3_3": "partly"},
        Fraction(23, 30) * Fraction("0.23") * Fraction("0.63") * Fraction("0.68"),
    ),
]


@pytest.mark.parametrize(("kind", "exact", "own"), HAND)
def test_the_first_level_not_satisfied_adds_its_own_score(
    kind: str, exact: dict[str, str], own: Fraction
) -> None:
    scheme = KINDS[kind]
    result = judged(scheme, marked(scheme, "met", "met", **exact))
    assert (result.score, result.level) == (2 + own, "2")


def test_absent_elements_leave_the_top_level() -> None:
    scheme = KINDS["discrete"]
    answers = marked(scheme, *["met"] * 5, DAT_5_1="not", DAT_5_2="not")
    # technology has only data at level 5, and personnel nothing: 11 of 11 + 6 + 77
    assert judged(scheme, answers).score == 4 + 1 - Fraction(11, 94)


def test_a_subdomain_has_its_own_level(kind: str) -> None:
    scheme = KINDS[kind]
    answers = marked(scheme, "met", "met", "met", OPR_3_1="not", OPR_3_2="partly")
    scores = judged(scheme, answers).scores()
    found = {code: scores[code] for code in ("ORG", "DAT", "OPR")}
    assert found == {"ORG": 5, "DAT": 3, "OPR": Fraction("2.5")}


# --- what is cut


def without(document: dict[str, Any], domains: tuple[str, ...]) -> dict[str, Any]:
    """The document as if these domains had never been in it."""
    gone = {sub for domain in domains for sub in CUT[domain]}
    scopes = {f"scope.{domain}" for domain in domains}
    pruned = deepcopy(document)
    kept = [s for s in pruned["sections"] if s["code"] not in gone]
    kept[0]["questions"] = [q for q in kept[0]["questions"] if q["code"] not in scopes]
    pruned["sections"] = [section for section in kept if section["questions"]]
    for level in pruned["root"]["children"]:
        makes = level["node"]["children"][-1]["node"]
        makes.pop("weights_total", None)
        below = [c["node"]["code"].split(".")[2] for c in makes["children"]]
        pairs = zip(makes["children"], below, strict=True)
        makes["children"] = [child for child, code in pairs if code not in domains]
    pruned["indices"] = [n for n in pruned["indices"] if n["code"] not in gone]
    pruned["profile"] = [code for code in pruned["profile"] if code not in gone]
    return pruned


def uneven(scheme: Scheme) -> Answers:
    """Answers that differ from requirement to requirement."""
    marks = ("met", "mostly", "met", "partly", "met", "not", "mostly")
    codes = enumerate(demands(scheme))
    return SCOPE | {code: marks[place % len(marks)] for place, code in codes}


MAKERS: Mapping[str, Callable[[Scheme], Answers]] = {
    "uneven": uneven,
    "third": lambda scheme: marked(scheme, "met", "met", "partly"),
    "full": lambda scheme: marked(scheme, *["met"] * 5),
}


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("domains", [*((code,) for code in CUT), tuple(CUT)])
def test_cutting_is_the_same_as_removing(
    kind: str, domains: tuple[str, ...], maker: str
) -> None:
    scheme = KINDS[kind]
    answers = MAKERS[maker](scheme) | {f"scope.{code}": "no" for code in domains}
    smaller = compile_scheme(without(DOCUMENTS[kind], domains))
    left = {c: v for c, v in answers.items() if c in smaller.questions}
    cut, removed = judged(scheme, answers), judged(smaller, left)
    assert (cut.score, cut.level) == (removed.score, removed.level)
    scores = {code: s for code, s in cut.scores().items() if s is not None}
    assert scores == removed.scores()


def test_all_four_may_be_cut_and_nothing_else(kind: str) -> None:
    scheme = KINDS[kind]
    answers = marked(scheme, *["met"] * 5) | dict.fromkeys(SCOPE, "no")
    result = judged(scheme, answers)
    hidden = {code.split(".")[0] for code, s in result.states.items() if s == "hidden"}
    assert (result.score, result.level) == (5, "5")
    gone = {sub for subs in CUT.values() for sub in subs}
    assert hidden == gone & set(subdomains(kind))


def test_a_scope_not_stated_cuts_nothing(kind: str) -> None:
    scheme = KINDS[kind]
    answers = {c: v for c, v in marked(scheme, "met").items() if c not in SCOPE}
    states = judged(scheme, answers).states
    assert State.HIDDEN not in set(states.values())


def test_blanks_count_as_not_met(kind: str) -> None:
    scheme = KINDS[kind]
    answers = marked(scheme, "met", "met", "partly")
    full = {code: value for code, value in answers.items() if value != "not"}
    assert judged(scheme, full).score == judged(scheme, answers).score == 2.5


# --- the draft of 2024, for comparison only


def test_the_draft_links_all_subdomains_of_both() -> None:
    links = referencing.entries("cmmm2024", "concordance")
    new = [row["code"] for row in referencing.entries("cmmm2024", "subdomains")]
    assert {row["old"] for row in links if row["old"]} == set(CELLS)
    assert len(new) == 25
    assert {row["new"] for row in links} == set(new)


def test_the_weights_known_of_the_draft_are_whole() -> None:
    domains = referencing.entries("cmmm2024", "domains")
    below = referencing.entries("cmmm2024", "subdomains")
    for side in ("process", "discrete"):
        assert sum(Fraction(row[side]) for row in domains) == 100
    for domain in ("FAC", "RND", "PRD", "OPS"):
        known = [r["process"] for r in below if r["domain"] == domain and r["process"]]
        assert sum(map(Fraction, known)) == 100
    assert {row["discrete"] for row in below} == {None}


def test_names_in_both_are_the_only_links_not_judged_by_ourselves() -> None:
    links = referencing.entries("cmmm2024", "concordance")
    named = {row["old"] for row in links if row["basis"] == "name"}
    judged_links = [row for row in links if row["basis"] == "judgement"]
    assert named == {
        *("DAT", "INT", "SEC", "NET", "PDD", "PCD", "PUR"),
        *("EQM", "SFE", "WHS", "LOG"),
    }
    assert all("note" in row for row in judged_links)
