"""ClickHouse slow, read-only, full, away or speaking nonsense: wait; no row is given up for it."""

# pyright: basic
# clickhouse-connect carries few types.
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
from clickhouse_connect import get_client

from leitstand.broker.ports import Record
from leitstand.deploy.clickhouse import Account, password
from leitstand.schemas import examples, topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.clock import utc_now
from leitstand.schemas.identifiers import new_event_id
from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError
from leitstand.streams.store import ClickHouseStore
from leitstand.streams.store_errors import NEVER_FITS
from leitstand.streams.tables import assessments

HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(kw_only=True)
class Answer:
    """What stands in for ClickHouse's answer; ``None`` for a body lets the connection break."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = b""
    after_insert: bool = False
    """Whether ClickHouse gets the request all the same."""
    of_descriptions: bool = False
    """Whether it is the question for the columns that is answered so."""
    released: threading.Event | None = None
    """What the answer waits for."""

    def meets(self, query: bytes) -> bool:
        return query.startswith(b"DESCRIBE" if self.of_descriptions else b"INSERT")


def exception(code: int, name: str) -> Answer:
    """Return an answer of ClickHouse's own form."""
    text = f"Code: {code}. DB::Exception: told by a test. ({name}) (version 26.9.1.1)"
    headers = {"X-ClickHouse-Exception-Code": str(code)}
    return Answer(status=500, headers=headers, body=text.encode())


class Front:
    """A proxy before the endpoint; lets everything pass until it is given an answer."""

    def __init__(self, port: int) -> None:
        self.answer: Answer | None = None
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                body = self._body()
                planned = front.answer
                if planned is None or not planned.meets(_query_of(self, body)):
                    self._reply(*_pass_on(port, self, body))
                    return
                if planned.after_insert:
                    _pass_on(port, self, body)
                if planned.released is not None:
                    planned.released.wait(60)
                if planned.body is None:
                    self.connection.close()
                    self.close_connection = True
                    return
                self._reply(planned.status, planned.headers, planned.body)

            do_GET = do_POST

            def _body(self) -> bytes:
                if self.headers.get("Transfer-Encoding") != "chunked":
                    return self.rfile.read(int(self.headers.get("Content-Length", 0)))
                chunks: list[bytes] = []
                while size := int(self.rfile.readline(), 16):
                    chunks.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(chunks)

            def _reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in {"transfer-encoding", "content-length", "connection"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]


def _query_of(request: Any, body: bytes) -> bytes:
    """Return how the statement begins; only rows come compressed."""
    rows = "query=INSERT" in request.path or "Content-Encoding" in request.headers
    return b"INSERT" if rows else body.lstrip()


def _pass_on(port: int, request: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
    onward = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        name: value for name, value in request.headers.items() if name != "Transfer-Encoding"
    }
    onward.request(request.command, request.path, body, headers)
    found = onward.getresponse()
    answer = (found.status, dict(found.getheaders()), found.read())
    onward.close()
    return answer


@pytest.fixture
def front(clickhouse: Any) -> Iterator[Front]:
    made = Front(clickhouse.settings.ports.endpoint)
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


Connect = Callable[[float], Any]
"""Takes the seconds that an answer may take."""


@pytest.fixture
def connect(clickhouse: Any, front: Front) -> Connect:
    """Connect as the sink does."""

    def connected(patience_s: float) -> Any:
        return get_client(
            host="127.0.0.1",
            port=front.port,
            username=Account.WRITER.value,
            password=password(clickhouse.home, Account.WRITER),
            database=clickhouse.settings.database,
            autogenerate_session_id=False,
            send_receive_timeout=patience_s,
        )

    return connected


@pytest.fixture
def store(connect: Connect) -> Iterator[ClickHouseStore]:
    made = ClickHouseStore(lambda: connect(60))
    yield made
    made.close()


@pytest.fixture
def count(clickhouse: Any) -> Iterator[Callable[[Assessment], int]]:
    client = get_client(
        host="127.0.0.1",
        port=clickhouse.settings.ports.endpoint,
        username=Account.ADMIN.value,
        password=password(clickhouse.home, Account.ADMIN),
        database=clickhouse.settings.database,
    )

    def rows_of(found: Assessment) -> int:
        sql = "SELECT count() FROM assessments_current WHERE event_id = {id:UUID}"
        return int(client.query(sql, parameters={"id": found.event_id}).result_rows[0][0])

    yield rows_of
    client.close()


