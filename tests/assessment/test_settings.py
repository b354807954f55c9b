import re
import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from assessment import environment

SETTINGS = Path(environment.__file__).with_name("settings.py")
KEY = "0123456789abcdef" * 4


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Reads the settings file anew under the given variables only."""

    def read(**variables):
        names = ("CACHE_URL", "DATABASE_URL", "REDIS_URL", "DENGTA_ENV", "DENGTA_DEBUG")
        for name in names:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DENGTA_VAR", str(tmp_path))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


@pytest.fixture
def production(read):
    """Reads the settings of production with what it asks for, unless overridden."""

    def production(**variables):
        given = {"DENGTA_SECRET_KEY": KEY, "DENGTA_ALLOWED_HOSTS": "dengta.example"}
        return read(**{"DENGTA_ENV": "production", **given, **variables})

    return production


def test_a_bare_checkout_needs_nothing(read, tmp_path):
    found = read()
    names = (
        "ENV",
        "DEBUG",
        "ALLOWED_HOSTS",
        "REDIS_URL",
        "SMALL_CELL",
        "LANGUAGE_CODE",
    )
    assert {name: found[name] for name in names} == {
        "ENV": "checkout",
        "DEBUG": True,
        "ALLOWED_HOSTS": [],
        "REDIS_URL": "",
        "SMALL_CELL": 5,
        "LANGUAGE_CODE": "zh-hans",
    }
    assert found["DATABASES"]["default"]["NAME"] == tmp_path / "db.sqlite3"


def test_production_is_closed(production):
    found = production()
    names = (
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
    )
    assert {name: found[name] for name in names} == {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_NAME": "__Host-dengta-session",
        "CSRF_COOKIE_SECURE": True,
    }
    assert "SECURE_PROXY_SSL_HEADER" not in found


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"DENGTA_DEBUG": "1"}, "does not start with DENGTA_DEBUG"),
        ({"DENGTA_SECRET_KEY": ""}, "needs a DENGTA_SECRET_KEY"),
        ({"DENGTA_SECRET_KEY": "short"}, "needs a DENGTA_SECRET_KEY"),
        ({"DENGTA_ALLOWED_HOSTS": " , "}, "needs DENGTA_ALLOWED_HOSTS"),
        ({"DENGTA_ENV": "staging"}, "must be checkout or production"),
        ({"DENGTA_SMALL_CELL": "2"}, "DENGTA_SMALL_CELL must be"),
        ({"DATABASE_URL": "oracle://db.example/x"}, "DATABASE_URL must begin with"),
    ],
)
def test_production_refuses_to_start(production, variables, complaint):
    with pytest.raises(ImproperlyConfigured, match=complaint):
        production(**variables)


def test_production_refuses_the_key_of_a_checkout(production, read):
    key = read()["CHECKOUT_KEY"]
    assert len(key) >= 50
    with pytest.raises(ImproperlyConfigured, match="DENGTA_SECRET_KEY"):
        production(DENGTA_SECRET_KEY=key)


def test_proxies_of_our_own_are_counted(production):
    found = production(DENGTA_PROXIES="2")
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_time_limits_leave_room_for_each_other(read):
    found = read()
    soft, hard = found["CELERY_TASK_SOFT_TIME_LIMIT"], found["CELERY_TASK_TIME_LIMIT"]
    visible = found["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"]
    assert soft < hard < visible
    assert found["JOB_SWEEP_EVERY"] < found["JOB_LEASE"]


def test_policy_allows_nothing_inline_and_no_other_host(read):
    directives = read()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    sources = {source for listed in directives.values() for source in listed}
    assert directives["default-src"] == ["'none'"]
    assert sources == {"'none'", "'self'", "data:"}


def test_every_variable_is_documented():
    root = SETTINGS.parent.parent
    calls = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS.read_text("utf-8"))
    rows = re.findall(
        r"^\| `([A-Z_]+)` ", (root / "docs/settings.md").read_text("utf-8"), re.M
    )
    assert sorted(set(calls)) == sorted(rows)


def test_the_trail_is_kept_with_the_secret_key_unless_it_has_its_own(read, production):
    own, old = "a" * 60, "b" * 60
    assert production(DENGTA_OLD_SECRET_KEYS=old)["AUDIT_KEYS"] == [KEY, old]
    found = production(DENGTA_AUDIT_KEY=own, DENGTA_OLD_AUDIT_KEYS=f"{old},{KEY}")
    assert found["AUDIT_KEYS"] == [own, old, KEY]


def test_a_short_key_of_the_trail_is_refused(read):
    with pytest.raises(ImproperlyConfigured, match="DENGTA_AUDIT_KEY"):
        read(DENGTA_AUDIT_KEY="short")


def test_the_anchors_lie_where_they_are_wanted(read, tmp_path):
    assert read()["AUDIT_ANCHORS"] == tmp_path / "anchors.log"
    found = read(DENGTA_AUDIT_ANCHORS="/elsewhere/anchors.log")
    assert found["AUDIT_ANCHORS"] == Path("/elsewhere/anchors.log")
