"""``leitstand register release``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.broker.ports import Producer, Reader

_ORIGIN = "leitstand register release"
_LONGEST_REASON = 500


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--why", required=True, help="what changed; stands in the access log")
    parser.add_argument("--by", default="", help="account that answers for it (default: you)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Connect and publish."""
    from leitstand.broker.kafka import KafkaProducer, KafkaReader
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.settings import Home

    settings = Home(arguments.data).load()
    reader, producer = KafkaReader(settings.kafka_servers), KafkaProducer(settings.kafka_servers)
    try:
        return release(arguments, reader, producer, settings.tenant)
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {settings.kafka_servers}"
        remedy = "start it with `leitstand up`, then look with `leitstand register show`"
        raise UserError(problem, remedy, Exit.UNAVAILABLE) from None
    finally:
        reader.close()
        producer.close()


def release(
    arguments: argparse.Namespace, reader: "Reader", producer: "Producer", tenant: str
) -> int:
    """Publish and print the number. Raises UserError."""
    from leitstand.deploy.access_record import release_witness
    from leitstand.deploy.commands.register_apply import account
    from leitstand.register import RegisterError, renew
    from leitstand.schemas.clock import utc_now

    why, by = reason(arguments.why), account(arguments.by)
    try:
        made = renew(
            why,
            producer,
            reader,
            tenant=tenant,
            by=by,
            clock=utc_now,
            witness=release_witness(tenant=tenant, by=by, origin=_ORIGIN, reason=why),
        )
    except RegisterError as error:
        raise UserError(str(error), "apply the files with `leitstand register apply`") from None
    if arguments.json:
        print_json({"release": made.number, "sha256": made.sha256})
    else:
        sys.stdout.write(f"release {made.number}: no object changed\n")
    return Exit.OK


def reason(given: str) -> str:
    """Return a reason that the access log can hold. Raises UserError."""
    found = given.strip()
    if not 0 < len(found) <= _LONGEST_REASON:
        problem = f"--why is empty or longer than {_LONGEST_REASON} characters"
        raise UserError(problem, "say in a sentence what changed, without names")
    return found


COMMAND = Command(
    name="register release",
    summary="Publish the register as it stands as a new release, for other detectors.",
    description="""\
A verdict names the release of the register that it was made with, and a newer release replaces an
older one. After an update that brings other detectors, this makes that release, so that
`leitstand reassess` can judge past uses by them. No object changes. Who did it is recorded in the
access log, with the reason. Stop older workers first: what they judge under the new release stays.

  leitstand register release --why "detectors 3 know telephone numbers abroad"

Exit code 2: there is no register yet, or a publication broke off and has to be applied first; 3: Kafka
does not answer.""",
    configure=configure,
    run=run,
)
