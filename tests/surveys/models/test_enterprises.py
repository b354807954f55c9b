"""Credit codes and size classes, by the vectors of their standards."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from surveys.models import checked_credit_code, size_of
from tests import factories

# GB 32100-2015. Published codes of real enterprises, and python-stdnum's sample.
VALID = [
    "914403001922038216",
    "9150000020286320X6",
    "91330100799655058B",
    "9144030071526726XG",
    "91110000710925462X",
    "91110000600037341L",
    "91350100M000100Y43",
]
INVALID = [
    ("91350100M000100Y4Z", "format"),  # Z is none of the 31 characters
    ("914403001922038217", "checksum"),
    ("A1110000600037341L", "checksum"),  # a letter may stand in the first two places
    ("9111000060003IOZSV", "format"),
    ("91110000600037341", "format"),  # 17 characters
    ("911100006000373411L", "format"),  # 19
    ("91A10000600037341L", "format"),  # the office is written in digits
    ("", "format"),
    ("91110000600037341ſ", "format"),  # becomes S in capitals
    ("91110000٠00037341L", "format"),  # a digit of another script
]
# Real early codes of Fujian whose check character does not fit.
IRREGULAR = ["91350211M0000XUF46", "91350100M0001TGQXM"]

# 工信部联企业〔2011〕300号, industry: employees, revenue in 10,000 CNY, class.
SIZES = [
    (1000, 40000, "large"),
    (999, 40000, "medium"),
    (1000, 39999, "medium"),
    (1200, 30000, "medium"),
    (300, 2000, "medium"),
    (299, 2000, "small"),
    (300, 1999, "small"),
    (250, 50000, "small"),
    (20, 300, "small"),
    (19, 300, "micro"),
    (20, 299, "micro"),
    (1500, 250, "micro"),
    (15, 100000, "micro"),
    (0, 0, "micro"),
    (20, "299.99", "micro"),
]


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_is_kept_as_it_is(code: str) -> None:
    assert checked_credit_code(code) == code
    assert checked_credit_code(code, accept_checksum=True) == code


@pytest.mark.parametrize(
    "typed",
    [
        " 9150000020286320x6 ",
        "91500000 20286320X6",
        "91500000-20286320X-6",
        "９１５０００００20286320X6",
    ],
)
def test_a_code_is_brought_into_its_compact_form(typed: str) -> None:
    assert checked_credit_code(typed) == "9150000020286320X6"


@pytest.mark.parametrize(("code", "fault"), INVALID)
def test_an_invalid_code_is_refused_with_what_is_wrong(code: str, fault: str) -> None:
    with pytest.raises(ValidationError) as refused:
        checked_credit_code(code)
    assert refused.value.code == fault


@pytest.mark.parametrize("code", [c for c, fault in INVALID if fault == "format"])
def test_a_wrong_shape_is_never_accepted(code: str) -> None:
    with pytest.raises(ValidationError):
        checked_credit_code(code, accept_checksum=True)


@pytest.mark.parametrize("code", IRREGULAR)
def test_an_irregular_code_is_accepted_where_asked(code: str) -> None:
    with pytest.raises(ValidationError):
        checked_credit_code(code)
    assert checked_credit_code(code, accept_checksum=True) == code


@pytest.mark.django_db
@pytest.mark.parametrize(("employees", "revenue", "expected"), SIZES)
def test_size(employees: int, revenue: int | str, expected: str) -> None:
    bands = factories.size_bands()
    assert size_of(employees, Decimal(revenue), bands).code == expected
