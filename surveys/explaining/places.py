"""Where messages lead: the page, and the words of the link to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from surveys.models import Message


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message leads: the words of its link, and its address."""

    label: Any
    path: Callable[[Message], str]


def _to(name: str) -> Callable[[Message], str]:
    return lambda _message: reverse(name)


def _to_response(name: str) -> Callable[[Message], str]:
    return lambda message: reverse(name, args=[message.response_id])


def _to_members(message: Message) -> str:
    return reverse("surveys:members", args=[message.params["enterprise_id"]])


def _to_enterprise(message: Message) -> str:
    return reverse("surveys:enterprise", args=[message.params["enterprise_id"]])


def _to_registration(message: Message) -> str:
    return reverse("surveys:registration", args=[message.params["registration_id"]])


def _to_section(message: Message) -> str:
    args = [message.response_id, message.params["section"]]
    return reverse("surveys:section", args=args)


def _to_question(message: Message) -> str:
    """The section that holds the question, and in it the question."""
    assert message.response is not None
    code = message.params["code"]
    for section in message.response.edition.scheme.sections:
        if code in {question.code for question in section.questions}:
            args = [message.response_id, section.code]
            return f"{reverse('surveys:section', args=args)}#q-{code}"
    return reverse("surveys:task_list", args=[message.response_id])


DESK = Place(_("Go to our assessments"), _to("surveys:desk"))
TASKS = Place(_("Go to the questionnaire"), _to_response("surveys:task_list"))
REMARKS = Place(_("See the remarks"), _to_response("surveys:task_list"))
RECEIPT = Place(_("See the receipt"), _to_response("surveys:receipt"))
RESULT = Place(_("See the result"), _to_response("reports:result"))
FILE = Place(_("Open the file"), _to_response("surveys:file"))
FILES = Place(_("Files to review"), _to("surveys:queue"))
SECTION = Place(_("Go to the section"), _to_section)
QUESTION = Place(_("Go to the question"), _to_question)
MEMBERS = Place(_("See the members"), _to_members)
ENTERPRISE = Place(_("See the titles"), _to_enterprise)
REGISTRATION = Place(_("See the registration"), _to_registration)
HOME = Place(_("Go to the start page"), _to("home"))
FACTORS = Place(_("Set up the second factor"), _to("mfa_index"))
SEATS = Place(_("See the files to score"), _to("surveys:seats"))
CORRECTIONS = Place(_("See the corrections"), _to_response("surveys:corrections"))
