"""The way up: as cheap as brute force finds it, explained where there is none."""

from hypothesis import HealthCheck, assume, given, settings

from surveys.scoring import compile_scheme
from surveys.scoring.ascending import way_up
from tests.surveys.scoring import small_ladders as small


def climb(case):
    document, given, facts, wanted = case
    scheme = compile_scheme(document)
    return scheme, way_up(scheme, given, facts, **wanted)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(small.climbs())
def test_as_cheap_as_brute_force(case):
    _, given, facts, wanted = case
    scheme, way = climb(case)
    if way.level is None:
        return
    levels = {level.code: level for level in scheme.levels}
    climbed = [lv for lv in scheme.levels if lv.order <= levels[way.level].order]
    best = small.cheapest(scheme, given, facts, climbed, wanted)
    assume(best is not False)
    rungs = sum(change.rungs for change in way.changes)
    assert way.proven
    assert (way.reachable, (way.cost, rungs)) == (best is not None, best or (0, 0))
