"""``register_objects``: every register record as it stands in Kafka; views unfold the intervals."""

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import Count
from leitstand.schemas.vocabulary import ObjectKind
from leitstand.streams.tables.table import Table, broker_time


class _Object(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a History; what its values mean only the views need to know."""

    tenant: Slug
    kind: ObjectKind
    id: str
    release: Count
    intervals: tuple[msgspec.Raw, ...]


TABLE: Table[_Object] = Table(
    topic=topics.REGISTER,
    name="register_objects",
    decode=msgspec.json.Decoder(_Object).decode,
    columns={
        "tenant": lambda _, o: o.tenant,
        "kind": lambda _, o: o.kind,
        "id": lambda _, o: o.id,
        "release": lambda _, o: o.release,
        "value": lambda r, _: (r.value or b"").decode(),
        "written_at": lambda r, _: broker_time(r),
        "k_partition": lambda r, _: r.partition,
        "k_offset": lambda r, _: r.offset,
    },
)
