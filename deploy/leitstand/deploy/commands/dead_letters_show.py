"""``leitstand dead-letters show``."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json
from leitstand.deploy.dead_letters import ADVICE, obstacle_text, open_book

if TYPE_CHECKING:
    from datetime import datetime

    from leitstand.deploy.settings import Home
    from leitstand.streams.letters import Letter
    from leitstand.streams.replay import Attempt

_ORIGIN = "leitstand dead-letters show"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("id", help="id of a letter, as `dead-letters list` shows it")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--by", default="", help="account that looks (default: you)")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Look, record that somebody looked, and tell."""
    from leitstand.deploy.commands.register_apply import account
    from leitstand.deploy.dead_letters import retention_of, until_of
    from leitstand.deploy.replaying_letters import replaying
    from leitstand.deploy.settings import Home

    home, by = Home(arguments.data), account(arguments.by)
    letter = _letter(home, arguments.id)
    with replaying(home, by, _ORIGIN) as hands:
        (tried,) = hands.replayer("").replay([letter], dry=True)
        hands.record_view(letter)
    until = until_of(letter, retention_of(home))
    if arguments.json:
        print_json(document(tried, until))
    else:
        sys.stdout.write("".join(lines_of(tried, until)))
    return Exit.OK


def _letter(home: "Home", letter_id: str) -> "Letter":
    from leitstand.streams.letters import Choice

    with open_book(home) as book:
        found = book.find(Choice(ids=(letter_id,)))
    if not found:
        problem = "there is no such dead letter"
        raise UserError(problem, "see: leitstand dead-letters list")
    return found[0]


def document(tried: "Attempt", until: "datetime | None") -> dict[str, object]:
    """Return everything for machines."""
    import msgspec

    return {
        **msgspec.to_builtins(tried.letter),
        "advice": ADVICE.get(tried.letter.reason, ""),
        "replayable": tried.obstacle is None,
        "obstacle": tried.obstacle.value if tried.obstacle else None,
        "replayable_until": msgspec.to_builtins(until),
    }


def lines_of(tried: "Attempt", until: "datetime | None") -> Iterator[str]:
    """Yield the facts for a person."""
    letter = tried.letter
    yield f"id          {letter.id}\n"
    yield f"state       {letter.state.value}\n"
    yield f"reason      {letter.reason}: {ADVICE.get(letter.reason, 'a newer version knows it')}\n"
    yield f"refused     by {letter.refused_by} at {letter.refused_at:%Y-%m-%d %H:%M:%S} UTC\n"
    yield f"stands at   {letter.topic}/{letter.partition}/{letter.offset}\n"
    yield f"size        {letter.size} bytes, {'sealed' if letter.sealed else 'not kept here'}\n"
    if letter.replayed_at:
        yield f"replayed    {letter.replays} times, last {letter.replayed_at:%Y-%m-%d %H:%M:%S} UTC\n"
    if tried.obstacle:
        yield f"replayable  no: {obstacle_text(tried.obstacle)}\n"
    else:
        yield f"replayable  yes{f', at least until {until:%Y-%m-%d} UTC' if until else ''}\n"


COMMAND = Command(
    name="dead-letters show",
    summary="Show what is open about one dead letter, and whether it can be replayed.",
    description="""\
Everything but the content: reason, place, size, how often it was sent again, and whether its key still
lives. To say so it opens the letter in memory, so it runs where the opening keys are (the machine of
`assess`); nothing of what is inside is shown. That somebody looked is recorded.

  leitstand dead-letters show 0199c3f1-a2b4-7c3e-9f3a-5d6e7f8091a2 --data /srv/leitstand

Exit code 2: there is no such letter; 3: ClickHouse or Kafka does not answer.""",
    configure=configure,
    run=run,
)
