"""The accounts that the demo prints: one of each role, with password and codes."""

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from assessment.demo.materials import SEED
from assessment.demo.names import Name
from surveys import enrolling
from surveys.models import MembershipRole, OfficeRole, User

DOMAIN = "dengta.example"
# Known to everybody who reads this: the demo refuses to run in production.
PASSWORD = "Dengta-33618-demo"  # noqa: S105
SECRET_BYTES = 20


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in; `role` is one of an office or a membership."""

    role: str
    local_part: str
    name: Name

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.local_part}@{DOMAIN}"

    @property
    def official(self) -> bool:
        """Whether a second factor is asked."""
        return self.role in OfficeRole.values

    @property
    def secret(self) -> str:
        """The secret of the second factor: from the address, so always the same."""
        made = hashlib.sha256(f"{SEED}/{self.email}".encode()).digest()
        return base64.b32encode(made[:SECRET_BYTES]).decode()


@dataclass(frozen=True, slots=True)
class Code:
    """The current code of a second factor, and for how many seconds it is current."""

    email: str
    secret: str
    code: str
    seconds: int


ADMINISTRATOR = Account(
    MembershipRole.ADMINISTRATOR, "administrator", Name("唐静", "Jing Tang")
)
RESPONDENT = Account(
    MembershipRole.RESPONDENT, "respondent", Name("周浩然", "Haoran Zhou")
)
VIEWER = Account(MembershipRole.VIEWER, "viewer", Name("罗敏", "Min Luo"))
REVIEWER = Account(
    OfficeRole.DISTRICT_REVIEWER, "reviewer", Name("冉建国", "Jianguo Ran")
)
OFFICER = Account(
    OfficeRole.MUNICIPAL_OFFICER, "municipal", Name("秦海燕", "Haiyan Qin")
)
SYSTEM = Account(OfficeRole.SYSTEM_ADMIN, "system", Name("程磊", "Lei Cheng"))
SECURITY = Account(
    OfficeRole.SECURITY_ADMIN, "security", Name("廖志强", "Zhiqiang Liao")
)
# Over the whole city, and with nothing to do in the demo's rounds.
CITY_WIDE = (
    Account(OfficeRole.EXPERT, "expert", Name("谭文博", "Wenbo Tan")),
    Account(OfficeRole.ANALYST, "analyst", Name("龚雨桐", "Yutong Gong")),
    Account(OfficeRole.AUTHOR, "author", Name("蒲思源", "Siyuan Pu")),
    SECURITY,
    Account(OfficeRole.AUDIT_ADMIN, "audit", Name("蒋晓燕", "Xiaoyan Jiang")),
)
MEMBERS = (ADMINISTRATOR, RESPONDENT, VIEWER)
ACCOUNTS = (*MEMBERS, REVIEWER, OFFICER, *CITY_WIDE[:3], SYSTEM, *CITY_WIDE[3:])


def create(account: Account, *, by: User | None, at: datetime) -> User:
    """Add the person of an account, with the password and, for officials, a factor."""
    user = enrolling.add_person(
        account.name.zh, email=account.email, password=PASSWORD, by=by, at=at
    )
    if account.official:
        TOTP.activate(user, account.secret)
    return user


def exist() -> bool:
    """Whether the demo has been made: all of it is made at once."""
    return User.objects.filter(email=OFFICER.email).exists()


def codes(email: str = "") -> Iterator[Code]:
    """The codes of one account or of all of them, as they are in the database."""
    period = app_settings.TOTP_PERIOD
    counter, gone = divmod(time.time(), period)
    places = {a.email: n for n, a in enumerate(ACCOUNTS) if email in ("", a.email)}
    factors = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP, user__email__in=places
    )
    for factor in sorted(
        factors.select_related("user"), key=lambda factor: places[factor.user.email]
    ):
        secret = decrypt(factor.data["secret"])
        code = format_hotp_value(hotp_value(secret, int(counter)))
        yield Code(factor.user.email, secret, code, int(period - gone))
