"""The way up: what to change to reach the next level, at the least cost.

finding: the public part · aiming: what a level asks for · improving, nearing: what an
answer could become · searching: the search; opening: what answers show and hide;
reaching: the cheapest answers of a tree, folded by folding, weighing, narrowing and
tallying · stepping: the order of the steps · hindering: why there is no way.
"""

from surveys.scoring.ascending.finding import Change, Way, way_up
from surveys.scoring.ascending.hindering import Obstacle
from surveys.scoring.ascending.stepping import Stand

__all__ = ["Change", "Obstacle", "Stand", "Way", "way_up"]
