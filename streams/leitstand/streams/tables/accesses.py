"""``accesses``: who looked at what."""

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.access import Access
from leitstand.streams.tables.columns import of_record, of_value
from leitstand.streams.tables.table import Table

TABLE: Table[Access] = Table(
    topic=topics.ACCESSES,
    name="accesses",
    decode=msgspec.json.Decoder(Access).decode,
    columns={
        "tenant": of_value("tenant"),
        "access_id": of_value("access_id"),
        "at": of_value("at"),
        "account": of_value("account"),
        "role": of_value("role"),
        "action": of_value("action"),
        "object": of_value("object"),
        "origin": of_value("origin"),
        "reason": of_value("reason"),
        "k_partition": of_record("partition"),
        "k_offset": of_record("offset"),
    },
)
