"""Fills a database for the tests in a browser: real reference data, by the verbs.

Everybody and everything is made up with the demo's tables. Import after django.setup().
"""

import json
from collections import ChainMap
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.utils import timezone

from assessment.demo.spread import Planned, city
from reports import exporting, flagging, ordering
from reports.tabulating import Wanted
from surveys import (
    enrolling,
    filling,
    lapsing,
    objecting,
    proving,
    recognising,
    referencing,
    reviewing,
    running,
)
from surveys.assessing import assess, facts_of
from surveys.models import (
    Enterprise,
    Lane,
    MembershipRole,
    OfficeRole,
    Region,
    Response,
    Round,
    Unit,
    User,
)
from surveys.scoring import Answer, evaluate
from tests.browser import (
    authors,
    copies,
    days,
    keepers,
    national,
    newcomers,
    overseers,
    panels,
    registers,
)
from tests.browser.enterprises import (
    answers_of,
    home_region,
    lowest_editions,
    registered,
    unit_of,
)
from tests.browser.officials import NAMES, OFFICIALS, WITHOUT_FACTOR
from tests.browser.people import PASSWORD, PDF, SECRET

CLUSTER = "T01"
PEERS = 12  # enterprises of the earlier round: enough for quartiles
WAITING = 8  # further files in the queue
HALF = 3  # sections of a draft that are filled
DAY = timedelta(days=1)
OBJECTIONS = 20 * DAY  # in which enterprises may object, holidays and all
ONE_OF_EACH = ("returned", "submitted", "recommended", "noticed", "recognised")


@dataclass
class World:
    """What has been made so far; `ids` and `logins` are what tests look up."""

    now: datetime
    people: dict[str, User] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    planned: list[Planned] = field(default_factory=list)

    def next(self) -> Planned:
        """The next enterprise of the cluster that nobody has used."""
        return self.planned.pop(0)


def prepare() -> None:
    """Fill the database and print what a test needs to know of it, as JSON."""
    now = timezone.now()
    referencing.load(at=now)
    world = World(now, planned=[e for e in city() if e.cluster == CLUSTER])
    _officials(world)
    earlier = _round(world, now.year - 1, -400, -300)
    running.open_round(earlier, by=world.people["officer"], at=earlier.opens_at)
    who, home = _home(world, earlier)
    _finish(world, earlier)
    current = _round(world, now.year, -20, 40)
    running.open_round(current, by=world.people["officer"], at=current.opens_at)
    asked = current.editions.get(questionnaire__code="digital_workshop")
    world.ids["asked"] = asked.pk
    _round(world, now.year + 1, 100, 160)
    _statuses(world, who, home, current)
    for number in range(WAITING):
        who = world.next()
        unit = unit_of(registered(who, now), who)
        _hand_in(world, who, unit, current, now - (number + 1) * DAY)
    _journeys(world)
    _drafts(world, current)
    _order(world, earlier)
    for edition in current.editions.all():
        flagging.flag_round(current, edition, now)
    _panel(world, current)
    _beside(world, earlier, current)
    print(json.dumps(_told(world)))  # noqa: T201 -- the answer of this program


def _beside(world: World, earlier: Round, current: Round) -> None:
    """What has a room of its own: arrivals, national questionnaires, authors."""
    officer, now = world.people["officer"], world.now
    world.ids["editions"] = authors.written(officer, now)
    world.ids["arrivals"] = newcomers.arrived(world.ids["enterprise"], officer, now)
    world.ids["keepers"] = keepers.appointed(world.people, now)
    world.ids["titles"] = registers.registered(officer, now)
    filler, home_id = world.people["respondent"], world.ids["enterprise"]
    world.ids["national"] = national.begun(home_id, current, filler, now)
    day = days.prepared(world.ids["responses"]["submitted"], now)
    world.logins[days.LOGIN], world.ids["objected"] = day.login, day.objected
    draft = world.ids["editions"]["workshop"]
    world.ids["overseen"] = overseers.overseen(home_id, current, officer, now)
    world.ids["studies"] = authors.studied(earlier, draft, officer, now)


def _panel(world: World, current: Round) -> None:
    at = world.now - DAY
    for who in (world.next() for _ in range(panels.SEATED)):
        unit = unit_of(registered(who, at), who)
        _recommend(world, _hand_in(world, who, unit, current, at), at)
    world.ids["panels"] = panels.seated(current, world.people, world.now)


