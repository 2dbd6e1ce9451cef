"""The commands against a real Kafka: apply, change, show, and what they say when it is away."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from leitstand.broker.kafka import KafkaReader
from leitstand.deploy.servers import KafkaServer
from leitstand.deploy.settings import Home, Settings
from leitstand.register import RegisterReader, examples
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now

TENANT = "musterdorf-befehle"
EXAMPLE = Path(str(examples.__path__[0])) / "musterdorf"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(kafka: KafkaServer, tmp_path: Path) -> Home:
    home = Home(tmp_path / "data")
    home.save(Settings(tenant=TENANT, kafka=kafka.servers))
    return home


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "town"))


@pytest.fixture
def leitstand(home: Home) -> Run:
    def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "leitstand.deploy.cli", *map(str, arguments)]
        return subprocess.run(  # noqa: S603 - our own command
            [*command, "--data", str(home.data)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def test_a_town_is_applied_changed_and_shown(
    leitstand: Run, town: Path, kafka: KafkaServer
) -> None:
    """From an empty Kafka to a second release; each apply is an access event."""
    refused = leitstand("register", "apply", town)
    assert (refused.returncode, "vault init" in refused.stderr) == (2, True)

    assert leitstand("vault", "init").returncode == 0
    nothing = leitstand("register", "show")
    assert (nothing.returncode, "register apply" in nothing.stderr) == (1, True)

    dry = leitstand("register", "apply", town, "--dry-run")
    assert (dry.returncode, "person: 5 added" in dry.stdout) == (0, True)

    first = json.loads(
        leitstand("register", "apply", town, "--by", "koordination", "--json").stdout
    )
    assert (first["release"], first["new"], first["people"]) == (1, True, {"added": 5})
    again = json.loads(leitstand("register", "apply", town, "--json").stdout)
    assert (again["release"], again["new"]) == (1, False)

    courses = town / "courses.yaml"
    courses.write_text(courses.read_text().replace("valid_months: 24", "valid_months: 36"))
    changed = leitstand("register", "apply", courses)
    assert "course ki-pass-chat changed: valid_months" in changed.stdout
    assert "release 2: 1 of 19 objects written" in changed.stdout

    shown = json.loads(leitstand("register", "show", "--at", "2026-02-15", "--json").stdout)
    assert (shown["release"], shown["people"]) == (2, 5)
    assert shown["applications"]["chat"]["approval"] == "trial"

    reader = KafkaReader(kafka.servers)
    accesses = [json.loads(r.value or b"") for r in reader.read_to_end(topics.ACCESSES)]
    own = [a for a in accesses if a["tenant"] == TENANT]
    assert [(a["object"], a["action"]) for a in own] == [
        ("register/release/1", "register_applied"),
        ("register/release/2", "register_applied"),
    ]
    assert own[0]["account"] == "koordination"
    view = RegisterReader(reader, TENANT).start()
    assert view.as_of(utc_now()).course("ki-pass-chat") is not None
    reader.close()


def test_a_wrong_file_applies_nothing(leitstand: Run, town: Path) -> None:
    """All problems on standard error, exit code 2, no release."""
    leitstand("vault", "init")
    (town / "people.csv").write_text("user;department;from\nfiktiv-77;burg;gestern\n")
    result = leitstand("register", "apply", town, "--json")
    assert result.returncode == 2
    assert "people.csv:2:3: 'from' is not a day" in result.stderr
    assert "fiktiv-77" not in result.stderr + result.stdout
    assert json.loads(result.stdout)["ok"] is False


def test_kafka_away_is_told(home: Home, leitstand: Run, town: Path) -> None:
    """Exit code 3 and what to do."""
    leitstand("vault", "init")
    home.save(Settings(tenant=TENANT, kafka="127.0.0.1:1"))
    result = leitstand("register", "apply", town)
    assert (result.returncode, "leitstand up" in result.stderr) == (3, True)
