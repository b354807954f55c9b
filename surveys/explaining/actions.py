"""What the audit trail tells of, in words: every action, and what it was done to.

Whoever writes a new action into the trail gives it its words here; a test looks for it.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.explaining.moves import MOVED

Words = Mapping[str, Any]

SIGNING_IN: Words = {
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_refused": _("Sign-in refused"),
    "second_factor_refused": _("One-time code refused"),
    "second_factor_added": _("Second factor set up"),
    "second_factor_removed": _("Second factor removed"),
}
RIGHTS: Words = {
    "add_person": _("Account created"),
    "appoint": _("Office given"),
    "dismiss": _("Office ended"),
    "join": _("Membership given"),
    "change_role": _("Role in the enterprise changed"),
    "leave": _("Membership ended"),
    "send_account_link": _("Link for the password made"),
    "choose_password": _("Password chosen by link"),
    "reset_second_factor": _("Second factor taken off"),
    "suspend_account": _("Account suspended"),
    "restore_account": _("Account let in again"),
    "hand_over_office": _("Offices and open work handed over"),
    "move_offices": _("Offices moved to the region that follows"),
    "choose_mails": _("E-mail settings changed"),
}
TAKING: Words = {
    "download": _("File downloaded"),
    "read_evidence": _("Proof opened by an official"),
    "hand_out": _("Questionnaire downloaded as a workbook"),
    "take_invitation_links": _("Invitation links downloaded"),
    "order_report": _("Benchmark workbook ordered"),
    "order_study": _("Study ordered"),
    "publish_cut": _("Figures published"),
    "export_dossier": _("Dossier downloaded"),
    "export_summary": _("Summary table ordered as a workbook"),
    "export_notices": _("Public notices downloaded"),
    "verify_trail": _("Verification of the trail started"),
    "export_trail": _("Audit trail downloaded"),
}
COMING_IN: Words = {
    "invite": _("Invitation made"),
    "send_invitation": _("Invitation made anew"),
    "revoke_invitation": _("Invitation taken back"),
    "accept_invitation": _("Invitation accepted"),
    "ask_for_mails": _("Invitations of a roster mailed"),
    "upload_roster": _("Roster uploaded"),
    "confirm_roster": _("Roster taken over"),
    "drop_roster": _("Roster put away"),
    "apply": _("Enterprise registered itself"),
    "confirm_application": _("Registration confirmed"),
    "decline_application": _("Registration declined"),
    "register_enterprise": _("Enterprise put on the platform"),
    "update_profile": _("Profile of the enterprise changed"),
    "transfer_region": _("Enterprise moved to another region"),
    "add_unit": _("Workshop or factory added"),
}
FILLING: Words = {
    "start": _("Questionnaire started"),
    "save": _("Answers saved"),
    "assign": _("Section assigned"),
    "carry_over": _("Answers of an earlier round taken over"),
    "prefill": _("Answers of another questionnaire taken over"),
    "take_in": _("Filled workbook received"),
    "put_away": _("Filled workbook put away"),
    "merge": _("Filled workbooks merged"),
    "begin_upload": _("Upload of a proof begun"),
    "add_evidence": _("Proof added"),
    "use_again": _("Proof used again"),
    "describe_evidence": _("Proof described"),
    "remove_evidence": _("Proof taken off"),
    "block_evidence": _("Proof blocked by the virus scanner"),
}
REVIEWING: Words = {
    "open_file": _("File opened for review"),
    "correct": _("Answer corrected"),
    "agree": _("Claim agreed to"),
    "ask": _("Item noted to be asked back"),
    "take_judgement_back": _("Note on an item taken back"),
    "hand_to": _("File handed to a colleague"),
    "take": _("File taken in hand"),
    "give_back": _("File laid back"),
    "second_score": _("Second score of an expert"),
    "finish_seat": _("Second score handed in"),
    "record_fact": _("Fact looked up and recorded"),
    "grade_evidence": _("Trust in a proof changed"),
    "object": _("Objection to a correction"),
    "raise_objection": _("Objection to a public notice"),
    "decide_objection": _("Objection decided"),
    "propose_notice": _("First of two votes: public notice"),
    "propose_cultivate": _("First of two votes: cultivation list"),
    "propose_decline": _("First of two votes: declined"),
}
RUNNING: Words = {
    "plan_round": _("Round planned"),
    "round_open": _("Round opened"),
    "round_closed": _("Round closed"),
    "begin_rescoring": _("Re-scoring begun"),
    "go_on_rescoring": _("Re-scoring resumed"),
    "rescoring_adopted": _("Re-scoring adopted"),
    "rescoring_rejected": _("Re-scoring rejected"),
    "import_titles": _("Earlier titles imported"),
    "upload_titles": _("Register of titles uploaded"),
    "confirm_titles": _("Register of titles taken over"),
    "drop_titles": _("Register of titles put away"),
    "title_due": _("Title due for re-check"),
    "title_kept": _("Title kept"),
    "title_corrected": pgettext_lazy("of a title", "Title corrected"),
    "title_withdrawn": _("Title withdrawn"),
    "draw_recheck": _("Sample for a re-check drawn"),
    "set_title_years": _("Years until a re-check set"),
    "change_round": _("Plan of the round changed"),
    "round_archived": _("Round archived"),
    "extend": _("More time given"),
    "swap_edition": _("Edition of the round swapped"),
    "remind": _("Reminder sent"),
    "draw_panel": _("Panel of experts drawn"),
    "reseat": _("Seat of a panel given to another expert"),
    "release_decisions": _("Decisions released after calibration"),
}
AUTHORING: Words = {
    "begin_draft": _("Draft of an edition begun"),
    "upload_edition": _("Edition uploaded as a workbook"),
    "confirm_edition": _("Draft taken over from a workbook"),
    "drop_edition": _("Workbook of an edition put away"),
    "publish_edition": _("Edition published"),
    "discard_draft": _("Draft of an edition discarded"),
}
# In the order in which an auditor looks for them.
GROUPS: tuple[tuple[Any, Words], ...] = (
    (_("Signing in"), SIGNING_IN),
    (_("Accounts and rights"), RIGHTS),
    (_("Downloads and exports"), TAKING),
    (_("Course of a file"), MOVED),
    (_("Review and decision"), REVIEWING),
    (_("Filling"), FILLING),
    (_("Enterprises and invitations"), COMING_IN),
    (_("Rounds and titles"), RUNNING),
    (_("Questionnaires"), AUTHORING),
)
ACTIONS: Words = {
    name: word for _group, words in GROUPS for name, word in words.items()
}

KINDS: Words = {
    "user": _("Account"),
    "office": _("Office"),
    "membership": _("Membership"),
    "enterprise": _("Enterprise"),
    "unit": _("Workshop or factory"),
    "response": _("Questionnaire of a unit"),
    "evidence": _("Proof"),
    "upload": _("Upload"),
    "copy": _("Workbook to fill"),
    "returnedcopy": _("Filled workbook"),
    "registration": _("Registration"),
    "invitation": _("Invitation"),
    "roster": _("Roster"),
    "round": _("Round"),
    "rescoring": _("Re-scoring"),
    "stage": _("Stage"),
    "title": pgettext_lazy("of a unit", "Title"),
    "edition": _("Edition"),
    "editionimport": _("Workbook of an edition"),
    "job": _("Job"),
    "extension": _("More time"),
    "reminder": _("Reminder"),
    "panel": _("Panel of experts"),
    "seat": _("Seat of an expert"),
    "release": _("Release of decisions"),
    "recheck": _("Re-check"),
    "titleimport": _("Register of titles"),
    "accountlink": _("Link for a password"),
    "cut": _("Published figures"),
    "report": _("Benchmark workbook"),
    "summaryorder": _("Summary table of a region"),
    "study": _("Study"),
}


def action_words(action: str) -> str:
    """What was done; an action of another version by its name."""
    return str(ACTIONS.get(action, action))


def kind_words(kind: str) -> str:
    """What it was done to."""
    return str(KINDS.get(kind, kind))
