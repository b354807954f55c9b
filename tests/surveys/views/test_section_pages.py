"""Pages of sections stay light, whatever the questionnaire and however full it is."""

import gzip
import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import filling
from surveys.filling import Entry
from surveys.models import Evidence, Response, Submission
from surveys.referencing import shipped_editions
from tests import factories
from tests.bench.filling_in import answers

pytestmark = pytest.mark.django_db

LIGHT = 150 * 1024  # bytes of HTML, and of its assets as they are sent
ASSET = re.compile(r'(?:src|href)="/static/([^"]+)"')
IMPORT = re.compile(r'from "\./([\w.-]+)"')
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
    prove(draft)
    return draft


def prove(draft: Response) -> None:
    """Put two files to every question that may have one."""
    provable = [q.code for q in draft.edition.scheme.order if q.proofs or q.proof]
    Evidence.objects.bulk_create(
        Evidence(
            response=draft,
            code=code,
            file=f"evidence/{code}",
            name=f"关键工序设备台账及验收单_{code}_{number}.pdf",
            media_type="application/pdf",
            size=1_234_567,
            sha256="0123456789abcdef" * 4,
            issuer="重庆市经济和信息化委员会",
            covers_from=draft.round.period[0],
            covers_to=draft.round.period[1],
            by=draft.created_by,
            at=draft.created_at,
        )
        for code in provable
        for number in (1, 2)
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_section_page_is_light(client: Client, name: str, language: str) -> None:
    draft = started(DOCUMENTS[name])
    client.cookies["dengta-language"] = language
    client.force_login(draft.created_by)

    sizes = {}
    for section in draft.edition.scheme.sections:
        path = reverse("surveys:section", args=(draft.pk, section.code))
        page = client.get(path).content.decode()
        assert "last-time" in page
        sizes[section.code] = len(page.encode())

    assert {code: size for code, size in sizes.items() if size > LIGHT} == {}, sizes


def assets(page: str) -> dict[str, int]:
    """What a page loads, with the modules that its modules import: bytes of each,
    compressed."""
    left, found = ASSET.findall(page), {}
    while left:
        name = left.pop()
        path = finders.find(name)
        assert path, name
        content = Path(path).read_bytes()
        found[name] = len(gzip.compress(content))
        folder = name.rpartition("/")[0]
        more = IMPORT.findall(content.decode()) if name.endswith(".js") else []
        left += [f"{folder}/{one}" for one in more if f"{folder}/{one}" not in found]
    return found


def test_assets_are_light(client: Client) -> None:
    draft = started(DOCUMENTS[next(iter(DOCUMENTS))])
    client.force_login(draft.created_by)
    section = draft.edition.scheme.sections[0]
    path = reverse("surveys:section", args=(draft.pk, section.code))

    found = assets(client.get(path).content.decode())

    assert "assessment/queue.js" in found  # imported, not named by the page
    assert not [name for name in found if "echarts" in name]
    assert sum(found.values()) <= LIGHT, found
