"""The one hash."""

# pyright: basic
# kafka-python carries no types.

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafka_murmur2  # type: ignore[import-untyped] # no stubs

from leitstand.broker.partitioning import murmur2, partition_of


# The values of Kafka's own UtilsTest.testMurmur2, as unsigned numbers.
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"21", -973932308),
        (b"foobar", -790332482),
        (b"a-little-bit-long-string", -985981536),
        (b"a-little-bit-longer-string", -1486304829),
        (b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971),
        (b"abc", 479470107),
    ],
)
def test_values_of_the_java_client(data: bytes, expected: int) -> None:
    """The hash is the Java client's, bit for bit."""
    assert murmur2(data) == expected & 0xFFFFFFFF


@given(st.binary(max_size=100))
def test_equal_to_kafka_python(data: bytes) -> None:
    """Any key gets the partition that kafka-python would choose."""
    assert murmur2(data) == kafka_murmur2(data)


@given(st.binary(max_size=60), st.integers(min_value=1, max_value=512))
def test_partition_exists(key: bytes, partitions: int) -> None:
    """The partition is one of the topic's."""
    assert 0 <= partition_of(key, partitions) < partitions


def test_without_a_key() -> None:
    """A record without a key lies in the first partition."""
    assert partition_of(None, 7) == 0
