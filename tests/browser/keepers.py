"""What the pages of those who keep officials show: accounts, offices, regions."""

from datetime import datetime, timedelta
from typing import Any

from surveys import appointing, enrolling
from surveys.enrolling import Contact
from surveys.models import Office, Region, User
from surveys.posting import account_address

ENDED = "500105"
REASON = "渝经信人〔2026〕12号"


def appointed(people: dict[str, User], at: datetime) -> dict[str, Any]:
    """Makes them; gives their ids by what they are."""
    system, security = people["system"], people["security"]
    then = at - timedelta(days=60)
    gone = Region.objects.get(code=ENDED)
    leaver = _official("罗建军", "13700000001", then)
    old = enrolling.appoint(
        leaver, "district_reviewer", region=gone, by=security, at=then, reason=REASON
    )
    follower = _official("田小雨", "13700000002", then)
    here = Region.objects.get(code="500109")
    held = enrolling.appoint(
        leaver, "district_reviewer", region=here, by=security, at=then, reason=REASON
    )
    appointing.hand_over(
        leaver, [held], follower, reason="退休，由田小雨接任。", by=security, at=at
    )
    new = appointing.add_official(
        Contact("邓晓", phone="13700000003"), site="http://x/", by=system, at=at
    )
    return {
        "official": leaver.pk,
        "follower": follower.pk,
        "office": old.pk,
        "new": new.user_id,
        "region": gone.pk,
        "token": account_address(new, "").rstrip("/").rpartition("/")[2],
    }


def _official(name: str, phone: str, at: datetime) -> User:
    person = enrolling.add_person(name, phone=phone, by=None, at=at)
    Office.objects.create(user=person, role="analyst", valid_from=at, valid_to=at)
    return person
