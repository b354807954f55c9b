"""Filters for pages of those who come in."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """The name that goes with a code, or the code itself."""
    return names.get(code, code)
