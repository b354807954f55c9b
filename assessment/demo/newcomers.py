"""Enterprises on their way in: a roster of the district, and some that come by
themselves."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from openpyxl import load_workbook

from assessment.demo.calendar import moment
from assessment.demo.codes import credit_code, organisations
from assessment.demo.materials import SEED, dice, table
from assessment.demo.names import Line, enterprise_name, lines, person, trade_names
from assessment.demo.spread import city
from assessment.demo.telling import Steps
from assessment.demo.world import World
from surveys import enrolling, inviting, jobs
from surveys.models import Cluster, Region, Registration, Roster
from surveys.rostering import read_roster_job
from surveys.sheets.rosters import COLUMNS, ROSTER, Place, write_list

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LISTED = 6  # enterprises of the roster, and one that is here already
BY_PHONE = 2  # every so many-th of them has no address
UPLOADED = (6 * DAY, 5 * DAY)  # before now
APPLIED = ((4 * DAY, 3 * DAY), (2 * DAY, DAY))
EMPLOYEES, REVENUE = 120, Decimal("8600.00")  # of who applies
HEADING_ROWS = 2  # the headings, and a row that shows how


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An enterprise that is not on the platform, and who speaks for it."""

    name: str
    uscc: str
    cluster: str
    line: Line
    contact: str
    email: str
    phone: str


def newcomers(world: World, count: int) -> list[Newcomer]:
    """The same ones every time."""
    source, digits = dice(SEED, "newcomers"), world.star.uscc[2:8]
    taken = {planned.trade for planned in city()}
    trades = (t for t in trade_names(source) if t.en not in taken)
    codes, clusters = organisations(source), table("city")["clusters"]
    made = []
    for number in range(count):
        cluster = source.choice(clusters)["code"]
        line, trade = source.choice(lines(cluster)), next(trades)
        has_address = number % BY_PHONE == 0
        made.append(
            Newcomer(
                name=enterprise_name(trade, line, place=None, kind="").zh,
                uscc=credit_code(digits, next(codes)),
                cluster=cluster,
                line=line,
                contact=person(source).zh,
                email=f"contact@{trade.en.lower()}.example" if has_address else "",
                phone="" if has_address else f"1380000{number:04d}",
            )
        )
    return made


# -- By roster ------------------------------------------------------------------------


def roster(world: World) -> Steps:
    """The district takes a roster over; one of the invitations is taken back."""
    at = moment(
        (world.now - UPLOADED[0], world.now - UPLOADED[1]), dice(SEED, "roster")
    )
    yield at
    by = world.reviews[world.star.later_region].user
    file = ContentFile(_workbook(world), name="roster.xlsx")
    uploaded = inviting.upload(file, "邀请名册.xlsx", by=by, at=at)
    assert uploaded.job is not None  # it is read by a job
    jobs.run(uploaded.job.pk, read_roster_job)
    yield at + HOUR / 4
    read = Roster.objects.get(pk=uploaded.pk)
    inviting.confirm(read, mail=None, by=by, at=at + HOUR / 4)
    yield at + HOUR
    last = Registration.objects.filter(roster=read).order_by("pk").last()
    if last is not None:
        inviting.revoke(last.invitations.get(), by=by, at=at + HOUR)


def _workbook(world: World) -> bytes:
    """The roster as the district fills it in; the last row is of an enterprise that is
    on the platform already."""
    reference = world.reference
    region = reference.regions[world.star.later_region]
    clusters = [_place(cluster) for cluster in reference.clusters.values()]
    places = {"region": [_place(region)], "cluster": clusters}
    empty = write_list(ROSTER, places, "zh-hans")
    book = load_workbook(BytesIO(empty))
    sheet = book.worksheets[0]
    known = newcomers(world, 1)[0]
    star = world.star
    known = replace(known, name=star.name, uscc=star.uscc, cluster=star.cluster)
    rows = [*newcomers(world, LISTED), known]
    for place, one in enumerate(rows, HEADING_ROWS + 1):
        cluster = reference.clusters[one.cluster].name_zh
        said = {**asdict(one), "region": region.name_zh, "cluster": cluster}
        for column, wanted in enumerate(COLUMNS, start=1):
            sheet.cell(place, column).value = said[wanted.key]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _place(row: Region | Cluster) -> Place:
    return Place(row.code, row.name_zh, row.name_en)


# -- By themselves --------------------------------------------------------------------


def applications(world: World) -> Steps:
    """Two enterprises register themselves: one is declined, the other one waits."""
    source = dice(SEED, "applications")
    declined, waits = newcomers(world, LISTED + 2)[LISTED:]
    first, second = (
        moment((world.now - since, world.now - until), source)
        for since, until in APPLIED
    )
    yield first
    applied = _apply(world, declined, at=first)
    yield first + 2 * HOUR
    inviting.decline_application(
        applied,
        reason=table("phrases")["unknown_here"],
        by=world.reviews[world.star.later_region].user,
        at=first + 2 * HOUR,
    )
    yield second
    _apply(world, waits, at=second)


def _apply(world: World, who: Newcomer, *, at: datetime) -> Registration:
    person_ = enrolling.add_person(
        who.contact, email=who.email, phone=who.phone, by=None, at=at
    )
    return inviting.apply(who.uscc, _profile(world, who), person_, at=at)


def _profile(world: World, who: Newcomer) -> enrolling.Profile:
    reference = world.reference
    return enrolling.Profile(
        name=who.name,
        region=reference.regions[world.star.later_region],
        primary_cluster=reference.clusters[who.cluster],
        industry=reference.industries[who.line.industry],
        employees=EMPLOYEES,
        revenue=REVENUE,
        chain_role=reference.chain_roles["supplier"],
        whole_machines=who.line.whole,
    )
