"""``dead_letters``: content-free; the sealed bytes stay in Kafka."""

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.streams.tables.columns import made_from_value, of_record, of_value
from leitstand.streams.tables.table import Table

TABLE: Table[DeadLetter] = Table(
    topic=topics.DEAD_LETTERS,
    name="dead_letters",
    decode=msgspec.json.Decoder(DeadLetter).decode,
    columns={
        "tenant": of_value("tenant"),
        "id": of_value("id"),
        "reason": of_value("reason"),
        "refused_by": of_value("refused_by"),
        "topic": of_value("topic"),
        "partition": of_value("partition"),
        "offset": of_value("offset"),
        "refused_at": of_value("refused_at"),
        "size": of_value("size"),
        "sealed": made_from_value(lambda d: d.sealed is not None),
        "k_partition": of_record("partition"),
        "k_offset": of_record("offset"),
    },
)
