"""Why a step of coming in is not possible: as of any step with people."""

from surveys.enrolling import Refused

__all__ = ["Refused"]
