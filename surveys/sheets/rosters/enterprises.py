"""A roster of enterprises that are invited."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from surveys.sheets.rosters.layout import Column, Form, Said

MOST: Final = 5_000
"""So many enterprises fit into one roster."""

NO_HEADINGS: Final = gettext_noop(
    "No sheet has the headings of a roster. Download the empty roster and copy your"
    " list into it."
)
NO_LINES: Final = gettext_noop(
    "The roster is empty. Write one enterprise into each row below the headings."
)
TOO_MANY: Final = gettext_noop(
    "The roster has %(rows)s enterprises; one roster takes %(most)s. Split it into"
    " several files."
)

RULES: Final[tuple[Said, ...]] = (
    _("One row is one enterprise. Columns marked with * must be filled."),
    _(
        "Write an e-mail address or a phone number: the invitation is sent to the"
        " address, or you hand the link over."
    ),
    _(
        "Choose region and cluster from the lists; code, Chinese or English name will"
        " do."
    ),
    _("The example row is not read. You may write over it or delete it."),
    _(
        "The order of the columns does not matter, and further columns are not read;"
        " do not change the headings."
    ),
    _(
        "Upload the file. Every fault is shown with its row and column, and nothing is"
        " stored before you confirm."
    ),
    _(
        "An enterprise that is on the platform or invited already is recognised by its"
        " credit code and left as it is."
    ),
)

COLUMNS: Final = (
    Column(
        "name",
        "企业名称",
        "Enterprise name",
        _("As on the business licence, at most 120 characters."),
        "示例（本行不读取）：重庆示例机械有限公司",
        38,
        ("名称", "单位名称", "企业全称", "enterprise", "name"),
    ),
    Column(
        "uscc",
        "统一社会信用代码",
        "Unified social credit code",
        _("18 characters, as on the business licence. Keep the cell as text."),
        "91500000MA5U4XYW0L",
        26,
        ("信用代码", "社会信用代码", "credit code", "uscc"),
    ),
    Column(
        "region",
        "区县",
        "Region",
        _("Where the enterprise is registered: this decides who reviews. Choose it."),
        "",
        18,
        ("所属区县", "注册地", "注册区县", "district"),
    ),
    Column(
        "cluster",
        "主要产业集群",
        "Primary cluster",
        _("The one cluster that counts the enterprise. Choose it from the list."),
        "",
        26,
        ("产业集群", "集群", "所属集群", "cluster"),
    ),
    Column(
        "contact",
        "联系人",
        "Contact",
        _("Who will run the assessment there: the first administrator."),
        "张三",
        16,
        ("联系人姓名", "contact name", "contact person"),
    ),
    Column(
        "email",
        "电子邮箱",
        "E-mail",
        _("The invitation goes there. E-mail or phone number: one is needed."),
        "zhangsan@example.com",
        28,
        ("邮箱", "邮件地址", "电子邮件", "email", "e-mail address"),
        required=False,
    ),
    Column(
        "phone",
        "手机号码",
        "Phone number",
        _("To sign in with, and to hand the link over where there is no e-mail."),
        "138 0000 0000",
        18,
        ("手机", "手机号", "电话", "联系电话", "联系人手机", "phone", "mobile"),
        required=False,
    ),
)
ROSTER: Final = Form(
    title="名册 Roster",
    columns=COLUMNS,
    known_by=frozenset({"name", "uscc"}),
    lists={"region": ("区县", "Region"), "cluster": ("集群", "Cluster")},
    rules=RULES,
    most=MOST,
    no_headings=NO_HEADINGS,
    no_lines=NO_LINES,
    too_many=TOO_MANY,
)
