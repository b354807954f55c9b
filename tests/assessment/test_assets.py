from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from assessment.assets import FILES, PackageFinder


def test_every_file_is_found_below_vendor(settings):
    found = {name: finders.find(f"vendor/{name}") for name in FILES}
    assert found == {name: str(settings.NODE_MODULES / name) for name in FILES}
    assert PackageFinder().check() == []


@pytest.mark.parametrize(
    "path",
    [
        "bootstrap/dist/css/bootstrap.min.css",
        "vendor/bootstrap/package.json",
        "vendor/../package.json",
        "vendor/",
        "vendor",
    ],
)
def test_nothing_else_of_the_packages_is_served(path):
    assert PackageFinder().find(path) == []
    assert PackageFinder().find(path, find_all=True) == []


def test_what_is_missing_is_told(tmp_path: Path):
    finder = PackageFinder(folder=tmp_path)
    assert [error.msg for error in finder.check()] == [
        f"The browser file {name} is missing." for name in FILES
    ]
    assert list(finder.list(None)) == []
    assert finder.find(f"vendor/{FILES[0]}") == []


def test_a_missing_file_is_not_found(client):
    assert client.get("/static/vendor/nothing.js").status_code == 404
