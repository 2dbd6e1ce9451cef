"""The gateway's own count of requests, beside what it recorded."""

from pathlib import Path

from leitstand.broker.ports import Outgoing
from leitstand.outbox import Outbox, Passed, passed


def record(outbox: Outbox) -> None:
    outbox.append(lambda n: Outgoing(topic="t", key=b"k", value=str(n).encode()))


def test_who_counts_nothing_is_not_compared(tmp_path: Path) -> None:
    """A collector has no requests that it would have to pass on."""
    outbox = Outbox(tmp_path, "collector")
    record(outbox)
    assert passed(tmp_path) == []
    outbox.close()


def test_what_is_under_way_is_no_loss(tmp_path: Path) -> None:
    """While its process lives."""
    outbox = Outbox(tmp_path, "gateway")
    for _ in range(3):
        outbox.request_began()
    record(outbox)
    outbox.request_ended()
    name = outbox.producer
    assert passed(tmp_path) == [Passed(producer=name, begun=3, under_way=2, recorded=1)]
    outbox.close()


def test_of_a_process_that_is_gone_nothing_is_under_way(tmp_path: Path) -> None:
    """What it counted and did not record is missing."""
    outbox = Outbox(tmp_path, "gateway")
    for _ in range(3):
        outbox.request_began()
    record(outbox)
    name = outbox.producer
    outbox.close()
    assert passed(tmp_path) == [Passed(producer=name, begun=3, under_way=0, recorded=1)]


def test_a_disk_that_takes_no_count_stops_nobody(tmp_path: Path) -> None:
    """The request goes on; the last number that could be written stays."""
    outbox = Outbox(tmp_path, "gateway")
    (tmp_path / outbox.producer / "requests").mkdir()
    outbox.request_began()
    assert passed(tmp_path) == []
    outbox.close()
