"""Hostile workbooks are refused within a second and 150 MB, each in its own process."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.surveys.sheets.editions.bombs import BOMBS

SECONDS, MEGABYTES = 1, 150


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_neither_time_nor_memory(name, tmp_path):
    make, code = BOMBS[name]
    done = subprocess.run(
        [sys.executable, "-m", "tests.surveys.sheets.editions.bombs"],
        input=make(),
        env={"DJANGO_SETTINGS_MODULE": "assessment.settings", "DENGTA_VAR": tmp_path},
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert found["code"] == code
    # What is let through is read to its end; the machine may be busy.
    assert found["seconds"] < SECONDS * (1 if code else 4)
    assert found["rise"] < MEGABYTES
