"""The texts that are named again are still those of the packages, and are ours now."""

from collections.abc import Callable
from decimal import Decimal
from gettext import translation
from pathlib import Path

import allauth
import django
import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, MaxLengthValidator
from django.utils.translation import gettext, override

from assessment import borrowed

PACKAGES = (
    Path(django.__file__).parent / "conf" / "locale",
    Path(django.__file__).parent / "contrib" / "auth" / "locale",
    Path(allauth.__file__).parent / "locale",
)
DIGITS, LENGTH = DecimalValidator(5, 2), MinimumLengthValidator(12)
CATALOGUES = [translation("django", folder, ["zh_Hans"]) for folder in PACKAGES]


@pytest.mark.parametrize("text", borrowed.TEXTS)
def test_a_package_has_the_text_and_our_words_replace_its_own(text: str) -> None:
    theirs = {catalogue.gettext(text) for catalogue in CATALOGUES} - {text}
    assert theirs
    with override("zh-hans"):
        assert gettext(text) not in theirs | {text}


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (lambda: MaxLengthValidator(3)("12345"), "最多3字，已填5字，请删减。"),
        (lambda: DIGITS(Decimal("123456")), "数字最多5位，请核对单位是否正确。"),
        (lambda: DIGITS(Decimal("1.234")), "最多保留2位小数。"),
        (lambda: DIGITS(Decimal("1234")), "整数部分最多3位，请核对单位是否正确。"),
        (lambda: LENGTH.validate("1234"), "密码过短，至少12个字符。"),
    ],
)
def test_what_has_a_number_in_it_is_ours_too(
    refuse: Callable[[], None], words: str
) -> None:
    with override("zh-hans"), pytest.raises(ValidationError) as refusal:
        refuse()
    with override("zh-hans"):
        assert refusal.value.messages == [words]


def test_the_advice_on_the_length_of_a_password() -> None:
    with override("zh-hans"):
        assert LENGTH.get_help_text() == "至少12个字符。"
