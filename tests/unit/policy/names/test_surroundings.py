"""What shows a name to be a thing, a house, a firm, or somebody in history."""

import pytest

from leitstand.policy.names.public_office import holds_public_office
from leitstand.policy.names.renowned import is_renowned
from leitstand.policy.names.spans import Name
from leitstand.policy.names.surroundings import (
    is_among_things,
    is_called_after,
    is_no_person,
)
from leitstand.policy.names.things import is_a_thing


def name_in(text: str, called: str) -> tuple[list[str], Name]:
    """Return the words of a text and where a name stands among them."""
    words, parts = text.split(), called.split()
    first = words.index(parts[0])
    return words, Name(first=first, end=first + len(parts), certainty=1.0)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("das Haus Elisabeth ist offen", "Elisabeth"),
        ("Kita St. Martin", "Martin"),
        ("die Carl Benz Schule", "Carl Benz"),
        ("an die Peter Weber GmbH", "Peter Weber"),
        ("das Sturzflutkonzept Katzenbach", "Katzenbach"),
        ("der Ortsteil Hagen", "Hagen"),
    ],
)
def test_houses_and_firms_are_called_after_somebody(text: str, called: str) -> None:
    """The house is meant, not the person."""
    assert is_called_after(*name_in(text, called))


@pytest.mark.parametrize(
    ("text", "called"),
    [("Frau Anna Weber wohnt hier", "Anna Weber"), ("im Haus Anna Weber", "Anna Weber")],
)
def test_a_person_is_not_called_after_herself(text: str, called: str) -> None:
    """A first name and a surname behind a house are a person in it."""
    assert not is_called_after(*name_in(text, called))


def test_a_noun_in_a_list_of_things_is_one() -> None:
    """One neighbour that is a thing is enough for a word that is a common noun too."""
    assert is_among_things(*name_in("Antrag und Winter", "Winter"))


def test_a_surname_among_things_is_one() -> None:
    """It follows a thing, and no name follows it."""
    assert is_among_things(*name_in("Antrag , Kowalczyk , Bescheid", "Kowalczyk"))
    assert is_among_things(*name_in("Antrag , Kowalczyk", "Kowalczyk"))


def test_a_surname_beside_names_is_none() -> None:
    """Things on one side may end where people begin, and a room may follow a person."""
    assert not is_among_things(*name_in("Antrag , Kowalczyk , Müller", "Kowalczyk"))
    assert not is_among_things(*name_in("an Kowalczyk , Zimmer", "Kowalczyk"))


def test_a_first_name_is_no_thing() -> None:
    """Liebes Team, Svenja."""
    assert not is_among_things(*name_in("Team , Svenja , Team", "Svenja"))


@pytest.mark.parametrize(
    "name", ["Friedrich Schiller", "Martin Luthers", "Goethe", "Clara Schumann"]
)
def test_people_of_history_are_known(name: str) -> None:
    """By their full names, a few by one; a genitive's s does not matter."""
    assert is_renowned(name.split())


@pytest.mark.parametrize("name", ["Schiller", "Anna Goethe", "Martin", "Friedrich Müller", "Maria"])
def test_neighbours_are_not(name: str) -> None:
    """A common surname, a first name or another full name may be anybody."""
    assert not is_renowned(name.split())


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Bundeskanzlerin Anna Muster verteidigt das Gesetz", "Anna Muster"),
        ("Was sagte Ministerpräsident Muster dazu", "Muster"),
        ("Oberbürgermeister Dr. Max Muster lädt ein", "Max Muster"),
        ("Bundespräsident Frank-Max Muster besucht uns", "Muster"),
        ("Schlacht bei Musterberg 1622, Markgraf Georg Muster", "Georg Muster"),
    ],
)
def test_who_is_named_with_a_public_office_holds_it(text: str, called: str) -> None:
    """The office stands directly before the name, but for a doctorate."""
    assert holds_public_office(*name_in(text, called))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Frau Anna Muster fragt", "Anna Muster"),
        ("beim Bürgermeister hat Anna Muster vorgesprochen", "Anna Muster"),
        ("Hausmeister Muster ist krank", "Muster"),
        ("Vereinspräsident Muster ist krank", "Muster"),
    ],
)
def test_nobody_else_holds_a_public_office(text: str, called: str) -> None:
    """Neither who is named far from it, nor janitors and chairs of clubs."""
    assert not holds_public_office(*name_in(text, called))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Wie funktioniert Basic ?", "Basic"),
        ("Ping auf den Server schlägt fehl", "Ping"),
        ("Einnahmen : Jan 12.345,00", "Jan"),
        ("Termine : Mai , Jun , Jul", "Jul"),
        ("| Jan | Feb | Mär", "Jan"),
    ],
)
def test_a_thing_or_a_month_shares_its_name_with_people(text: str, called: str) -> None:
    """One word alone that an office means otherwise."""
    assert is_a_thing(*name_in(text, called))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Jan hat heute angerufen", "Jan"),
        ("Peter Basic fragt", "Peter Basic"),
        ("Fink will einen Termin", "Fink"),
        ("Leon und Julia waren da", "Julia"),
    ],
)
def test_a_name_stays_one(text: str, called: str) -> None:
    """A first name of today, a common surname, whoever has two names."""
    assert not is_a_thing(*name_in(text, called))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("der Spielplatz am Mühlbach", "Mühlbach"),
        ("wohnt im Winkler", "Winkler"),
        ("Florian Aalen 1/44-1 rückt aus", "Florian Aalen"),
        ("Florian Bad Wimpfen 2/19", "Florian Bad"),
        ("Christoph 51 landet", "Christoph"),
        ("die Stadt der Hannovers Fans", "Hannovers"),
        ("Laubbläser , Gebläse , Kehrblech", "Gebläse"),
    ],
)
def test_places_radio_calls_and_things_are_no_persons(text: str, called: str) -> None:
    """Brooks behind a preposition, fire engines, places of the lists, unknown words among things."""
    assert is_no_person(*name_in(text, called))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Florian Aalen hat angerufen", "Florian Aalen"),
        ("Christoph ist 51", "Christoph"),
        ("an Winkler", "Winkler"),
        ("Antrag , Kowalczyk", "Kowalczyk"),
    ],
)
def test_people_are_persons(text: str, called: str) -> None:
    """Without a number, the article in the preposition, or with a surname of the lists."""
    assert not is_no_person(*name_in(text, called))
