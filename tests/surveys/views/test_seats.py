"""The pages of an expert: only files they sit before, without what reviewers found."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from surveys import filling, proving, recognising, reviewing, seating
from surveys.models import Evidence, Membership, Response, Seat
from tests import factories, papers
from tests.factories import NOW
from tests.surveys.seating.people import (
    AGREED,
    drawn,
    expert,
    finished,
    officer,
    seat,
    two_regions,
)
from tests.surveys.views.entering import with_factor

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
CANARY = "canary-9c1e"


def enter(client: Client, one: Seat) -> None:
    with_factor(one.expert)
    client.force_login(one.expert)


def section_of(one: Seat, code: str = "equipment") -> str:
    return reverse("surveys:seat_section", args=[one.pk, code])


def proven() -> Response:
    """A recommended file with proof, corrected with words that no expert may see."""
    file = factories.filled()
    upload = SimpleUploadedFile("台账.pdf", papers.pdf("1"))
    proving.add_evidence(file, "mes", upload, by=file.created_by, at=NOW)
    filling.submit(file, name="Wang", post="Head", by=file.created_by, at=NOW)
    by = factories.official()
    factories.clear(file, by)
    reviewing.correct(file, "mes", "none", reason=CANARY, by=by, at=NOW)
    reviewing.recommend(file, opinion=CANARY, by=by, at=NOW)
    return file


@pytest.fixture
def one() -> Seat:
    return drawn(proven().round).seats.get()


def test_an_expert_sees_claims_and_proof_but_no_finding(
    client: Client, one: Seat
) -> None:
    enter(client, one)
    pages = [
        client.get(path, headers=ENGLISH).content.decode()
        for path in (
            reverse("surveys:seats"),
            reverse("surveys:seat", args=[one.pk]),
            section_of(one),
        )
    ]

    assert [page.count(CANARY) for page in pages] == [0, 0, 0]
    assert "台账.pdf" in pages[2]
    assert one.submission.response.unit.enterprise.name in pages[0]
    assert "Official" not in pages[2].partition("<main")[2]  # a reviewer's name


def test_the_proof_of_a_file_opens_for_whoever_sits_before_it(
    client: Client, one: Seat
) -> None:
    file = Evidence.objects.get(response=one.submission.response)
    path = reverse("surveys:evidence", args=[file.pk])
    other = seat(round=one.panel.round)
    enter(client, other)
    assert client.get(path).status_code == 404

    enter(client, one)
    handed_out = client.get(path)
    assert (handed_out.status_code, b"".join(handed_out)[:4]) == (200, b"%PDF")
    for name in ("surveys:file", "reports:result", "surveys:history"):
        address = reverse(name, args=[one.submission.response_id])
        assert client.get(address).status_code == 404


def test_proof_that_was_not_handed_in_does_not_open(client: Client, one: Seat) -> None:
    response, by = one.submission.response, factories.official()
    recognising.send_back(response, reason="Why?", by=officer(), at=NOW)
    due = NOW.replace(year=2027)
    reviewing.return_file(response, {"mes": "Which?"}, due_at=due, by=by, at=NOW)
    upload = SimpleUploadedFile("later.pdf", papers.pdf("2"))
    later = proving.add_evidence(
        response, "mes", upload, by=response.created_by, at=NOW
    )
    enter(client, one)

    path = reverse("surveys:evidence", args=[later.pk])

    assert client.get(path).status_code == 404


def test_nobody_scores_the_enterprise_they_belong_to_by_now(
    client: Client, one: Seat
) -> None:
    enter(client, one)
    Membership.objects.create(
        user=one.expert,
        enterprise=one.submission.response.unit.enterprise,
        role="viewer",
        valid_from=NOW.date(),
    )

    assert client.get(section_of(one)).status_code == 404
    assert client.get(reverse("surveys:seats")).context["seats"] == []


CHOSEN = {
    "finding.nc_equipment_rate": "answered",
    "nc_equipment_rate.version": "0",
    "nc_equipment_rate.n": "20",
    "nc_equipment_rate.d": "40",
    "note.nc_equipment_rate": "Ten are manual.",
    "finding.mes": "claim",
    "mes.version": "0",
}


def stored(one: Seat) -> dict[str, tuple[Any, ...]]:
    return {row.code: (row.state, row.value, row.note) for row in one.scores.all()}


def test_what_is_chosen_is_kept_and_leads_on(client: Client, one: Seat) -> None:
    enter(client, one)

    answer = client.post(section_of(one), CHOSEN)

    assert answer.headers["Location"] == reverse("surveys:seat", args=[one.pk])
    assert stored(one) == {
        "nc_equipment_rate": ("answered", {"n": "20", "d": "40"}, "Ten are manual."),
        "mes": ("claim", None, ""),
    }
    html = client.get(section_of(one)).content.decode()
    assert 'value="20"' in html
    assert html.count("checked") >= 2


def test_a_value_that_is_missing_is_asked_for_and_the_rest_is_kept(
    client: Client, one: Seat
) -> None:
    enter(client, one)
    lacking = CHOSEN | {"nc_equipment_rate.n": "", "nc_equipment_rate.d": ""}

    page = client.post(section_of(one), lacking, headers=ENGLISH)

    assert page.status_code == 400
    html = page.content.decode()
    assert "Give the value that you hold right." in html
    assert "Ten are manual." in html
    assert list(stored(one)) == ["mes"]


def test_a_script_is_told_what_became_of_it(client: Client, one: Seat) -> None:
    enter(client, one)
    headers = ENGLISH | {"HX-Request": "true"}

    half = client.post(section_of(one), {"finding.mes": "claim"}, headers=headers)
    lacking = client.post(
        section_of(one),
        {"finding.mes": "answered", "mes.version": "0"},
        headers=headers,
    )
    whole = client.post(section_of(one), CHOSEN, headers=headers)

    texts = [" ".join(page.content.decode().split()) for page in (half, lacking, whole)]
    assert [text.partition("role")[0] for text in texts] == ["<p "] * 3
    assert "1 / 2" in texts[0]
    assert "1 item has no value yet; everything else is saved." in texts[1]
    assert "2 / 2" in texts[2]


def test_a_file_is_handed_in_once_every_item_is_scored(
    client: Client, one: Seat
) -> None:
    enter(client, one)
    finish = reverse("surveys:seat_finish", args=[one.pk])

    refused = client.post(finish, follow=True, headers=ENGLISH)
    seating.score(one, AGREED, by=one.expert, at=NOW)
    done = client.post(finish, follow=True, headers=ENGLISH)
    again = client.post(section_of(one), CHOSEN, follow=True, headers=ENGLISH)

    said = [
        [str(m) for m in page.context["messages"]] for page in (refused, done, again)
    ]
    assert said == [
        ["2 items have no score yet."],
        ["Handed in. Thank you; nothing can be changed now."],
        ["This file takes no more scores: it is handed in, or decisions began."],
    ]
    one.refresh_from_db()
    assert one.finished_at is not None
    assert stored(one)["mes"][0] == "claim"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    target, _files = two_regions(near=count, far=0)
    who = expert()
    panel = drawn(target, who)
    finished(panel.seats.all()[0])
    enter(client, panel.seats.all()[0])

    with django_assert_num_queries(7):
        page = client.get(reverse("surveys:seats"))

    assert len(page.context["seats"]) == count


@pytest.mark.parametrize(
    ("given", "size", "wrong"),
    [
        ({"size": "50", "measure": "percent"}, 2, []),
        ({"size": "100", "measure": "percent"}, 4, []),
        ({"size": "101", "measure": "percent"}, 0, ["size"]),
        ({"size": "0", "measure": "percent"}, 0, ["size"]),
        ({"size": "3", "measure": "files"}, 3, []),
        ({"size": "3", "measure": "weight"}, 0, ["measure"]),
    ],
)
def test_a_sample_is_given_as_a_number_or_as_a_share(
    client: Client, given: dict[str, str], size: int, wrong: list[str]
) -> None:
    target, _files = two_regions()
    person = expert()
    client.force_login(with_factor(officer()))
    path = reverse("surveys:panel_new", args=[target.pk])
    fixed = {"edition": target.editions.get().pk, "each": "1", "seed": "7"}

    page = client.post(path, fixed | given | {"experts": [person.pk]})

    assert list(page.context["form"].errors if page.context else []) == wrong
    assert Seat.objects.count() == size
