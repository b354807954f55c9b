"""Every page that somebody can open, with who opens it; what is no page, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLResolver, get_resolver, reverse

from tests.browser import overseeing, title_pages
from tests.browser.site import Site

POSTED = "is posted to"
FRAGMENT = "is a part of a page"
DOWNLOAD = "is a file"
# These have no page of their own.
NO_PAGE = {
    "health": "is read by machines",
    "set_language": POSTED,
    "mfa_download_recovery_codes": DOWNLOAD,
    "surveys:audit_verify": POSTED,
    "surveys:audit_progress": FRAGMENT,
    "surveys:audit_download": DOWNLOAD,
    "reports:order": POSTED,
    "reports:publish": POSTED,
    "reports:progress": FRAGMENT,
    "reports:download": DOWNLOAD,
    "reports:study_progress": FRAGMENT,
    "reports:study_file": DOWNLOAD,
    "surveys:data": DOWNLOAD,
    "surveys:result_workbook": DOWNLOAD,
    "surveys:portal": DOWNLOAD,
    "surveys:copy_download": DOWNLOAD,
    "surveys:copies_progress": FRAGMENT,
    "surveys:copy_put_away": POSTED,
    "surveys:way_workbook": DOWNLOAD,
    "surveys:register_code": FRAGMENT,
    "surveys:roster_empty": DOWNLOAD,
    "surveys:roster_progress": FRAGMENT,
    "surveys:roster_confirm": POSTED,
    "surveys:roster_drop": POSTED,
    "surveys:invitation_links": DOWNLOAD,
    "surveys:registration_confirm": POSTED,
    "surveys:registration_decline": POSTED,
    "surveys:invitation_send": POSTED,
    "surveys:invitation_revoke": POSTED,
    "surveys:member_role": POSTED,
    "surveys:official_link": POSTED,
    "surveys:official_suspend": POSTED,
    "surveys:official_restore": POSTED,
    "surveys:official_factor": POSTED,
    "reports:dossier_workbook": DOWNLOAD,
    "reports:summary_order": POSTED,
    "reports:summary_progress": FRAGMENT,
    "reports:summary_file": DOWNLOAD,
    "surveys:rescoring_progress": FRAGMENT,
    "surveys:rescoring_go_on": POSTED,
    "surveys:rescoring_decide": POSTED,
    "surveys:start": POSTED,
    "surveys:answer": POSTED,
    "surveys:assign": POSTED,
    "surveys:evidence": DOWNLOAD,
    "surveys:evidence_view": "is shown in a frame; test_review_day opens one",
    "surveys:judge": POSTED,
    "surveys:agree_again": POSTED,
    "surveys:evidence_remove": POSTED,
    "surveys:upload_begin": POSTED,
    "surveys:upload": "is asked by a script",
    "surveys:upload_finish": POSTED,
    "surveys:upload_drop": POSTED,
    "surveys:progress": FRAGMENT,
    "surveys:take_back": POSTED,
    "surveys:message_open": "leads to what the message is about",
    "surveys:message_read": POSTED,
    "surveys:messages_read": POSTED,
    "surveys:withdraw": POSTED,
    "surveys:dispatch": POSTED,
    # Looked at where something is ticked: tests/browser/test_queue.py.
    "surveys:batch_recommend": POSTED,
    "surveys:batch_decide": POSTED,
    "surveys:fact": POSTED,
    "surveys:return": POSTED,
    "surveys:recommend": POSTED,
    "surveys:settle": POSTED,
    "surveys:decide": POSTED,
    "surveys:send_back": POSTED,
    "surveys:recognise": POSTED,
    "surveys:object": POSTED,
    "surveys:objection_decide": POSTED,
    "surveys:reseat": POSTED,
    "surveys:seat_finish": POSTED,
    "surveys:notices_workbook": DOWNLOAD,
    "reports:release": POSTED,
    "surveys:grade": POSTED,
    "surveys:round_open": POSTED,
    "surveys:round_close": POSTED,
    "surveys:round_archive": POSTED,
    "reports:cockpits": "leads to the round that runs",
    "surveys:edition_import_progress": FRAGMENT,
    "surveys:edition_import_confirm": POSTED,
    "surveys:edition_import_drop": POSTED,
    "surveys:edition_workbook": DOWNLOAD,
    "surveys:edition_document": DOWNLOAD,
    "surveys:edition_discard": POSTED,
    "surveys:preview_start": "leads to the first section",
    **title_pages.NO_PAGE,
    # Opens between the password and the code only; test_signing_in looks at it.
    "mfa_authenticate": "is a step of signing in",
}
SECTIONS = (
    "project",
    "infrastructure",
    "equipment",
    "systems",
    "design",
    "production",
    "chain",
    "results",
)
# One question of every kind: how a reviewer corrects it.
CORRECTED = (
    "legal_form",
    "project_name",
    "project_investment",
    "project_start",
    "mes_scope",
    "sensor_coverage",
    "business_systems",
    "auto_inspection",
    "data_governance",
    "operating_cost",
)
# What the reviewer of the recommended file corrected.
CORRECTED_ITEM = "sensor_coverage"


@dataclass(frozen=True)
class Opened:
    """A page as somebody opens it; `name` is that of its address."""

    who: str
    name: str
    path: str
    title: str

    def __str__(self) -> str:
        return self.title


def pages(site: Site) -> list[Opened]:
    """All of them, by who opens them."""
    return [
        Opened(who, name, reverse(name, args=args), f"{who or 'nobody'}-{title}")
        for who, name, args, title in (
            *_of_nobody(),
            *_of_everybody(),
            *_of_newcomers(site.ids["arrivals"], site.ids["enterprise"]),
            *_of_members(site.ids),
            *_of_planning(site.ids),
            *_of_afterwards(site.ids["responses"]),
            *_of_upwards(site.ids["responses"], site.ids["national"]),
            *_of_officials(site.ids),
            *_of_keepers(site.ids["keepers"], site.ids["responses"]),
            *_of_tables(site.ids["summary"]),
            *overseeing.rows(site.ids["overseen"], site.ids["rounds"][-1]),
            *title_pages.of_titles(site.ids["titles"]),
            *_of_panels(site.ids["panels"]),
            *_of_authors(site.ids["editions"]),
            *_of_studies(site.ids["studies"], site.ids["editions"]["workshop"]),
            *_of_auditors(),
        )
    ]


Row = tuple[str, str, tuple[Any, ...], str]


def _of_nobody() -> Iterator[Row]:
    yield "", "home", (), "home"
    yield "", "account_login", (), "sign-in"
    yield "", "account_inactive", (), "inactive"


def _of_newcomers(ids: dict[str, Any], home: int) -> Iterator[Row]:
    yield "", "surveys:register", (), "register"
    yield "", "surveys:invitation", (ids["link"],), "invitation"
    yield "", "surveys:invitation", (ids["colleague"],), "invitation-colleague"
    yield "officer", "surveys:rosters", (), "rosters"
    yield "officer", "surveys:roster", (ids["roster"],), "roster"
    yield "officer", "surveys:roster", (ids["taken"],), "roster-taken"
    yield "officer", "surveys:registrations", (), "registrations"
    yield "officer", "surveys:registration", (ids["invited"],), "registration"
    yield "officer", "surveys:registration", (ids["applied"],), "application"
    yield "administrator", "surveys:members", (home,), "members"
    yield "viewer", "surveys:members", (home,), "members-to-read"
    yield "administrator", "surveys:member_invite", (home,), "member-invite"
    yield "administrator", "surveys:member_end", (ids["membership"],), "member-end"


def _of_everybody() -> Iterator[Row]:
    yield "respondent", "account_logout", (), "sign-out"
    yield "respondent", "account_reauthenticate", (), "ask-password"
    yield "respondent", "account_change_password", (), "password"
    yield "respondent", "mfa_index", (), "second-factor"
    yield "respondent", "surveys:inbox", (), "messages"
    yield "respondent", "surveys:message_settings", (), "message-settings"
    yield "analyst", "surveys:inbox", (), "no-messages"
    yield "newcomer", "mfa_activate_totp", (), "set-up-factor"
    yield "analyst", "mfa_index", (), "second-factor"
    yield "analyst", "mfa_reauthenticate", (), "ask-code"
    yield "analyst", "mfa_generate_recovery_codes", (), "new-recovery-codes"
    yield "analyst", "mfa_view_recovery_codes", (), "recovery-codes"
    yield "analyst", "mfa_deactivate_totp", (), "remove-factor"


def _of_members(ids: dict[str, Any]) -> Iterator[Row]:
    of, home = ids["responses"], (ids["enterprise"],)
    yield "respondent", "surveys:desk", (), "desk"
    yield "administrator", "surveys:desk", (), "desk"
    yield "administrator", "surveys:enterprise", home, "enterprise"
    yield "administrator", "surveys:profile", home, "profile"
    yield "administrator", "surveys:unit_add", home, "unit-add"
    for status, pk in of.items():
        yield "respondent", "surveys:task_list", (pk,), f"task-list-{status}"
    for code in SECTIONS:
        yield "respondent", "surveys:section", (of["draft"], code), f"section-{code}"
    for code in ("project", "equipment"):
        args = (of["returned"], code)
        yield "respondent", "surveys:section", args, f"section-{code}-returned"
    args = (of["submitted"], "systems")
    yield "viewer", "surveys:section", args, "section-to-read"
    args = (of["draft"], "nc_equipment_rate")
    yield "respondent", "surveys:evidence_add", args, "evidence-add"
    yield "respondent", "surveys:evidence_again", args, "evidence-again"
    file = (UUID(ids["evidence"]),)
    yield "respondent", "surveys:evidence_details", file, "evidence-details"
    yield "respondent", "surveys:copies", (of["draft"],), "copies"
    yield "respondent", "surveys:merge", (of["draft"],), "merge"
    for status in ("draft", "returned", "submitted"):
        yield "respondent", "surveys:check", (of[status],), f"check-{status}"
    for status in ("draft", "returned"):
        yield "respondent", "surveys:submit", (of[status],), f"submit-{status}"
    for status in ("submitted", "recognised"):
        yield "respondent", "surveys:receipt", (of[status],), f"receipt-{status}"
        yield "respondent", "reports:result", (of[status],), f"result-{status}"


def _of_upwards(of: dict[str, int], national: dict[str, int]) -> Iterator[Row]:
    for status in ("draft", "submitted"):
        yield "respondent", "surveys:way", (of[status],), f"way-{status}"
    index, cmmm = national["sme_index"], national["cmmm"]
    yield "respondent", "surveys:way", (index,), "way-of-index"
    yield "respondent", "surveys:first", (cmmm,), "what-first"
    yield "respondent", "surveys:prefill_sources", (index,), "take-over-from"
    args = (index, of["submitted"])
    yield "respondent", "surveys:prefill", args, "take-over"
    yield "respondent", "surveys:task_list", (index,), "task-list-of-index"


def _of_planning(ids: dict[str, Any]) -> Iterator[Row]:
    draft, carrying = (ids["responses"]["draft"],), (ids["carrying"],)
    yield "respondent", "surveys:before", draft, "before-you-start"
    yield "respondent", "surveys:before_start", tuple(ids["offer"]), "before-the-start"
    yield "respondent", "surveys:carry", carrying, "carry-over"
    yield "respondent", "surveys:task_list", carrying, "task-list-carrying"
    yield "respondent", "surveys:section", (*carrying, "equipment"), "section-carrying"


def _of_afterwards(of: dict[str, int]) -> Iterator[Row]:
    corrected, returned = of["recommended"], (of["returned"],)
    yield "respondent", "surveys:form", (of["submitted"],), "application-form"
    for status in ("submitted", "returned", "recommended"):
        yield "respondent", "surveys:corrections", (of[status],), f"found-{status}"
    yield "respondent", "surveys:object_to", (corrected, CORRECTED_ITEM), "object"
    for status in ("draft", "returned", "recognised"):
        yield "respondent", "surveys:history", (of[status],), f"history-{status}"
    yield "reviewer", "surveys:history", (of["recommended"],), "history-of-a-file"
    yield "respondent", "surveys:compare", returned, "compare"
    args = (of["returned"], CORRECTED_ITEM)
    yield "respondent", "surveys:revisions", args, "revisions"


def _of_officials(ids: dict[str, Any]) -> Iterator[Row]:
    of = ids["responses"]
    yield "reviewer", "surveys:queue", (), "queue"
    for status in ("submitted", "returned", "recommended"):
        yield "reviewer", "surveys:file", (of[status],), f"file-{status}"
    args = (of["submitted"], CORRECTED_ITEM)
    yield "reviewer", "surveys:ask", args, "ask"
    for code in ("legal_form", CORRECTED_ITEM):
        args = (ids["rounds"][1], ids["asked"], code)
        yield "reviewer", "surveys:by_question", args, f"by-question-{code}"
    for code in CORRECTED:
        args = (of["submitted"], code)
        yield "reviewer", "surveys:correct", args, f"correct-{code}"
    yield "reviewer", "reports:list", (), "reports"
    yield "officer", "surveys:decisions", (), "decisions"
    for status in ("recommended", "noticed", "recognised"):
        yield "officer", "surveys:file", (of[status],), f"file-{status}"
    yield "officer", "surveys:enterprises", (), "enterprises"
    yield "officer", "surveys:enrol", (), "enrol"
    yield "officer", "surveys:enterprise", (ids["enterprise"],), "enterprise"
    yield "officer", "surveys:rounds", (), "rounds"
    yield "officer", "surveys:round_new", (), "round-new"
    for number, pk in enumerate(ids["rounds"]):
        yield "officer", "surveys:round", (pk,), f"round-{number}"
    yield "officer", "surveys:reopen", (of["lapsed"],), "reopen"
    yield "officer", "reports:list", (), "reports"
    yield "officer", "reports:report", (ids["report"],), "report"
    yield "officer", "reports:result", (of["recognised"],), "result"
    yield "analyst", "reports:list", (), "reports"


def _of_keepers(ids: dict[str, Any], of: dict[str, int]) -> Iterator[Row]:
    """The pages, by who opens them."""
    person = (ids["official"],)
    yield "", "surveys:choose_password", (ids["token"],), "choose-password"
    yield "system", "surveys:officials", (), "officials"
    yield "system", "surveys:official_add", (), "official-add"
    yield "system", "surveys:official", person, "official"
    yield "system", "surveys:official", (ids["new"],), "official-new"
    yield "security", "surveys:officials", (), "officials"
    yield "security", "surveys:official", (ids["follower"],), "official-follower"
    yield "security", "surveys:office_new", person, "office-new"
    yield "security", "surveys:office_end", (ids["office"],), "office-end"
    yield "security", "surveys:office_hand_over", person, "office-hand-over"
    yield "security", "surveys:offices_move", (ids["region"],), "offices-move"
    for status in ("submitted", "recommended"):
        yield "reviewer", "reports:dossier", (of[status],), f"dossier-{status}"
    yield "officer", "reports:dossier", (of["recognised"],), "dossier-recognised"


def _of_tables(ordered: str) -> Iterator[Row]:
    yield "reviewer", "reports:summary", (), "summary"
    yield "officer", "reports:summary", (), "summary"
    yield "officer", "reports:summary_ordered", (ordered,), "summary-order"


def _of_panels(ids: dict[str, int]) -> Iterator[Row]:
    seat = (ids["seat"],)
    yield "expert", "surveys:seats", (), "seats"
    yield "expert", "surveys:seat", seat, "seat"
    yield "expert", "surveys:seat_section", (*seat, "equipment"), "seat-section"
    yield "officer", "surveys:panel_new", (ids["round"],), "panel-new"
    yield "officer", "surveys:panel", (ids["panel"],), "panel"
    yield "officer", "reports:calibration", (ids["round"],), "calibration"
    yield "officer", "surveys:notices", (), "notices"
    yield "reviewer", "surveys:notices", (), "notices-of-a-district"


def _of_authors(ids: dict[str, Any]) -> Iterator[Row]:
    draft, published = (ids["draft"],), (ids["published"],)
    yield "officer", "surveys:editions", (), "editions"
    yield "officer", "surveys:edition_upload", (), "edition-upload"
    for state in ("faulty", "ready"):
        yield "officer", "surveys:edition_import", (ids[state],), f"import-{state}"
    yield "officer", "surveys:edition", draft, "edition-draft"
    yield "officer", "surveys:edition", published, "edition-published"
    yield "officer", "surveys:draft_new", published, "draft-new"
    yield "officer", "surveys:edition_differences", draft, "edition-differences"
    yield "officer", "surveys:edition_publish", draft, "edition-publish"
    for code in ("project", "equipment", "results"):
        yield "officer", "surveys:preview", (*draft, code), f"preview-{code}"


def _of_auditors() -> Iterator[Row]:
    yield "auditor", "surveys:audit", (), "audit"


def _of_studies(ids: dict[str, Any], draft: int) -> Iterator[Row]:
    yield "officer", "reports:studies", (), "studies"
    for kind in ("rehearsal", "sensitivity"):
        yield "officer", "reports:study", (ids[kind],), f"study-{kind}"
    yield "officer", "reports:rehearse", (draft,), "rehearse"
    yield "officer", "reports:sensitivity", (draft,), "sensitivity"
    yield "officer", "surveys:rescore", (ids["round"],), "rescore"
    yield "officer", "surveys:rescoring", (ids["rescoring"],), "rescoring"
    card = (ids["rescoring"], ids["card"])
    yield "officer", "surveys:rescoring_card", card, "rescoring-card"


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every address there is."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{part.namespace}:" if part.namespace else ""
            yield from names(part, space + inner)
        else:
            yield f"{space}{part.name}"
