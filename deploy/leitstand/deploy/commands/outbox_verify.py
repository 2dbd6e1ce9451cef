"""``leitstand outbox verify``."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command

if TYPE_CHECKING:
    from leitstand.outbox import ProducerCheck, SequenceRange


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Read everything and tell."""
    import msgspec

    from leitstand.deploy.command import Exit, print_json
    from leitstand.deploy.settings import Home
    from leitstand.outbox import verify

    checks = list(verify(Home(arguments.data).outbox))
    sound = all(check.sound for check in checks)
    if arguments.json:
        print_json({"sound": sound, "producers": msgspec.to_builtins(checks)})
    else:
        sys.stdout.write("".join(text_of(checks)))
    return Exit.OK if sound else Exit.NEGATIVE


def text_of(checks: "Sequence[ProducerCheck]") -> Iterator[str]:
    """Yield what a person wants to know: all is well, or what is not."""
    for check in checks:
        yield f"{check.producer}  {ranges_text(check.present) or 'empty'}\n"
        if check.missing:
            yield f"  missing: {ranges_text(check.missing)}\n"
        if check.doubled:
            yield f"  {check.doubled} numbers stand here more than once\n"
        if check.damaged_bytes:
            yield f"  {check.damaged_bytes} damaged bytes\n"
        if check.torn_bytes:
            yield f"  {check.torn_bytes} bytes half-written at its end; never acknowledged\n"
    bad = sum(not check.sound for check in checks)
    yield f"{len(checks)} producers checked, {bad} with something missing or damaged\n"


def ranges_text(ranges: "Sequence[SequenceRange]") -> str:
    """Return numbers as a person writes them."""
    return ", ".join(
        str(one.first) if one.first == one.last else f"{one.first}-{one.last}" for one in ranges
    )


COMMAND = Command(
    name="outbox verify",
    summary="Read every record on disk and say which numbers are there, missing or damaged.",
    description="""\
Checks the checksum of every record of every producer in DATA/outbox, and that the numbers have no
gap. It reads everything that is kept (at most some gigabytes) and disturbs nobody.

  leitstand outbox verify --data /srv/leitstand

Exit code 1: a record is missing, damaged, or stands there twice. What a killed process left
half-written at its end was never acknowledged and is only mentioned.""",
    configure=configure,
    run=run,
)
