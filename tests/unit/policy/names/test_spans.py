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
