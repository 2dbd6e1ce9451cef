"""``leitstand outbox status``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Look and tell."""
    import msgspec

    from leitstand.deploy.command import Exit, print_json
    from leitstand.deploy.commands.outbox_list import line_of
    from leitstand.deploy.settings import Home
    from leitstand.outbox import OutboxStatus, status

    found: OutboxStatus = status(Home(arguments.data).outbox)
    if arguments.json:
        print_json(msgspec.to_builtins(found))
    else:
        sys.stdout.write(text_of(found.waiting, found.sent, found.refused))
        if found.oldest_waiting is not None:
            sys.stdout.write(f"waiting since {found.oldest_waiting:%Y-%m-%d %H:%M:%S} UTC\n")
        if found.set_aside or found.damaged:
            sys.stdout.write(f"set aside: {found.set_aside}, damaged: {found.damaged}\n")
        busy = [one for one in found.by_producer if one.living or one.waiting]
        sys.stdout.writelines(map(line_of, busy))
    return Exit.NEGATIVE if found.set_aside or found.damaged else Exit.OK


def text_of(waiting: int, sent: int, refused: int) -> str:
    """Return the line that a person looks for."""
    return f"waiting: {waiting}, sent: {sent}, refused: {refused}\n"


COMMAND = Command(
    name="outbox status",
    summary="Say how many events wait for Kafka, were sent, were refused.",
    description="""\
Looks at DATA/outbox without disturbing anybody; works while processes run and while none does.

  leitstand outbox status --data /srv/leitstand --json

`waiting` events are on disk and not yet acknowledged by Kafka; `sent` ones are, counted as long as
their files are kept (24 hours); `refused` interactions were turned away before they happened: no
agreement in force, no key, outbox full. `set_aside` are events that Kafka will never take, `damaged`
events lost to damaged bytes on this disk: with either the exit code is 1. Then each producer that runs or has
something waiting, with its first and last number (`by_producer` has all of them).""",
    configure=configure,
    run=run,
)