def fresh() -> Assessment:
    """Return an assessment of an event of its own."""
    example = next(e for e in examples.load_all() if e.topic == topics.ASSESSMENTS)
    at = utc_now()
    found = msgspec.json.decode(example.value, type=Assessment)
    return msgspec.structs.replace(found, event_id=new_event_id(at), occurred_at=at)


def put(store: ClickHouseStore, found: Assessment) -> None:
    record = Record(
        topic=topics.ASSESSMENTS,
        partition=0,
        offset=0,
        timestamp_ms=1_780_000_000_123,
        key=None,
        value=b"",
    )
    store.insert("assessments", assessments.TABLE.as_columns([(record, found)]))


LATER: dict[str, Answer] = {
    "read-only table": exception(242, "TABLE_IS_READ_ONLY"),
    "read-only account": exception(164, "READONLY"),
    "full disk": exception(243, "NOT_ENOUGH_SPACE"),
    "too many parts": exception(252, "TOO_MANY_PARTS"),
    "memory": exception(241, "MEMORY_LIMIT_EXCEEDED"),
    "too slow for itself": exception(159, "TIMEOUT_EXCEEDED"),
    "socket": exception(209, "SOCKET_TIMEOUT"),
    "not migrated": exception(60, "UNKNOWN_TABLE"),
    "older schema": exception(16, "NO_SUCH_COLUMN_IN_TABLE"),
    "older type": exception(53, "TYPE_MISMATCH"),
    "broken stream": exception(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED"),
    "locked out": exception(516, "AUTHENTICATION_FAILED"),
    "a code of tomorrow": exception(99_999, "NOBODY_KNOWS"),
    "proxy without a server": Answer(status=502, body=HTML),
    "proxy without patience": Answer(status=504, body=HTML),
    "busy": Answer(status=503, body=b""),
    "a page instead of an answer": Answer(body=HTML),
    "an error in a good answer": Answer(
        body=b"Code: 243. DB::Exception: no space (NOT_ENOUGH_SPACE)"
    ),
    "a code in a good answer": Answer(headers={"X-ClickHouse-Exception-Code": "243"}),
    "nonsense as summary": Answer(headers={"X-ClickHouse-Summary": "<html>"}),
    "words as a number": Answer(headers={"X-ClickHouse-Summary": '{"written_rows":"all"}'}),
    "cut before the insert": Answer(body=None),
    "cut after the insert": Answer(body=None, after_insert=True),
    "a page about the columns": Answer(body=HTML, of_descriptions=True),
    "an error about the columns": Answer(status=502, body=HTML, of_descriptions=True),
    "no columns": Answer(of_descriptions=True),
}


@pytest.mark.parametrize("planned", LATER.values(), ids=LATER)
def test_it_means_later_and_then_the_same_row_is_stored(
    store: ClickHouseStore, front: Front, count: Callable[[Assessment], int], planned: Answer
) -> None:
    """Whatever ClickHouse, a proxy or nobody said: the row comes again, and is there once."""
    found = fresh()
    front.answer = planned
    with pytest.raises(StoreUnavailableError):
        put(store, found)
    front.answer = None
    put(store, found)
    assert count(found) == 1


def test_no_answer_in_time_means_later(
    store: ClickHouseStore, connect: Connect, front: Front, count: Callable[[Assessment], int]
) -> None:
    """The insert may have happened or not: again is right in both cases."""
    found, released = fresh(), threading.Event()
    front.answer = Answer(released=released, after_insert=True)
    with (
        closing(ClickHouseStore(lambda: connect(1))) as hasty,
        pytest.raises(StoreUnavailableError),
    ):
        put(hasty, found)
    released.set()
    front.answer = None
    put(store, found)
    assert count(found) == 1


@pytest.mark.parametrize(("code", "name"), NEVER_FITS.items())
def test_what_speaks_of_a_value_means_never(
    store: ClickHouseStore, front: Front, code: int, name: str
) -> None:
    """Only these codes give a row up."""
    front.answer = exception(code, name)
    with pytest.raises(RowsRefusedError):
        put(store, fresh())


def test_no_text_of_clickhouse_is_told(store: ClickHouseStore, front: Front) -> None:
    """Its messages quote values: class and code are all that a log may get."""
    front.answer = exception(242, "TABLE_IS_READ_ONLY")
    with pytest.raises(StoreUnavailableError) as caught:
        put(store, fresh())
    assert str(caught.value) == (
        "ClickHouse did not take rows for assessments: DatabaseError, code 242"
    )
    assert caught.value.__cause__ is None
