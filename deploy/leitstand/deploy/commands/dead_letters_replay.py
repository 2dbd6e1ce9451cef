"""``leitstand dead-letters replay``."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json
from leitstand.deploy.dead_letters import add_choice, chosen, obstacle_text, open_book

if TYPE_CHECKING:
    from leitstand.deploy.replaying_letters import Replaying
    from leitstand.streams.letters import Choice, Letter, LetterBook
    from leitstand.streams.replay import Attempt
    from leitstand.streams.replay_outcome import Outcome

_ORIGIN = "leitstand dead-letters replay"
_SHOWN = 20
"""Letters that are named in words; ``--json`` names them all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="letters, as `dead-letters list` shows"
    )
    add_choice(parser)
    parser.add_argument("--all", action="store_true", help="every letter that is not settled")
    parser.add_argument("--why", default="", help="reason, for the access log; no names")
    parser.add_argument("--by", default="", help="account that answers for it (default: you)")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be sent, send nothing"
    )
    parser.add_argument(
        "--wait", type=int, default=30, metavar="S", help="seconds to wait for what comes of them"
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Choose, connect and replay."""
    from leitstand.deploy.commands.register_apply import account
    from leitstand.deploy.commands.register_release import reason
    from leitstand.deploy.replaying_letters import replaying
    from leitstand.deploy.settings import Home

    home, choice, by = Home(arguments.data), choice_of(arguments), account(arguments.by)
    why = "" if arguments.dry_run else reason(arguments.why)
    with open_book(home) as book, replaying(home, by, _ORIGIN) as hands:
        return replay(arguments, book, hands, _letters(book, choice), why)


def choice_of(arguments: argparse.Namespace) -> "Choice":
    """Return which letters are meant. Raises UserError where nothing was chosen."""
    from dataclasses import replace

    from leitstand.streams.letters import Choice, LetterState

    choice = chosen(arguments)
    if arguments.ids:
        if choice != Choice() or arguments.all:
            problem = "ids and a choice at once"
            raise UserError(problem, "name letters, or choose them by --reason, --since …")
        return Choice(ids=tuple(arguments.ids))
    if choice == Choice() and not arguments.all:
        problem = "nothing is chosen"
        raise UserError(problem, "name letters, choose them by --reason, --since …, or say --all")
    return replace(choice, states=(LetterState.OPEN, LetterState.REPLAYED))


def replay(
    arguments: argparse.Namespace,
    book: "LetterBook",
    hands: "Replaying",
    letters: "Sequence[Letter]",
    why: str,
) -> int:
    """Send the letters again and tell what came of each."""
    from leitstand.streams.replay_outcome import outcomes
    from leitstand.streams.replay_run import Run, replay_all

    replayer, began = hands.replayer(why), hands.clock()

    def look(ids: "Sequence[str]") -> "Mapping[str, Outcome]":
        sys.stderr.write(f"{len(ids)} of {len(letters)} sent\n")
        return outcomes(book, ids, since=began, patience_s=arguments.wait, pause=time.sleep)

    if arguments.dry_run:
        run = Run(attempts=list(replayer.replay(letters, dry=True)))
    else:
        run = replay_all(replayer, letters, look)
    if arguments.json:
        print_json(document(run.attempts, run.outcomes, dry=arguments.dry_run))
    else:
        sys.stdout.write("".join(lines_of(run.attempts, run.outcomes, dry=arguments.dry_run)))
    return Exit.OK if run.good else Exit.NEGATIVE


def _letters(book: "LetterBook", choice: "Choice") -> "Sequence[Letter]":
    """Return the chosen letters, the oldest first, as they came. Raises UserError."""
    found = book.find(choice)
    unknown = set(choice.ids) - {letter.id for letter in found}
    if unknown:
        problem = f"there is no dead letter {min(unknown)}"
        raise UserError(problem, "see: leitstand dead-letters list --settled")
    return found[::-1]


def document(
    attempts: "Sequence[Attempt]", found: "Mapping[str, Outcome]", *, dry: bool
) -> dict[str, object]:
    """Return everything for machines."""
    return {
        "dry_run": dry,
        "sent": 0 if dry else sum(one.obstacle is None for one in attempts),
        "replayable": sum(one.obstacle is None for one in attempts),
        "not_replayable": sum(one.obstacle is not None for one in attempts),
        "letters": [
            {
                "id": one.letter.id,
                "reason": one.letter.reason,
                "obstacle": one.obstacle.value if one.obstacle else None,
                "outcome": outcome.value if (outcome := found.get(one.letter.id)) else None,
            }
            for one in attempts
        ],
    }


def lines_of(
    attempts: "Sequence[Attempt]", found: "Mapping[str, Outcome]", *, dry: bool
) -> "Iterator[str]":
    """Yield what came of it, for a person."""
    ready = sum(one.obstacle is None for one in attempts)
    yield f"{ready} {'could be sent' if dry else 'sent again'}, {len(attempts) - ready} not\n"
    hindered = [one for one in attempts if one.obstacle]
    for one in hindered[:_SHOWN]:
        if one.obstacle:
            yield f"  {one.letter.id}: {obstacle_text(one.obstacle)}\n"
    if len(hindered) > _SHOWN:
        yield f"  … and {len(hindered) - _SHOWN} more, see --json\n"
    for outcome, number in sorted(Counter(found.values()).items()):
        yield f"{number} {outcome.text}\n"


COMMAND = Command(
    name="dead-letters replay",
    summary="Send dead letters again, once what they were refused for is mended.",
    description="""\
Opens each letter in memory and sends its record, byte for byte, to the topic that it came from. There
it takes the way of every other record: the same checks, the policy and register of its time. What is
refused again is a dead letter again. Sending twice does no harm: an event has one identity and becomes
one row. Each letter is an access event with your account and reason, written before it is sent. Runs
where the opening keys are (the machine of `assess`).

  leitstand dead-letters replay --reason no_policy --dry-run
  leitstand dead-letters replay --reason no_policy --since 2026-03-01 --why "policy of March entered"
  leitstand dead-letters replay 0199c3f1-a2b4-7c3e-9f3a-5d6e7f8091a2 --why "trial after the update"

Of many, twenty of each reason go first; where all of them are refused again, the others of that reason
stay. What cannot be replayed is listed with its reason: the key was destroyed, the record is kept nowhere,
its time was the fault, it belongs to the register. Then waits (--wait, after the sample and at the end) and
says how many became rows, how many were refused again, how many are still on their way.
Exit code 0: all were sent, none was refused again; 1: not so; 2: wrong input, no such letter; 3: Kafka
or ClickHouse does not answer.""",
    configure=configure,
    run=run,
)
