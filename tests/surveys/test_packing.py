"""The data of a submission: anybody can compute its scores from them."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from surveys import reviewing
from surveys.models import Response
from surveys.packing import pack
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def reviewed() -> Response:
    """A file with a correction, an external fact and two scorecards."""
    response = factories.handed_in()
    factories.scored(response)
    reviewer = factories.official()
    factories.clear(response, reviewer)
    reviewing.correct(response, "mes", "none", reason="Seen.", by=reviewer, at=NOW)
    reviewing.recommend(response, opinion="True.", by=reviewer, at=NOW)
    return response


def test_holds_what_scored_each_lane() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(reviewed().newest_submission()))) as package:
        names = package.namelist()
    files = ("edition", "answers", "facts", "scorecard")
    lanes = ("claimed", "reviewed")
    cards = [f"{lane}/{file}.json" for lane in lanes for file in files]
    assert names == ["README.txt", "submissions/1.json", *cards]


def test_holds_what_was_handed_in_and_every_change_where_it_is_asked_for() -> None:
    submission = reviewed().newest_submission()
    package = zipfile.ZipFile(io.BytesIO(pack(submission, revisions=True)))

    handed_in = json.loads(package.read("submissions/1.json"))
    changes = json.loads(package.read("revisions.json"))

    assert handed_in == {
        "receipt": submission.receipt,
        "at": submission.at.isoformat(),
        "declared_by": {
            "name": submission.declared_by_name,
            "post": submission.declared_by_post,
        },
        "answers": submission.answers,
        "facts": submission.facts,
        "evidence": submission.evidence,
        "answers_sha256": submission.answers_sha256,
        "facts_sha256": submission.facts_sha256,
        "edition_sha256": submission.edition_sha256,
    }
    rows = submission.response.revisions.values_list("code", "n", "old", "new")
    assert [(c["code"], c["n"], c["old"], c["new"]) for c in changes] == list(rows)


def test_the_same_submission_gives_the_same_bytes() -> None:
    submission = reviewed().newest_submission()
    assert pack(submission) == pack(submission)


@pytest.mark.parametrize("lane", ["claimed", "reviewed"])
def test_the_command_of_the_guide_computes_the_score(lane: str, tmp_path: Path) -> None:
    package = zipfile.ZipFile(io.BytesIO(pack(reviewed().newest_submission())))
    package.extractall(tmp_path)
    guide = (tmp_path / "README.txt").read_text("utf-8").splitlines()
    (command,) = [line for line in guide if line.endswith(f"--lane {lane}")]
    done = subprocess.run(
        [sys.executable, *command.split()[1:]],
        cwd=tmp_path,
        env={"PYTHONPATH": str(settings.BASE_DIR)},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    found = json.loads(done.stdout)
    card = json.loads((tmp_path / lane / "scorecard.json").read_text("utf-8"))
    assert (found["score"] or "", found["level"] or "", found["outcome"]) == (
        card["score"],
        card["level"],
        card["outcome"],
    )
