"""``accesses``: who looked at what."""

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.access import Access
from leitstand.streams.tables.table import Table

TABLE: Table[Access] = Table(
    topic=topics.ACCESSES,
    name="accesses",
    decode=msgspec.json.Decoder(Access).decode,
    columns={
        "tenant": lambda _, a: a.tenant,
        "access_id": lambda _, a: a.access_id,
        "at": lambda _, a: a.at,
        "account": lambda _, a: a.account,
        "role": lambda _, a: a.role,
        "action": lambda _, a: a.action,
        "object": lambda _, a: a.object,
        "origin": lambda _, a: a.origin,
        "reason": lambda _, a: a.reason,
        "k_partition": lambda r, _: r.partition,
        "k_offset": lambda r, _: r.offset,
    },
)
