"""The demo's credit codes pass both official checks."""

from itertools import islice

import pytest
from stdnum.cn import uscc

from assessment.demo.codes import credit_code, organisations
from assessment.demo.materials import dice


# Published codes of well-known firms: the arithmetic must give the same signs.
@pytest.mark.parametrize(
    ("digits", "organisation", "expected"),
    [
        ("440300", "19220382", "914403001922038216"),
        ("500000", "20286320", "9150000020286320X6"),
        ("330100", "79965505", "91330100799655058B"),
    ],
)
def test_both_checks_agree_with_published_codes(digits, organisation, expected):
    assert credit_code(digits, organisation) == expected


def test_codes_are_valid_and_differ():
    made = [
        credit_code("500112", organisation)
        for organisation in islice(organisations(dice("codes")), 2000)
    ]
    assert len(set(made)) == 2000
    assert [code for code in made if not uscc.is_valid(code)] == []
