"""The printed reviewer's work in progress: one file half judged, one returned, some
given to a colleague."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from assessment.demo.drawing import below
from assessment.demo.judging import TIME_TO_MEND
from assessment.demo.materials import table
from assessment.demo.world import World
from surveys import dispatching, judging, reviewing
from surveys.models import Response, User
from surveys.models.responses import BY_RISK
from surveys.workflow import Status

MINUTE = timedelta(minutes=1)
# Before now, one after the other.
JUDGED, RETURNED, GIVEN = 40 * MINUTE, 25 * MINUTE, 15 * MINUTE
AGREED, LOWERED, ASKED = 9, 2, 2  # items of the file that is half judged
TO_COLLEAGUE = 2  # files


def work(world: World) -> None:
    """What the reviewer has done this morning, with the files taken already."""
    by = world.reviews[world.star.later_region].user
    mine = list(_waiting(world).filter(reviewer=by).order_by(*BY_RISK))
    if mine:
        _judge(mine[0], by, world.now - JUDGED)
    if len(mine) > 1:
        _return(mine[1], by, world.now - RETURNED)
    free = _waiting(world).filter(reviewer=None)
    latest = list(free.order_by("-status_at", "pk")[:TO_COLLEAGUE])
    _give(world, latest, by, world.now - GIVEN)


def _waiting(world: World) -> QuerySet[Response]:
    """Files that wait in the region of the printed reviewer."""
    return Response.objects.with_subject().filter(
        round=world.rounds[world.periods[-1].year],
        status=Status.SUBMITTED,
        unit__enterprise__region__code=world.star.later_region,
    )


# -- One file -------------------------------------------------------------------------


def _judge(file: Response, by: User, at: datetime) -> None:
    """Agree, correct and ask back, from the first proven claim on."""
    reviewing.open_file(file, by=by, at=at)
    codes = _open_items(file)
    corrected = list(_lowered(file, codes))[:LOWERED]
    reasons = table("phrases")["corrections"]
    for (code, value), reason in zip(corrected, reasons, strict=False):
        judging.correct(file, code, value, reason=reason, by=by, at=at)
    rest = [code for code in codes if code not in dict(corrected)]
    for code, text in zip(rest[:ASKED], table("phrases")["remarks"], strict=False):
        judging.ask(file, code, text, by=by, at=at + 2 * MINUTE)
    for code in rest[ASKED:][:AGREED]:
        judging.agree(file, code, by=by, at=at + 4 * MINUTE)


def _open_items(file: Response) -> list[str]:
    """Claims that nobody has said anything to; those with a proof first."""
    submission = file.newest_submission()
    touched = set(submission.corrections.values_list("code", flat=True))
    proven = {row["code"] for row in submission.evidence}
    claims = [
        code
        for code, claim in submission.answers.items()
        if claim["state"] == "answered" and code not in touched
    ]
    return sorted(claims, key=lambda code: code not in proven)


def _lowered(file: Response, codes: list[str]) -> Iterator[tuple[str, str]]:
    """Choices that can be put lower, and to what."""
    questions = file.edition.scheme.questions
    for code in codes:
        value = below(questions[code], file.answers[code]["v"])
        if value is not None:
            yield code, value


# -- Others ---------------------------------------------------------------------------


def _return(file: Response, by: User, at: datetime) -> None:
    """Two items are asked back, and the file goes with them."""
    reviewing.open_file(file, by=by, at=at - MINUTE)
    texts = table("phrases")["remarks"][-ASKED:]
    for code, text in zip(_open_items(file)[:ASKED], texts, strict=False):
        judging.ask(file, code, text, by=by, at=at)
    reviewing.return_file(file, {}, due_at=at + TIME_TO_MEND, by=by, at=at + MINUTE)


def _give(world: World, files: list[Response], by: User, at: datetime) -> None:
    """The colleague gets what came in last, and is told once."""
    colleague = world.people["colleague"]
    for file in files:
        dispatching.hand_to(file, colleague, by=by, at=at)
    if files:
        dispatching.tell_handed(colleague, len(files), by=by, at=at)
