"""Tells the address of the client apart from those of our own proxies."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that counts for limits and logs.

    Each of the DENGTA_PROXIES trusted proxies appends the address it saw to
    X-Forwarded-For, so the client stands that many places from the right. Whatever
    stands further left was sent by the client itself and proves nothing.
    """
    count: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < count <= len(seen) and _is_address(seen[-count].strip()):
        return seen[-count].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
