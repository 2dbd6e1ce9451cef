"""Poison: interactions that went wrong in every way that a producer can think of.

Each is made from a good one by one to three changes, of headers, key, bytes, numbers, shape, seal or
content. The same seed makes the same corpus.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from leitstand.broker.ports import Outgoing
from leitstand.schemas.interaction import InteractionRecord
from leitstand.vault import Sealer

LARGE = 300_000
"""Bytes of what is oversized; two of them stay below what the broker takes."""
DEEP = 20_000

STRANGE_BYTES = (
    b"",
    b"\xff\xfe",
    b"\x00",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"9" * 400,
    b"null",
)
STRANGE_NUMBERS = (b"1e999", b"-1e999", b"9" * 400, b"-1", b"NaN", b"Infinity", b"0.5", b"1e-999",
                   b"18446744073709551616", b"null", b'"1"', b"true", b"[1]")  # fmt: skip
STRANGE_TIMES = ("9999-12-31T23:59:60Z", "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-16",
                 "2026-11-16T11:00:00", "2026-11-16T11:00:00+99:99", "", "-1", "²⁰²⁶")  # fmt: skip
STRANGE_KEYS = ("../../../../etc/passwd", "musterstadt/2026-11-16/eternal", "anderswo/2026-11-16/standard",
                "musterstadt/1999-01-01/standard", "musterdorf/9999-12-31/standard", "x" * 10_000, "", "\x00",
                "musterdorf/2026-02-31/standard", "//", "²/³/¹")  # fmt: skip
BOMBS = (b"[" * DEEP, b'{"a":' * DEEP, b"[" + b"0," * (LARGE // 2) + b"0]", b'"' + b"a" * LARGE + b'"',
         b"[" * DEEP + b"]" * DEEP, b"{" + b'"a":0,' * 20_000 + b'"a":0}')  # fmt: skip
STRANGE_CONTENTS = (b"", b"null", b"[]", b'{"messages":{}}', b'{"user":1}', b'{"user":"\\ud800"}', b"\xff",
                    b'{"user":"","messages":[{"where":"prompt","text":"\\u0000"}]}',
                    b'{"user":"\\u00a0","messages":[{"where":"nowhere","text":"a"}]}',
                    b'{"user":"a","messages":[{"where":"prompt","text":"\\ud83d"}]}',
                    b'{"user":"' + b"\xcc\x88" * 5_000 + b'","messages":[]}',
                    b'{"messages":[' + b'{"where":"prompt","text":"a"},' * 5_000
                    + b'{"where":"prompt","text":"a"}]}')  # fmt: skip

_NUMBER = re.compile(rb"(?<=[:,\[])\d+(?=[,}\]])")
_TIME = re.compile(rb'(?<=_at":")[^"]*')
_SEALED = re.compile(rb'(?<="(?:nonce)":")[^"]*|(?<="(?:wrapped)":")[^"]*|(?<="ciphertext":")[^"]*')
_KEY_ID = re.compile(rb'(?<="key_id":")[^"]*')
_CLOSED = re.compile(rb'(?<=":")[a-z_]+(?=")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Poisoner:
    """Makes poison of good records."""

    good: Sequence[Outgoing]
    sealer: Sealer
    chance: random.Random

    def corpus(self, number: int) -> Iterator[Outgoing]:
        """Yield that many records."""
        for _ in range(number):
            record = self.chance.choice(self.good)
            for change in self.chance.choices(self._changes(), k=self.chance.choice((1, 1, 2, 3))):
                record = change(record)
            yield record

    def _changes(self) -> Sequence[Callable[[Outgoing], Outgoing]]:
        return (
            self._header, self._header, self._key, self._no_value, self._bytes, self._cut, self._bomb,
            self._bomb_inside, self._number, self._number, self._time, self._sealed, self._key_id,
            self._closed_value, self._field, self._content, self._content, self._oversized,
        )  # fmt: skip

    def _header(self, record: Outgoing) -> Outgoing:
        headers = list(record.headers)
        place = self.chance.randrange(len(headers) + 1)
        name = self.chance.choice([name for name, _ in headers] or ["ce_id"])
        strange = self.chance.choice((*STRANGE_BYTES, self.chance.randbytes(20)))
        match self.chance.randrange(4):
            case 0:
                headers = [one for one in headers if one[0] != name]
            case 1:
                headers.insert(place, (name, strange))
            case 2:
                headers.insert(
                    place, (self.chance.choice(("", "ce_ìd", "\x00", "x" * 5_000)), strange)
                )
            case _:
                headers = [(n, strange if n == name else value) for n, value in headers]
        return replace(record, headers=tuple(headers))

    def _key(self, record: Outgoing) -> Outgoing:
        return replace(record, key=self.chance.choice((None, *STRANGE_BYTES, b"k" * 100_000)))

    def _no_value(self, record: Outgoing) -> Outgoing:
        return replace(record, value=self.chance.choice((None, b"", b" ", b"null", b"{}", b"[]")))

    def _bytes(self, record: Outgoing) -> Outgoing:
        """Change some bytes, or put strange ones between them."""
        value = bytearray(record.value or b"{}")
        for _ in range(self.chance.randint(1, 5)):
            place = self.chance.randrange(len(value) + 1)
            value[place : place + self.chance.randint(0, 2)] = self.chance.choice(
                (*STRANGE_BYTES, self.chance.randbytes(3))
            )
        return replace(record, value=bytes(value))

    def _cut(self, record: Outgoing) -> Outgoing:
        value = record.value or b""
        return replace(record, value=value[: self.chance.randrange(len(value) + 1)])

    def _bomb(self, record: Outgoing) -> Outgoing:
        return replace(record, value=self.chance.choice(BOMBS))

    def _bomb_inside(self, record: Outgoing) -> Outgoing:
        return self._put(record, _NUMBER, self.chance.choice(BOMBS))

    def _number(self, record: Outgoing) -> Outgoing:
        return self._put(record, _NUMBER, self.chance.choice(STRANGE_NUMBERS))

    def _time(self, record: Outgoing) -> Outgoing:
        return self._put(record, _TIME, self.chance.choice(STRANGE_TIMES).encode())

    def _sealed(self, record: Outgoing) -> Outgoing:
        """Cut a seal, make it no base64, or another of the same form."""
        strange = (b"", b"A", b"AAAA", b"=", b"!!!!", b"QUJD" * 20_000, b"QUJDQUJDQUJDQUJD")
        return self._put(record, _SEALED, self.chance.choice(strange))

    def _key_id(self, record: Outgoing) -> Outgoing:
        strange = json.dumps(self.chance.choice(STRANGE_KEYS))[1:-1]
        return self._put(record, _KEY_ID, strange.encode())

    def _closed_value(self, record: Outgoing) -> Outgoing:
        return self._put(
            record, _CLOSED, self.chance.choice((b"", b"other", b"\xff", b"x" * 1_000))
        )

    def _field(self, record: Outgoing) -> Outgoing:
        """Rename a field, so that one is missing and one is unknown."""
        value = record.value or b""
        names = re.findall(rb'"[a-z_]+"(?=:)', value) or [b"{"]
        return replace(record, value=value.replace(self.chance.choice(names), b'"strange"', 1))

    def _content(self, record: Outgoing) -> Outgoing:
        """Seal something strange as it should be: only who opens it can see."""
        try:
            raw = msgspec.json.decode(record.value or b"", type=InteractionRecord)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return record
        plain = self.chance.choice((*STRANGE_CONTENTS, *BOMBS))
        sealed = self.sealer.seal(bytes(raw.open), plain)
        return replace(
            record, value=msgspec.json.encode(InteractionRecord(open=raw.open, sealed=sealed))
        )

    def _oversized(self, record: Outgoing) -> Outgoing:
        value = record.value or b"{}"
        return replace(record, value=value[:-1] + b',"padding":"' + b"x" * LARGE + b'"}')

    def _put(self, record: Outgoing, where: re.Pattern[bytes], what: bytes) -> Outgoing:
        """Put something in the place of one of the matches."""
        value = record.value or b""
        found = list(where.finditer(value))
        if not found:
            return record
        begin, end = self.chance.choice(found).span()
        return replace(record, value=value[:begin] + what + value[end:])