def _told(world: World) -> dict[str, Any]:
    return {"logins": world.logins, "ids": world.ids, "answers": world.answers}


# -- People and rounds ----------------------------------------------------------------


def _officials(world: World) -> None:
    long_ago = world.now - 500 * DAY
    for key, role in OFFICIALS.items():
        region = home_region() if role == OfficeRole.DISTRICT_REVIEWER else None
        user = _person(world, key, NAMES[key], long_ago)
        enrolling.appoint(user, role, region=region, by=None, at=long_ago)
        if key not in WITHOUT_FACTOR:
            TOTP.activate(user, SECRET)
    RecoveryCodes.activate(world.people["analyst"])


def _person(world: World, key: str, name: str, at: datetime) -> User:
    email = f"{key}@dengta.example"
    user = enrolling.add_person(name, email=email, password=PASSWORD, by=None, at=at)
    world.people[key], world.logins[key] = user, email
    return user


def _round(world: World, year: int, first: int, last: int) -> Round:
    """A round from one day to another, counted from today; both at midnight."""
    officer = world.people["officer"]
    here = timezone.localtime(world.now)
    today = here.replace(hour=0, minute=0, second=0, microsecond=0)
    opens, deadline = today + first * DAY, today + last * DAY
    plan = running.Plan(
        name_zh=f"{year}年度评估",
        name_en=f"Assessment of {year}",
        year=year,
        opens_at=opens,
        deadline=deadline,
        editions=list(lowest_editions()),
        regions=list(Region.objects.valid_on(timezone.localdate(world.now))),
        notice_days=1,
    )
    made = running.plan_round(plan, by=officer, at=min(opens, world.now))
    world.ids.setdefault("rounds", []).append(made.pk)
    return made


# -- Enterprises and what they hand in ------------------------------------------------


def _member(world: World, key: str, of: Enterprise, name: str, role: str) -> User:
    at = world.now - 450 * DAY
    user = _person(world, key, name, at)
    enrolling.join(user, of, role, by=None, at=at)
    return user


def _contact(of: Enterprise, who: Planned, at: datetime) -> User:
    """Who fills for an enterprise that no test signs in for; without a password."""
    user = enrolling.add_person(who.contact.zh, email=who.email, by=None, at=at)
    enrolling.join(user, of, MembershipRole.RESPONDENT, by=None, at=at)
    return user


def _start(unit: Unit, target: Round, by: User, at: datetime) -> Response:
    edition = target.editions.get(questionnaire__stage__unit_kind=unit.kind)
    return filling.start(unit, edition, target, by=by, at=at)


def _fill(
    response: Response, sections: list[dict[str, Any]], by: User, at: datetime
) -> None:
    for given in sections:
        entries = {
            code: filling.Entry(found.value, found.state, found.reason)
            for code, found in given.items()
        }
        filling.save(response, entries, by=by, at=at)
    for code, name in (
        ("project_papers", "项目备案与验收文件.pdf"),
        ("nc_equipment_rate", "设备台账2025.pdf"),
    ):
        upload = ContentFile(PDF, name=name)
        proving.add_evidence(response, code, upload, by=by, at=at)


def _hand_in(  # noqa: PLR0913 -- who, what, where, when, by whom
    world: World,
    who: Planned,
    unit: Unit,
    target: Round,
    at: datetime,
    *,
    by: User | None = None,
    ready: bool = True,
) -> Response:
    by = by or _contact(unit.enterprise, who, at)
    response = _start(unit, target, by, at)
    _fill(response, list(answers_of(who, unit, ready=ready).values()), by, at)
    submission = filling.submit(response, name=by.name, post="生产总监", by=by, at=at)
    # The job that was just queued finds it done.
    assess(submission, Lane.CLAIMED, by=None, at=at)
    return response


# -- What officials do with it --------------------------------------------------------


def _review(world: World, response: Response, at: datetime) -> None:
    reviewer = world.people["reviewer"]
    scheme = response.edition.scheme
    reviewing.open_file(response, by=reviewer, at=at)
    for key, external in scheme.externals.items():
        reviewing.record_fact(
            response,
            key,
            external.options[0].code,
            as_of=at.date(),
            source="信用中国网站",
            by=reviewer,
            at=at,
        )
    reviewing.correct(
        response,
        "sensor_coverage",
        {"n": "150", "d": "400"},
        reason="现场核查时,二号线的传感器尚未启用。",
        by=reviewer,
        at=at,
    )


