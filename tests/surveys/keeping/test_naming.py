"""The name a file is kept under."""

import pytest

from surveys.keeping import NAME_LENGTH, clean_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\li\\ledger.pdf", "ledger.pdf"),
        ("..\\..\\ledger.pdf", "ledger.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("ledger\u202efdp.exe.pdf", "ledgerfdp.exe.pdf"),
        ("a\u200b\u2066b\x00\x7f.pdf", "ab.pdf"),
        ("e\u0301tat.pdf", "\u00e9tat.pdf"),
        ("  ledger.pdf  ", "ledger.pdf"),
        ("账" * 300 + ".pdf", "账" * 116 + ".pdf"),
        ("<script>.pdf", "<script>.pdf"),
        ('"; filename=".pdf', '"; filename=".pdf'),
        ("=1+1.xlsx", "=1+1.xlsx"),
    ],
)
def test_the_name_is_kept_without_what_could_harm(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize("name", ["", "..", "/", "\u202e", "a" * 500, "." * 300])
def test_no_name_breaks_the_cleaning(name: str) -> None:
    assert len(clean_name(name)) <= NAME_LENGTH
