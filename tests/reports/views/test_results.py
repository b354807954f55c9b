"""The page of a result: levels, score on its own scale, sentences, who may see it."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Response
from tests import factories, shipping

pytestmark = pytest.mark.django_db

TAGS = re.compile(r"<[^>]*>")
MET = {f"ORG.1.{n}": "met" for n in (1, 2)}


def handed(document: dict[str, Any] | None, answers: dict[str, Any] | None) -> Response:
    """A scored file of one edition, by somebody who may look at it."""
    content = document or {}
    fields: dict[str, Any] = {}
    if document is not None:
        edition = factories.edition(content)
        fields["round"] = factories.open_round(editions=[edition])
        fields["unit"] = factories.unit(kind=content["unit"])
    response = factories.handed_in(answers, **fields)
    factories.scored(response)
    return response


def page(response: Response, client: Client) -> str:
    client.force_login(response.created_by)
    headers = {"Accept-Language": "en"}
    found = client.get(reverse("reports:result", args=[response.pk]), headers=headers)
    assert found.status_code == 200
    return found.content.decode()


def text_of(html: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(unescape(TAGS.sub(" ", html)).split())


def test_a_stage_whose_score_only_ranks(client: Client) -> None:
    html = page(handed(None, None), client)
    words = text_of(html)
    assert "The score ranks; it does not decide about the stage." in words
    assert "Of 100 at most." in words
    assert "The weights are not official" in words
    assert "Nc equipment rate, 50 % of the weight: " in words


def test_a_maturity_scheme_on_its_own_scale(client: Client) -> None:
    html = page(handed(shipping.load("cmmm-2020-discrete"), MET), client)
    words = text_of(html)
    assert "Of 5 at most." in words
    assert "The score is among what the levels need." in words
    assert re.search(r"Total score: 0\.\d+ points; needed is at least 0\.8", words)
    assert "Median of the cluster" in words
    start = html.index('<script id="radar" type="application/json">')
    radar = json.loads(
        html[html.index(">", start) + 1 : html.index("</script>", start)]
    )
    assert (radar["max"], len(radar["axes"])) == (5.0, 20)
