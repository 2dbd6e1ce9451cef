"""``leitstand outbox resend``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.broker.ports import Producer
    from leitstand.outbox import Resent


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--producer", help="one of `leitstand outbox list` (default: all)")
    parser.add_argument("--from", dest="first", type=int, metavar="SEQ", help="first number")
    parser.add_argument("--to", dest="last", type=int, metavar="SEQ", help="last number")
    parser.add_argument("--kafka", default="", help="servers (default: those of the settings)")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Connect and send."""
    from leitstand.broker.kafka import KafkaProducer
    from leitstand.deploy.settings import Home

    _check(arguments)
    servers = arguments.kafka or Home(arguments.data).load().kafka_servers
    producer = KafkaProducer(servers)
    try:
        return send(arguments, producer)
    finally:
        producer.close()


def send(arguments: argparse.Namespace, producer: "Producer") -> int:
    """Send what was asked for and tell. Raises UserError."""
    import msgspec

    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.settings import Home
    from leitstand.outbox import UnknownProducerError, resend

    progress = Progress()
    try:
        found = resend(
            Home(arguments.data).outbox,
            producer,
            name=arguments.producer,
            first=arguments.first,
            last=arguments.last,
            progress=progress,
        )
    except UnknownProducerError:
        problem = "no producer of that name is on disk"
        raise UserError(problem, "see: leitstand outbox list") from None
    except BrokerUnavailableError:
        problem = f"Kafka does not answer; {progress.reached}"
        remedy = "start it with `leitstand up`, then send again: twice does no harm"
        raise UserError(problem, remedy, Exit.UNAVAILABLE) from None
    if arguments.json:
        print_json(msgspec.to_builtins(found))
    else:
        sys.stdout.write(text_of(found))
    return Exit.NEGATIVE if found.missing or found.refused else Exit.OK


class Progress:
    """Tells a person on standard error how far it is."""

    def __init__(self) -> None:
        self.reached = "nothing was sent"

    def __call__(self, producer: str, sequence: int) -> None:
        """Take note of one more acknowledged batch."""
        self.reached = f"{producer} was sent to {sequence}"
        sys.stderr.write(f"{self.reached}\n")


def text_of(found: "Resent") -> str:
    """Return what came of it, for a person."""
    lines = [f"sent again: {found.resent}, refused by Kafka: {found.refused}"]
    if found.waiting:
        lines.append(f"{found.waiting} were never sent so far and leave by themselves")
    lines += [f"not kept any more: {m.producer} {m.first}-{m.last}" for m in found.missing]
    return "\n".join(lines) + "\n"


def _check(arguments: argparse.Namespace) -> None:
    if arguments.producer is None and (arguments.first, arguments.last) != (None, None):
        problem = "numbers belong to one producer"
        raise UserError(problem, "name it with --producer; see: leitstand outbox list")
    if any(number is not None and number < 1 for number in (arguments.first, arguments.last)):
        problem = "numbers begin at 1"
        raise UserError(problem, "see: leitstand outbox list")


COMMAND = Command(
    name="outbox resend",
    summary="Send again what was sent in the last 24 hours and is still kept.",
    description="""\
For a gap that turned up behind Kafka: sends records of this disk once more, all or the numbers of
one producer. Whoever has an event already replaces it by itself, so sending twice does no harm.
Records that Kafka refused before (`set_aside`) are tried again with the others.

  leitstand outbox resend --data /srv/leitstand
  leitstand outbox resend --producer gateway.0199c3f1a2b4-9f3a --from 4711 --to 4720

Exit code 1: Kafka refused some, or some numbers are not kept any more; 2: no such producer; 3: Kafka
does not answer. Progress goes to standard error.""",
    configure=configure,
    run=run,
)
