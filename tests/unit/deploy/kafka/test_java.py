"""Missing and old Java."""

from pathlib import Path

import pytest

from leitstand.deploy.command import UserError
from leitstand.deploy.kafka.jars import kafka_home
from leitstand.deploy.kafka.java import find_java, major_version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_202"', 8),
        ('openjdk version "21-ea"', 21),
        ("command not found", 0),
    ],
)
def test_versions(text: str, version: int) -> None:
    """Old and new ways to say it."""
    assert major_version(text) == version


def fake_java(folder: Path, says: str) -> None:
    java = folder / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    java.chmod(0o755)


def test_an_old_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the version found and what to install."""
    fake_java(tmp_path, 'openjdk version "11.0.2"')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UserError, match="Java 11") as refusal:
        find_java()
    assert "openjdk-17" in refusal.value.remedy


def test_no_java_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is its absence."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="not found"):
        find_java()


def test_missing_jars_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty place that was chosen is not replaced by another in silence."""
    monkeypatch.setenv("LEITSTAND_KAFKA_HOME", str(tmp_path))
    with pytest.raises(UserError, match="jars"):
        kafka_home()
