"""The pure core: an edition's scheme, its evaluation and explanation."""

from surveys.scoring.canonical import canonical, digest
from surveys.scoring.compiling import compile_scheme
from surveys.scoring.exact import decimal_text, exact
from surveys.scoring.reading import SchemeError

__all__ = [
    "SchemeError",
    "canonical",
    "compile_scheme",
    "decimal_text",
    "digest",
    "exact",
]
