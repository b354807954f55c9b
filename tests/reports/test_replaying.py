"""Reading a past round while others go on writing."""

import pytest

from reports.replaying import replayed
from surveys.models import Lane, Unit
from tests.crowd import at_once
from tests.reports.studies import claimed_round, draft


@pytest.mark.django_db(transaction=True)
def test_between_two_responses_anybody_may_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reports.replaying.CHUNK", 1)  # so that three rows are many
    target = claimed_round(("500105", "T01", 3))
    pasts = replayed(target, draft(), Lane.CLAIMED)
    first = next(pasts)

    def somebody() -> int:
        return Unit.objects.filter(pk=first.unit).update(name="A")

    assert at_once(somebody) == [1]
    assert Unit.objects.filter(pk=first.unit).update(name="B") == 1
    assert len(list(pasts)) == 2
