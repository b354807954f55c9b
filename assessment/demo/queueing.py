"""What officials find in their queues: files compared with each other, some of them in
somebody's hands already."""

from datetime import datetime

from assessment.demo.world import World
from reports import flagging
from surveys import dispatching
from surveys.models import Job, Response
from surveys.models.jobs import JobState
from surveys.models.responses import BY_RISK
from surveys.workflow import Status

TAKEN = 3  # files of each district that its reviewer works on


def arrange(world: World, at: datetime) -> None:
    """Flag everything under review in one go; reviewers take what stands out most."""
    flagging.flag_all(at)
    # One job waits for every file that was scored; what they would find is found.
    Job.objects.filter(kind="flag", state=JobState.QUEUED).delete()
    for office in world.reviews.values():
        waiting = Response.objects.with_subject().filter(
            status=Status.SUBMITTED, unit__enterprise__region=office.region
        )
        for file in waiting.order_by(*BY_RISK)[:TAKEN]:
            dispatching.take(file, by=office.user, at=at)
