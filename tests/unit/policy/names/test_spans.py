"""How answers about words become names."""

from leitstand.policy.names.network import Answers
from leitstand.policy.names.spans import names


def found(text: str, begins: list[float], goes_on: list[float]) -> list[str]:
    """Return the names among words, given the answers for each."""
    words = text.split()
    answers = Answers(places=list(range(len(words))), begins=begins, goes_on=goes_on, looked=[])
    return [" ".join(words[name.first : name.end]) for name in names(words, answers)]


def test_words_that_go_on_belong_together() -> None:
    """A first name and a surname are one name."""
    assert found("Anna Öztürk kommt", [0.9, 0.1, 0], [0, 0.8, 0]) == ["Anna Öztürk"]


def test_a_new_beginning_is_a_new_name() -> None:
    """Two first names in a row are two persons where the network says so."""
    assert found("Anna Emine", [0.9, 0.8], [0, 0.1]) == ["Anna", "Emine"]


def test_a_gap_parts_names() -> None:
    """What is no name between two names keeps them apart."""
    assert found("Anna und Peter", [0.9, 0, 0.2], [0, 0, 0.7]) == ["Anna", "Peter"]


def test_signs_and_particles_at_the_end_are_no_part() -> None:
    """A name ends with a name."""
    assert found("Anna Öztürk , von", [0.9, 0, 0, 0], [0, 0.9, 0.6, 0.6]) == ["Anna Öztürk"]


def test_titles_and_trades_before_a_name_are_no_part() -> None:
    """The span holds the name alone."""
    assert found("Dr. Abteilungsleiter Öztürk", [0.9, 0, 0], [0, 0.9, 0.9]) == ["Öztürk"]


def test_certainty_is_the_mean_of_the_words() -> None:
    """One doubtful word does not spoil a sure name."""
    answers = Answers(places=[0, 1], begins=[1.0, 0.0], goes_on=[0.0, 0.5], looked=[])
    (name,) = names(["Anna", "Xy"], answers)
    assert name.certainty == 0.75


def test_a_particle_between_first_name_and_surname_joins_them() -> None:
    """The network may leave it out; the name is one all the same."""
    assert found("Annette von Weyershausen", [0.9, 0, 0.9], [0, 0, 0]) == [
        "Annette von Weyershausen"
    ]


def test_a_particle_between_two_first_names_is_a_word_of_the_sentence() -> None:
    """A letter to Anna from Peter names two persons."""
    assert found("Anna von Peter", [0.9, 0, 0.9], [0, 0, 0]) == ["Anna", "Peter"]


def test_the_number_of_a_king_belongs_to_him() -> None:
    """It stands behind a first name, with its dot."""
    assert found("Otto II. reiste", [0.9, 0, 0], [0, 0, 0]) == ["Otto II."]


def test_what_somebody_is_stands_before_the_name() -> None:
    """Some titles are surnames too, but not before another name."""
    assert found("Fürstin Amalie", [0.9, 0], [0, 0.9]) == ["Amalie"]
    assert found("Patient Gerhard Nothacker", [0.9, 0.9, 0], [0, 0, 0.9]) == ["Gerhard Nothacker"]


def test_a_surname_before_a_comma_stays_though_it_is_a_title() -> None:
    """König is a name where the first name follows."""
    assert found("König , Anna", [0.9, 0, 0], [0, 0.9, 0.9]) == ["König , Anna"]


def test_an_acronym_behind_a_name_is_a_journal() -> None:
    """Walker wrote in the NZA."""
    assert found("Walker NZA", [0.9, 0], [0, 0.8]) == ["Walker"]


def test_who_is_called_a_relative_is_called_by_a_name() -> None:
    """A little doubt of the network does not count behind Vater; a common noun is none."""
    assert found("Vater Okan", [0, 0.1], [0, 0.1]) == ["Okan"]
    assert found("Vater Antrag", [0, 0.1], [0, 0.1]) == []


def test_particles_behind_a_form_of_address_are_part_of_the_name() -> None:
    """Herr von Weyer is called von Weyer."""
    assert found("Herr von Weyer", [0, 0, 0.9], [0, 0, 0]) == ["von Weyer"]


def test_a_comma_behind_an_addressed_surname_parts_two_people() -> None:
    """Sehr geehrte Frau Bondarenko, Daryna hat einen Termin."""
    text = "Frau Bondarenko , Daryna"
    assert found(text, [0, 0.9, 0, 0], [0, 0, 0.9, 0.9]) == ["Bondarenko", "Daryna"]


def test_a_rank_stands_between_first_name_and_surname() -> None:
    """The network may leave out what is no name by itself."""
    assert found("Karl Freiherr von Drais fuhr", [0.9, 0, 0, 0.9, 0], [0, 0, 0, 0, 0]) == [
        "Karl Freiherr von Drais"
    ]


def test_what_a_king_is_called_belongs_to_him() -> None:
    """An article and an epithet behind a first name; behind a surname they are the sentence."""
    assert found("Karl der Große kam", [0.9, 0, 0, 0], [0, 0, 0, 0]) == ["Karl der Große"]
    assert found("Karl der Nachbar kam", [0.9, 0, 0, 0], [0, 0, 0, 0]) == ["Karl"]


def test_verbs_at_the_ends_are_no_part() -> None:
    """A name in capitals neither begins nor ends with a small word that joins nothing."""
    assert found("Öztürk schied aus", [0.9, 0, 0], [0, 0.6, 0]) == ["Öztürk"]
    assert found("schoss Öztürk gestern", [0.6, 0, 0], [0, 0.9, 0]) == ["Öztürk"]


def test_an_acronym_before_a_first_name_is_an_office() -> None:
    """CEO Anna Kern is called Anna Kern."""
    assert found("CEO Anna Öztürk", [0.9, 0, 0], [0, 0.9, 0.9]) == ["Anna Öztürk"]


def test_a_common_noun_parts_two_names() -> None:
    """The network must be very sure of a word that is no name in any list but a known noun."""
    text = "Öztürks Kollegen Kowalska"
    assert found(text, [0.9, 0, 0], [0, 0.6, 0.9]) == ["Öztürks", "Kowalska"]


def test_van_begins_a_surname() -> None:
    """No German preposition is written so; der behind Herr is one of the sentence."""
    assert found("erklärt van der Öztürk", [0, 0, 0, 0.9], [0, 0, 0, 0]) == ["van der Öztürk"]
    assert found("Herr der Öztürk", [0, 0, 0.9], [0, 0, 0]) == ["Öztürk"]


def test_a_first_name_and_a_surname_of_the_lists_are_one_name() -> None:
    """Also where the network takes the surname for a trade; not beside a place or a rank."""
    assert found("Paul Koch kommt", [0.25, 0.03, 0], [0.03, 0.16, 0]) == ["Paul Koch"]
    assert found("Bei Max Weber", [0, 0.16, 0.03], [0, 0.01, 0.15]) == ["Max Weber"]
    assert found("Lena Koch kommt", [0.25, 0.03, 0], [0.03, 0.16, 0]) == ["Lena Koch"]
    assert found("Paul Berlin", [0.1, 0], [0, 0]) == []
    assert found("Von Weber", [0.1, 0], [0, 0]) == []


def test_a_surname_behind_a_sure_first_name_is_one() -> None:
    """A little doubt of the network does not count there, unless it is a place."""
    assert found("Anna Schwarz", [0.95, 0.1], [0, 0.1]) == ["Anna Schwarz"]
    assert found("Anna Paris", [0.95, 0.1], [0, 0.1]) == ["Anna"]
