"""Reads what stands, chunk by chunk, the next one while the last one is scored."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.db import connection

from surveys.rescoring.moving import Standing, standing, stored


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some submissions, their standing scorecards, and which new ones are there."""

    submissions: list[int]
    rows: list[Standing]
    known: set[tuple[int, str, str]]


def read_ahead(chunks: Iterable[list[int]], sha256: str) -> Iterator[Chunk]:
    """Each chunk with what was read of it.

    PostgreSQL reads in a process of its own, which need not wait for ours. It sees only
    what is committed, so inside a transaction, as on SQLite, one comes after the other.
    """
    read = partial(_read, sha256)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        yield from _beside(read, chunks)
    else:
        yield from map(read, chunks)


def _read(sha256: str, submissions: list[int]) -> Chunk:
    rows, known = standing(submissions, sha256), stored(submissions, sha256)
    return Chunk(submissions, rows, known)


def _beside(read: "partial[Chunk]", chunks: Iterable[list[int]]) -> Iterator[Chunk]:
    rest = iter(chunks)
    with ThreadPoolExecutor(1) as other:
        try:
            waiting = [other.submit(read, chunk) for chunk in _next(rest)]
            while waiting:
                found = waiting.pop().result()
                waiting = [other.submit(read, chunk) for chunk in _next(rest)]
                yield found
        finally:
            other.submit(_close).result()


def _close() -> None:
    connection.close()  # of the thread that calls it: each has its own


def _next(rest: Iterator[list[int]]) -> list[list[int]]:
    chunk = next(rest, None)
    return [] if chunk is None else [chunk]
