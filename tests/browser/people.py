"""Signing in as a person does, and what everybody who signs in here shares."""

import base64
import hmac
import struct
import time

from playwright.sync_api import Page

PASSWORD = "a Lighthouse over 33618 shores"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# About the smallest file that a viewer shows: one page with a black bar on it.
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>endobj
4 0 obj<</Length 19>>stream
20 150 260 30 re f

endstream endobj
trailer<</Size 5/Root 1 0 R>>
%%EOF
"""
OFFICIALS = {"reviewer", "officer", "analyst", "expert"}
OFFICIALS |= {"system", "security", "auditor"}
PERIOD = 30  # seconds a code lasts


def is_official(who: str) -> bool:
    """Whether a code is asked of them; a newcomer has not set it up yet."""
    return who.partition("_")[0] in OFFICIALS


def code_now(secret: str = SECRET) -> str:
    """The one-time code of this half minute, as an app shows it (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    made = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = made[-1] & 15
    number = struct.unpack(">I", made[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_in(page: Page, login: str, *, official: bool) -> None:
    """Sign in on the page for it, with the one-time code where one is asked."""
    page.goto("/account/login/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")
    if official:
        page.wait_for_url("**/authenticate/")
        _give_code(page)


def confirm(page: Page) -> None:
    """Give the password once more, as pages about the account ask for it."""
    page.goto("/account/reauthenticate/")
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def _give_code(page: Page) -> None:
    for _ in range(2):
        page.locator("[name=code]").fill(code_now())
        with page.expect_navigation():
            page.locator("[name=code]").press("Enter")
        # The half minute may have ended in between; a person types the next code.
        if not page.url.endswith("/authenticate/"):
            return
