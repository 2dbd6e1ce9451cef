"""How far each producer of a disk has sent."""

from pathlib import Path

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Drain, Outbox
from leitstand.outbox.progress import Progress, progress


def test_a_directory_that_is_not_there_has_no_producer(tmp_path: Path) -> None:
    """An installation before its first event."""
    assert progress(tmp_path / "outbox") == []


def test_it_tells_topic_first_and_last_sent(tmp_path: Path) -> None:
    """Waiting ones are not sent."""
    producer = MemoryBroker({"t": 1}).producer()
    with_some = Outbox(tmp_path, "gateway")
    for _ in range(3):
        with_some.append(lambda n: Outgoing(topic="t", key=b"k", value=str(n).encode()))
    name = with_some.producer
    assert progress(tmp_path) == [Progress(producer=name, topic="t", first=1, done=0)]
    Drain(tmp_path, producer).step()
    assert progress(tmp_path) == [Progress(producer=name, topic="t", first=1, done=3)]
    with_some.close()
