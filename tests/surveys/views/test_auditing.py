"""The pages of the audit administrator."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from surveys import auditing, jobs, sealing, tasks
from surveys.models import AuditCounter, AuditRow, Job, Round, Unit, User
from tests import factories
from tests.factories import NOW
from tests.surveys.sealing.trails import written

pytestmark = pytest.mark.django_db

PATH, VERIFY, FILE = "/audit/", "/audit/verify/", "/audit/download/"
CANARY = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def anchors(tmp_path: Path, settings: Any) -> None:
    settings.AUDIT_ANCHORS = tmp_path / "anchors.log"


@pytest.fixture
def auditor() -> User:
    return factories.official("audit_admin", factor=True)


@pytest.fixture
def desk(client: Client, auditor: User) -> Client:
    client.force_login(auditor)
    AuditRow.objects.all().delete()  # that of the sign-in: what follows counts
    AuditCounter.objects.all().delete()
    client.cookies["dengta-language"] = "en"
    return client


def record(action: str = "act", **fields: Any) -> AuditRow:
    """Write one row; gives it."""
    subject = fields.pop("subject", None) or Unit(pk=7)
    token = auditing.address.set(fields.pop("address", None))
    defaults: dict[str, Any] = {"by": None, "at": NOW}
    auditing.record(action, subject, **defaults | fields)
    auditing.address.reset(token)
    return AuditRow.objects.order_by("-seq")[0]


def shown(page: Any) -> list[int]:
    return [row.seq for row in page.context["rows"]]


def seen(page: Any) -> str:
    """The words of a page as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


class TestList:
    def test_tells_who_when_from_where_why_before_and_after(self, desk: Client) -> None:
        person = factories.user("Ran Jianguo")
        row = record(
            "grade_evidence",
            by=person,
            address="192.0.2.7",
            reason="Seen on site.",
            details={"code": "mes"},
            before={"trust": "C"},
            after={"trust": "B"},
        )
        AuditRow.objects.update(role="district_reviewer")

        page = desk.get(PATH)

        text = seen(page)
        for words in (
            "Ran Jianguo District reviewer from 192.0.2.7",
            f"Trust in a proof changed Workshop or factory {row.object_id}",
            "Seen on site.",
            "C: awaiting check",
            "B: verified by an official",
            "15 January 2026, 10:00:00",
        ):
            assert words in text

    def test_the_newest_first_and_on_by_numbers(self, desk: Client) -> None:
        written(120)
        numbers = [r.seq for r in AuditRow.objects.order_by("-seq")]

        first = desk.get(PATH)
        older = first.context["window"].older
        second = desk.get(PATH, {"before": older})
        last = desk.get(PATH, {"before": second.context["window"].older})
        back = desk.get(PATH, {"after": second.context["window"].newer})

        assert shown(first) == numbers[:50]
        assert shown(second) == numbers[50:100]
        assert shown(last) == numbers[100:]
        assert shown(back) == numbers[:50]
        windows = [page.context["window"] for page in (first, second, last, back)]
        assert [(w.newer is None, w.older is None) for w in windows] == [
            (True, False),
            (False, False),
            (False, True),
            (True, False),
        ]

    @pytest.mark.parametrize("place", ["x", "-1", "9" * 30, "0"])
    def test_a_place_that_is_none_harms_nothing(self, desk: Client, place: str) -> None:
        record()
        assert desk.get(PATH, {"before": place}).status_code == 200
        assert desk.get(PATH, {"after": place}).status_code == 200

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self, desk: Client, django_assert_max_num_queries: Any, count: int
    ) -> None:
        for _ in range(count):
            person, user = factories.user(), factories.user()
            record("assign", by=person, after={"user": user.pk})
        sealing.seal()
        with django_assert_max_num_queries(10):
            page = desk.get(PATH)
        assert len(page.context["rows"]) == 3 * count
        with django_assert_max_num_queries(10):
            desk.get(PATH, {"who": "Li", "since": "2026-01-01", "kind": "unit"})

    def test_people_a_row_tells_of_have_their_names(self, desk: Client) -> None:
        user = factories.user("Zhou Haoran")
        record("assign", before={"user": None}, after={"user": user.pk})

        assert f"Zhou Haoran ({user.pk})" in desk.get(PATH).content.decode()

    def test_what_people_wrote_is_text(self, desk: Client) -> None:
        record(reason="<script>alert(1)</script>", details={"<b>": "<i>x</i>"})

        page = desk.get(PATH).content.decode()

        assert "<script>alert" not in page
        assert "<i>x</i>" not in page


