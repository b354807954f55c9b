"""The progress of the demo: a bar on a terminal, plain lines elsewhere."""

from io import StringIO

from assessment.demo.showing import Bar


class Terminal(StringIO):
    def isatty(self):
        return True


def test_plain_lines_tell_every_tenth():
    out = StringIO()
    bar = Bar(out)
    for percent in range(101):
        bar(percent / 100, "2025-03-14")
    lines = out.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[3] == " 30%  2025-03-14 (0 s)"


def test_a_bar_fits_a_terminal_and_ends_its_line():
    out = Terminal()
    bar = Bar(out)
    bar(0.5, "x" * 30)
    bar(0.51, "too soon after")
    bar(1, "Ready")
    first, last = out.getvalue().split("\r")[1:]
    assert first.startswith("[###############...............]  50%  xxx")
    assert len(first) < 80
    assert last.endswith(" s\n")
