"""Why a step of coming in is not possible."""


class Refused(Exception):
    """A step that is not possible now; the message says why and what to do."""