class TestFilter:
    @pytest.fixture
    def rows(self) -> dict[str, int]:
        person = factories.user("Qin Haiyan")
        early, late = NOW - timedelta(days=3), NOW + timedelta(days=3)
        return {
            "early": record(at=early).seq,
            "late": record(at=late).seq,
            "person": record(by=person).seq,
            "action": record("recommend").seq,
            "kind": record(subject=Round(pk=5)).seq,
            "address": record(address="2001:db8::7").seq,
        }

    @pytest.mark.parametrize(
        ("chosen", "found"),
        [
            ({"until": "2026-01-14"}, ["early"]),
            ({"since": "2026-01-16"}, ["late"]),
            ({"since": "2026-01-18", "until": "2026-01-18"}, ["late"]),
            ({"who": "haiyan"}, ["person"]),
            ({"who": "nobody"}, []),
            ({"action": "recommend"}, ["action"]),
            ({"kind": "round"}, ["kind"]),
            ({"address": "2001:DB8:0::7"}, ["address"]),
            ({"action": "recommend", "kind": "round"}, []),
        ],
        ids=str,
    )
    def test_shows_what_fits(
        self,
        desk: Client,
        rows: dict[str, int],
        chosen: dict[str, str],
        found: list[str],
    ) -> None:
        assert shown(desk.get(PATH, chosen)) == [rows[name] for name in found]

    def test_by_the_mail_of_a_person_and_by_the_object(self, desk: Client) -> None:
        person = factories.user()
        one, other = record(by=person), record(subject=Unit(pk=4711))
        record()

        assert shown(desk.get(PATH, {"who": person.email})) == [one.seq]
        assert shown(desk.get(PATH, {"object_id": "4711"})) == [other.seq]

    @pytest.mark.parametrize(
        ("chosen", "said"),
        [
            ({"address": "x"}, "valid IPv4 or IPv6"),
            ({"since": "tomorrow"}, "valid date"),
            ({"action": "none"}, "valid choice"),
            ({"since": "2026-02-01", "until": "2026-01-01"}, "Exchange them"),
        ],
        ids=str,
    )
    def test_says_what_it_does_not_understand(
        self, desk: Client, chosen: dict[str, str], said: str
    ) -> None:
        record()
        page = desk.get(PATH, chosen)
        assert (shown(page), said in page.content.decode()) == ([], True)


class TestVerification:
    def test_a_job_verifies_and_the_page_tells(self, desk: Client) -> None:
        written(5)
        sealing.seal()

        assert "has not been verified" in desk.get(PATH).content.decode()
        assert desk.post(VERIFY).status_code == 302
        job = Job.objects.get(kind="verify_trail")
        waiting = desk.get(PATH).content.decode()
        tasks.verify_trail(job.pk)
        done = desk.get(PATH)

        assert 'hx-get="/audit/progress/"' in waiting
        assert not done.context["broken"]
        assert "The trail is whole" in done.content.decode()
        row = AuditRow.objects.get(action="verify_trail")
        assert (row.kind, row.object_id, row.role) == (
            "job",
            str(job.pk),
            "audit_admin",
        )

    def test_the_first_bad_row_is_named(self, desk: Client) -> None:
        written(5)
        AuditRow.objects.filter(seq=3).update(reason="Other.")
        desk.post(VERIFY)
        tasks.verify_trail(Job.objects.get(kind="verify_trail").pk)

        page = desk.get("/audit/progress/")

        assert page.context["broken"]
        assert "Row 3 is not what the platform wrote" in page.content.decode()

    def test_one_at_a_time_is_enough(self, desk: Client) -> None:
        desk.post(VERIFY)
        desk.post(VERIFY)

        assert Job.objects.filter(kind="verify_trail").count() == 1
        assert AuditRow.objects.filter(action="verify_trail").count() == 2

    def test_one_that_failed_says_its_number(self, desk: Client) -> None:
        desk.post(VERIFY)
        job = Job.objects.get(kind="verify_trail")
        for _ in range(5):
            claimed = jobs.claim(job.pk)
            assert claimed
            jobs.fail(claimed, ValueError())

        assert f"number {job.code}" in desk.get(PATH).content.decode()

    def test_the_state_says_how_far_it_is_sealed(self, desk: Client) -> None:
        assert "Nothing is sealed yet" in desk.get(PATH).content.decode()
        written(5)
        sealing.seal()
        sealing.anchor(NOW)
        record()

        text = seen(desk.get(PATH))
        last = AuditRow.objects.order_by("-seq")[0].seq
        assert f"Sealed up to row {last - 1} of {last}" in text
        assert "Last anchored 15 January 2026." in text


class TestFile:
    def cells(self, answer: Any) -> list[list[str]]:
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        return [
            [str(c or "") for c in row] for row in sheet.iter_rows(values_only=True)
        ]

    def test_holds_the_rows_of_the_filter(self, desk: Client, auditor: User) -> None:
        record("download", reason=CANARY, details={"file": CANARY})
        one = record("recommend", before={"status": "submitted"}, reason=CANARY)

        answer = desk.get(FILE, {"action": "recommend"})

        cells = self.cells(answer)
        assert [row[0] for row in cells if row[0].isdecimal()] == [str(one.seq)]
        assert cells[-1][5:10] == [
            "Recommended to the municipality",
            f"Workshop or factory {one.object_id}",
            CANARY,
            "Status: Submitted",
            "Status: –",
        ]
        assert "Action: Recommended to the municipality" in cells[2][0]
        row = AuditRow.objects.get(action="export_trail")
        assert (row.by, row.role, row.details) == (
            auditor,
            "audit_admin",
            {"rows": 1, "filter": {"Action": "Recommended to the municipality"}},
        )

    def test_text_of_people_is_no_formula(self, desk: Client) -> None:
        record(reason=CANARY)
        sheet = load_workbook(BytesIO(desk.get(FILE).content)).worksheets[0]
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}

    def test_an_empty_one_is_not_made(self, desk: Client) -> None:
        record()
        answer = desk.get(FILE, {"action": "recommend"})
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{PATH}?action=recommend",
        )
        assert not AuditRow.objects.filter(action="export_trail").exists()

    def test_says_where_it_ends(
        self, desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("surveys.views.auditing.MOST", 3)
        written(5)
        cells = self.cells(desk.get(FILE))
        assert len([row for row in cells if row[0].isdecimal()]) == 3
        assert "the newest 3 rows" in cells[3][0]
