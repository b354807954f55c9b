from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from assessment import environment
from assessment.environment import SQLITE_OPTIONS

NAME = "DENGTA_TEST_VARIABLE"
DEFAULT = Path("/somewhere/db.sqlite3")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("1", True),
        ("Yes", True),
        (" on ", True),
        ("0", False),
        ("FALSE", False),
        ("", False),
    ],
)
def test_flag(monkeypatch, word, expected):
    monkeypatch.setenv(NAME, word)
    assert environment.flag(NAME, default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_flag_is_the_default_where_the_variable_is_absent(default):
    assert environment.flag(NAME, default=default) is default


def test_flag_refuses_to_guess(monkeypatch):
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match="must be 1 or 0, not 'maybe'"):
        environment.flag(NAME, default=True)


@pytest.mark.parametrize(("word", "expected"), [("7", 7), ("", 5), (" 12 ", 12)])
def test_number(monkeypatch, word, expected):
    monkeypatch.setenv(NAME, word)
    assert environment.number(NAME, 5, least=3) == expected


@pytest.mark.parametrize("word", ["2", "-3", "1.5", "many"])
def test_number_refuses(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match="whole number of at least 3"):
        environment.number(NAME, 5, least=3)


@pytest.mark.parametrize(
    ("word", "expected"), [("", 5.0), ("0.25", 0.25), ("30", 30.0)]
)
def test_seconds(monkeypatch, word, expected):
    monkeypatch.setenv(NAME, word)
    assert environment.seconds(NAME, 5) == expected


@pytest.mark.parametrize("word", ["0", "-1", "1e3", "soon", "1.2.3"])
def test_seconds_refuses(monkeypatch, word):
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match="seconds above zero"):
        environment.seconds(NAME, 5)


def test_words(monkeypatch):
    monkeypatch.setenv(NAME, "a.example, b.example,,")
    assert environment.words(NAME) == ["a.example", "b.example"]


def test_secret_is_read_from_the_file_that_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv(NAME, "in the open")
    assert environment.secret(NAME) == "in the open"
    (tmp_path / "key").write_text("in a file\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "key"))
    assert environment.secret(NAME) == "in a file"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", DEFAULT),
        (
            "sqlite:////var/lib/dengta/d%20b.sqlite3",
            Path("//var/lib/dengta/d b.sqlite3"),
        ),
    ],
)
def test_sqlite(url, path):
    assert environment.database(url, DEFAULT) == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": SQLITE_OPTIONS,
    }


def test_postgresql():
    url = "postgresql://dengta:p%40ss@db.example:5433/dengta?sslmode=require"
    assert environment.database(url, DEFAULT) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "dengta",
        "USER": "dengta",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def test_another_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="not mysql"):
        environment.database("mysql://db.example/dengta", DEFAULT)
