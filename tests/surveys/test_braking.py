"""How often one address may knock at a page that is open to everybody."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from surveys import auditing
from surveys.access.braking import is_braked
from tests.factories import NOW


def knock(address: str, what: str = "register", **later: int) -> bool:
    token = auditing.address.set(address)
    try:
        return is_braked(what, 2, NOW + timedelta(**later))
    finally:
        auditing.address.reset(token)


@pytest.fixture(autouse=True)
def nobody_has_knocked() -> None:
    cache.clear()


def test_so_many_in_an_hour_and_no_more() -> None:
    assert [knock("192.0.2.1") for _ in range(4)] == [False, False, True, True]
    assert knock("192.0.2.1", hours=1) is False


def test_others_and_other_pages_are_counted_by_themselves() -> None:
    assert [knock("192.0.2.1") for _ in range(3)][-1] is True
    assert knock("192.0.2.2") is False
    assert knock("192.0.2.1", "register-code") is False


@pytest.mark.parametrize(
    ("addresses", "last"),
    [
        # Of one line somebody has more addresses than anybody can count.
        (("2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3"), True),
        (("2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:2::1"), False),
        (("192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"), True),
        (("", "unknown", ""), True),
    ],
)
def test_whose_knocks_count_as_one(addresses: tuple[str, ...], last: bool) -> None:
    assert [knock(address) for address in addresses][-1] is last
