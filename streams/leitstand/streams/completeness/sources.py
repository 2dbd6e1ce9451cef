"""Which column of which table tells that a record of a topic arrived."""

from dataclasses import dataclass
from datetime import timedelta

from leitstand.schemas import topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One topic, and where its records end."""

    topic: str
    table: str
    offset: str
    """Column that holds the offset; the partition is ``k_partition``."""
    key: str
    """SQL of what is the record's key in Kafka: a redelivery has the same."""
    kept: timedelta | None
    """The table's TTL, counted from the moment of the record (its migration says it); ``None``: it
    is kept for ever."""

    def subject(self, partition: int) -> str:
        """Return the name of one partition in proofs and cases."""
        return f"{self.topic}/{partition}"


_ASSESSED = timedelta(days=90)
"""Of ``standard`` retention; a high-risk row lives longer, which no proof needs."""

SOURCES: tuple[Source, ...] = (
    Source(
        topic=topics.INTERACTIONS,
        table="assessments",
        offset="source_offset",
        key="toString(event_id)",
        kept=_ASSESSED,
    ),
    Source(
        topic=topics.ASSESSMENTS,
        table="assessments",
        offset="k_offset",
        key="toString(event_id)",
        kept=_ASSESSED,
    ),
    Source(
        topic=topics.REGISTER,
        table="register_objects",
        offset="k_offset",
        key="concat(tenant, '/', kind, '/', id)",
        kept=None,
    ),
    Source(
        topic=topics.ACCESSES,
        table="accesses",
        offset="k_offset",
        key="toString(access_id)",
        kept=timedelta(days=366),
    ),
    Source(
        topic=topics.DEAD_LETTERS,
        table="dead_letters",
        offset="k_offset",
        key="id",
        kept=timedelta(days=184),
    ),
)

INTERACTIONS, ASSESSMENTS = SOURCES[:2]
