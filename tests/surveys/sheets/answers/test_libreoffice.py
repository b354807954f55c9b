"""LibreOffice opens a copy, saves it, and every answer in it is the same."""

import pytest

from surveys import merging
from surveys.collecting import lay_out, understand
from surveys.scoring import compile_scheme
from surveys.sheets.answers import read_copy, write_copy
from tests import shipping
from tests.surveys.collecting.by_hand import at_random
from tests.surveys.collecting.test_copies import SHIPPED, copy_of
from tests.surveys.sheets.editions.test_libreoffice import saved_again

# Like Chromium, LibreOffice comes with `make tools`.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_every_answer_is_the_same_through_libreoffice(tmp_path):
    copies = {}
    for number, name in enumerate(SHIPPED):
        scheme = compile_scheme(shipping.load(name))
        base = at_random(scheme, seed=number)
        blank = lay_out(
            copy_of(scheme, base), scheme.sections, ("en", "zh-hans")[number % 2]
        )
        copies[name] = scheme, base, write_copy(blank)
    again = saved_again({name: made[2] for name, made in copies.items()}, tmp_path)
    for name, (scheme, base, content) in copies.items():
        filled = read_copy(again[name])
        answers, faults = understand(scheme, filled.lines, base)
        assert faults == []
        assert answers == {code: merging.given(base, code) for code in answers}
        assert [line.key for line in filled.lines] == [
            line.key for line in read_copy(content).lines
        ]
        assert filled.mark == read_copy(content).mark
