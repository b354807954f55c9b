"""Formulas are made of our own parts only, whatever they are given."""

import pytest

from surveys.sheets.results.expressions import (
    BLANK,
    LONGEST,
    At,
    Call,
    FormulaRefused,
    Infix,
    Number,
    Span,
    Word,
    call,
    compare,
    empty,
    part,
    render,
    when,
)

A, B = At("t", "r", "a"), At("t", "r", "b")


def told(expression):
    return render(
        expression,
        lambda place: f"{place.column.upper()}1",
        lambda span: f"{span.column.upper()}1:{span.column.upper()}9",
    )


@pytest.mark.parametrize(
    ("expression", "formula"),
    [
        (A + 1, "=A1+1"),
        (part(1) - A, "=1-A1"),
        ((A - B) / "2.5" * 100, "=((A1-B1)/2.5)*100"),
        (A + "-3", "=A1+(-3)"),
        (empty(A), '=A1=""'),
        (when(compare(A, "<=", "0.4"), BLANK, B), '=IF(A1<=0.4,"",B1)'),
        (call("SUM", Span("t", "r", "s", "c"), A), "=SUM(C1:C9,A1)"),
        (call("EXACT", A, Word("no-mes.1_b")), '=EXACT(A1,"no-mes.1_b")'),
    ],
)
def test_is_written_as_a_formula(expression, formula):
    assert told(expression) == formula


@pytest.mark.parametrize(
    "expression",
    [
        Call("HYPERLINK", (A,)),
        Call("sum", (A,)),
        Infix("&", A, B),
        Number("1e5"),
        Number("1)+SUM(A1"),
        Word('"&A1&"'),
        Word("a b"),
        Word("x" * 65),
    ],
    ids=repr,
)
def test_refuses_what_is_not_ours(expression):
    with pytest.raises(FormulaRefused):
        told(expression)


def test_refuses_what_a_cell_cannot_hold():
    words = [call("EXACT", A, Word("x" * 60)) for _ in range(LONGEST // 60)]
    with pytest.raises(FormulaRefused):
        told(call("OR", *words))


@pytest.mark.parametrize(
    ("name", "whole"), [("SUM", "SUM"), ("MIN", "MIN"), ("COUNT", "SUM"), ("OR", "OR")]
)
def test_gives_many_arguments_in_groups(name, whole):
    one = told(call(name, *[A] * 250))
    many = told(call(name, *[A] * 251))
    assert one == f"={name}({','.join(['A1'] * 250)})"
    assert many == f"={whole}({one[1:]},{name}(A1))"
