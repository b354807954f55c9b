"""LibreOffice opens an edition's workbook, saves it, and the edition is the same."""

import json
import shutil
import subprocess

import pytest

from surveys.scoring import digest
from surveys.sheets.editions import read_edition, write_edition
from tests.surveys.sheets.editions.documents import fullest
from tests.surveys.sheets.editions.test_round_trip import SHIPPED

# Like Chromium, LibreOffice comes with `make tools`.
pytestmark = pytest.mark.browser


def saved_again(contents, folder):
    """The workbooks as LibreOffice saves them, in one run of it."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing; `make tools` installs it."
    (folder / "in").mkdir()
    paths = []
    for name, content in contents.items():
        paths.append(folder / "in" / f"{name}.xlsx")
        paths[-1].write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run([*command, folder, *paths], check=True, capture_output=True)
    return {name: (folder / f"{name}.xlsx").read_bytes() for name in contents}


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    """Every edition that ships, and one with every key, saved by LibreOffice."""
    editions = {path.stem: json.loads(path.read_text("utf-8")) for path in SHIPPED}
    editions["fullest"] = fullest()
    contents = {
        name: write_edition(edition, ("en", "zh-hans")[number % 2])
        for number, (name, edition) in enumerate(editions.items())
    }
    return editions, saved_again(contents, tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("name", [*(path.stem for path in SHIPPED), "fullest"])
def test_an_edition_keeps_its_hash_through_libreoffice(again, name):
    editions, contents = again
    found = read_edition(contents[name])
    assert found.faults == ()
    assert digest(found.document) == digest(editions[name])
