"""Which partition a record lies in: one hash everywhere, the one of Kafka's Java client.

Everything that sends chooses the partition here, because a batch that is built per partition
bypasses the client library's own partitioner.
"""

import struct

_SEED = 0x9747B28C
_M = 0x5BD1E995
_MASK = 0xFFFFFFFF


def murmur2(data: bytes) -> int:
    """Return the 32-bit MurmurHash2 with Kafka's seed (``Utils.murmur2`` of the Java client)."""
    whole = len(data) // 4
    state = _SEED ^ len(data)
    for word in struct.unpack_from(f"<{whole}I", data):
        mixed = word * _M & _MASK
        mixed = (mixed ^ mixed >> 24) * _M & _MASK
        state = state * _M & _MASK ^ mixed
    rest = data[whole * 4 :]
    if rest:
        state = (state ^ int.from_bytes(rest, "little")) * _M & _MASK
    state = (state ^ state >> 13) * _M & _MASK
    return state ^ state >> 15


def partition_of(key: bytes | None, partitions: int) -> int:
    """Return the partition of a key; a record without a key lies in partition 0."""
    return 0 if key is None else (murmur2(key) & 0x7FFFFFFF) % partitions
