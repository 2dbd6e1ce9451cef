"""``leitstand dead-letters list``."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json
from leitstand.deploy.dead_letters import ADVICE, add_choice, chosen, open_book

if TYPE_CHECKING:
    from leitstand.schemas.policy import Retention
    from leitstand.streams.letters import Letter, ReasonCount


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    add_choice(parser)
    parser.add_argument("--settled", action="store_true", help="also those that are rows by now")
    parser.add_argument("--limit", type=int, default=20, help="newest letters shown (default: 20)")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Look and tell."""
    from dataclasses import replace

    from leitstand.deploy.dead_letters import retention_of
    from leitstand.deploy.settings import Home
    from leitstand.streams.letters import LetterState

    if arguments.limit < 0:
        problem = "--limit is negative"
        raise UserError(problem, "0 shows the reasons alone")
    home = Home(arguments.data)
    choice = chosen(arguments)
    if not arguments.settled:
        choice = replace(choice, states=(LetterState.OPEN, LetterState.REPLAYED))
    with open_book(home) as book:
        reasons, letters = book.count(choice), book.find(choice, arguments.limit)
    if arguments.json:
        print_json(document(letters, reasons, retention_of(home)))
    else:
        sys.stdout.write("".join(lines_of(letters, reasons, retention_of(home))))
    return Exit.OK


def document(
    letters: "Sequence[Letter]", reasons: "Sequence[ReasonCount]", retention: "Retention"
) -> dict[str, object]:
    """Return everything for machines."""
    import msgspec

    from leitstand.deploy.dead_letters import until_of

    return {
        "letters": [
            msgspec.to_builtins(letter)
            | {"replayable_until": msgspec.to_builtins(until_of(letter, retention))}
            for letter in letters
        ],
        "reasons": msgspec.to_builtins(reasons),
        "shown": len(letters),
        "found": sum(reason.letters for reason in reasons),
    }


def lines_of(
    letters: "Sequence[Letter]", reasons: "Sequence[ReasonCount]", retention: "Retention"
) -> Iterator[str]:
    """Yield the lines for a person: letters, then reasons with what to do."""
    found = sum(reason.letters for reason in reasons)
    if not found:
        yield "no dead letter\n"
        return
    for letter in letters:
        yield _line(letter, retention)
    if len(letters) < found:
        yield f"… {len(letters)} of {found} shown, see --limit\n"
    for reason in reasons:
        yield f"{reason.letters} {reason.reason} ({_states(reason)}), {_span(reason)}\n"
        if reason.open or reason.replayed:
            yield f"  {ADVICE.get(reason.reason, 'known to a newer version only')}\n"


def _line(letter: "Letter", retention: "Retention") -> str:
    from leitstand.deploy.dead_letters import until_of

    until = until_of(letter, retention)
    kept = f"until {until:%Y-%m-%d}" if until else "no bytes"
    place = f"{letter.topic}/{letter.partition}/{letter.offset}"
    return (
        f"{letter.refused_at:%Y-%m-%d %H:%M:%S}  {letter.state.value:<8}  {letter.reason:<17}"
        f"  {letter.refused_by:<6}  {letter.size:>8} B  {kept:<16}  {letter.id}  {place}\n"
    )


def _states(reason: "ReasonCount") -> str:
    counted = {"open": reason.open, "replayed": reason.replayed, "settled": reason.settled}
    return ", ".join(f"{number} {state}" for state, number in counted.items() if number)


def _span(reason: "ReasonCount") -> str:
    return f"from {reason.first:%Y-%m-%d %H:%M} to {reason.last:%Y-%m-%d %H:%M} UTC"


COMMAND = Command(
    name="dead-letters list",
    summary="List records that could not become rows, and count them by reason.",
    description="""\
A record that no process can make sense of, or that nothing allows to be processed, becomes a dead
letter: its bytes sealed, its reason open. This lists the newest, then every reason with how many
there are and what to do. `open`: nobody has sent it again; `replayed`: sent again, its outcome is not
known yet; `settled` (only with --settled): its event is a row after all. Content is never shown; times
are in UTC, `until` is when the key of the bytes dies.

  leitstand dead-letters list --data /srv/leitstand
  leitstand dead-letters list --reason no_policy --reason no_agreement --since 2026-03-01 --json
  leitstand dead-letters list --limit 0

Then `leitstand dead-letters show ID` and `leitstand dead-letters replay`.
Exit code 0, also when there are some; 2: wrong input; 3: ClickHouse does not answer.""",
    configure=configure,
    run=run,
)
