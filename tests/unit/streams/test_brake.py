"""The brake: pulled by what is wrong here, never by what somebody sends."""

from dataclasses import replace
from typing import Any

import pytest

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.assess import Outcome
from leitstand.streams.brake import COUNTED, Brake, BrakeLimits, LineStoppedError

SMALL = BrakeLimits(window=10, share=0.5, least=3)
GOOD: Any = object()
RECORD = Record(
    topic=topics.INTERACTIONS, partition=0, offset=0, timestamp_ms=1_000, key=b"k", value=None
)
UNCOUNTED = sorted(set(DeadLetterReason) - COUNTED)


@pytest.fixture
def refused(letters: Any) -> Any:
    """Return a function that makes a dead letter of a reason."""
    return lambda reason: letters.of(RECORD, reason)


def batch(*outcomes: Outcome) -> list[tuple[Record, Outcome]]:
    """Return the outcomes of some records."""
    return [(RECORD, outcome) for outcome in outcomes]


@pytest.mark.parametrize("reason", sorted(COUNTED))
def test_what_is_wrong_here_stops_the_line(refused: Any, reason: DeadLetterReason) -> None:
    """A wrong key, no policy, a broken release: with the number that it takes, and why."""
    brake = Brake(SMALL)
    brake.look_at(batch(refused(reason), refused(reason)))
    with pytest.raises(LineStoppedError) as stopped:
        brake.look_at(batch(refused(reason)))
    assert stopped.value.pulled.reasons == {reason: 3}
    assert stopped.value.pulled.looked_at == 3


@pytest.mark.parametrize("reason", UNCOUNTED)
def test_what_somebody_sends_never_does(refused: Any, reason: DeadLetterReason) -> None:
    """Garbage without end, and what the house itself wanted: suspended, destroyed."""
    Brake(SMALL).look_at(batch(*[refused(reason)] * 1_000))


def test_garbage_does_not_hide_what_is_wrong(refused: Any) -> None:
    """It is not looked at, so that it makes no share smaller."""
    garbage = [refused(DeadLetterReason.NOT_JSON)] * 1_000
    failed = [refused(DeadLetterReason.FAILED)] * 3
    with pytest.raises(LineStoppedError):
        Brake(SMALL).look_at(batch(*failed, *garbage))


@pytest.mark.parametrize(
    ("good", "bad", "stops"),
    [
        (0, 2, False),
        (0, 3, True),
        (3, 3, True),
        (4, 3, False),
        (5, 5, True),
        (6, 4, False),
        (90, 5, True),
    ],
)
def test_share_and_number_must_both_be_reached(
    refused: Any, good: int, bad: int, stops: bool
) -> None:
    """Half of the last ten, and three; what came before the window is forgotten."""
    outcomes = batch(*[GOOD] * good, *[refused(DeadLetterReason.FAILED)] * bad)
    if stops:
        with pytest.raises(LineStoppedError):
            Brake(SMALL).look_at(outcomes)
    else:
        Brake(SMALL).look_at(outcomes)


@pytest.mark.parametrize(("later_ms", "stops"), [(0, False), (1, True)])
def test_what_stood_there_at_the_release_passes(refused: Any, later_ms: int, stops: bool) -> None:
    """A person has seen it; what came since is looked at again."""
    brake = Brake(SMALL, passing_until_ms=1_000)
    record = replace(RECORD, timestamp_ms=1_000 + later_ms)
    outcomes = [(record, refused(DeadLetterReason.UNKNOWN_KEY))] * 3
    if stops:
        with pytest.raises(LineStoppedError):
            brake.look_at(outcomes)
    else:
        brake.look_at(outcomes)
