"""Rows that tests start from; nobody has to read this to understand a test."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from stdnum.cn import uscc

from surveys import enrolling, filling, objecting, recognising, reviewing, running
from surveys.assessing import assess
from surveys.models import (
    ChainRole,
    Cluster,
    ClusterTier,
    Edition,
    EditionState,
    Enterprise,
    Industry,
    Lane,
    Membership,
    MembershipRole,
    Objection,
    Office,
    OfficeRole,
    Questionnaire,
    Region,
    RegionGroup,
    Response,
    Round,
    Scorecard,
    SizeBand,
    SmeTier,
    Stage,
    Title,
    Unit,
    User,
)
from surveys.scoring import digest
from tests.small_edition import document

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of every second factor in tests
NOW = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
_numbers = count(1)

# Answers that reach the level of the small edition, and how they score.
GOOD: dict[str, Any] = {
    "project_investment": "1200",
    "nc_equipment_rate": {"n": "30", "d": "40"},
    "mes": "full",
}


def credit_code(number: int | None = None) -> str:
    """A valid credit code, a new one each time."""
    body = f"91500000{number or next(_numbers):09d}"
    return body + uscc.calc_check_digit(body)


def user(name: str = "Li Ming", **fields: Any) -> User:
    """A person with an e-mail address and no password."""
    fields.setdefault("email", f"person{next(_numbers)}@example.org")
    return enrolling.add_person(name, by=None, at=NOW, **fields)


def region(code: str = "500105", **fields: Any) -> Region:
    """A district of the central group."""
    group, _ = RegionGroup.objects.get_or_create(
        code="central_urban", defaults={"name_zh": "中心城区", "name_en": "Central"}
    )
    defaults = {
        "name_zh": f"{code}区",
        "name_en": f"District {code}",
        "kind": "district",
        "group": group,
    } | fields
    return Region.objects.get_or_create(code=code, defaults=defaults)[0]


def cluster(code: str = "T01", **fields: Any) -> Cluster:
    """A cluster of the first tier."""
    tier, _ = ClusterTier.objects.get_or_create(
        code="trillion", defaults={"name_zh": "万亿级", "name_en": "Trillion"}
    )
    defaults = {
        "name_zh": f"{code}集群",
        "name_en": f"Cluster {code}",
        "tier": tier,
    } | fields
    return Cluster.objects.get_or_create(code=code, defaults=defaults)[0]


def industry(code: str = "C36") -> Industry:
    """A division of discrete manufacturing."""
    names = {"name_zh": "汽车制造业", "name_en": "Vehicles", "process_type": "discrete"}
    return Industry.objects.get_or_create(code=code, defaults=names)[0]


def size_bands() -> list[SizeBand]:
    """The four classes, from the largest to the smallest."""
    rows = [
        ("large", "大型", "Large", 1000, 40000),
        ("medium", "中型", "Medium", 300, 2000),
        ("small", "小型", "Small", 20, 300),
        ("micro", "微型", "Micro", 0, 0),
    ]
    for order, (code, zh, en, employees, revenue) in enumerate(rows):
        SizeBand.objects.get_or_create(
            code=code,
            defaults={
                "name_zh": zh,
                "name_en": en,
                "order": order,
                "employees_min": employees,
                "revenue_min": revenue,
            },
        )
    return list(SizeBand.objects.all())


def sme_tier(code: str = "little_giant") -> SmeTier:
    """A tier of the ladder of small and medium enterprises."""
    names = {"name_zh": "小巨人", "name_en": "Little giant"}
    return SmeTier.objects.get_or_create(code=code, defaults=names)[0]


def chain_role(code: str = "leader") -> ChainRole:
    """What an enterprise is to its chain."""
    names = {"name_zh": "链主", "name_en": "Chain leader"}
    return ChainRole.objects.get_or_create(code=code, defaults=names)[0]


def profile(**fields: Any) -> enrolling.Profile:
    """What a medium enterprise says of itself."""
    size_bands()
    defaults = {
        "name": f"Enterprise {next(_numbers)}",
        "region": region(),
        "primary_cluster": cluster(),
        "industry": industry(),
        "employees": 400,
        "revenue": Decimal(5000),
    }
    return enrolling.Profile(**defaults | fields)


def enterprise(**fields: Any) -> Enterprise:
    """A registered enterprise with a valid credit code."""
    code = fields.pop("uscc", None) or credit_code()
    return enrolling.register_enterprise(code, profile(**fields), by=None, at=NOW)


def unit(of: Enterprise | None = None, kind: str = "workshop", name: str = "") -> Unit:
    """A workshop."""
    return Unit.objects.create(
        enterprise=of or enterprise(),
        kind=kind,
        name=name or f"Workshop {next(_numbers)}",
        created_at=NOW,
    )


def stage(
    code: str = "digital_workshop", kind: str = "workshop", **fields: Any
) -> Stage:
    """The first rung of the ladder."""
    defaults = {
        "name_zh": "数字化车间",
        "name_en": "Digital workshop",
        "order": 1,
        "unit_kind": kind,
    } | fields
    return Stage.objects.get_or_create(code=code, defaults=defaults)[0]


def edition(content: dict[str, Any] | None = None) -> Edition:
    """The small edition, published."""
    content = content or document()
    code = content["questionnaire"]
    line, _ = Questionnaire.objects.get_or_create(
        code=code,
        defaults={"name_zh": "问卷", "name_en": "Questionnaire", "stage": stage(code)},
    )
    return Edition.objects.get_or_create(
        sha256=digest(content),
        defaults={
            "questionnaire": line,
            "label": content["edition"],
            "document": content,
            "state": EditionState.PUBLISHED,
            "published_at": NOW,
        },
    )[0]


def open_round(**fields: Any) -> Round:
    """A round that is open around NOW, for the given or all regions."""
    officer = user("Round Officer")
    plan = {
        "name_zh": "2026年第一轮",
        "name_en": "First round of 2026",
        "year": 2026,
        "opens_at": NOW - timedelta(days=10),
        "deadline": NOW + timedelta(days=30),
        "editions": [edition()],
        "regions": list(Region.objects.all()) or [region()],
    } | fields
    planned = running.plan_round(running.Plan(**plan), by=officer, at=NOW)
    running.open_round(planned, by=officer, at=NOW)
    return planned


def member(of: Enterprise, role: str = MembershipRole.RESPONDENT) -> User:
    """A person who belongs to the enterprise."""
    person = user("Member")
    Membership.objects.create(
        user=person, enterprise=of, role=role, valid_from=NOW.date()
    )
    return person


def official(
    role: str = OfficeRole.DISTRICT_REVIEWER, *, factor: bool = False, **fields: Any
) -> User:
    """A person who holds an office, over the given region or the city.

    With `factor` pages open to them: without one they are led to set it up.
    """
    person = user("Official")
    if role == OfficeRole.DISTRICT_REVIEWER:
        fields.setdefault("region", region())
    Office.objects.create(user=person, role=role, valid_from=NOW.date(), **fields)
    if factor:
        TOTP.activate(person, SECRET)
    return person


def code_now() -> str:
    """The one-time code of officials with a factor."""
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def response(**fields: Any) -> Response:
    """A draft of a workshop in an open round."""
    of = fields.pop("unit", None) or unit()
    target = fields.pop("round", None) or open_round()
    defaults = {
        "edition": target.editions.all()[0],
        "created_by": member(of.enterprise),
        "created_at": NOW,
        "status_at": NOW,
    } | fields
    return Response.objects.create(unit=of, round=target, **defaults)


def filled(answers: dict[str, Any] | None = None, **fields: Any) -> Response:
    """A draft with these answers, or with good ones."""
    draft = response(**fields)
    values = GOOD if answers is None else answers
    entries = {code: filling.Entry(value) for code, value in values.items()}
    filling.save(draft, entries, by=draft.created_by, at=NOW)
    return draft


def handed_in(answers: dict[str, Any] | None = None, **fields: Any) -> Response:
    """A submitted response; its scoring job waits."""
    draft = filled(answers, **fields)
    who = draft.created_by
    filling.submit(draft, name="Wang", post="Director", by=who, at=NOW)
    return draft


def scored(response: Response) -> Scorecard:
    """The claimed scorecard, as the job writes it."""
    return assess(response.newest_submission(), Lane.CLAIMED, by=None, at=NOW)


def clear(response: Response, by: User) -> None:
    """Record the external fact that the small edition asks for."""
    day = NOW.date()
    reviewing.record_fact(
        response, "credit_list", "clear", as_of=day, source="Site", by=by, at=NOW
    )


def recommended(**fields: Any) -> Response:
    """A file that its district recommended."""
    file, reviewer = handed_in(**fields), official()
    clear(file, reviewer)
    reviewing.recommend(file, opinion="True and complete.", by=reviewer, at=NOW)
    return file


def noticed(**fields: Any) -> Response:
    """A file in public notice."""
    file = recommended(**fields)
    recognising.decide(file, "notice", by=official("municipal_officer"), at=NOW)
    return file


def objection(to: Response, by: User | None = None) -> Objection:
    """Somebody's objection, written down by an officer."""
    return objecting.raise_objection(
        to,
        text="Not true.",
        raised_by_name="A neighbour",
        by=by or official("municipal_officer"),
        at=NOW,
    )


def title(number: str, on: str | None = None, **fields: Any) -> Title:
    """A title from before the platform; today's, where no day is given."""
    stage_code = fields.pop("stage", "digital_workshop")
    values = {"holder": f"Holder of {number}", "region": region()} | fields
    day = date.fromisoformat(on) if on else NOW.date()
    return Title.objects.create(
        number=number, stage=stage(stage_code), granted_on=day, **values
    )
