"""``leitstand outbox list``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command

if TYPE_CHECKING:
    from leitstand.outbox import ProducerStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Look and tell."""
    import msgspec

    from leitstand.deploy.command import Exit, print_json
    from leitstand.deploy.settings import Home
    from leitstand.outbox import inventory

    found = inventory(Home(arguments.data).outbox)
    if arguments.json:
        print_json({"producers": msgspec.to_builtins(found)})
    else:
        sys.stdout.write("".join(line_of(one) for one in found) or "no producer is on disk\n")
    return Exit.OK


def line_of(one: "ProducerStatus") -> str:
    """Return one producer on one line."""
    state = "running" if one.living else "ended"
    numbers = f"{one.first}-{one.last}" if one.last else "empty"
    return f"{one.producer}  {state}  {numbers}  sent to {one.done}  waiting {one.waiting}\n"


COMMAND = Command(
    name="outbox list",
    summary="List the producers on disk with the first and last number of their records.",
    description="""\
A producer is one start of one process; it numbers its records from 1 without a gap, and each event
carries both, so that what is missing anywhere can be named and sent again.

  leitstand outbox list --data /srv/leitstand --json

Looks only; works while processes run and while none does.""",
    configure=configure,
    run=run,
)
