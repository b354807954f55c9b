"""The events that people are told of, in words, and the page each leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from surveys.explaining.places import (
    CORRECTIONS,
    DESK,
    ENTERPRISE,
    FACTORS,
    FILE,
    FILES,
    HOME,
    MEMBERS,
    QUESTION,
    RECEIPT,
    REGISTRATION,
    REMARKS,
    RESULT,
    SEATS,
    SECTION,
    TASKS,
    Place,
)


@dataclass(frozen=True, slots=True)
class Words:
    """One kind of message in words with placeholders: what happened in short, and in a
    sentence; what to do next; and where."""

    title: Any
    text: Any
    then: Any
    place: Place


# By kind; with a hyphen what is said instead where `messages` tells two cases apart.
WORDS: Mapping[str, Words] = {
    "registration_applied": Words(
        _("Wants to come in: %(enterprise)s"),
        _("%(person)s has registered %(enterprise)s. It waits for your confirmation."),
        _(
            "Check the credit code and the place of registration, then confirm or"
            " decline."
        ),
        REGISTRATION,
    ),
    "files_handed": Words(
        ngettext_lazy(
            "%(files)s file handed to you", "%(files)s files handed to you", "files"
        ),
        ngettext_lazy(
            "%(person)s has handed %(files)s file to you for review.",
            "%(person)s has handed %(files)s files to you for review.",
            "files",
        ),
        _("Look through them; what you cannot do can be laid back or handed on."),
        FILES,
    ),
    "registration_confirmed": Words(
        _("Confirmed: %(enterprise)s"),
        _("%(enterprise)s is on the platform now, and you are its administrator."),
        _("Look through the profile, add your workshops and invite colleagues."),
        DESK,
    ),
    "registration_declined": Words(
        _("Not confirmed: %(enterprise)s"),
        _("The office of your district has not confirmed %(enterprise)s."),
        _("Mend what the reason names and register again, or ask the office."),
        DESK,
    ),
    "joined": Words(
        _("New member: %(person)s"),
        _("%(person)s has accepted the invitation and belongs to %(enterprise)s now."),
        _(
            "Nothing is to be done. If you do not know this person, end the"
            " membership at once."
        ),
        MEMBERS,
    ),
    "handed_over": Words(
        _("Handed over to you: %(enterprise)s"),
        ngettext_lazy(
            "%(person)s has handed over to you: %(sections)s section is yours now.",
            "%(person)s has handed over to you: %(sections)s sections are yours now.",
            "sections",
        ),
        _("See in the questionnaires what is still open in them."),
        DESK,
    ),
    "handed_over-": Words(
        _("Handed over to you: %(enterprise)s"),
        _("%(person)s has handed over to you what they did for %(enterprise)s."),
        _("See in the questionnaires what comes next."),
        DESK,
    ),
    "section_assigned": Words(
        _("A section for you: %(section)s"),
        _(
            "%(person)s asks you to fill “%(section)s” in the questionnaire"
            " “%(questionnaire)s” for %(unit)s."
        ),
        _("Answer its questions and add the proof; everything is saved at once."),
        SECTION,
    ),
    "submitted": Words(
        _("Handed in: %(unit)s"),
        _(
            "%(person)s has handed in “%(questionnaire)s” for %(unit)s. The receipt"
            " number is %(receipt)s."
        ),
        _(
            "Nothing is to be done now. Until the district opens the file, the"
            " enterprise can take it back and change it."
        ),
        RECEIPT,
    ),
    "taken_back": Words(
        _("Taken back: %(unit)s"),
        _("%(person)s has taken back what was handed in for %(unit)s."),
        _("It is a draft again. Hand it in once more before the deadline."),
        TASKS,
    ),
    "scored": Words(
        _("Scored: %(unit)s"),
        _("The answers with the receipt number %(receipt)s are scored."),
        _("See what is reached, what blocks the stage, and why. The district is next."),
        RESULT,
    ),
    "returned": Words(
        _("Returned for changes: %(unit)s"),
        ngettext_lazy(
            "The district asks back at %(items)s question. Hand in again by"
            " %(due_at)s, Beijing time.",
            "The district asks back at %(items)s questions. Hand in again by"
            " %(due_at)s, Beijing time.",
            "items",
        ),
        _("Read the remarks, change the answers or add proof, and hand in again."),
        REMARKS,
    ),
    "recommended": Words(
        _("Recommended: %(unit)s"),
        _(
            "The district has checked the answers and recommended %(unit)s to the"
            " municipal office."
        ),
        ngettext_lazy(
            "Nothing has to be done. If you do not agree with a correction, you may"
            " object within %(working_days)s working day.",
            "Nothing has to be done. If you do not agree with a correction, you may"
            " object within %(working_days)s working days.",
            "working_days",
        ),
        CORRECTIONS,
    ),
    "noticed": Words(
        _("Public notice: %(unit)s"),
        _("%(unit)s is on public notice until %(until)s, Beijing time."),
        _(
            "Nothing is to be done. If nobody's objection is upheld, it can be"
            " recognised after that."
        ),
        RESULT,
    ),
    "recognised": Words(
        _("Recognised: %(unit)s"),
        _("%(unit)s is recognised. Its title has the number %(title)s."),
        _("See on the page of the result what the next stage needs."),
        RESULT,
    ),
    "recognised-": Words(
        _("Recognised: %(unit)s"),
        _("“%(questionnaire)s” of %(unit)s is recognised."),
        _("See on the page of the result what the next level needs."),
        RESULT,
    ),
    "cultivated": Words(
        _("To be cultivated: %(unit)s"),
        _("%(unit)s is not recognised this time; it is on the list to be cultivated."),
        _("See in the result which conditions are still open."),
        RESULT,
    ),
    "declined": Words(
        _("Not recognised: %(unit)s"),
        _("%(unit)s is not recognised in this round."),
        _("See in the result which conditions are open; the next round is open to it."),
        RESULT,
    ),
    "reopened": Words(
        _("Open again: %(unit)s"),
        _(
            "The municipal office has opened “%(questionnaire)s” of %(unit)s again,"
            " until %(due_at)s, Beijing time."
        ),
        _("Go on where you stopped and hand in before that."),
        TASKS,
    ),
    "deadline_near": Words(
        ngettext_lazy(
            "Less than %(days)s day left: %(unit)s",
            "Less than %(days)s days left: %(unit)s",
            "days",
        ),
        ngettext_lazy(
            "“%(questionnaire)s” of %(unit)s can be handed in until %(closes_at)s,"
            " Beijing time. %(open)s required question is still open.",
            "“%(questionnaire)s” of %(unit)s can be handed in until %(closes_at)s,"
            " Beijing time. %(open)s required questions are still open.",
            "open",
        ),
        _("Answer what is open, check everything, and hand in before that."),
        TASKS,
    ),
    "deadline_near-": Words(
        ngettext_lazy(
            "Less than %(days)s day left: %(unit)s",
            "Less than %(days)s days left: %(unit)s",
            "days",
        ),
        _(
            "“%(questionnaire)s” of %(unit)s can be handed in until %(closes_at)s,"
            " Beijing time. Every required question has its answer."
        ),
        _("Check everything once more and hand in before that."),
        TASKS,
    ),
    "title_due": Words(
        _("Due for re-check: %(number)s"),
        _("The title %(number)s (%(holder)s) is due for a re-check."),
        _(
            "The municipal office will look at it again. Keep the proofs at hand; the"
            " title holds meanwhile."
        ),
        ENTERPRISE,
    ),
    "title_kept": Words(
        _("Title kept: %(number)s"),
        _("The title %(number)s (%(holder)s) was looked at again and is kept."),
        _("Nothing is to be done."),
        ENTERPRISE,
    ),
    "title_corrected": Words(
        _("Title corrected: %(number)s"),
        _("What the register says of the title %(number)s (%(holder)s) was corrected."),
        _("See whether it is right now, and else tell the municipal office."),
        ENTERPRISE,
    ),
    "title_withdrawn": Words(
        _("Title withdrawn: %(number)s"),
        _("The title %(number)s (%(holder)s) was withdrawn and holds no longer."),
        _(
            "If you think that this is wrong, turn to the municipal office. The unit"
            " may apply again in a later round."
        ),
        ENTERPRISE,
    ),
    "lapsed": Words(
        _("Lapsed: %(unit)s"),
        _(
            "“%(questionnaire)s” of %(unit)s was not handed in by %(ended_at)s,"
            " Beijing time."
        ),
        _(
            "What was filled stays readable. If there was a weighty reason, ask the"
            " municipal office to open it again."
        ),
        TASKS,
    ),
    "objection_decided": Words(
        _("Objection upheld: %(unit)s"),
        _("The objection concerning %(unit)s has been decided: it is upheld."),
        _("See beside the correction what counts now."),
        CORRECTIONS,
    ),
    "objection_decided-": Words(
        _("Objection rejected: %(unit)s"),
        _("The objection concerning %(unit)s has been decided: it is rejected."),
        _("Nothing changes. The decision on the file goes its way."),
        CORRECTIONS,
    ),
    "evidence_blocked": Words(
        _("File blocked: %(file)s"),
        _(
            "The file “%(file)s” was found to be harmful. It is blocked and proves"
            " nothing."
        ),
        _("Check the computer it comes from, and upload a clean file."),
        QUESTION,
    ),
    "urged": Words(
        _("Not handed in yet: %(unit)s"),
        _(
            "“%(questionnaire)s” of %(unit)s is not handed in yet. The office waits for"
            " it until %(closes_at)s, Beijing time."
        ),
        _("Go on where you stopped, check everything, and hand in before that."),
        TASKS,
    ),
    "urged-": Words(
        _("Not started yet: %(round)s"),
        _(
            "%(enterprise)s has not started in the round “%(round)s”. It is open until"
            " %(closes_at)s, Beijing time."
        ),
        _("See what is asked, prepare the proof, and start the questionnaire."),
        DESK,
    ),
    "extended": Words(
        _("More time: %(round)s"),
        _(
            "%(enterprise)s may fill and hand in for the round “%(round)s” until"
            " %(due_at)s, Beijing time."
        ),
        _("Go on where you stopped and hand in before that."),
        DESK,
    ),
    "edition_changed": Words(
        _("Questions changed: %(unit)s"),
        _(
            "“%(questionnaire)s” of %(unit)s now asks another edition. Answers taken"
            " over: %(kept)s; answers that no longer fit: %(dropped)s."
        ),
        _("Look through the sections and answer what is new or open again."),
        TASKS,
    ),
    "objection_raised": Words(
        _("Objection: %(unit)s of %(enterprise)s"),
        _("%(raised_by)s objects in the matter of %(unit)s of %(enterprise)s."),
        _("Somebody who neither corrected nor decided this file has to decide it."),
        FILE,
    ),
    "appointed": Words(
        _("A new office for you: %(office)s"),
        _("You have been appointed: %(office)s, from %(since)s on."),
        _("Sign in and see what waits. A second factor comes before anything else."),
        HOME,
    ),
    "office_ended": Words(
        _("Your office ends: %(office)s"),
        _("You no longer hold this office from %(ends_on)s on: %(office)s."),
        _("If you think that this is a mistake, ask the security administrator."),
        HOME,
    ),
    "office_taken_over": Words(
        _("You take over: %(office)s"),
        ngettext_lazy(
            "You take over from %(person)s: %(office)s. %(files)s file waits there for"
            " review.",
            "You take over from %(person)s: %(office)s. %(files)s files wait there for"
            " review.",
            "files",
        ),
        _("See what waits first; what %(person)s noted is kept with each file."),
        HOME,
    ),
    "office_taken_over-": Words(
        _("You take over: %(office)s"),
        _("You take over from %(person)s: %(office)s."),
        _("Sign in and see what waits."),
        HOME,
    ),
    "office_passed_on": Words(
        _("Handed over to %(person)s: %(office)s"),
        _("Your office has gone over to %(person)s with everything open: %(office)s."),
        _("Nothing is to be done. What you did stays in the history of each file."),
        HOME,
    ),
    "factor_reset": Words(
        _("Your second factor was removed"),
        _("%(person)s has removed the second factor of your account."),
        _(
            "Set up another after your next sign-in. If you did not ask for it, tell"
            " the security administrator at once."
        ),
        FACTORS,
    ),
    "seated": Words(
        ngettext_lazy(
            "%(files)s file for a second score",
            "%(files)s files for a second score",
            "files",
        ),
        _(
            "You sit on the panel of experts. Score by what is claimed and proven; what"
            " the reviewers found is not shown to you."
        ),
        _("Open the list of your files, score each item, and hand each file in."),
        SEATS,
    ),
}
