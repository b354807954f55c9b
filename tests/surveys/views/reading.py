"""Reads what a page answered."""

import re

from django.test import Client

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def body(client: Client, path: str) -> str:
    """A 404's body without what differs by itself: the token, the address asked for."""
    answer = client.get(path)
    assert answer.status_code == 404
    return TOKEN.sub("", answer.content.decode()).replace(path, "")
