"""Pages of a running round: more time, another edition, changed plans, the archive."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys import filling
from surveys.models import Extension, Response, Round, RoundState
from surveys.workflow import Status
from tests import factories
from tests.small_edition import document

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=1)


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(factories.official("municipal_officer", factor=True))
    return client


@pytest.fixture
def target() -> Round:
    now, near = timezone.now(), factories.region()
    return factories.open_round(
        opens_at=now - 9 * DAYS, deadline=now + 9 * DAYS, regions=[near]
    )


def day(days: int) -> str:
    return (timezone.localdate() + days * DAYS).isoformat()


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


class TestMoreTime:
    def ask(self, client: Client, target: Round, **data: str) -> Any:
        path = f"/rounds/{target.pk}/extensions/"
        given = {"until": day(20), "reason": "Flood."} | data
        english = {"Accept-Language": "en"}
        return client.post(path, given, follow=True, headers=english)

    def test_for_a_region(self, officer: Client, target: Round) -> None:
        near = factories.region()
        page = self.ask(officer, target, region=str(near.pk))
        given = Extension.objects.get()
        assert (given.region, given.enterprise, given.reason) == (near, None, "Flood.")
        assert timezone.localdate(given.until).isoformat() == day(21)
        assert said(page) == ["More time is given, and 0 enterprises are told."]
        assert list(page.context["given"]) == [given]

    def test_for_an_enterprise_by_its_code(
        self, officer: Client, target: Round
    ) -> None:
        draft = factories.filled(round=target)
        owner = draft.unit.enterprise
        typed = f" {owner.uscc[:8].lower()} {owner.uscc[8:]} "
        page = self.ask(officer, target, uscc=typed)
        assert Extension.objects.get().enterprise == owner
        assert said(page) == ["More time is given, and 1 enterprise is told."]
        draft.refresh_from_db()
        assert draft.due_at == Extension.objects.get().until

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "__all__"),
            ({"region": "near", "uscc": "own"}, "__all__"),
            ({"uscc": "91500000000000000X"}, "uscc"),
            ({"uscc": "own", "until": ""}, "until"),
            ({"uscc": "own", "until": day(-1)}, "until"),
            ({"uscc": "own", "until": day(2)}, "until"),
            ({"uscc": "own", "reason": ""}, "reason"),
            ({"uscc": "far"}, "__all__"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
        self, officer: Client, target: Round, data: dict[str, str], field: str
    ) -> None:
        far = factories.enterprise(region=factories.region("500106"))
        known = {
            "own": factories.enterprise().uscc,
            "far": far.uscc,
            "near": str(factories.region().pk),
        }
        page = self.ask(
            officer, target, **{k: known.get(v, v) for k, v in data.items()}
        )
        assert list(page.context["form"].errors) == [field]
        assert Extension.objects.count() == 0
        if "reason" not in data:
            assert "Flood." in page.content.decode()

    def test_what_has_lapsed_is_said_to_be_open_again(
        self, officer: Client, target: Round
    ) -> None:
        draft = factories.filled(round=target)
        Response.objects.filter(pk=draft.pk).update(status=Status.LAPSED)
        page = self.ask(officer, target, uscc=draft.unit.enterprise.uscc)
        assert said(page)[0].endswith("1 file that had lapsed is open again.")

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow(
        self,
        officer: Client,
        target: Round,
        django_assert_max_num_queries: Any,
        count: int,
    ) -> None:
        for _ in range(count):
            self.ask(officer, target, uscc=factories.enterprise().uscc)
        with django_assert_max_num_queries(10):
            officer.get(f"/rounds/{target.pk}/extensions/")

    def test_an_enterprise_with_more_time_starts_from_its_desk(
        self, client: Client
    ) -> None:
        now, owner = timezone.now(), factories.enterprise()
        over = factories.open_round(opens_at=now - 9 * DAYS, deadline=now - DAYS)
        Extension.objects.create(
            round=over,
            enterprise=owner,
            until=now + DAYS,
            reason="Flood.",
            by=factories.user(),
            at=now - 2 * DAYS,
        )
        factories.unit(owner)
        for whose, shown in ((owner, [over]), (factories.enterprise(), [])):
            client.force_login(factories.member(whose))
            (desk,) = client.get("/desk/").context["desks"]
            assert [card.round for card in desk.rounds] == shown


class TestAnotherEdition:
    def path(self, target: Round) -> str:
        return f"/rounds/{target.pk}/editions/{target.editions.get().pk}/swap/"

    def other(self) -> Any:
        content = document(label="2026")
        (mes,) = (q for q in content["sections"][1]["questions"] if q["code"] == "mes")
        mes["title"] = {"zh": "新题", "en": "New"}
        (money, *_) = content["sections"][0]["questions"]
        money["min"] = "2000"
        return factories.edition(content)

    def test_first_it_says_what_happens_then_it_happens(
        self, officer: Client, target: Round
    ) -> None:
        draft, new = factories.filled(round=target), self.other()
        path, data = self.path(target), {"edition": new.pk, "reason": "A slip."}

        page = officer.post(path, data, headers={"Accept-Language": "en"})
        assert [(m.response, m.kept, t) for m, t in page.context["moves"]] == [
            (draft, 2, "Project investment")
        ]
        assert target.editions.get() != new

        answer = officer.post(path, data | {"confirm": "1"})
        assert answer.headers["Location"] == f"/rounds/{target.pk}/"
        assert (target.editions.get(), Response.objects.get().edition) == (new, new)

    def test_without_a_reason_nothing_happens(
        self, officer: Client, target: Round
    ) -> None:
        new = self.other()
        data = {"edition": new.pk, "reason": "", "confirm": "1"}
        page = officer.post(self.path(target), data)
        assert list(page.context["form"].errors) == ["reason"]
        assert target.editions.get() != new

    def test_after_the_first_submission_it_is_neither_offered_nor_done(
        self, officer: Client, target: Round
    ) -> None:
        new, path = self.other(), self.path(target)
        assert path in officer.get(f"/rounds/{target.pk}/").content.decode()
        file = factories.filled(round=target)
        who, now = file.created_by, timezone.now()
        filling.submit(file, name="Wang", post="Head", by=who, at=now)

        assert path not in officer.get(f"/rounds/{target.pk}/").content.decode()
        page = officer.get(path, headers={"Accept-Language": "en"})
        assert "can no longer be swapped" in page.content.decode()
        officer.post(path, {"edition": new.pk, "reason": "A slip.", "confirm": "1"})
        assert target.editions.get() != new


class TestPlanAndArchive:
    def test_a_plan_is_shown_as_it_is_and_changed(self, officer: Client) -> None:
        now = timezone.now()
        target = factories.open_round(opens_at=now, deadline=now + 9 * DAYS)
        Round.objects.filter(pk=target.pk).update(state=RoundState.PLANNED)
        path = f"/rounds/{target.pk}/edit/"
        form = officer.get(path).context["form"]
        data = {
            name: form.get_initial_for_field(field, name)
            for name, field in form.fields.items()
        }
        data = {
            name: value for name, value in data.items() if value not in (None, False)
        }
        answer = officer.post(path, data | {"name_en": "Renamed", "notice_days": 9})
        assert answer.headers["Location"] == f"/rounds/{target.pk}/"
        before = target.told()
        after = Round.objects.get(pk=target.pk).told()
        changed = {name for name in after if after[name] != before[name]}
        # The form plans in days: both ends are at midnight from now on.
        assert changed == {"name_en", "notice_days", "opens_at", "deadline"}

    def test_an_open_round_is_not_changed(self, officer: Client, target: Round) -> None:
        answer = officer.get(f"/rounds/{target.pk}/edit/")
        assert answer.headers["Location"] == f"/rounds/{target.pk}/"

    def test_an_archived_round_leaves_the_list_and_is_found_beside_it(
        self, officer: Client, target: Round
    ) -> None:
        Round.objects.filter(pk=target.pk).update(state=RoundState.CLOSED)
        officer.post(f"/rounds/{target.pk}/archive/")
        assert list(officer.get("/rounds/").context["rounds"]) == []
        found = officer.get("/rounds/", {"archived": "1"}).context["rounds"]
        assert list(found) == [target]

    @pytest.mark.parametrize("state", ["open", "closed"])
    def test_why_it_is_not_archived_is_said(
        self, officer: Client, target: Round, state: str
    ) -> None:
        factories.filled(round=target)
        Round.objects.filter(pk=target.pk).update(state=state)
        path = f"/rounds/{target.pk}/archive/"
        page = officer.post(path, follow=True, headers={"Accept-Language": "en"})
        assert said(page) == [
            {
                "open": "Only a closed round can be archived.",
                "closed": "Not yet: 1 file of this round still waits for somebody.",
            }[state]
        ]
