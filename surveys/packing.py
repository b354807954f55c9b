"""Packing: the data of one submission, from which anybody can compute its scores."""

import io
import json
import zipfile
from typing import Any

from surveys.assessing import edition_of, given_to, used_by
from surveys.models import Edition, Scorecard, Submission
from surveys.scoring import Answer

# The same submission gives the same bytes, whenever it is packed.
WHEN = (2020, 1, 1, 0, 0, 0)
GUIDE = """\
这里是一次提交的数据。装有本平台代码的电脑上,用下面的命令可以重新计算每张评分卡,
不需要数据库,也不需要网络。结果里的 score 与 scorecard.json 里的 score 相同。

These are the data of one submission. On a computer with the code of this platform the
commands below compute each scorecard again, without a database and without a network.
The score of the result is the score in scorecard.json.

"""


def pack(submission: Submission) -> bytes:
    """A zip file: for each scorecard that counts a folder of edition, answers, facts
    and figures, and a guide with the commands that compute them."""
    cards = submission.scorecards.standing().order_by("pk")
    newest = {card.lane: card for card in cards}
    files: dict[str, Any] = {}
    commands = []
    for card in newest.values():
        card.submission = submission
        files |= _files(card)
        commands.append(_command(card))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "README.txt", GUIDE + "\n".join(commands) + "\n")
        for name, content in files.items():
            _put(archive, name, json.dumps(content, ensure_ascii=False, indent=1))
    return package.getvalue()


def _files(card: Scorecard) -> dict[str, Any]:
    edition = edition_of(card)
    given = given_to(edition, card.submission, used_by(card))
    document = Edition.objects.values_list("document", flat=True).get(pk=edition.pk)
    return {
        f"{card.lane}/edition.json": document,
        f"{card.lane}/answers.json": {
            code: _answer(answer) for code, answer in sorted(given.answers.items())
        },
        f"{card.lane}/facts.json": given.facts,
        f"{card.lane}/scorecard.json": {
            "receipt": card.submission.receipt,
            "lane": card.lane,
            "engine": card.engine,
            "edition_sha256": card.edition_sha256,
            "outcome": card.outcome,
            "level": card.level,
            "score": card.score,
            "nodes": card.nodes,
            "checks": card.checks,
        },
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {"v": answer.value, "state": answer.state}


def _command(card: Scorecard) -> str:
    given = given_to(edition_of(card), card.submission, used_by(card))
    folder = card.lane
    command = (
        f"python -m surveys.scoring {folder}/edition.json {folder}/answers.json"
        f" --facts {folder}/facts.json --lane {folder}"
    )
    accepted = ",".join(sorted(given.accepted))
    return f"{command} --accepted {accepted}" if accepted else command


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text)
