"""Rounds to rehearse on, editions to rehearse, and studies done, for the tests."""

from copy import deepcopy
from typing import Any

from reports import studying, tasks
from reports.models import Study, StudyKind
from reports.studying import Wanted
from surveys.assessing import assess
from surveys.models import Edition, EditionState, Lane, Round
from tests import factories
from tests.factories import NOW
from tests.reports.rounds import hand_in
from tests.small_edition import document


def claimed_round(*places: tuple[str, str, int]) -> Round:
    """A round with so many handed-in and scored workshops in each region and cluster;
    their scores grow with the number, from 0 to 9."""
    target = factories.open_round()
    for region, cluster, count in places:
        for number in range(count):
            response = hand_in(
                target,
                number % 10,
                region=factories.region(region),
                primary_cluster=factories.cluster(cluster),
            )
            assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)
    return target


def draft(label: str = "2024", **changes: Any) -> Edition:
    """A draft of the small edition: `nc` is the criterion, `weights` those of the two
    questions; everything else replaces keys of the document."""
    content = deepcopy(document(label=label))
    content["checks"][0]["test"]["value"] = changes.pop("nc", "60")
    children = content["root"]["children"][0]["node"]["children"]
    for child, weight in zip(children, changes.pop("weights", ("1", "1")), strict=True):
        child["weight"] = weight
    edition = factories.edition(content | changes)
    edition.state, edition.published_at = EditionState.DRAFT, None
    edition.save()
    return edition


def done(
    target: Round,
    edition: Edition,
    kind: str = StudyKind.REHEARSAL,
    *,
    role: str = "municipal_officer",
    **fields: Any,
) -> Study:
    """A study once its job has run."""
    wanted = {"lane": "claimed", "language": "en"} | fields
    wanted.setdefault("named", role == "municipal_officer")
    order = Wanted(kind, edition, target, **wanted)
    study = studying.order_study(order, by=factories.official(role), at=NOW)
    assert study.job_id
    tasks.study(study.job_id)
    study = Study.objects.get(pk=study.pk)
    assert study.job is not None
    assert (study.job.state, study.job.log) == ("done", "")
    return study


def written(study: Study) -> bytes:
    """The workbook of a study."""
    with study.file.open("rb") as file:
        content: bytes = file.read()
    return content
