"""What officials find in their queues: files compared with each other, some of them in
somebody's hands already."""

from datetime import timedelta

from assessment.demo import working
from assessment.demo.world import World
from reports import flagging
from surveys import dispatching
from surveys.models import Job, Response
from surveys.models.jobs import JobState
from surveys.models.responses import BY_RISK
from surveys.workflow import Status

TAKEN = 3  # files of each district that its reviewer works on


ARRANGED = timedelta(minutes=50)  # before now


def arrange(world: World) -> None:
    """Flag everything under review in one go; reviewers take what stands out most, and
    the printed one has begun."""
    at = world.now - ARRANGED
    flagging.flag_all(at)
    for office in world.reviews.values():
        waiting = Response.objects.with_subject().filter(
            status=Status.SUBMITTED, unit__enterprise__region=office.region
        )
        for file in waiting.order_by(*BY_RISK)[:TAKEN]:
            dispatching.take(file, by=office.user, at=at)
    working.work(world)
    # One job waits for every file that was scored; what they would find is found.
    Job.objects.filter(kind="flag", state=JobState.QUEUED).delete()