def _recommend(world: World, response: Response, at: datetime) -> None:
    _review(world, response, at)
    opinion = "材料齐全,现场情况与填报一致,建议推荐。"
    reviewing.recommend(response, opinion=opinion, by=world.people["reviewer"], at=at)


def _decide(
    world: World, response: Response, at: datetime, move: str = "notice"
) -> None:
    _recommend(world, response, at)
    reason = "" if move == "notice" else "数控化率尚未达到要求,列入培育。"
    officer = world.people["officer"]
    when = at if move == "notice" else at + OBJECTIONS
    recognising.decide(response, move, reason=reason, by=officer, at=when)


def _recognise(world: World, response: Response, at: datetime) -> None:
    _decide(world, response, at)
    recognising.recognise(response, by=world.people["officer"], at=at + 2 * DAY)


def _finish(world: World, target: Round) -> None:
    """The earlier round: handed in, decided, closed, its figures published."""
    officer = world.people["officer"]
    for number in range(PEERS):
        who = world.next()
        at = target.opens_at + number * DAY
        unit = unit_of(registered(who, at), who)
        response = _hand_in(world, who, unit, target, at, ready=number % 2 == 0)
        after = target.deadline + number * DAY
        level = response.newest_submission().scorecards.get().outcome != "not_reached"
        if level:
            _recognise(world, response, after)
        else:
            _decide(world, response, after, "cultivate")
    closed = target.deadline + 60 * DAY
    running.close_round(target, by=officer, at=closed)
    edition = target.editions.get(questionnaire__code="digital_workshop")
    ordering.publish_cut(target, edition, Lane.FINAL, by=officer, at=closed)


# -- What the tests look at -----------------------------------------------------------


def _home(world: World, earlier: Round) -> tuple[Planned, Enterprise]:
    """An enterprise for the walk over all pages, and a draft that it let lapse."""
    who = next(e for e in world.planned if e.size == "large")
    world.planned.remove(who)
    home = registered(who, world.now - 450 * DAY)
    roles = (("administrator", "唐静"), ("respondent", "周浩然"), ("viewer", "罗敏"))
    for key, name in roles:
        _member(world, key, home, name, key)
    world.ids["enterprise"] = home.pk
    by = world.people["respondent"]
    response = _start(unit_of(home, who, "旧车间"), earlier, by, earlier.opens_at)
    _answered_before(world, who, unit_of(home, who, "涂装车间"), earlier)
    lapsing.lapse_overdue(world.now)
    world.ids["responses"] = {"lapsed": response.pk}
    return who, home


def _answered_before(world: World, who: Planned, unit: Unit, earlier: Round) -> None:
    """A workshop that handed in last time, was returned and let it lapse."""
    by, at = world.people["respondent"], earlier.opens_at + DAY
    response = _hand_in(world, who, unit, earlier, at, by=by)
    _review(world, response, at + DAY)
    remarks = {"nc_equipment_rate": "请核对分母。"}
    reviewer, due = world.people["reviewer"], at + 9 * DAY
    reviewing.return_file(response, remarks, due_at=due, by=reviewer, at=at + DAY)


def _statuses(world: World, who: Planned, home: Enterprise, current: Round) -> None:
    """A workshop of it in every status."""
    _draft(world, who, unit_of(home, who, "总装一车间"), current)
    for number, status in enumerate(ONE_OF_EACH):
        unit = unit_of(home, who, f"{who.product}{number + 2}号车间")
        at = world.now - (10 - number) * DAY
        by = world.people["respondent"]
        response = _hand_in(world, who, unit, current, at, by=by)
        _bring_to(world, response, status, world.now - 3 * DAY)
        world.ids["responses"][status] = response.pk
    _ready(world, who, unit_of(home, who, "待提交车间"), current)
    before = home.units.get(name="涂装车间")
    carrying = _start(before, current, world.people["respondent"], world.now)
    world.ids["carrying"] = carrying.pk
    factory = Unit.objects.create(
        enterprise=home, kind="factory", name="新工厂", created_at=home.created_at
    )
    edition = current.editions.get(questionnaire__stage__unit_kind="factory")
    world.ids["offer"] = (factory.pk, current.pk, edition.pk)


