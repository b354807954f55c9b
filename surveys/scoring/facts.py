"""The canonical facts of a submission, by name: what conditions may ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from surveys.scoring.exact import exact
from surveys.scoring.texts import Text

MISSING = object()


@dataclass(frozen=True, slots=True)
class Fact:
    """form: text (a code), number (whole, or decimal text), flag, or list (codes)."""

    form: str
    title: Text
    unit: Text | None = None


FACTS: Mapping[str, Fact] = {
    "size": Fact("text", Text("企业规模", "Size of the enterprise")),
    "sme_tier": Fact("text", Text("企业梯度", "SME tier")),
    "chain_role": Fact("text", Text("产业链角色", "Role in the chain")),
    "region": Fact("text", Text("所在区县", "District")),
    "region_group": Fact("text", Text("区县所属片区", "Group of districts")),
    "cluster": Fact("text", Text("主集群", "Primary cluster")),
    "secondary_clusters": Fact("list", Text("其他集群", "Other clusters")),
    "industry": Fact("text", Text("行业大类", "Industry division")),
    "process_type": Fact("text", Text("生产类型", "Type of production")),
    "employees": Fact("number", Text("从业人员", "Employees"), Text("人", "people")),
    "revenue": Fact("number", Text("营业收入", "Revenue"), Text("万元", "10k CNY")),
    "unit_kind": Fact("text", Text("评估对象类型", "Kind of unit")),
    "whole_machines": Fact("flag", Text("生产整机产品", "Makes whole machines")),
    "recognised_digital_workshops": Fact(
        "number", Text("已认定的数字化车间", "Recognised digital workshops")
    ),
}
COUNTED: Mapping[str, Fact] = {
    "titles": Fact("number", Text("已持有的称号数", "Titles held")),
    "levels": Fact("number", Text("在其他问卷达到的等级", "Level in another scheme")),
}


def fact_named(name: str) -> Fact | None:
    """The fact of that name, or None. "titles.<stage>" counts titles of a stage;
    "levels.<questionnaire>" is the order of the level reached in it, 0 for none."""
    kind, dot, _ = name.partition(".")
    return COUNTED.get(kind) if dot else FACTS.get(name)


def fact_value(facts: Mapping[str, Any], name: str) -> Any:
    """A fact's value, MISSING when it was not recorded, None when there is none
    (an enterprise without a tier). A stage without titles counts 0; a questionnaire
    that was never answered has no level."""
    kind, dot, code = name.partition(".")
    if not dot or kind not in COUNTED:
        return facts.get(name, MISSING)
    counts = facts.get(kind)
    if not isinstance(counts, Mapping):
        return MISSING
    return counts.get(code, 0 if kind == "titles" else MISSING)


def as_number(value: object) -> Fraction | None:
    """A fact as a number, or None when it is none."""
    if not isinstance(value, str | int):
        return None
    try:
        return exact(value)
    except ValueError:
        return None


def months_after(start: date, months: int) -> date:
    """The same day so many calendar months later, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28))


def whole_months(start: date, finish: date) -> tuple[int, int]:
    """The calendar months between two dates and the days left over."""
    months = (finish.year - start.year) * 12 + finish.month - start.month
    if months_after(start, months) > finish:
        months -= 1
    return months, (finish - months_after(start, months)).days
