"""Every form with all the fields it declares, filled in so that it is accepted."""

from collections.abc import Callable
from typing import Any

from django.forms.models import model_to_dict

from reports.models import Cut
from surveys.forms.enterprises import ProfileForm
from tests import factories
from tests.access.table import Rule, in_days
from tests.access.world import PASSWORD, World
from tests.factories import credit_code


def profile(world: World) -> dict[str, Any]:
    """The profile of A as it is."""
    values = model_to_dict(world.a, fields=list(ProfileForm.base_fields))
    return {name: "" if v in (None, False) else v for name, v in values.items()}


def enrolment(world: World) -> dict[str, Any]:
    return profile(world) | {
        "name": "New enterprise",
        "uscc": credit_code(777777777),
        "uscc_reason": "",
        "region": world.a.region_id,
        "contact_name": "Wang",
        "contact_email": "wang@example.org",
        "contact_phone": "",
    }


def plan(world: World) -> dict[str, Any]:
    return {
        "name_zh": "新一轮",
        "name_en": "New round",
        "year": 2027,
        "opens_on": in_days(400),
        "last_day": in_days(430),
        "editions": [world.edition.pk],
        "regions": [world.a.region_id],
        "notice_days": 5,
        "objection_days": 5,
        "asks_from": "2025-01-01",
        "asks_to": "2025-12-31",
        "review_days": 10,
        "district_decides_below": "100",
        "four_eyes": "",
        "calibrated": "",
    }


def entry(world: World) -> dict[str, Any]:
    """A title that says of its holder what it can say."""
    unit = world.a.units.filter(kind="workshop")[0]
    places = {"region": world.a.region_id, "cluster": world.a.primary_cluster_id}
    return places | {"uscc": world.a.uscc, "unit": unit.pk}


def sample(world: World) -> dict[str, Any]:
    stage, region = factories.stage().pk, factories.region().pk
    return {"stage": stage, "region": region, "granted_from": 1990}


def figures(world: World) -> dict[str, Any]:
    return {
        "publish-figures": f"{world.round.pk}.{world.edition.pk}",
        "publish-lane": "final",
    }


def workbook(world: World) -> dict[str, Any]:
    """What readers of published figures choose, and what the municipality does."""
    live = {"figures": f"{world.round.pk}.{world.edition.pk}", "lane": "final"}
    return live | {"cut": Cut.objects.get().pk, "language": "en", "rows": "on"}


def study(world: World) -> dict[str, Any]:
    return {"round": world.round.pk, "lane": "claimed", "language": "en"}


def always(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: dict(data)


_MES = {"mes.version": "1", "mes.state": "", "mes.reason": "", "mes": "none"}
_RATIO = {
    "nc_equipment_rate.version": "1",
    "nc_equipment_rate.state": "",
    "nc_equipment_rate.reason": "",
    "nc_equipment_rate.n": "1",
    "nc_equipment_rate.d": "2",
}
_SAID = {"own": "own", "issuer": "A", "covers_from": "", "covers_to": ""}
_NEW = "another three four"
COMPLETE: dict[str, Callable[[World], dict[str, Any]]] = {
    "language/setlang/": always(language="en", next="/desk/"),
    "account/login/": always(login="x", password="y", next="/desk/", remember=""),
    "account/password/": always(oldpassword=PASSWORD, password1=_NEW, password2=_NEW),
    "account/reauthenticate/": always(password=PASSWORD, next="/desk/"),
    "account/second-factor/reauthenticate/": always(code="000000", next="/desk/"),
    "enterprises/enrol/": enrolment,
    "enterprises/<int:pk>/profile/": profile,
    "responses/<int:pk>/sections/<str:code>/": always(next="", **_MES, **_RATIO),
    "responses/<int:pk>/answers/<str:code>/": always(**_MES),
    "evidence/<uuid:pk>/details/": always(**_SAID),
    "responses/<int:pk>/evidence/<str:code>/again/": always(evidence=[]),
    "review/dispatch/": always(file=[]),
    "review/recommend/": always(file=[]),
    "decisions/decide/": always(file=[]),
    "review/<int:pk>/judge/<str:code>/": always(kind="none"),
    "review/<int:pk>/correct/<slug:code>/": always(state="answered", **_MES),
    "review/<int:pk>/settle/": always(reason=""),
    "review/<int:pk>/decide/": always(reason=""),
    "rounds/new/": plan,
    "officials/<int:pk>/appoint/": always(region="", last_day=""),
    "offices/<int:pk>/end/": always(last_day=""),
    "titles/<int:pk>/keep/": always(due_on=in_days(400)),
    "titles/<int:pk>/correct/": entry,
    "titles/rechecks/new/": sample,
    "reports/order/": workbook,
    "reports/publish/": figures,
    "studies/rehearse/<int:pk>/": study,
    "studies/sensitivity/<int:pk>/": study,
}


def filled_in(world: World, rule: Rule) -> dict[str, Any]:
    """All the fields of the form behind an address."""
    complete = COMPLETE.get(rule.route, always())
    return rule.data() | complete(world)
