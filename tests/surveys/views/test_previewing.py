"""Preview: as a respondent sees it, scored at once, written nowhere."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from surveys.models import Edition
from tests import factories
from tests.small_edition import document, question
from tests.surveys.views.reading import body

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
AS_SCRIPT = ENGLISH | {"Accept": "application/json"}
MES = {"mes.version": "0", "mes": "full"}
VENDOR = {"mes_vendor.version": "0", "mes_vendor": ""}
RATIO = {
    "nc_equipment_rate.version": "0",
    "nc_equipment_rate.n": "30",
    "nc_equipment_rate.d": "100",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(factories.official("author", factor=True))
    return client


def every_kind() -> Edition:
    """The small edition with the kinds that it has not, on a page of their own."""
    content = document(label="kinds")
    one = {"code": "yes", "title": {"zh": "是", "en": "Yes"}}
    other = {"code": "no", "title": {"zh": "否", "en": "No"}}
    steps = [{"code": str(n), "title": one["title"]} for n in range(3)]
    row = {"code": "line", "title": {"zh": "产线", "en": "Line"}}
    content["sections"].append(
        {
            "code": "kinds",
            "title": {"zh": "题型", "en": "Kinds"},
            "questions": [
                question("several", "multiple", options=[one, other]),
                question("rate", "percent"),
                question("change", "pair"),
                question("table", "matrix", options=[one, other], rows=[row]),
                question("ladder", "scene", options=steps),
                question("demand", "requirement"),
                question("day", "date"),
                question("papers", "file"),
                question(
                    "grown",
                    "text",
                    relevant={"fact": "employees", "op": ">=", "value": "300"},
                ),
            ],
        }
    )
    return factories.edition(content)


def path_of(edition: Edition, code: str = "equipment", language: str = "en") -> str:
    return f"/editions/{edition.pk}/preview/{code}/?language={language}"


def rows() -> dict[str, int]:
    """How many rows there are of each model of ours."""
    return {m.__name__: m._default_manager.count() for m in models()}


def models() -> list[Any]:
    ours = (apps.get_app_config(name) for name in ("surveys", "reports"))
    return [model for app in ours for model in app.get_models()]


def changed(client: Client, edition: Edition, **data: Any) -> dict[str, Any]:
    answer = client.post(path_of(edition), data, headers=AS_SCRIPT)
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.parametrize("role", ["district_reviewer", "analyst"])
def test_nobody_but_authors_and_the_municipality(client: Client, role: str) -> None:
    edition = factories.edition()
    client.force_login(factories.official(role, factor=True))
    missing = body(client, "/editions/987654/preview/equipment/")
    assert body(client, f"/editions/{edition.pk}/preview/equipment/") == missing
    assert client.post(path_of(edition), MES).status_code == 404


def test_begins_with_the_first_section(desk: Client) -> None:
    edition = factories.edition()
    answer = desk.get(f"/editions/{edition.pk}/preview/")
    assert answer.headers["Location"] == f"/editions/{edition.pk}/preview/project/"
    assert desk.get(path_of(edition, "nothing")).status_code == 404


def test_every_kind_has_its_real_control(desk: Client) -> None:
    edition = every_kind()
    page = desk.get(path_of(edition, "kinds")).content.decode()
    for code in ("several", "rate", "table", "ladder", "demand", "day", "papers"):
        assert f'id="q-{code}"' in page
    assert 'name="table.row.line"' in page
    assert 'name="change.before"' in page
    assert "data-save=" not in page
    assert "data-evidence=" not in page


@pytest.mark.parametrize(
    ("language", "frame", "words"),
    [
        ("zh", "en", ("中文:Equipment", "不适用", "As it would be scored")),
        ("en", "en", ("Equipment", "Does not apply to us", "As it would be scored")),
        ("en", "zh-hans", ("Equipment", "Does not apply to us")),
    ],
)
def test_its_language_is_not_that_of_the_page(
    desk: Client, language: str, frame: str, words: tuple[str, ...]
) -> None:
    path = path_of(factories.edition(), language=language)
    page = desk.get(path, headers={"Accept-Language": frame}).content.decode()
    for word in words:
        assert word in page


def test_a_change_is_scored_at_once_and_written_nowhere(desk: Client) -> None:
    edition, before = factories.edition(), rows()
    told = changed(desk, edition, **MES, **RATIO)
    assert '<span class="figure">75.0</span>' in told["panel"]
    assert "Share of NC machines" in told["panel"]
    assert "30 %; needed is at least 60 %" in told["panel"]
    assert told["visible"] == sorted(edition.scheme.questions)
    assert set(told["errors"].values()) == {""}
    assert rows() == before


def test_conditions_show_and_hide(desk: Client) -> None:
    edition = factories.edition()
    assert (
        "mes_vendor" not in changed(desk, edition, **MES | {"mes": "none"})["visible"]
    )
    assert "mes_vendor" in changed(desk, edition, **MES)["visible"]


def test_what_is_refused_is_said_and_the_rest_counts(desk: Client) -> None:
    edition = factories.edition()
    told = changed(desk, edition, **MES, **RATIO | {"nc_equipment_rate.n": "many"})
    assert "Enter a number" in told["errors"]["nc_equipment_rate"]
    assert '<span class="figure">50.0</span>' in told["panel"]

    data = MES | VENDOR | RATIO | {"nc_equipment_rate.n": "many"}
    page = desk.post(path_of(edition), data)
    assert page.status_code == 200
    assert 'value="many"' in page.content.decode()


def test_without_scripts_the_button_leads_on_and_answers_stay(desk: Client) -> None:
    edition = factories.edition()
    answer = desk.post(
        path_of(edition, "project"), {"remarks.version": "0", "remarks": "Hello"}
    )
    assert answer.headers["Location"] == path_of(edition)
    answer = desk.post(path_of(edition), MES)
    assert answer.headers["Location"] == path_of(edition)
    assert "Hello" in desk.get(path_of(edition, "project")).content.decode()

    answer = desk.post(path_of(edition), {"next": "clear"})
    assert answer.headers["Location"] == path_of(edition, "project")
    assert "Hello" not in desk.get(path_of(edition, "project")).content.decode()


def test_an_answer_that_is_taken_back_counts_no_more(desk: Client) -> None:
    edition = factories.edition()
    changed(desk, edition, **MES)
    told = changed(desk, edition, **MES | {"mes": ""})
    assert '<span class="figure">0.0</span>' in told["panel"]


def test_what_does_not_apply_leaves_the_weight(desk: Client) -> None:
    told = changed(
        desk,
        factories.edition(),
        **RATIO | {"nc_equipment_rate.n": "60"},
        **{"mes.version": "0", "mes.state": "na", "mes.reason": "None needed."},
    )
    # Half of the weight applies, which is less than the floor of 0.6.
    assert '<span class="figure">–</span>' in told["panel"]


def test_facts_can_be_tried(desk: Client) -> None:
    edition = every_kind()
    path = path_of(edition, "kinds")
    assert "grown" not in shown(desk, path)
    data = {"fact.employees": "400", "external.credit_list": "clear", "next": "facts"}
    answer = desk.post(path, data)
    assert answer.headers["Location"] == path
    assert "grown" in shown(desk, path)
    panel = desk.get(path, headers=ENGLISH).content.decode()
    assert 'value="400"' in panel
    assert "Not on the credit list" not in panel


def shown(client: Client, path: str) -> list[str]:
    answer = client.post(path, {}, headers=AS_SCRIPT)
    found: list[str] = json.loads(answer.content)["visible"]
    return found


def test_a_fact_that_cannot_be_is_refused_on_the_page(desk: Client) -> None:
    path = path_of(every_kind(), "kinds")
    page = desk.post(path, {"fact.employees": "-4", "next": "facts"})
    assert page.context["facts"].errors["fact.employees"]


def test_answers_that_no_longer_fit_a_changed_draft_are_left_out(
    desk: Client,
) -> None:
    edition = factories.edition()
    changed(desk, edition, **MES, **RATIO)
    content = document()
    content["sections"][1]["questions"][1]["options"][1]["code"] = "whole"
    content["checks"][2]["test"]["value"] = "whole"
    content["sections"][1]["questions"][2]["relevant"]["value"] = "whole"
    Edition.objects.filter(pk=edition.pk).update(document=content, sha256="2" * 64)
    page = desk.get(path_of(edition)).content.decode()
    assert '<span class="figure">25.0</span>' in page


def test_each_edition_is_tried_by_itself(desk: Client) -> None:
    one, other = factories.edition(), factories.edition(document(label="2024"))
    changed(desk, one, **MES)
    page = desk.get(path_of(other)).content.decode()
    assert '<span class="figure">0.0</span>' in page
