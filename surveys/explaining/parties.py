"""Who did something, as the enterprise reads it: its own people, or an office."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from surveys.models import Office, OfficeRole, Region, User
from surveys.workflow import Party


def office_words(party: Party, region: Region) -> str:
    """The office that acts for a party, without the name of a person."""
    if party is Party.MUNICIPAL:
        return _("Municipal office")
    if party is Party.MACHINE:
        return _("The platform")
    return _("Office of %(region)s") % {"region": region}


def parties_of(people: Iterable[User]) -> dict[int, Party]:
    """For whom officials act, by user: the municipality where they ever held an office
    of it, else a district."""
    role = OfficeRole.MUNICIPAL_OFFICER
    keys = {person.pk for person in people}
    held = Office.objects.filter(user__in=keys, role=role)
    municipal = set(held.values_list("user", flat=True))
    return {
        key: Party.MUNICIPAL if key in municipal else Party.DISTRICT for key in keys
    }


def office_title(role: str, region: object = None) -> str:
    """An office in words: its role, and in brackets the region it is over."""
    label = OfficeRole(role).label
    if not region:
        return str(label)
    return _("%(role)s (%(region)s)") % {"role": label, "region": region}
