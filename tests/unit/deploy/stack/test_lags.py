"""What waits for whom, in words; and that a broker that is away is not an empty one."""

from leitstand.deploy.ports import free_ports
from leitstand.deploy.settings import Settings
from leitstand.deploy.stack.lags import lags_of, text_of
from leitstand.schemas import topics
from leitstand.streams.lag import GroupLag


def lag(group: str, records: int) -> GroupLag:
    return GroupLag(group=group, topic=topics.ASSESSMENTS, records=records)


def test_only_who_is_behind_is_named() -> None:
    """With how much, and where it stands."""
    text = text_of([lag("sink", 1234), lag("cases", 0)])
    assert text == f"{'sink':<18} 1234 records wait in {topics.ASSESSMENTS}\n"


def test_at_rest_it_says_so() -> None:
    """Zero is an answer."""
    assert text_of([lag("sink", 0)]) == "no record waits\n"


def test_a_broker_that_is_away_is_said_to_be() -> None:
    """Not known is not zero."""
    assert lags_of(Settings(ports=free_ports())) is None
    assert "not known" in text_of(None)
