"""Proofs shown in a frame of our own pages, and nowhere else."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from surveys import filling, proving
from surveys.models import AuditRow, Evidence
from tests import factories, papers
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def file(name: str, content: bytes) -> Evidence:
    draft = factories.filled()
    by = draft.created_by
    upload = SimpleUploadedFile(name, content)
    made = proving.add_evidence(draft, "mes", upload, by=by, at=NOW)
    filling.submit(draft, name="Wang", post="Director", by=by, at=NOW)
    return made


def shown(client: Client, found: Evidence) -> Any:
    client.force_login(factories.official(factor=True))
    return client.get(reverse("surveys:evidence_view", args=[found.pk]))


SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'self'"


@pytest.mark.parametrize(
    ("name", "content", "policy"),
    [
        ("a.pdf", papers.pdf(), "default-src 'none'; frame-ancestors 'self'"),
        ("a.png", papers.png(), SANDBOX),
        ("a.jpg", papers.jpg(), SANDBOX),
    ],
)
def test_only_we_frame_it_and_it_may_do_nothing(
    client: Client, name: str, content: bytes, policy: str
) -> None:
    answer = shown(client, file(name, content))

    assert (answer.status_code, b"".join(answer)) == (200, content)
    assert {name: answer.headers[name] for name in HEADERS} == {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": policy,
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


HEADERS = (
    "Content-Disposition",
    "Content-Security-Policy",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Cache-Control",
)


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_what_browsers_do_not_show_is_not_shown(client: Client, name: str) -> None:
    found = file(f"a.{name}", papers.package(name))
    assert shown(client, found).status_code == 404


def test_looking_is_written_down(client: Client) -> None:
    found = file("a.pdf", papers.pdf())
    b"".join(shown(client, found))
    row = AuditRow.objects.get(action="read_evidence")
    assert row.object_id == str(found.pk)


@pytest.mark.parametrize("scan", ["waiting", "infected"])
def test_nothing_is_shown_that_a_virus_is_feared_in(client: Client, scan: str) -> None:
    found = file("a.pdf", papers.pdf())
    Evidence.objects.filter(pk=found.pk).update(scan=scan)
    assert shown(client, found).status_code == 409
