"""Messages in words: what happened, what to do next, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from surveys.explaining.events import WORDS
from surveys.explaining.parties import office_title
from surveys.explaining.places import RESULT, TASKS, Place
from surveys.explaining.words import day, deadline, worded
from surveys.models import Message, Response
from surveys.workflow import HANDED_IN, Status

Params = dict[str, Any]
DAYS = frozenset({"since", "ends_on"})
MOMENTS = ("due_at", "until", "closes_at", "ended_at")
WITH_RESULT = HANDED_IN | {Status.RETURNED}


@dataclass(frozen=True, slots=True)
class Said:
    """A message in the active language.

    `quote` is the reason that an official gave; `about` names enterprise, unit and
    round; `path` is the address of the page, without its host.
    """

    title: str
    text: str
    quote: str
    then: str
    about: tuple[str, ...]
    label: str
    path: str


def readable(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Messages joined to what their words name."""
    joined = rows.select_related(
        "response__unit__enterprise",
        "response__round",
        "response__edition__questionnaire",
    )
    # As long as everything else together, and not looked at here.
    return joined.defer("response__answers", "response__edition__document")


def said(message: Message) -> Said:
    """Say a message of `readable` in the active language."""
    words, params = WORDS[_variant(message)], _params(message)
    place = _place(words.place, message.response)
    return Said(
        title=str(words.title % params),
        text=str(words.text % params),
        quote=message.params.get("reason", ""),
        then=str(words.then % params),
        about=_about(message),
        label=str(place.label),
        path=place.path(message),
    )


def _variant(message: Message) -> str:
    """The kind, and where one kind has two things to say, which of them."""
    kind, params = message.kind, message.params
    second = {
        "recognised": not params.get("title"),
        "deadline_near": params.get("open") == 0,
        "objection_decided": not params.get("upheld"),
        "handed_over": params.get("sections") == 0,
        "office_taken_over": not params.get("files"),
        "urged": message.response_id is None,
    }
    return f"{kind}-" if second.get(kind) else kind


def _params(message: Message) -> Params:
    found: Params = dict(message.params)
    for name in MOMENTS:
        if name in found:
            found[name] = deadline(datetime.fromisoformat(found[name]))
    for name in DAYS & found.keys():
        found[name] = day(found[name])
    if "office" in found:
        found["office"] = _office(message.params)
    if "round_zh" in found:
        english = (get_language() or "zh").startswith("en")
        found["round"] = found["round_en" if english else "round_zh"]
    if message.response is not None:
        found |= _of_response(message.response, message.params)
    return found


def _office(given: Mapping[str, Any]) -> str:
    """An office in the active language: its role, and the region it is over."""
    english = (get_language() or "").startswith("en")
    region = given.get("region_en" if english else "region_zh")
    return office_title(given["office"], region)


def _of_response(response: Response, given: Mapping[str, Any]) -> Params:
    unit = response.unit
    found = {
        "unit": unit.name,
        "enterprise": unit.enterprise.name,
        "questionnaire": str(response.edition.questionnaire),
        "working_days": response.round.objection_days,
    }
    if "section" in given:
        found["section"] = _section_title(response, given["section"])
    return found


def _section_title(response: Response, code: str) -> str:
    sections = response.edition.scheme.sections
    titles = (worded(s.title) for s in sections if s.code == code)
    return next(titles, code)


def _about(message: Message) -> tuple[str, ...]:
    response = message.response
    if response is None:
        return ()
    return response.unit.enterprise.name, response.unit.name, str(response.round)


def _place(place: Place, response: Response | None) -> Place:
    """Where it leads now: a result may be gone with what was taken back."""
    gone = response is not None and response.status not in WITH_RESULT
    return TASKS if place is RESULT and gone else place
