"""An import of interactions that is killed again and again loses nothing and doubles nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leitstand.broker.kafka import KafkaReader
from leitstand.deploy.servers import KafkaServer
from leitstand.deploy.settings import Home, Settings
from leitstand.register import examples
from leitstand.schemas import topics

TENANT = "musterdorf-importe"
EXAMPLE = Path(str(examples.__path__[0])) / "musterdorf"
LINES = 2600
"""More than five batches."""


@pytest.fixture
def home(kafka: KafkaServer, tmp_path: Path) -> Home:
    home = Home(tmp_path / "data")
    home.save(Settings(tenant=TENANT, kafka=kafka.servers))
    for words in (("vault", "init"), ("register", "apply", str(EXAMPLE))):
        with leitstand(home, *words) as process:
            assert process.wait(120) == 0
    return home


def leitstand(home: Home, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "leitstand.deploy.cli", *words, "--data", str(home.data)]
    return subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def export(path: Path) -> Path:
    """Write an export of yesterday, one interaction a second."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    times = ((number, begin + timedelta(seconds=number)) for number in range(LINES))
    lines = (
        json.dumps({"id": number, "time": at.isoformat(), "user": "rotkehlchen", "prompt": "F"})
        for number, at in times
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_killed_at_several_lines(home: Home, tmp_path: Path, kafka: KafkaServer) -> None:
    """Killed as soon as it tells a line, whatever it does then; the last start does the rest."""
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("source: alt\napplication: chat\n")
    words = ("interactions", "import", str(export(tmp_path / "export.jsonl")))
    for line in (500, 1500, 2000):
        with leitstand(home, *words, "--mapping", str(mapping)) as process:
            kill_at(process, line)
    with leitstand(home, *words, "--mapping", str(mapping), "--json") as process:
        told = json.loads(process.communicate(timeout=120)[0])
    assert process.returncode == 0
    assert told["before"] + told["recorded"] == LINES
    assert told["before"] >= 2000
    reader = KafkaReader(kafka.servers)
    assert len(set(own_keys(reader))) == LINES
    reader.close()
    assert not [p for p in home.data.rglob("*") if p.is_file() and b"rotkehlchen" in p.read_bytes()]


def kill_at(process: "subprocess.Popen[str]", line: int) -> None:
    assert process.stderr is not None
    seen = iter(process.stderr.readline, "")
    assert any(told.strip() == f"line {line}" for told in seen)
    process.kill()


def own_keys(reader: KafkaReader) -> Iterator[bytes]:
    for record in reader.read_to_end(topics.INTERACTIONS):
        if dict(record.headers).get("ce_tenant") == TENANT.encode():
            yield record.key or b""
