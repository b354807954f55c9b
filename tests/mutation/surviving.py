"""What a surviving mutant changed: file, line, before and after."""

import ast
from collections.abc import Iterator
from difflib import ndiff
from functools import cache
from pathlib import Path


def described(mutants: list[str], root: Path) -> Iterator[str]:
    """One line for each mutant, from the mutated modules below `root`."""
    for mutant in mutants:
        module, _, name = mutant.rpartition(".")
        path = Path(*module.split(".")).with_suffix(".py")
        if not path.exists():
            path = path.with_suffix("") / "__init__.py"
        yield _described(path, root / path, name)


def _described(path: Path, mutated: Path, name: str) -> str:
    before, after = (
        _lines(mutated, wanted) for wanted in (f"{_key(name)}__mutmut_orig", name)
    )
    lines = list(ndiff(before[1:], after[1:]))
    old, new = (" ".join(_marked(lines, sign)) for sign in "-+")
    first = next((n for n, line in enumerate(lines) if line[0] in "-+"), 0)
    return f"{path}:{_start(path, _key(name)) + first + 1}: {old} → {new}"


def _key(name: str) -> str:
    return name.rpartition("__mutmut_")[0]


def _marked(lines: list[str], sign: str) -> Iterator[str]:
    return (line[2:] for line in lines if line.startswith(f"{sign} "))


def _functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module, by the names that mutmut gives them."""
    for item in _parsed(path).body:
        if isinstance(item, ast.FunctionDef):
            yield f"x_{item.name}", item
        elif isinstance(item, ast.ClassDef):
            methods = (part for part in item.body if isinstance(part, ast.FunctionDef))
            yield from ((f"xǁ{item.name}ǁ{part.name}", part) for part in methods)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _start(path: Path, key: str) -> int:
    return dict(_functions(path))[key].lineno


def _lines(path: Path, name: str) -> list[str]:
    text = path.read_text("utf-8")
    found = next(
        item
        for item in ast.walk(_parsed(path))
        if isinstance(item, ast.FunctionDef) and item.name == name
    )
    return [
        line.strip() for line in text.splitlines()[found.lineno - 1 : found.end_lineno]
    ]
