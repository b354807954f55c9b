"""Why a step with people and their roles is not possible."""


class Refused(Exception):
    """A step that is not possible; the message says why and what to do."""
