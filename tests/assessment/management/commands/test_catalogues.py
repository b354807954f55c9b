import pytest

from assessment.management.commands.catalogues import problems

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


def po(*entries):
    return HEADER + "".join(f"\n{entry}\n" for entry in entries)


SAVED = '#: a.py\nmsgid "Saved"\nmsgstr "已保存"'
IN_CONTEXT = 'msgctxt "round"\nmsgid "Open"\nmsgstr "开放中"'
COUNTED = '#, python-format\nmsgid "%(n)s rows"\nmsgstr "%(n)s 行"'


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (po(SAVED, COUNTED), po(SAVED, COUNTED), []),
        (po(IN_CONTEXT), po(IN_CONTEXT), []),
        (po(), po(SAVED), ["not collected (make messages): 'Saved'"]),
        (po(SAVED), po(), ["not used any more (make messages): 'Saved'"]),
        (
            po(SAVED),
            po(SAVED.replace("a.py", "b.py")),
            ["references have moved (make messages)"],
        ),
        (po(SAVED.replace("已保存", "")),) * 2 + (["not translated: 'Saved'"],),
        (po("#, fuzzy\n" + SAVED),) * 2 + (["fuzzy: 'Saved'"],),
    ],
)
def test_problems(before, after, expected):
    assert list(problems(before, after)) == expected


def test_a_lost_placeholder_is_told():
    text = po(COUNTED.replace('"%(n)s 行"', '"%(m)s 行"'))
    (finding,) = problems(text, text)
    assert finding.endswith(": '%(n)s rows'")
