"""The line of one worker: judged, looked at by the brake, sent, in this order, while the loop turns."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leitstand.broker.ports import Outgoing, Record
from leitstand.schemas import topics
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams import worker
from leitstand.streams.assess import PORTION, assess_all
from leitstand.streams.brake import Brake, BrakeLimits, LineStoppedError
from leitstand.streams.worker import Line, WorkerOptions

FEW = BrakeLimits(window=100, share=0.5, least=3)


class Shown(Line):
    """A line whose records go nowhere but here."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.sent: list[tuple[int, Outgoing]] = []

    async def _send(self, made: Sequence[tuple[int, Outgoing]]) -> None:
        self.sent += made


@pytest.fixture
def line(town: Any, tmp_path: Path) -> Shown:
    options = WorkerOptions(servers="127.0.0.1:1", instance="test", directory=tmp_path)
    return Shown(options, lambda: town.context, Brake(FEW))


def records(town: Any, count: int, **changes: Any) -> list[Record]:
    """Return records of one partition."""
    first = town.record(town.interaction())
    return [replace(first, offset=offset, **changes) for offset in range(count)]


def test_everything_is_sent_in_its_order(town: Any, line: Shown) -> None:
    """An assessment or a dead letter for each, more than one portion of them."""
    good, garbage = records(town, PORTION + 1), records(town, 1, value=b"{")
    asyncio.run(line.move([*good, *garbage]))
    assert [partition for partition, _ in line.sent] == [2] * (PORTION + 2)
    assert [sent.topic for _, sent in line.sent] == [
        *[topics.ASSESSMENTS] * (PORTION + 1),
        topics.DEAD_LETTERS,
    ]


def test_the_brake_comes_before_the_first_send(town: Any, line: Shown) -> None:
    """Nothing of a haul goes out that would be too much."""
    broken = records(town, 3, value=(records(town, 1)[0].value or b"").replace(b"1000", b"1001"))
    with pytest.raises(LineStoppedError) as stopped:
        asyncio.run(line.move([*records(town, 1), *broken]))
    assert stopped.value.pulled.reasons == {DeadLetterReason.SEAL_BROKEN: 3}
    assert line.sent == []


def test_the_loop_turns_between_portions(
    town: Any, line: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a haul of hostile texts would look like a worker that hangs."""
    turns, seen = [0], list[int]()

    def noting(portion: Any, context: Any) -> Any:
        seen.append(turns[0])
        return assess_all(portion, context)

    async def story() -> None:
        async def turning() -> None:
            while True:
                turns[0] += 1
                await asyncio.sleep(0)

        other = asyncio.ensure_future(turning())
        await line.move(records(town, 3 * PORTION))
        other.cancel()

    monkeypatch.setattr(worker, "assess_all", noting)
    asyncio.run(story())
    assert len(seen) == 3
    assert sorted(set(seen)) == seen
