"""How the gateway starts: addresses, and what an address that others reach asks for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitstand.capture.agreement import AGREEMENT_FILE
from leitstand.capture.evaluation import evaluation_agreement
from leitstand.capture.gateway.callers import resolved
from leitstand.capture.gateway.config import (
    FILE_NAME,
    CallerConfig,
    GatewayConfig,
    GatewayConfigError,
    UpstreamConfig,
    save,
    upstream_key,
)
from leitstand.deploy.command import UserError
from leitstand.deploy.gateway import evaluation, local
from leitstand.deploy.gateway.listener import Listener, parse
from leitstand.deploy.settings import Home
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault import PublicKeys, VaultPaths

HERE = Listener(host="127.0.0.1", port=0)
EVERYWHERE = Listener(host="0.0.0.0", port=0)  # noqa: S104 # the address to be refused
EVALUATION = "{kind: evaluation, title: Probe, signed: 2026-03-01, ends: 2026-03-31}"
CALLER = CallerConfig(name="portal", key_sha256="0" * 64)


def now() -> datetime:
    return datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def silent(_text: str) -> None:
    return


@pytest.mark.parametrize(
    ("text", "host", "port", "loopback"),
    [
        ("127.0.0.1:8080", "127.0.0.1", 8080, True),
        ("localhost:0", "localhost", 0, True),
        ("[::1]:8080", "::1", 8080, True),
        ("0.0.0.0:8080", "0.0.0.0", 8080, False),  # noqa: S104 # the address to be refused
        ("192.0.2.7:8080", "192.0.2.7", 8080, False),
        ("gateway.stadt.example:80", "gateway.stadt.example", 80, False),
    ],
)
def test_addresses(text: str, host: str, port: int, loopback: bool) -> None:
    """Host and port, and whether only this machine reaches it."""
    found = parse(text)
    assert (found.host, found.port, found.is_loopback) == (host, port, loopback)


@pytest.mark.parametrize("text", ["8080", ":8080", "host:", "host:http", "host:70000"])
def test_no_address(text: str) -> None:
    """The message shows what an address looks like."""
    with pytest.raises(UserError) as caught:
        parse(text)
    assert "127.0.0.1:8080" in caught.value.remedy


def test_an_evaluation_can_record_for_thirty_days(tmp_path: Path) -> None:
    """Keys reach from today's day in UTC to the agreement's last; a second start changes nothing."""
    home, said = Home(tmp_path / "data"), list[str]()
    evaluation.prepare(home, HERE, now, said.append)
    agreement = evaluation_agreement(now().astimezone(evaluation.ZONE).date(), "a test")
    keys = PublicKeys(VaultPaths(home.vault).public)
    days = keys.days(home.load().tenant, RetentionClass.STANDARD)
    assert days[0] <= now().date()
    assert agreement.ends is not None
    assert days[-1] >= agreement.ends
    evaluation.prepare(home, HERE, now, said.append)
    assert len(said) == 1


def test_a_directory_in_use_is_not_initialised(tmp_path: Path) -> None:
    """Whatever lies there, nothing is made beside it."""
    (tmp_path / "something").touch()
    evaluation.prepare(Home(tmp_path), HERE, now, silent)
    assert [path.name for path in tmp_path.iterdir()] == ["something"]


@pytest.mark.parametrize(
    ("config", "agreement", "remedy"),
    [
        (GatewayConfig(), "", "SHA-256"),
        (GatewayConfig(callers=(CALLER,)), EVALUATION, "register"),
    ],
)
def test_others_reach_only_what_is_configured(
    tmp_path: Path, config: GatewayConfig, agreement: str, remedy: str
) -> None:
    """Callers must be known, and an evaluation is for this machine only."""
    save(tmp_path / FILE_NAME, config)
    if agreement:
        (tmp_path / AGREEMENT_FILE).write_text(agreement)
    home = Home(tmp_path)
    with pytest.raises(UserError) as caught:
        evaluation.prepare(home, EVERYWHERE, now, silent)
    assert remedy in caught.value.remedy
    with pytest.raises(UserError, match=str(caught.value.problem)):
        local.configuration(home, EVERYWHERE)
    assert local.configuration(home, HERE) == config


def test_a_real_configuration_may_listen_anywhere(tmp_path: Path) -> None:
    """With callers, and the agreement in the register."""
    config = GatewayConfig(callers=(CALLER,), upstream=UpstreamConfig(url="https://x.example/v1"))
    save(tmp_path / FILE_NAME, config)
    assert evaluation.prepare(Home(tmp_path), EVERYWHERE, now, silent) == config


@pytest.mark.parametrize(
    "text", ["callers: 7", "upstraem: {}", "callers:\n- name: x\n  key_sha256: no"]
)
def test_a_wrong_file_names_its_field(tmp_path: Path, text: str) -> None:
    """The file and the field are named."""
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(GatewayConfigError, match=r"gateway\.yaml: .*`\$?|upstraem"):
        evaluation.prepare(Home(tmp_path), HERE, now, silent)


def test_a_named_key_must_be_there(tmp_path: Path) -> None:
    """A variable or file that is named but missing stops the start."""
    assert upstream_key(UpstreamConfig(key_env="K"), {"K": "secret"}) == "secret"
    (tmp_path / "key").write_text("secret\n")
    assert upstream_key(UpstreamConfig(key_file=str(tmp_path / "key"))) == "secret"
    for missing in (UpstreamConfig(key_env="K"), UpstreamConfig(key_file=str(tmp_path / "no"))):
        with pytest.raises(GatewayConfigError):
            upstream_key(missing, {})


def test_a_file_is_no_data_directory(tmp_path: Path) -> None:
    """The message names it, and says what to give instead."""
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(UserError) as caught:
        evaluation.prepare(Home(path), HERE, now, silent)
    assert str(path) in caught.value.problem
    assert "--data DIR" in caught.value.remedy


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "ftp://a.example",
        "http://",
        "https:///v1",
        "http://a.example:99999/v1",
        "http://a.example:port",
        "http://a b.example",
        "http://[::1/v1",
        "https://name:secret@a.example",
        "https://a.example/v1?key=secret",
        "https://a.example/#v1",
    ],
)
def test_no_upstream(url: str) -> None:
    """An address that no request can be sent to is said at the start, and never repeated."""
    with pytest.raises(GatewayConfigError) as caught:
        resolved(UpstreamConfig(url=url))
    assert url not in caught.value.problem + caught.value.remedy


@pytest.mark.parametrize(
    "url", ["", "http://127.0.0.1:8000", "https://a.example/v1/", "http://[::1]:11434", "HTTP://A"]
)
def test_an_upstream(url: str) -> None:
    """With a port or without, with a path or without; none at all is for later."""
    assert resolved(UpstreamConfig(url=url)).base == url.rstrip("/")
