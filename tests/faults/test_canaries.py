"""Promise P2: what people write, read or are called stands nowhere in readable form.

``strings`` over files would miss umlauts and everything compressed. So Kafka's records are decoded,
every table of ClickHouse is read (``system.*`` included), every file of the data directory is
searched, each for the canary as UTF-8, JSON-escaped, in base64 and in lower case.
"""

# pyright: basic
# kafka-python and clickhouse-connect carry few types.
import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import kafka  # type: ignore[import-untyped] # no stubs
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from leitstand.broker.kafka import KafkaReader
from leitstand.deploy import clickhouse
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Message, Sealed, ToolCall
from leitstand.schemas.vocabulary import RetentionClass, Where
from leitstand.streams.groups import ASSESS, GROUPS

CANARIES = {
    "prompt": "Jördis Kanarienvogel-Täubrich bittet um Aufschub",
    "answer": "Sehr geehrte Frau Zilpzalp-Äschenbrödel",
    "user": "Jörg.Rotkehlchen@Musterstadt.example",
    "file": "Bescheid_Gänsesäger_Ottokar.pdf",
    "model": "frage-für-blaukehlchen-brunhilde",
    "tool": "Wiesenpieper, Kätchen, geb. 1971",
    "account": "DE89 3704 0044 0532 0130 00",
}
_CONDITIONAL = {"distributed_ddl_queue", "jemalloc_profile_text", "jemalloc_sampled_allocations"}
"""System tables that answer only with a condition or beside a server of their own."""
_ENDLESS = {"numbers", "numbers_mt", "zeros", "zeros_mt", "generate_random"}


class NoSealer:
    """Sealing switched off: what a mistake in our own code would look like."""

    def seal(
        self,
        open_bytes: bytes,
        plaintext: bytes,
        retention_class: RetentionClass = RetentionClass.STANDARD,
    ) -> Sealed:
        day = utc_now().date().isoformat()
        key_id = f"musterstadt/{day}/{retention_class.value}"
        return Sealed(key_id=key_id, wrapped=b"w", nonce=b"n", ciphertext=plaintext)


def test_nothing_is_readable_at_rest(
    install: Callable[..., Any], wait_until: Callable[..., None], observed: Callable[..., Any]
) -> None:
    """Not in Kafka, not in ClickHouse, not in a file or a log; and the search saw all of it."""
    there = install()
    send_through(there, wait_until, observed)
    found = {where for where, text in everything(there) if sings(text)}
    assert found == set()
    assert there.query("SELECT countIf(verdict = 'violation') FROM assessments_current") == [(2,)]
    assert there.query("SELECT count() FROM dead_letters FINAL") == [(1,)]


def test_without_seals_the_search_finds_them(
    install: Callable[..., Any], wait_until: Callable[..., None], observed: Callable[..., Any]
) -> None:
    """A search that cannot find anything proves nothing."""
    there = install(NoSealer())
    send_through(there, wait_until, observed)
    found = {where.split("/")[0] for where, text in everything(there) if sings(text)}
    assert {"kafka", "file"} <= found


@pytest.mark.parametrize("name", CANARIES)
def test_every_form_is_recognised(name: str) -> None:
    """As it is, escaped, in base64 at any position, and in lower case."""
    canary = CANARIES[name]
    for text in (
        canary.encode(),
        json.dumps({"a": canary}).encode(),
        canary.lower().encode(),
        *(base64.b64encode(b"x" * shift + canary.encode() + b"yz") for shift in range(3)),
        *(base64.urlsafe_b64encode(b"x" * shift + canary.encode() + b"yz") for shift in range(3)),
    ):
        assert sings(b"before " + text + b" after"), text


def send_through(there: Any, wait_until: Callable[..., None], observed: Callable[..., Any]) -> None:
    """Let an interaction with every canary become a row, and one of them a dead letter."""
    for role in ("assess", "sink"):
        there.start(role)
    confidential = {
        "user": CANARIES["user"],
        "request_model": CANARIES["model"],
        "messages": (
            Message(where=Where.PROMPT, text=f"{CANARIES['prompt']} {CANARIES['account']}"),
        ),
        "answers": (Message(where=Where.ANSWER, text=CANARIES["answer"]),),
        "file_names": (CANARIES["file"],),
        "tool_calls": (ToolCall(name=CANARIES["tool"], arguments=CANARIES["tool"]),),
    }
    too_old = utc_now() - timedelta(days=401)
    with there.draining():
        there.record(
            [
                observed(**confidential),
                observed(**confidential),
                observed(**confidential, occurred_at=too_old),
            ]
        )
        wait_until(lambda: there.rows() == 3, "three events accounted for")
    there.command("SYSTEM FLUSH LOGS")


def everything(there: Any) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of everything at rest."""
    yield from kafka_records(there.settings.kafka_servers)
    yield from tables(there)
    yield from files(there.home.data)


def kafka_records(servers: str) -> Iterator[tuple[str, bytes]]:
    """Yield every record, decoded; topics of Kafka's own too."""
    admin = kafka.KafkaAdminClient(bootstrap_servers=servers)
    names = set(admin.list_topics())
    admin.close()
    assert set(topics.load_all()) <= names
    reader = KafkaReader(servers)
    seen = 0
    for name in names - {"__consumer_offsets"}:
        for record in reader.read_to_end(name):
            seen += name in GROUPS[ASSESS]
            headers = [part for key, value in record.headers for part in (key.encode(), value)]
            text = b"\n".join([record.key or b"", record.value or b"", *headers])
            yield f"kafka/{name}/{record.offset}", text
    reader.close()
    assert seen == 3


def tables(there: Any) -> Iterator[tuple[str, bytes]]:
    """Yield every table as text. The engine of the local endpoint keeps no query log."""
    client = clickhouse.connect(there.home, there.settings, clickhouse.Account.ADMIN)
    names = client.query("SELECT database, name FROM system.tables").result_rows
    read, refused = set[str](), set[str]()
    for database, name in names:
        if name in _ENDLESS or database.lower() == "information_schema":
            continue
        query = f"SELECT * FROM `{database}`.`{name}` LIMIT 100000"  # noqa: S608 - its own names
        try:
            text = client.raw_query(query, fmt="JSONEachRow")
        except DatabaseError:
            refused.add(name)
        else:
            read.add(name)
            yield f"table/{database}.{name}", text
    client.close()
    assert refused <= _CONDITIONAL
    assert {"assessments", "dead_letters", "register_objects", "columns", "errors"} <= read


def files(directory: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file that a disk would keep."""
    seen = []
    for path in directory.rglob("*"):
        if path.is_file():
            seen.append(path.name)
            yield f"file/{path.relative_to(directory)}", path.read_bytes()
    assert {"assess.log", "sink.log"} <= set(seen)


def sings(text: bytes) -> bool:
    """Say whether any canary stands in it, in any form."""
    return any(form in text for form in FORMS)


def forms(canary: str) -> Iterator[bytes]:
    """Yield what a canary may look like."""
    for spelled in {canary, canary.lower(), canary.casefold()}:
        plain = spelled.encode()
        yield plain
        yield json.dumps(spelled)[1:-1].encode()
        for shift in range(3):
            # The characters at both ends depend on the neighbours; those between do not.
            coded = base64.b64encode(b"\0" * shift + plain)
            inner = coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]
            yield inner
            yield inner.translate(bytes.maketrans(b"+/", b"-_"))


FORMS = sorted({form for canary in CANARIES.values() for form in forms(canary)})
