"""Hostile evidence through the real pages: refused with words, or kept without harm."""

import json
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.models import Evidence, Response, Upload
from surveys.proving import PIECE
from tests import factories
from tests.hostile_files import HOSTILE, Hostile

pytestmark = pytest.mark.django_db
NAMED = [pytest.param(one, id=one.what) for one in HOSTILE]


@pytest.fixture
def draft() -> Response:
    at = timezone.now()
    day = timezone.timedelta(days=1)
    return factories.response(
        round=factories.open_round(opens_at=at - day, deadline=at + day)
    )


@pytest.fixture
def mine(client: Client, draft: Response) -> Client:
    client.cookies["dengta-language"] = "en"
    client.force_login(draft.created_by)
    return client


def sent(one: Hostile) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x", one.content())
    # As a client sends it: the constructor would already take the folders off.
    file._name = one.name
    return file


def in_pieces(mine: Client, draft: Response, one: Hostile) -> Any:
    """Send a file as the script of the page does; gives the last answer."""
    place = reverse("surveys:upload_begin", args=(draft.pk, "mes"))
    content = one.content()
    reply: Any = mine.post(place, {"name": one.name, "size": len(content)})
    if reply.status_code != 200:
        return reply
    standing = reply.json()
    for offset in range(0, len(content), PIECE):
        piece = SimpleUploadedFile("p", content[offset : offset + PIECE])
        mine.post(standing["pieces"], {"offset": offset, "piece": piece})
    return mine.post(standing["finish"])


def outcome(reply: Any, draft: Response) -> str:
    """The words that refused a file, or the name it is kept under."""
    kept = draft.evidence.first()
    if kept is None:
        return str(json.loads(reply.content)["error"])
    assert reply.status_code == 200
    return kept.name


# Browsers send quotes and line breaks in another way than the client of the tests.
WHOLE = [p for p in NAMED if not {'"', "\n"} & set(p.values[0].name)]


@pytest.mark.parametrize("one", WHOLE)
def test_as_one_file(mine: Client, draft: Response, one: Hostile) -> None:
    place = reverse("surveys:evidence_add", args=(draft.pk, "mes"))

    reply = mine.post(place, {"file": sent(one)}, HTTP_ACCEPT="application/json")

    assert outcome(reply, draft) == (one.kept or one.refused)
    assert Evidence.objects.count() == bool(one.kept)


@pytest.mark.parametrize("one", NAMED)
def test_in_pieces(mine: Client, draft: Response, one: Hostile) -> None:
    reply = in_pieces(mine, draft, one)

    assert outcome(reply, draft) == (one.kept or one.refused)
    assert Evidence.objects.count() == bool(one.kept)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("one", [p for p in NAMED if p.values[0].kept])
def test_what_is_kept_is_handed_out_as_a_file(
    mine: Client, draft: Response, one: Hostile
) -> None:
    in_pieces(mine, draft, one)
    kept = draft.evidence.get()

    reply = mine.get(reverse("surveys:evidence", args=(kept.pk,)))

    said = reply.headers
    assert said["Content-Disposition"].startswith("attachment; ")
    assert one.kept in unquote(said["Content-Disposition"]).replace("\\", "")
    assert {name: said[name] for name in SAFE} == SAFE
    assert b"".join(reply) == one.content()
    assert kept.file.name == f"evidence/{kept.pk.hex[:2]}/{kept.pk.hex}"


SAFE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
}
