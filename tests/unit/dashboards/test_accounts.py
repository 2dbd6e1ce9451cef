"""The accounts file."""

from pathlib import Path

import pytest

from leitstand.dashboards.accounts import (
    FILE_NAME,
    Account,
    AccountBook,
    AccountFile,
    add,
    create_demo,
    save,
)
from leitstand.dashboards.errors import AccountsError
from leitstand.dashboards.passwords import matches
from leitstand.schemas.vocabulary import Role

LINE = "no password fits"
DSB = Account(account="dsb", title="Datenschutzbeauftragte", role=Role.DSB, password=LINE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


def test_without_a_file_nobody_may_sign_in(path: Path) -> None:
    """There is no default account."""
    assert AccountBook(path).all() == ()


def test_an_account_that_was_added_is_found_without_a_restart(path: Path) -> None:
    """The book looks at the file again when it changed."""
    book = AccountBook(path)
    assert book.find("dsb") is None
    add(path, DSB)
    assert book.find("dsb") == DSB


def test_only_the_owner_may_read_the_file(path: Path) -> None:
    """Hashes are secrets, too."""
    add(path, DSB)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("accounts: [{account: 'a b', title: x, role: dsb, password: x}]", "account"),
        ("accounts: [{account: a, title: x, role: king, password: x}]", "role"),
        ("accounts: [{account: a, title: x, role: department_head, password: x}]", "department"),
        (
            "accounts: [{account: a, title: x, role: it, password: x},"
            " {account: a, title: y, role: it, password: x}]",
            "twice",
        ),
        ("accounts: [", "accounts.yaml"),
    ],
)
def test_a_wrong_file_names_what_is_wrong(path: Path, text: str, problem: str) -> None:
    """Nobody gets in by a file that is half right."""
    path.write_text(text)
    with pytest.raises(AccountsError, match=problem):
        AccountBook(path).all()


def test_the_demo_makes_one_password_and_stores_only_its_hash(path: Path) -> None:
    """Who can read the file cannot sign in with it."""
    password = create_demo(path, [("kita", "Kindertageseinrichtungen")])
    assert password not in path.read_text()
    assert all(matches(password, entry.password) for entry in AccountBook(path).all())


def test_the_demo_has_a_head_for_each_department(path: Path) -> None:
    """Heads know their own department only."""
    create_demo(path, [("kita", "Kindertageseinrichtungen"), ("bau", "Bauen")])
    heads = [e for e in AccountBook(path).all() if e.role is Role.DEPARTMENT_HEAD]
    assert [(e.account, e.department) for e in heads] == [
        ("leitung-kita", "kita"),
        ("leitung-bau", "bau"),
    ]


def test_a_demo_password_is_never_the_same(path: Path) -> None:
    """It is made anew each time."""
    assert create_demo(path, []) != create_demo(path, [])


def test_an_account_can_be_replaced(path: Path) -> None:
    """A new password takes the place of the old one."""
    save(path, AccountFile(accounts=(DSB,)))
    add(path, Account(account="dsb", title="Neu", role=Role.DSB, password=LINE))
    assert [entry.title for entry in AccountBook(path).all()] == ["Neu"]
