"""What belongs to one person alone."""

from surveys.access.holding import SignedInRequest, one
from surveys.explaining.messages import readable
from surveys.models import Message


def message_to_read(request: SignedInRequest, pk: int) -> Message:
    """A message to the user."""
    return one(readable(Message.objects.filter(user=request.user)), pk=pk)
