"""People as they come in: officials with the second factor that pages ask of them."""

from allauth.mfa.totp.internal.auth import TOTP

from surveys.models import User
from tests.factories import SECRET


def with_factor(person: User) -> User:
    """The person, with a second factor set up."""
    TOTP.activate(person, SECRET)
    return person
