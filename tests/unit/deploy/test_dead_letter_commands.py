"""The commands for dead letters: what may be chosen, and that every reason has its words."""

import json
from datetime import UTC, datetime

import pytest

from leitstand.deploy.cli import all_commands, build_parser, main
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import dead_letters_list, dead_letters_replay, dead_letters_show
from leitstand.deploy.dead_letters import ADVICE, moment, obstacle_text
from leitstand.schemas import topics
from leitstand.schemas.policy import Retention
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.letters import Letter, LetterState, ReasonCount
from leitstand.streams.replay import Attempt, Obstacle
from leitstand.streams.replay_outcome import Outcome

AT = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
ID = "0199c3f1-a2b4-7c3e-9f3a-5d6e7f8091a2"
LETTER = Letter(
    tenant="musterdorf",
    id=ID,
    reason="no_policy",
    refused_by="assess",
    topic=topics.INTERACTIONS,
    partition=3,
    offset=17,
    refused_at=AT,
    size=1400,
    sealed=True,
    k_partition=0,
    k_offset=4,
    replayed_at=None,
    replays=0,
    state=LetterState.OPEN,
)
REASONS = [
    ReasonCount(reason="no_policy", letters=30, open=29, replayed=1, settled=0, first=AT, last=AT)
]


def chosen(*words: str) -> object:
    parsed = build_parser(all_commands()).parse_args(["dead-letters", "replay", *words])
    return dead_letters_replay.choice_of(parsed)


def test_every_reason_says_what_to_do() -> None:
    """And no reason is advised on that does not exist."""
    assert set(ADVICE) == set(DeadLetterReason)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_has_its_words(obstacle: Obstacle) -> None:
    """A person reads why, not a code."""
    assert " " in obstacle_text(obstacle)


@pytest.mark.parametrize(
    "words", [(), (ID, "--all"), (ID, "--reason", "failed"), (ID, "--since", "2026-03-01")]
)
def test_nobody_replays_by_mistake(words: tuple[str, ...]) -> None:
    """Nothing chosen is nothing sent, and two ways of choosing at once are none."""
    with pytest.raises(UserError):
        chosen(*words)


@pytest.mark.parametrize("words", [("--all",), ("--reason", "failed"), ("--until", "2026-03-01")])
def test_a_choice_leaves_out_what_is_settled(words: tuple[str, ...]) -> None:
    """Letters that are rows by now are sent only by name."""
    assert getattr(chosen(*words), "states", None) == (LetterState.OPEN, LetterState.REPLAYED)


def test_without_a_reason_nothing_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    """Who replays says why; it is asked for before anything is connected to."""
    assert main(["dead-letters", "replay", ID]) == Exit.USAGE
    assert "--why" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T08:30", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02T08:30+01:00", datetime(2026, 3, 2, 7, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_utc_unless_they_say_otherwise(text: str, at: datetime) -> None:
    """A day is its first moment."""
    assert moment(text) == at


def test_the_list_tells_reasons_with_advice_and_what_it_leaves_out() -> None:
    """One line a letter, two a reason, and no content."""
    text = "".join(dead_letters_list.lines_of([LETTER], REASONS, Retention()))
    assert f"{ID}  {topics.INTERACTIONS}/3/17" in text
    assert "until 2026-03-17" in text
    assert "1 of 30 shown" in text
    assert "30 no_policy (29 open, 1 replayed)" in text
    assert ADVICE["no_policy"] in text


def test_an_empty_list_says_so() -> None:
    """Nothing there is not the same as no answer."""
    assert "".join(dead_letters_list.lines_of([], [], Retention())) == "no dead letter\n"


def test_the_list_for_machines_is_json() -> None:
    """Times with their zone, and how many there are beyond what is shown."""
    found = json.loads(json.dumps(dead_letters_list.document([LETTER], REASONS, Retention())))
    assert found["found"] == 30
    assert found["letters"][0]["replayable_until"] == "2026-03-17T00:00:00Z"
    assert found["reasons"][0]["open"] == 29


def test_show_says_whether_it_can_be_replayed() -> None:
    """Yes and until when, or no and why."""
    good = "".join(dead_letters_show.lines_of(Attempt(letter=LETTER), AT))
    bad = Attempt(letter=LETTER, obstacle=Obstacle.KEY_DESTROYED)
    assert "replayable  yes, at least until 2026-03-02" in good
    assert "replayable  no: the key of the letter" in "".join(dead_letters_show.lines_of(bad, None))
    assert dead_letters_show.document(bad, None)["obstacle"] == "key_destroyed"


def test_the_end_of_a_replay_tells_each_kind_of_outcome() -> None:
    """What was sent, what was not and why, what came of it."""
    bad = Attempt(letter=LETTER, obstacle=Obstacle.TIME)
    found = {"a": Outcome.SETTLED, "b": Outcome.REFUSED, "c": Outcome.SETTLED}
    text = "".join(dead_letters_replay.lines_of([Attempt(letter=LETTER), bad], found, dry=False))
    assert text.startswith("1 sent again, 1 not\n")
    assert "2 became a row" in text
    assert "1 refused again" in text
