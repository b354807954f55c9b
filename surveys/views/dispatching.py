"""Into whose hands files go: to a colleague, to oneself, or laid back for anybody."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from surveys import dispatching
from surveys.access import SignedInRequest, files_to_judge, for_offices
from surveys.dispatching import DispatchRefused, NotTheirs, Taken
from surveys.explaining.words import listed, moment
from surveys.forms.queues import DispatchForm, picked
from surveys.models import OfficeRole, Response, User
from surveys.views.queues import OFFICIALS


@for_offices(*OFFICIALS)
@require_POST
def dispatch(request: SignedInRequest) -> HttpResponse:
    """Do it to every ticked file, and say what could not be done."""
    city = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    regions = None if city else request.holdings.regions
    people = dispatching.colleagues(regions, request.at)
    form = DispatchForm(request.POST, people=people)
    files = list(files_to_judge(request).filter(pk__in=picked(request.POST)))
    if not files:
        messages.error(request, _("Tick at least one file of the list."))
    elif not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
    else:
        _do(request, files, form.cleaned_data["act"], form.cleaned_data["to"])
    return redirect(_back(request))


def _back(request: SignedInRequest) -> str:
    """The list as it was filtered."""
    query = request.POST.get("back", "")
    return f"{reverse('surveys:queue')}{'?' if query else ''}{query}"


def _do(
    request: SignedInRequest, files: list[Response], act: str, to: User | None
) -> None:
    by, at = request.user, request.at
    verbs: dict[str, Callable[[Response], None]] = {
        "take": lambda file: dispatching.take(file, by=by, at=at),
        "back": lambda file: dispatching.give_back(file, by=by, at=at),
    }
    if to is not None:
        verbs["hand"] = lambda file: dispatching.hand_to(file, to, by=by, at=at)
    refused = [words for file in files if (words := _tried(file, verbs[act]))]
    done = len(files) - len(refused)
    if done:
        messages.success(request, _told(act, done, to))
    if done and act == "hand" and to is not None:
        dispatching.tell_handed(to, done, by=by, at=at)
    for words in refused:
        messages.error(request, words)


def _tried(file: Response, verb: Callable[[Response], None]) -> str:
    """Nothing, or why it was not done to this file."""
    named = {"file": listed([file.unit.enterprise.name, file.unit.name])}
    try:
        verb(file)
    except NotTheirs:
        return (
            _(
                "%(file)s: only somebody who reviews its region and does not belong to"
                " the enterprise can work on it."
            )
            % named
        )
    except DispatchRefused:
        return _("%(file)s: it is not with the district any more.") % named
    except Taken as problem:
        named |= {"name": problem.reviewer.name, "since": moment(problem.since)}
        return _("%(file)s: %(name)s works on it since %(since)s.") % named
    return ""


def _told(act: str, done: int, to: User | None) -> str:
    if act == "take":
        words = ngettext("%(n)s file is yours.", "%(n)s files are yours.", done)
    elif act == "back":
        words = ngettext(
            "%(n)s file is laid back for anybody of the district.",
            "%(n)s files are laid back for anybody of the district.",
            done,
        )
    else:
        words = ngettext(
            "%(n)s file is handed to %(name)s.",
            "%(n)s files are handed to %(name)s.",
            done,
        )
    return words % {"n": done, "name": to.name if to else ""}
