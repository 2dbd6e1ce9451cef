"""Who may sign in: ``accounts.yaml`` in the data directory, mode 0600, passwords only as hashes."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec

from leitstand.dashboards.errors import AccountsError
from leitstand.dashboards.passwords import GENERATED, generate_password, hash_password
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import Role

FILE_NAME = "accounts.yaml"

AccountName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._@-]{1,128}$")]


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person in office who may sign in."""

    account: AccountName
    title: str
    """What the page shows: a title of office, no name needed."""
    role: Role
    department: Slug | None = None
    """Own department; required for department heads."""
    password: str
    """As :func:`leitstand.dashboards.passwords.hash_password` writes it."""


class AccountFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    accounts: tuple[Account, ...] = ()


class AccountBook:
    """Reads the accounts file, again whenever it changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int], dict[str, Account]] | None = None

    def find(self, name: str) -> Account | None:
        """Return the account, or ``None``. Raises AccountsError when the file is wrong."""
        return self._accounts().get(name)

    def all(self) -> tuple[Account, ...]:
        """Return every account, in the order of the file."""
        return tuple(self._accounts().values())

    def _accounts(self) -> dict[str, Account]:
        stamp = _stamp(self._path)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, {entry.account: entry for entry in load(self._path).accounts})
        return self._read[1]


def load(path: Path) -> AccountFile:
    """Read and check the file; an absent one holds nobody."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return AccountFile()
    try:
        file = msgspec.yaml.decode(text, type=AccountFile)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        message = f"{path.name}: {error}"
        raise AccountsError(message) from None
    _check(path, file.accounts)
    return file


def save(path: Path, file: AccountFile) -> None:
    """Write the file readable by its owner only, whole or not at all."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(msgspec.yaml.encode(file))
        target.flush()
        os.fsync(target.fileno())
    draft.replace(path)


def add(path: Path, account: Account) -> None:
    """Add one account, or replace the one of the same name."""
    others = tuple(entry for entry in load(path).accounts if entry.account != account.account)
    file = AccountFile(accounts=(*others, account))
    _check(path, file.accounts)
    save(path, file)


DEMO_OFFICES: tuple[tuple[str, str, Role], ...] = (
    ("dsb", "Datenschutzbeauftragte", Role.DSB),
    ("dsb-vertretung", "Stellvertretende Datenschutzbeauftragte", Role.DSB_DEPUTY),
    ("cdo", "Verwaltungsspitze, CDO", Role.LEADERSHIP),
    ("sicherheit", "Informationssicherheit", Role.SECURITY),
    ("schulung", "Schulungskoordination", Role.TRAINING),
    ("it", "IT-Administration", Role.IT),
)
"""The demo's accounts apart from department heads: titles of office, no invented persons."""


def create_demo(path: Path, departments: Sequence[tuple[str, str]]) -> str:
    """Replace the file by the demo's accounts and return the one password they share.

    ``departments`` are (id, title); each gets a head ``leitung-<id>``. The password is random and
    stands nowhere but in the return value; print it once.
    """
    password = generate_password()
    line = hash_password(password, GENERATED)
    offices = tuple(
        Account(account=name, title=title, role=role, password=line)
        for name, title, role in DEMO_OFFICES
    )
    heads = tuple(
        Account(
            account=f"leitung-{department}",
            title=f"Fachbereichsleitung {title}",
            role=Role.DEPARTMENT_HEAD,
            department=department,
            password=line,
        )
        for department, title in departments
    )
    save(path, AccountFile(accounts=offices + heads))
    return password


def _check(path: Path, accounts: Sequence[Account]) -> None:
    names = [entry.account for entry in accounts]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        message = f"{path.name}: account {twice} is there twice"
        raise AccountsError(message)
    homeless = next(
        (e.account for e in accounts if e.role is Role.DEPARTMENT_HEAD and e.department is None),
        None,
    )
    if homeless is not None:
        message = f"{path.name}: account {homeless} is a department head without a department"
        raise AccountsError(message)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)
