"""Columns are read from a whole batch: row for row the same as reading each row alone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from leitstand.broker.ports import Record
from leitstand.streams.tables import columns


@dataclass
class Part:
    size: int


@dataclass
class Value:
    name: str
    part: Part
    parts: tuple[Part, ...] = field(default=())


def name_of(value: Value) -> str:
    return value.name


PARTS = st.builds(Part, size=st.integers())
VALUES = st.lists(
    st.builds(Value, name=st.text(), part=PARTS, parts=st.lists(PARTS, max_size=3).map(tuple))
)


def record(offset: int) -> Record:
    return Record(
        topic="t",
        partition=0,
        offset=offset,
        timestamp_ms=1_780_000_000_123,
        key=None,
        value=None,
    )


@given(VALUES)
def test_a_batch_is_read_as_its_rows_are(values: list[Value]) -> None:
    """Every way to read a column gives one entry per row, in the order of the rows."""
    records = [record(offset) for offset in range(len(values))]
    read = {
        "value": columns.of_value("part.size")(records, values),
        "each": columns.of_each("parts", "size")(records, values),
        "record": columns.of_record("offset")(records, values),
        "made": columns.made_from_value(name_of)(records, values),
        "made from record": columns.made_from_record(lambda r: -r.offset)(records, values),
    }
    assert read == {
        "value": [value.part.size for value in values],
        "each": [[part.size for part in value.parts] for value in values],
        "record": list(range(len(values))),
        "made": [value.name for value in values],
        "made from record": [-number for number in range(len(values))],
    }


def test_broker_time_keeps_milliseconds() -> None:
    """Nothing of the broker's stamp is lost."""
    assert columns.broker_time(record(0)) == datetime.fromtimestamp(1_780_000_000.123, UTC)
