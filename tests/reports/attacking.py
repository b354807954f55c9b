"""An attacker who adds up everything that is shown: bounds by linear programming."""

import numpy as np
from scipy.optimize import linprog


class Attacker:
    """Knows sums (equations) and shown figures; no figure is negative."""

    def __init__(self):
        self.names, self.rows, self.known = {}, [], {}

    def name(self, key):
        return self.names.setdefault(key, len(self.names))

    def sees(self, key, value):
        """A figure; None is hidden. The same figure twice must be the same."""
        self.name(key)
        if value is not None:
            assert self.known.setdefault(key, value) == value

    def adds_up(self, parts, total):
        """A line of a table: its parts are its total."""
        self.rows.append(({self.name(part): 1 for part in parts}, self.name(total)))

    @property
    def hidden(self):
        return [key for key in self.names if key not in self.known]

    def bounds(self, key):
        """The least and the greatest value that fit everything the attacker knows."""
        found = [self._solve(key, sign) for sign in (1, -1)]
        return found[0], -found[1]

    def _solve(self, key, sign):
        size = len(self.names)
        matrix = np.zeros((len(self.rows), size))
        for number, (parts, total) in enumerate(self.rows):
            matrix[number, list(parts)] = 1
            matrix[number, total] -= 1
        limits = [(0, None)] * size
        for known, value in self.known.items():
            limits[self.names[known]] = (value, value)
        goal = np.zeros(size)
        goal[self.names[key]] = sign
        found = linprog(goal, A_eq=matrix, b_eq=np.zeros(len(self.rows)), bounds=limits)
        if found.status == 3:  # unbounded
            return -np.inf
        assert found.status == 0, found.message
        return found.fun


def check(attacker, truth, minimum):
    """No hidden figure is known, or known to less than the minimum: but that nobody
    is there may be, for empty cells are shown in the open."""
    for key in attacker.hidden:
        low, high = attacker.bounds(key)
        if truth[key] == 0 and high < 1e-6:
            continue
        assert low - 1e-6 <= truth[key] <= high + 1e-6
        assert high - low >= minimum - 1e-6, (key, truth[key], low, high)
