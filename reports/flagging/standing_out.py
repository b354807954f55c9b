"""What a file says beside others: its cluster, its past, its district, their files."""

from collections.abc import Iterator
from typing import Any, Final

from reports.benchmarks import number
from reports.flagging.answering import is_provable
from reports.flagging.cases import Case
from reports.flagging.found import Found, both, told
from reports.flagging.peers import WHOLE, Before, Peers, Spread, climbed
from surveys.models import FlagKind
from surveys.scoring import Level

SHARED: Final = 30
# An outlier above its cluster weighs more than one below it.
WHOLE_WEIGHTS: Final = (20, 5)
PART_WEIGHTS: Final = (10, 3)
JUMPED: Final = 20
CORRECTED: Final = 20
THIN: Final = 10
BARE: Final = 15  # so much more where there is no proof at all

FENCE: Final = 1.5  # times the distance of the quartiles (Tukey 1977)
PART: Final = 0.1  # of the scale: nothing closer stands out
FAR: Final = 0.2  # of the scale, since last time
LEVELS: Final = 2
UPPER: Final = 0.75  # of the scale: a high claim where the cluster is too small to say
HALF: Final = 0.5


def beside_others(case: Case, peers: Peers) -> Iterator[Found]:
    """Everything that other files show."""
    yield from _outlying(case, peers)
    yield from _jumped(case, peers.before.get(case.card.submission.response.unit_id))
    yield from _thin(case, peers)
    yield from _corrected(case, peers)
    yield from _shared(case, peers)


def _outlying(case: Case, peers: Peers) -> Iterator[Found]:
    whole = case.score, peers.spreads.get((case.cluster, WHOLE)), case.scale
    yield from _outlier(*whole, WHOLE, None, WHOLE_WEIGHTS)
    for node in case.scheme.profile:
        score = number(case.card.nodes.get(node.code, ""))
        spread, title = peers.spreads.get((case.cluster, node.code)), both(node.title)
        yield from _outlier(
            score, spread, float(node.scale), node.code, title, PART_WEIGHTS
        )


def _outlier(
    score: float | None,
    spread: Spread | None,
    scale: float,
    code: str,
    title: dict[str, str] | None,
    weights: tuple[int, int],
) -> Iterator[Found]:
    """A score beyond the fences of its cluster, and not close to the median."""
    if score is None or spread is None:
        return
    reach, away = FENCE * (spread.p75 - spread.p25), score - spread.median
    above, below = score > spread.p75 + reach, score < spread.p25 - reach
    if (above or below) and abs(away) >= PART * scale:
        params = {
            "title": title,
            "score": told(score),
            "median": told(spread.median),
            "away": told(abs(away)),
            "n": spread.n,
            "above": above,
        }
        yield Found(FlagKind.OUTLIER, code, weights[0] if above else weights[1], params)


def _jumped(case: Case, before: Before | None) -> Iterator[Found]:
    """Two levels up since last time; or many points, under the same edition."""
    if before is None:
        return
    level, place = climbed(case.scheme, case.card.level)
    same = before.edition_sha256 == case.card.edition_sha256
    score, earlier = case.score, before.score
    compared = same and score is not None and earlier is not None
    rise = (score or 0) - (earlier or 0) if compared else None
    if place - before.place < LEVELS and (rise or 0) < FAR * case.scale:
        return
    params: dict[str, Any] = {
        "round": dict(before.round),
        "levels": place - before.place,
        "level": _named(level),
        "level_before": _named(before.level),
        "score": told(score) if compared and score is not None else "",
        "score_before": told(earlier) if compared and earlier is not None else "",
        "rise": "" if rise is None else told(rise),
    }
    yield Found(FlagKind.JUMP, "", JUMPED, params)


def _named(level: Level | None) -> dict[str, str] | None:
    return both(level.title) if level else None


def _thin(case: Case, peers: Peers) -> Iterator[Found]:
    """A high claim of which less than half has a file behind it."""
    spread = peers.spreads.get((case.cluster, WHOLE))
    high = spread.p75 if spread else UPPER * case.scale
    claims = [
        code
        for code, question in case.scheme.questions.items()
        if question.scoring is not None and is_provable(case, code)
    ]
    proven = sum(code in case.proven for code in claims)
    if case.score is None or case.score < high or proven >= HALF * len(claims):
        return
    lacking = 1 - proven / (HALF * len(claims))
    params = {"score": told(case.score), "proven": proven, "claims": len(claims)}
    yield Found(FlagKind.THIN, "", THIN + round(BARE * lacking), params)


def _corrected(case: Case, peers: Peers) -> Iterator[Found]:
    """What the district found far below what was claimed."""
    card = peers.reviewed.get(case.card.submission_id)
    found = number(card.score) if card else None
    if card is None or found is None or case.score is None:
        return
    fall = case.score - found
    lower = (
        climbed(case.scheme, card.level)[1] < climbed(case.scheme, case.card.level)[1]
    )
    if fall >= PART * case.scale or (lower and card.corrections):
        params = {
            "score": told(case.score),
            "reviewed": told(found),
            "fall": told(fall),
            "corrections": len(card.corrections),
        }
        yield Found(FlagKind.CORRECTED, "", CORRECTED, params)


def _shared(case: Case, peers: Peers) -> Iterator[Found]:
    """At each question the files that other enterprises have handed in as well. Who
    they are is not said: they may be of another district."""
    files: dict[str, list[dict[str, Any]]] = {}
    for row in case.card.submission.evidence:
        if row["sha256"] in peers.shared:
            others = peers.shared[row["sha256"]] - 1
            named = {"name": row["name"], "others": others}
            files.setdefault(row["code"], []).append(named)
    for code, found in sorted(files.items()):
        yield Found(FlagKind.SHARED_FILE, code, SHARED, {"files": found})
