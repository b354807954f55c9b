"""The columns of a roster, and what stands in its lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.sheets.reading import Value

Said = str | Promise
"""A text for people, in the language that is active when it is written."""

EXAMPLE: Final = ("示例", "example")
"""A line whose name begins with one of these is no enterprise; it is not read."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading in both languages, and what to write there.

    `aliases` are headings that officials' own lists use; `width` is in characters.
    """

    key: str
    zh: str
    en: str
    hint: Said
    example: str
    width: int
    aliases: tuple[str, ...] = ()
    required: bool = True

    @property
    def heading(self) -> str:
        """What stands above the column: both languages, a star where it is needed."""
        return f"{self.zh}{' *' if self.required else ''}\n{self.en}"

    @property
    def names(self) -> frozenset[str]:
        """Every heading by which the column is known."""
        return frozenset(map(plain, (self.zh, self.en, *self.aliases)))


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
NEEDED: Final = tuple(column for column in COLUMNS if column.required)


def plain(text: str) -> str:
    """A heading without blanks, stars and case."""
    return "".join(text.split()).replace("*", "").casefold()


@dataclass(frozen=True, slots=True)
class Place:
    """A region or cluster that a line may name: by code, or by either name."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise as the sheet has it: `row` as Excel counts, cells by column."""

    row: int
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell: `message` is a message id, `params` fill it; row and
    column as Excel has them ("C"), 0 and "" where the sheet as a whole is meant."""

    row: int
    column: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the lines, the letter of each column, and what hinders reading."""

    lines: tuple[Line, ...]
    letters: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
