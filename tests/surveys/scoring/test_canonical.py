"""Equal content, equal bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import canonical, digest

NFD, NFC = "e\u0301", "\u00e9"


@pytest.mark.parametrize(
    ("document", "written"),
    [
        ({"b": 1, "a": [True, None, "灯塔"]}, '{"a":[true,null,"灯塔"],"b":1}'),
        ({NFD: NFD}, f'{{"{NFC}":"{NFC}"}}'),
        ((1, 2), "[1,2]"),
        ("", '""'),
    ],
)
def test_canonical(document, written):
    assert canonical(document) == written.encode()


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (0.5, ValueError),
        ({"a": [float("nan")]}, ValueError),
        ({NFD: 1, NFC: 2}, ValueError),
        ("\ud800", ValueError),
        ({1: 2}, TypeError),
        ({"a": {1, 2}}, TypeError),
    ],
)
def test_canonical_refuses(document, error):
    with pytest.raises(error):
        canonical(document)


def test_digest():
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest({}) == empty


@given(st.dictionaries(st.text(alphabet="abé漢", max_size=3), st.integers()))
def test_order_of_keys_does_not_matter(document):
    turned = dict(reversed(document.items()))
    assert digest(turned) == digest(document)
