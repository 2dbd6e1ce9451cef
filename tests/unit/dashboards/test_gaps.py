"""Gaps of the record on the worklist of data protection: in plain words, without a person in them."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from leitstand.cases import Filling, Gap, Loss, ProofStand, Verdict
from leitstand.dashboards.desk.completeness import SILENCE, place_of
from leitstand.dashboards.preview import Preview
from leitstand.schemas import topics
from leitstand.schemas.vocabulary import LossCause

SignIn = Callable[[str], TestClient]


def lose(preview: Preview) -> str:
    """Let two places be missing; return the number of their case."""
    hour = preview.clock().replace(minute=0, second=0, microsecond=0)
    losses = tuple(
        Loss(subject=subject, first=4711, last=last, cause=LossCause.NOT_STORED, hour=hour)
        for subject, last in ((f"{topics.INTERACTIONS}/2", 4713), ("gateway.1", 4711))
    )
    (number,) = preview.cases.settle_gaps(lambda _: Verdict(losses=losses)).opened
    return number


def fill(gaps: Sequence[Gap]) -> Verdict:
    return Verdict(
        filled=tuple(Filling(gap=gap, arrived=((gap.first, gap.last),), rest=()) for gap in gaps)
    )


def stand(preview: Preview, waits_for: str | None = None, ago: timedelta = timedelta()) -> None:
    looked = preview.clock() - ago
    preview.cases.keep_proof(
        ProofStand(
            proven_until=looked,
            mark={},
            looked_at=looked,
            waits_for=waits_for,
            waits_since=looked if waits_for else None,
        ),
        [],
    )


def test_a_gap_stands_among_the_new_cases(sign_in: SignIn, preview: Preview) -> None:
    """Nobody's department, and what it is."""
    number = lose(preview)
    page = sign_in("dsb").get("/dsb").text
    assert number in page
    assert "Lücke in der Aufzeichnung" in page
    assert "In der Aufzeichnung fehlt etwas" in page or "noch nicht nachgewiesen" in page


def test_its_file_says_what_is_missing_and_why(sign_in: SignIn, preview: Preview) -> None:
    """Place, numbers, cause; no rule of the policy, no application."""
    page = sign_in("dsb").get(f"/dsb/cases/{lose(preview)}").text
    assert "KI-Nutzungen" in page
    assert "4711\u20134713" in page
    assert "kam aber nicht in der Datenbank an" in page
    assert "niemandes Verhalten" in page
    assert "Did it leave" not in page
    assert "Hat es das Haus verlassen" not in page


def test_what_arrived_closes_it_and_the_timeline_says_so(sign_in: SignIn, preview: Preview) -> None:
    """By Leitstand itself."""
    number = lose(preview)
    preview.cases.settle_gaps(fill)
    page = sign_in("dsb").get(f"/dsb/cases/{number}").text
    assert "Das Fehlende ist angekommen" in page
    assert "angekommen" in page


def test_the_worklist_says_until_when_everything_is_complete(
    sign_in: SignIn, preview: Preview
) -> None:
    """Never proven, complete, missing, not provable, and a prover that does not run."""
    client = sign_in("dsb")
    assert "noch nicht nachgewiesen" in client.get("/dsb").text
    stand(preview)
    assert "Alles vollständig bis" in client.get("/dsb").text
    stand(preview, waits_for="sink")
    assert "sink antwortet nicht" in client.get("/dsb").text
    stand(preview, ago=SILENCE * 2)
    assert "Zurzeit wird das nicht nachgewiesen" in client.get("/dsb").text
    lose(preview)
    assert "In der Aufzeichnung fehlt etwas" in client.get("/dsb").text


@pytest.mark.parametrize("topic", sorted(topics.load_all()))
def test_every_topic_has_its_words(topic: str) -> None:
    """A new topic needs a name for readers."""
    assert place_of(f"{topic}/3")