def _draft(world: World, who: Planned, unit: Unit, target: Round) -> None:
    by, at = world.people["respondent"], world.now - DAY
    response = _start(unit, target, by, at)
    sections = list(answers_of(who, unit, ready=True).values())
    _fill(response, sections[:HALF], by, at)
    half = {"mes_coverage": filling.Entry({"n": "30"})}
    scope = {"mes_scope": filling.Entry(["planning", "process"])}
    filling.save(response, scope | half, by=by, at=at)
    world.ids["responses"]["draft"] = response.pk
    world.ids["evidence"] = str(response.evidence.all()[0].pk)
    copies.returned(response, by, at)


def _ready(world: World, who: Planned, unit: Unit, target: Round) -> None:
    """A draft in which every question is answered."""
    by, at = world.people["respondent"], world.now - DAY
    response = _start(unit, target, by, at)
    _fill(response, list(answers_of(who, unit, ready=True).values()), by, at)
    world.ids["ready"] = response.pk


def _bring_to(world: World, response: Response, status: str, at: datetime) -> None:
    if status == "returned":
        _return(world, response, at)
    elif status == "recommended":
        _recommend(world, response, at)
    elif status == "noticed":
        _decide(world, response, world.now - timedelta(hours=2))
        _object(world, response)
    elif status == "recognised":
        _recognise(world, response, at)


def _return(world: World, response: Response, at: datetime) -> None:
    _review(world, response, at)
    remarks = {
        "project_investment": "请附上投资备案证,并写明设备与软件各占多少。",
        "nc_equipment_rate": "设备台账里有三台机床已经报废,请核对分母。",
    }
    by = world.people["reviewer"]
    due = world.now + 7 * DAY
    reviewing.return_file(response, remarks, due_at=due, by=by, at=at)


def _object(world: World, response: Response) -> None:
    objecting.raise_objection(
        response,
        text="该车间去年发生过停产,请核实产能数据。",
        raised_by_name="李女士",
        by=world.people["officer"],
        at=world.now,
    )


def _journeys(world: World) -> None:
    """For each language an enterprise that starts, and what it will answer."""
    for language, name in (("zh", "张婷"), ("en", "刘洋")):
        who, home, unit = _reaching(world)
        _member(world, f"journey_{language}", home, name, MembershipRole.ADMINISTRATOR)
        world.logins[f"uscc_{language}"] = who.uscc
        world.answers[language] = [
            [section, code, found.value, found.state, found.reason]
            for section, given in answers_of(who, unit, ready=True).items()
            for code, found in given.items()
        ]


def _reaching(world: World) -> tuple[Planned, Enterprise, Unit]:
    """The next enterprise whose answers reach the stage; chance may be against one."""
    while True:
        who = world.next()
        home = registered(who, world.now - 30 * DAY)
        unit = unit_of(home, who)
        given = ChainMap(*answers_of(who, unit, ready=True).values())
        answers = {code: Answer(one.value, one.state) for code, one in given.items()}
        edition = lowest_editions().get(questionnaire__stage__unit_kind=unit.kind)
        if evaluate(edition.scheme, answers, facts_of(unit)).outcome != "not_reached":
            return who, home, unit


def _drafts(world: World, current: Round) -> None:
    """Empty drafts, one for each test that writes into it."""
    who = world.next()
    home = registered(who, world.now - 30 * DAY)
    by = _member(world, "filler", home, "赵磊", MembershipRole.RESPONDENT)
    _member(world, "colleague", home, "钱伟", MembershipRole.RESPONDENT)
    world.ids["drafts"] = [
        _start(unit_of(home, who, f"{number}号线"), current, by, world.now).pk
        for number in range(1, 23)
    ]


def _order(world: World, target: Round) -> None:
    """A workbook that the worker will build as soon as it runs."""
    edition = target.editions.get(questionnaire__code="digital_workshop")
    wanted = ordering.Order(
        target, edition, Lane.FINAL, "zh-hans", live=True, rows=True
    )
    officer = world.people["officer"]
    report = ordering.order(wanted, by=officer, at=world.now)
    world.ids["report"] = str(report.pk)
    table = exporting.order_summary(Wanted(target), "zh-hans", by=officer, at=world.now)
    world.ids["summary"] = str(table.pk)
