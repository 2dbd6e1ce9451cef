"""``leitstand account add``."""

from pathlib import Path

import pytest

from leitstand.dashboards.accounts import FILE_NAME, AccountBook
from leitstand.dashboards.passwords import matches
from leitstand.deploy.cli import main
from leitstand.deploy.command import Exit


def add(data: Path, *arguments: str) -> int:
    return main(["account", "add", *arguments, "--title", "Titel", "--data", str(data)])


def test_the_printed_password_opens_the_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And is stored as a hash only."""
    assert add(tmp_path, "dsb", "--role", "dsb") == Exit.OK
    password = capsys.readouterr().out.strip()
    account = AccountBook(tmp_path / FILE_NAME).find("dsb")
    assert account is not None
    assert matches(password, account.password)
    assert password not in (tmp_path / FILE_NAME).read_text()


@pytest.mark.parametrize(
    "arguments", [["a b", "--role", "dsb"], ["kita", "--role", "department_head"]]
)
def test_a_wrong_account_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    """The file stays as it was."""
    assert add(tmp_path, *arguments) == Exit.USAGE
    assert AccountBook(tmp_path / FILE_NAME).all() == ()
