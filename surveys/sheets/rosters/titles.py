"""A register of titles that were granted before, as a list to fill."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from surveys.sheets.rosters.layout import Column, Form

MOST: Final = 5_000
"""So many titles fit into one workbook."""

COLUMNS: Final = (
    Column(
        "number",
        "称号编号",
        "Title number",
        _("As in the register, at most 40 characters; each number once."),
        "示例（本行不读取）CQSC-2023-001",
        26,
        ("编号", "证书编号", "序号编号", "number", "no."),
    ),
    Column(
        "stage",
        "阶段",
        "Stage",
        _("What was recognised. Choose it from the list."),
        "",
        18,
        ("称号类别", "类别", "称号", "认定类型", "title", "kind"),
    ),
    Column(
        "holder",
        "获得单位",
        "Holder",
        _("Enterprise and workshop or factory, as published; at most 250 characters."),
        "重庆示例机械有限公司 总装数字化车间",
        44,
        (
            "获评单位",
            "获评单位及名称",
            "企业名称",
            "单位名称",
            "名称",
            "enterprise",
            "name",
        ),
    ),
    Column(
        "granted_on",
        "授予日期",
        "Granted on",
        _("The day of the decision, such as 2023-12-07."),
        "2023-12-07",
        14,
        ("认定日期", "认定时间", "发文日期", "date", "granted"),
        day=True,
    ),
    Column(
        "region",
        "区县",
        "Region",
        _("The region that it was granted in, as it was then. Choose it."),
        "",
        18,
        ("所属区县", "认定时区县", "district"),
    ),
    Column(
        "cluster",
        "产业集群",
        "Cluster",
        _("The cluster that counts it. Choose it, or leave it empty."),
        "",
        26,
        ("集群", "主要产业集群", "所属集群"),
        required=False,
    ),
    Column(
        "uscc",
        "统一社会信用代码",
        "Unified social credit code",
        _("By it the enterprise on the platform is found. Keep the cell as text."),
        "91500000MA5U4XYW0L",
        26,
        ("信用代码", "社会信用代码", "credit code", "uscc"),
        required=False,
    ),
    Column(
        "due_on",
        "应复核日期",
        "Re-check due on",
        _("The day on which it is to be looked at again, if one is set."),
        "",
        14,
        ("复核日期", "有效期至", "valid until"),
        required=False,
        day=True,
    ),
    Column(
        "withdrawn_on",
        "撤销日期",
        "Withdrawn on",
        _("Only for a title that is withdrawn: since when."),
        "",
        14,
        ("撤销时间", "withdrawn"),
        required=False,
        day=True,
    ),
    Column(
        "reason",
        "撤销原因",
        "Reason of the withdrawal",
        _("Needed with the day of the withdrawal; at most 500 characters."),
        "",
        34,
        ("撤销理由", "reason"),
        required=False,
    ),
)
TITLES: Final = Form(
    title="称号名录 Titles",
    columns=COLUMNS,
    known_by=frozenset({"number", "stage", "holder"}),
    lists={
        "stage": ("阶段", "Stage"),
        "region": ("区县", "Region"),
        "cluster": ("集群", "Cluster"),
    },
    rules=(
        _("One row is one title. Columns marked with * must be filled."),
        _(
            "Choose stage, region and cluster from the lists; code, Chinese or English"
            " name will do."
        ),
        _(
            "The region is the one of the day of the decision: it may have been merged"
            " since."
        ),
        _("The example row is not read. You may write over it or delete it."),
        _(
            "The order of the columns does not matter, and further columns are not"
            " read; do not change the headings."
        ),
        _(
            "Upload the file. Every fault is shown with its row and column, and nothing"
            " is stored before you confirm."
        ),
        _(
            "A title whose number is in the register already is left as it is, so the"
            " same file may be uploaded again."
        ),
    ),
    most=MOST,
    no_headings=gettext_noop(
        "No sheet has the headings of a register of titles. Download the empty register"
        " and copy your list into it."
    ),
    no_lines=gettext_noop(
        "The register is empty. Write one title into each row below the headings."
    ),
    too_many=gettext_noop(
        "The register has %(rows)s titles; one workbook takes %(most)s. Split it into"
        " several files."
    ),
)
