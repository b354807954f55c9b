"""What the pages of those who run a round show: stuck drafts, reminders, more time."""

from datetime import datetime, timedelta
from typing import Any

from surveys import extending, filling, urging
from surveys.models import Edition, Enterprise, Region, Round, User
from surveys.scoring import digest

DAY = timedelta(days=1)


def overseen(home_id: int, target: Round, by: User, at: datetime) -> dict[str, Any]:
    """Makes them in the round that runs; `by` is the officer."""
    home = Enterprise.objects.get(pk=home_id)
    _stuck(home, target, at)
    wanted = urging.Wanted(enterprises=frozenset({home.pk, _idle(target).pk}))
    note = "请尽快完成填报,如有困难请与区县经信委联系。"
    sent = urging.remind(target, wanted, note=note, by=by, at=at - 3 * DAY)
    reason = "企业所在园区停电检修,影响数据整理。"
    until = target.deadline + 7 * DAY
    extending.extend(target, home, until=until, reason=reason, by=by, at=at)
    region = Region.objects.exclude(pk=home.region_id)[0]
    until, reason = target.deadline + 3 * DAY, "汛期防汛,延长填报时间。"
    extending.extend(target, region, until=until, reason=reason, by=by, at=at)
    return {"reminder": sent.pk, "swapped": _another(target).pk, "round": target.pk}


def _stuck(home: Enterprise, target: Round, at: datetime) -> None:
    """A draft of a workshop in which nobody has written for a while."""
    unit = home.units.create(kind="workshop", name="热处理车间", created_at=at)
    edition = target.editions.get(questionnaire__code="digital_workshop")
    by, then = home.memberships.get(role="respondent").user, at - 12 * DAY
    draft = filling.start(unit, edition, target, by=by, at=then)
    answers = {"project_investment": filling.Entry("860")}
    filling.save(draft, answers, by=by, at=then)


def _idle(target: Round) -> Enterprise:
    """An enterprise that is asked and has not started."""
    begun = target.responses.values("unit__enterprise")
    return Enterprise.objects.exclude(pk__in=begun)[0]


def _another(target: Round) -> Edition:
    """A published edition beside the one that is asked of factories; gives that one."""
    asked = target.editions.get(questionnaire__code="smart_factory")
    document = asked.document | {"edition": "2026", "concordance": None}
    del document["concordance"]
    Edition.objects.create(
        questionnaire=asked.questionnaire,
        label="2026",
        document=document,
        sha256=digest(document),
        state="published",
        published_at=asked.published_at,
    )
    return asked
