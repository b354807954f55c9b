"""Why a file is not taken, in words that say what to do."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """The file cannot be taken; the message tells the person why and what to do."""


def too_big(size: int, limit: int) -> Refused:
    # Rounded up: one byte too many must not read as the limit itself.
    tenths = -(-size * 10 // 2**20)
    return Refused(
        _("The file has %(size)s MB; the limit is %(limit)s MB.")
        % {"size": f"{tenths / 10:.1f}", "limit": f"{limit / 2**20:g}"}
    )


def empty() -> Refused:
    return Refused(_("The file is empty. Choose another."))


def unknown_kind() -> Refused:
    return Refused(
        _("This kind of file cannot be uploaded. Use PDF, PNG, JPG, XLSX or DOCX.")
    )


def other_content(extension: str) -> Refused:
    return Refused(
        _(
            "The content of the file does not fit its name (.%(extension)s)."
            " Save it again in that format and upload it once more."
        )
        % {"extension": extension}
    )


def incomplete() -> Refused:
    return Refused(
        _(
            "The file ends too early: a part of it is missing. Open it, save it again"
            " and upload it once more."
        )
    )


def two_in_one() -> Refused:
    return Refused(
        _(
            "The file holds something else beside its own content. Save or print it"
            " anew and upload that."
        )
    )


def too_many_pixels(found: int, limit: int) -> Refused:
    return Refused(
        _(
            "The picture has %(found)s million pixels; the limit is %(limit)s million."
            " Save it smaller and upload it once more."
        )
        % {"found": f"{found / 1e6:.1f}", "limit": f"{limit / 1e6:g}"}
    )


def locked(extension: str) -> Refused:
    return Refused(
        _(
            "The file is protected by a password or has an old format. Save it as"
            " .%(extension)s without a password and upload it once more."
        )
        % {"extension": extension}
    )


def macros() -> Refused:
    return Refused(
        _("The file holds macros. Save it without macros and upload it once more.")
    )


def bomb() -> Refused:
    return Refused(_("The file unpacks to far more than its size. Make it smaller."))


def damaged() -> Refused:
    return Refused(
        _("The file is damaged. Open it, save it again and upload it once more.")
    )
