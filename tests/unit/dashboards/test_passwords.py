"""Passwords are kept as scrypt hashes only."""

import re

import pytest

from leitstand.dashboards.passwords import (
    GENERATED,
    Cost,
    generate_password,
    hash_password,
    matches,
)

CHEAP = Cost(n=16, p=1)


def test_the_right_password_matches() -> None:
    """What was hashed is recognised."""
    assert matches("Geheimnis ä", hash_password("Geheimnis ä", CHEAP))


def test_another_password_does_not_match() -> None:
    """One letter more is another password."""
    assert not matches("Geheimnis!", hash_password("Geheimnis", CHEAP))


def test_the_same_password_is_hashed_differently_each_time() -> None:
    """Each hash has a salt of its own."""
    assert hash_password("gleich", CHEAP) != hash_password("gleich", CHEAP)


@pytest.mark.parametrize(
    "line", ["", "plain", "scrypt$16$8$1$zz$00", "md5$16$8$1$00$00", "scrypt$16$8$1$00"]
)
def test_a_line_of_another_form_matches_nothing(line: str) -> None:
    """A damaged or foreign line locks the account instead of opening it."""
    assert not matches("", line)


def test_the_hash_names_its_cost() -> None:
    """Cost can be raised later without locking anybody out."""
    assert hash_password("x", GENERATED).startswith("scrypt$16384$8$1$")


def test_a_generated_password_can_be_read_out() -> None:
    """Five groups of five characters that do not look alike."""
    assert re.fullmatch(
        r"([abcdefghjkmnp-z2-9]{5}-){4}[abcdefghjkmnp-z2-9]{5}", generate_password()
    )
