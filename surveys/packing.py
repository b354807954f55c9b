"""Packing: the data of a response, from which anybody can compute its scores."""

import io
import json
import zipfile
from typing import Any

from surveys.assessing import edition_of, given_to, used_by
from surveys.models import Edition, Response, Scorecard, Submission
from surveys.scoring import Answer

# The same submission gives the same bytes, whenever it is packed.
WHEN = (2020, 1, 1, 0, 0, 0)
GUIDE = """\
这里是一份填报的数据。submissions/ 是每次提交的声明、答案、不适用的理由和材料清单；
revisions.json 是每一次修改，只在企业自己下载时附带。其余文件夹各是一张评分卡的数据：
装有本平台代码的电脑上，用下面的命令可以重新计算，不需要数据库，也不需要网络。
结果里的 score 与 scorecard.json 里的 score 相同。

These are the data of one response. submissions/ holds what was handed in each time:
the declaration, the answers, why something does not apply, the list of proofs;
revisions.json holds every single change, where the enterprise itself downloads this.
Each other folder holds a scorecard: on a computer with the code of this platform the
commands below compute it again, without a database and without a network.
The score of the result is the score in scorecard.json.

"""


def pack(submission: Submission, *, revisions: bool = False) -> bytes:
    """A zip file: for each scorecard that counts a folder of edition, answers, facts
    and figures, and a guide with the commands that compute them; what was handed in
    each time up to this one; and the single changes, which are the enterprise's own."""
    cards = submission.scorecards.standing().order_by("pk")
    newest = {card.lane: card for card in cards}
    files = _handed_in(submission)
    if revisions:
        files["revisions.json"] = _revisions(submission.response)
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


def _handed_in(newest: Submission) -> dict[str, Any]:
    rows = newest.response.submissions.filter(number__lte=newest.number)
    return {
        f"submissions/{row.number}.json": {
            "receipt": row.receipt,
            "at": row.at.isoformat(),
            "declared_by": {"name": row.declared_by_name, "post": row.declared_by_post},
            "answers": row.answers,
            "facts": row.facts,
            "evidence": row.evidence,
            "answers_sha256": row.answers_sha256,
            "facts_sha256": row.facts_sha256,
            "edition_sha256": row.edition_sha256,
        }
        for row in rows
    }


def _revisions(response: Response) -> list[dict[str, Any]]:
    rows = response.revisions.select_related("by")
    return [
        {
            "code": row.code,
            "n": row.n,
            "old": row.old,
            "new": row.new,
            "by": row.by.name,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


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
