"""``dead_letters``: content-free; the sealed bytes stay in Kafka."""

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.streams.tables.table import Table

TABLE: Table[DeadLetter] = Table(
    topic=topics.DEAD_LETTERS,
    name="dead_letters",
    decode=msgspec.json.Decoder(DeadLetter).decode,
    columns={
        "tenant": lambda _, d: d.tenant,
        "id": lambda _, d: d.id,
        "reason": lambda _, d: d.reason,
        "refused_by": lambda _, d: d.refused_by,
        "topic": lambda _, d: d.topic,
        "partition": lambda _, d: d.partition,
        "offset": lambda _, d: d.offset,
        "refused_at": lambda _, d: d.refused_at,
        "size": lambda _, d: d.size,
        "sealed": lambda _, d: d.sealed is not None,
        "k_partition": lambda r, _: r.partition,
        "k_offset": lambda r, _: r.offset,
    },
)
