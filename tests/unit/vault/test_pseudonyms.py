"""A person has one pseudonym per quarter however the id was typed, and no table leads back."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.vault import (
    EmptyUserError,
    KeyDestroyedError,
    NoRegisterKeyError,
    Pseudonymizer,
    RegisterKey,
    UnknownKeyError,
    VaultPaths,
    epoch_of,
    in_overlap,
    normalise_user,
    previous_epoch,
)
from leitstand.vault.pseudonyms import OVERLAP_DAYS, epoch_start

TENANT = "musterdorf"


@pytest.fixture
def pseudonymizer(tmp_path: Path) -> Pseudonymizer:
    return Pseudonymizer(tmp_path / "pseudonym")


@pytest.mark.parametrize(
    ("day", "epoch"),
    [
        ("2026-01-01", "2026q1"),
        ("2026-03-31", "2026q1"),
        ("2026-04-01", "2026q2"),
        ("2028-02-29", "2028q1"),
        ("2026-12-31", "2026q4"),
    ],
)
def test_the_epoch_is_the_quarter(day: str, epoch: str) -> None:
    """Months one to three are the first quarter, and so on."""
    assert epoch_of(date.fromisoformat(day)) == epoch


@pytest.mark.parametrize(("epoch", "before"), [("2026q1", "2025q4"), ("2026q4", "2026q3")])
def test_the_previous_epoch(epoch: str, before: str) -> None:
    """Before the first quarter comes last year's fourth."""
    assert previous_epoch(epoch) == before


@settings(deadline=None)
@given(st.dates(min_value=date(1, 4, 1)))
def test_epochs_follow_each_other_without_gap(day: date) -> None:
    """A day lies in its epoch, and the day before the epoch's start in the previous one."""
    start = epoch_start(epoch_of(day))
    assert start <= day
    assert epoch_of(start - timedelta(days=1)) == previous_epoch(epoch_of(day))


@pytest.mark.parametrize(
    ("day", "overlap"),
    [("2026-10-01", True), ("2026-11-04", True), ("2026-11-05", False), ("2026-09-30", False)],
)
def test_the_overlap_is_the_first_35_days(day: str, overlap: bool) -> None:
    """Day 35 still carries the previous pseudonym, day 36 does not."""
    assert OVERLAP_DAYS == 35
    assert in_overlap(date.fromisoformat(day)) is overlap


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.beispiel", "A.Beispiel"),
        ("a.beispiel", "  a.beispiel\n"),
        ("m\u00fcller", "mu\u0308ller"),
        ("STRASSE", "stra\u00dfe"),
        ("a.beispiel", "\uff41.beispiel"),
        ("a.beispiel", "\u00a0a.beispiel"),
    ],
)
def test_spellings_of_one_id_are_one_person(
    pseudonymizer: Pseudonymizer, one: str, other: str
) -> None:
    """Case, blanks, composition and width do not make a second person."""
    pseudonyms = {pseudonymizer.pseudonym(TENANT, user, "2026q4") for user in (one, other)}
    assert len(pseudonyms) == 1


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing(user: str) -> None:
    """A normal form is a fixed point."""
    assert normalise_user(normalise_user(user)) == normalise_user(user)


def test_quarters_tenants_users_and_the_register_share_nothing(
    pseudonymizer: Pseudonymizer, paths: VaultPaths
) -> None:
    """Whatever differs, differs in the pseudonym."""
    made = [
        pseudonymizer.pseudonym(TENANT, "a", "2026q4"),
        pseudonymizer.pseudonym(TENANT, "a", "2026q3"),
        pseudonymizer.pseudonym(TENANT, "b", "2026q4"),
        pseudonymizer.pseudonym("andernorts", "a", "2026q4"),
        RegisterKey(paths.register).person_id(TENANT, "a"),
    ]
    assert len(set(made)) == len(made)
    assert all(len(p) == 32 and set(p) <= set("0123456789abcdef") for p in made)


def test_tenants_differ_even_under_one_key(tmp_path: Path) -> None:
    """A vault restored into the wrong directory still mixes no towns."""
    mine = Pseudonymizer(tmp_path).pseudonym(TENANT, "a", "2026q4")
    (tmp_path / "andernorts").symlink_to(tmp_path / TENANT)
    assert Pseudonymizer(tmp_path).pseudonym("andernorts", "a", "2026q4") != mine


def test_every_holder_finds_the_same_key(tmp_path: Path) -> None:
    """Two workers that meet a new quarter agree on its key."""
    first, second = Pseudonymizer(tmp_path), Pseudonymizer(tmp_path)
    assert first.pseudonym(TENANT, "a", "2026q4") == second.pseudonym(TENANT, "a", "2026q4")
    assert first.epochs(TENANT) == ["2026q4"]


@pytest.mark.parametrize("user", ["", "  ", "\u00a0\t"])
def test_nobody_has_no_pseudonym(
    pseudonymizer: Pseudonymizer, paths: VaultPaths, user: str
) -> None:
    """An empty id would make one person of all the unknown ones."""
    with pytest.raises(EmptyUserError):
        pseudonymizer.pseudonym(TENANT, user, "2026q4")
    with pytest.raises(EmptyUserError):
        RegisterKey(paths.register).person_id(TENANT, user)


def test_a_lone_surrogate_does_not_stop_a_worker(pseudonymizer: Pseudonymizer) -> None:
    """Hostile input has a pseudonym like any other."""
    assert len(pseudonymizer.pseudonym(TENANT, "\ud800", "2026q4")) == 32


def test_a_destroyed_epoch_stays_destroyed(tmp_path: Path) -> None:
    """Its key is not silently replaced by a new one."""
    Pseudonymizer(tmp_path).pseudonym(TENANT, "a", "2026q1")
    Pseudonymizer(tmp_path).destroy(TENANT, "2026q1", datetime(2026, 8, 1, tzinfo=UTC))
    with pytest.raises(KeyDestroyedError):
        Pseudonymizer(tmp_path).pseudonym(TENANT, "a", "2026q1")


@pytest.mark.parametrize(
    ("tenant", "epoch"),
    [("..", "2026q4"), (TENANT, "2026q5"), (TENANT, "../x"), (TENANT, ""), (TENANT, "\uff12026q4")],
)
def test_neither_tenant_nor_epoch_is_a_path(
    pseudonymizer: Pseudonymizer, tmp_path: Path, tenant: str, epoch: str
) -> None:
    """Anything else than a slug and a quarter writes nothing."""
    with pytest.raises(UnknownKeyError):
        pseudonymizer.pseudonym(tenant, "a", epoch)
    assert not list(tmp_path.rglob("*.key"))


def test_only_vault_init_makes_the_register_key(tmp_path: Path) -> None:
    """A gateway that was given the wrong directory must not invent another key."""
    with pytest.raises(NoRegisterKeyError):
        RegisterKey(tmp_path).person_id(TENANT, "a")
    assert RegisterKey.create(tmp_path, TENANT)
    assert not RegisterKey.create(tmp_path, TENANT)
    assert RegisterKey(tmp_path).person_id(TENANT, "a")
