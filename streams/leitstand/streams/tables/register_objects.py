"""``register_objects``: every register record as it stands in Kafka; views unfold the intervals."""

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import Count
from leitstand.schemas.vocabulary import ObjectKind
from leitstand.streams.tables.columns import broker_time, made_from_record, of_record, of_value
from leitstand.streams.tables.table import Table


class _Object(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a History; what its values mean only the views need to know."""

    tenant: Slug
    kind: ObjectKind
    id: str
    release: Count
    intervals: tuple[msgspec.Raw, ...]


_decode_head = msgspec.json.Decoder(_Object).decode


def _decode(value: bytes) -> _Object:
    # The intervals are kept as they stand, and msgspec does not look into what it keeps so.
    value.decode()
    return _decode_head(value)


TABLE: Table[_Object] = Table(
    topic=topics.REGISTER,
    name="register_objects",
    decode=_decode,
    columns={
        "tenant": of_value("tenant"),
        "kind": of_value("kind"),
        "id": of_value("id"),
        "release": of_value("release"),
        "value": made_from_record(lambda r: (r.value or b"").decode()),
        "written_at": made_from_record(broker_time),
        "k_partition": of_record("partition"),
        "k_offset": of_record("offset"),
    },
)
