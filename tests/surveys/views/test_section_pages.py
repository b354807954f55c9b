"""Pages of sections stay light, whatever the questionnaire and however full it is."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import filling
from surveys.filling import Entry
from surveys.models import Response, Submission
from surveys.referencing import shipped_editions
from tests import factories
from tests.bench.filling_in import answers

pytestmark = pytest.mark.django_db

LIGHT = 150 * 1024  # bytes of HTML
DAY = timedelta(days=1)
DOCUMENTS = {found["title"]["en"]: found for found in shipped_editions()}


def started(document: dict[str, Any]) -> Response:
    """A full draft, with full answers of last time beside it."""
    now = timezone.now()
    edition = factories.edition(document | {"edition": "shipped"})
    before = factories.open_round(
        opens_at=now - 400 * DAY, deadline=now - 300 * DAY, editions=[edition]
    )
    old = factories.response(round=before, edition=edition)
    by, at = old.created_by, now - 350 * DAY
    found = answers(edition.scheme, random.Random(1))
    given = {c: Entry(e["v"], e["state"], e["reason"]) for c, e in found.items()}
    Submission.objects.create(
        response=old,
        number=1,
        receipt="2025-000001-1",
        answers=found,
        facts={},
        declared_by_name="Li",
        declared_by_post="Head",
        by=by,
        at=at,
    )
    today = factories.open_round(
        opens_at=now - DAY, deadline=now + DAY, editions=[edition]
    )
    draft = factories.response(
        unit=old.unit, round=today, edition=edition, created_by=by
    )
    half = dict(list(given.items())[::2])
    filling.save(draft, half, by=by, at=now)
    return draft


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_section_page_is_light(client: Client, name: str) -> None:
    draft = started(DOCUMENTS[name])
    client.cookies["dengta-language"] = "en"  # the longer texts
    client.force_login(draft.created_by)

    sizes = {}
    for section in draft.edition.scheme.sections:
        path = reverse("surveys:section", args=(draft.pk, section.code))
        page = client.get(path).content.decode()
        assert "last-time" in page
        sizes[section.code] = len(page.encode())

    assert {code: size for code, size in sizes.items() if size > LIGHT} == {}, sizes
