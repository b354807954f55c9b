"""The national questionnaires of an enterprise, begun and empty: pages around them."""

from datetime import datetime

from surveys.models import Edition, Enterprise, Response, Round, User


def begun(home_id: int, target: Round, by: User, at: datetime) -> dict[str, int]:
    """A draft of the SME index and one of CMMM; their ids by questionnaire."""
    home = Enterprise.objects.get(pk=home_id)
    unit = home.units.get(kind="enterprise")
    labels = {"sme_index": "2024", "cmmm": "2020-process"}
    return {
        code: Response.objects.create(
            round=target,
            edition=Edition.objects.get(questionnaire__code=code, label=label),
            unit=unit,
            created_by=by,
            created_at=at,
            status_at=at,
        ).pk
        for code, label in labels.items()
    }
