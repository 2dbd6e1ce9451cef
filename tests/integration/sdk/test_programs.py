"""The SDK inside whole programs: what it loads, and what is left when they end."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.deploy.servers import KafkaServer
from leitstand.outbox import status
from leitstand.register import publish
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import utc_now
from leitstand.schemas.register import Interval
from leitstand.schemas.vocabulary import AgreementKind, ObjectKind

from .conftest import LIMIT_S

BEGIN = """
import os, sys
import leitstand.sdk as leitstand
recorder = leitstand.recorder(application="buero-chat")
"""
BASE = {"kafka", "crc32c", "lz4", "msgspec", "cryptography", "httpx", "leitstand"}
"""What the base install brings, and what the SDK may therefore load."""
BLOCK = """
import sys
from importlib.abc import MetaPathFinder

class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
"""


def run(program: str, data: Path, expect: int = 0, **environment: str) -> str:
    """Run a program to its end; return what it printed."""
    told = {**os.environ, "LEITSTAND_DATA": str(data), **environment}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        env=told,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == expect, done.stderr[-2000:]
    return done.stdout


def test_what_waits_is_written_when_the_program_ends(town: Any) -> None:
    """Without a word of the program."""
    program = BEGIN + "for n in range(50): recorder.record(leitstand.observed('F', str(n)))"
    run(program, town.data, LEITSTAND_BACKGROUND="1")
    town.events(50)


def test_what_was_recorded_survives_a_sudden_end(town: Any) -> None:
    """It was on disk before the call returned."""
    program = BEGIN + "recorder.record(leitstand.observed('F', 'A')); os.kill(os.getpid(), 9)"
    run(program, town.data, expect=-9)
    town.events(1)


def test_a_forked_process_records_too(town: Any) -> None:
    """Under a name of its own, with a sequence of its own; the parent goes on."""
    program = """
recorder.record(leitstand.observed('F', 'before'))
child = os.fork()
recorder.record(leitstand.observed('F', 'child' if child == 0 else 'parent'))
if child == 0:
    assert recorder.status().recorded == 1
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert recorder.status().recorded == 2
"""
    run(BEGIN + program, town.data)
    found = town.events(3)
    places = {(i.capture.producer, i.capture.sequence) for i, _ in found}
    assert {sequence for _, sequence in places} == {1, 2}
    assert len({producer for producer, _ in places}) == 2
    assert len(places) == 3


def test_processes_of_a_pool_lose_nothing(town: Any) -> None:
    """As servers start them: forked, and ended without ceremony."""
    program = """
import multiprocessing
def work(n):
    recorder.record(leitstand.observed('F', str(n)))
recorder.prepare()
with multiprocessing.get_context("fork").Pool(3) as pool:
    pool.map(work, range(30))
    pool.close()
    pool.join()
"""
    run(BEGIN + program, town.data)
    town.events(30)


def test_a_wrong_set_up_ends_no_program(tmp_path: Path) -> None:
    """It is in the status, and nothing is made in a directory that is not there."""
    program = """
import httpx, openai, leitstand.sdk as leitstand
answer = httpx.Response(200, json={"id": "modr-1", "model": "m", "results": []})
connection = httpx.Client(transport=httpx.MockTransport(lambda request: answer))
client = leitstand.instrument(openai.OpenAI(api_key="k", http_client=connection))
client.moderations.create(input="i")
status = leitstand.status()
print(status.healthy, status.failed, status.last_problem)
"""
    absent = tmp_path / "absent"
    assert run(program, absent) == "False 1 SettingsError\n"
    assert run(program, absent, LEITSTAND_ON_REFUSAL="shrug") == "False 1 SettingsError\n"
    assert not absent.exists()


def test_the_sdk_loads_the_base_install_and_no_more(town: Any) -> None:
    """No web server, no stream processor, not even the client that it instruments."""
    before = set(
        json.loads(run("import sys, json; print(json.dumps(list(sys.modules)))", town.data))
    )
    program = (
        BEGIN
        + """
recorder.record(leitstand.observed('F', 'A'))
import json; print(json.dumps({n: getattr(m, '__file__', None) for n, m in sys.modules.items()}))
"""
    )
    loaded = json.loads(run(program, town.data))
    third = {
        name.partition(".")[0]
        for name, file in loaded.items()
        if name not in before and file and "site-packages" in file
    }
    assert third <= BASE | {"rs_bpe", "cffi", "_cffi_backend", "typing_extensions"}


def test_with_the_base_install_alone_it_records(town: Any) -> None:
    """Everything else is hidden, also PyYAML and the tokenizer."""
    blocked = (
        "yaml rs_bpe starlette aiohttp uvicorn hyperscan numpy faust aiokafka clickhouse_connect"
        " dagster great_expectations sqlalchemy jinja2 openai pydantic tqdm multidict yarl"
    )
    program = f"BLOCKED = {set(blocked.split())!r}\n{BLOCK}{BEGIN}"
    run(program + "assert recorder.record(leitstand.observed('F', 'A'))", town.data)
    assert town.events(1)


def test_a_program_can_live_off_kafka_alone(town: Any, kafka: KafkaServer) -> None:
    """The register comes from there, and the events go there before the program ends."""
    (town.data / "agreement.yaml").unlink()
    publish_agreement(kafka.servers)
    program = f"""
import time
end = time.monotonic() + {LIMIT_S // 2}
while recorder.record(leitstand.observed('F', 'A')) is None and time.monotonic() < end:
    time.sleep(0.05)
"""
    run(BEGIN + program, town.data, LEITSTAND_KAFKA=kafka.servers)
    found = status(town.data / "outbox")
    assert (found.sent, found.waiting) == (1, 0)


def publish_agreement(servers: str) -> None:
    """Put an agreement that is in force into the register."""
    agreement = Agreement(
        kind=AgreementKind.SERVICE_AGREEMENT, title="DV KI", signed=date(2026, 1, 1)
    )
    since = datetime(2026, 1, 1, tzinfo=UTC)
    objects = {ObjectKind.AGREEMENT: {"dv-ki": (Interval(valid_from=since, value=agreement),)}}
    producer, reader = KafkaProducer(servers), KafkaReader(servers)
    publish(objects, producer, reader, tenant="musterstadt", by="test", clock=utc_now)
    producer.close()
    reader.close()
