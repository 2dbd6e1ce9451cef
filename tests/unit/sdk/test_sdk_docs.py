"""What docs/sdk.md shows works, and what there is stands in it."""

# pyright: basic
# The examples are executed as they stand.

import dataclasses
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

import leitstand.sdk
from leitstand.sdk import Settings, Status
from leitstand.sdk.default import default
from leitstand.sdk.settings import PREFIX

from .conftest import Town, chat, plain

PAGE = (Path(__file__).parents[3] / "docs" / "sdk.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def _environment(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the examples a data directory, and a provider that is no network."""
    town.provider.answers[:] = [lambda: plain(chat())]
    made = town.provider.client()
    monkeypatch.setattr(openai, "OpenAI", lambda: made)
    monkeypatch.setenv("LEITSTAND_DATA", str(town.data))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("leitstand.sdk.default._THE_ONE", {})
    yield
    default().close()


@pytest.mark.usefixtures("_environment")
def test_the_examples_work_as_they_stand(town: Town, tmp_path: Path) -> None:
    """One after the other, as a reader would try them."""
    names: dict[str, Any] = {}
    for example in EXAMPLES:
        exec(example, names)  # noqa: S102 - our own page
    names["recorder"].close()
    applications = {found.application for found, _ in town.events(3)}
    assert applications == {"buero-chat", "protokoll", "fachverfahren"}
    assert names["status"].recorded == 2
    assert names["status"].healthy
    shutil.rmtree(tmp_path / "try")


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Settings)])
def test_every_setting_is_described(name: str) -> None:
    assert f"| `{name}` | `{PREFIX}{name.upper()}` |" in PAGE


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Status)])
def test_every_figure_of_the_status_is_described(name: str) -> None:
    assert re.search(rf"^\| (`\w+`, )*`{name}`", PAGE, re.MULTILINE)


def test_every_name_that_is_shown_exists() -> None:
    shown = set(re.findall(r"leitstand\.(\w+)\(", PAGE)) | {"NotRecordedError"}
    assert shown <= set(leitstand.sdk.__all__)
    assert {"instrument", "context", "recorder", "observed"} <= shown
