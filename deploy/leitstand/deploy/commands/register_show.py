"""``leitstand register show``."""

import argparse
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.broker.ports import Reader


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--tenant", default="", help="default: the tenant of the settings")
    parser.add_argument("--at", type=date.fromisoformat, help="a day as 2026-03-01; default: now")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Connect and show."""
    from leitstand.broker.kafka import KafkaReader
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.settings import Home

    settings = Home(arguments.data).load()
    reader = KafkaReader(settings.kafka_servers)
    try:
        return show(arguments, reader, arguments.tenant or settings.tenant)
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {settings.kafka_servers}"
        raise UserError(problem, "start it with `leitstand up`", Exit.UNAVAILABLE) from None
    finally:
        reader.close()


def show(arguments: argparse.Namespace, reader: "Reader", tenant: str) -> int:
    """Print the register as of a moment."""
    from leitstand.deploy.register_text import snapshot_json, snapshot_text
    from leitstand.register import NoReleaseError, RegisterReader
    from leitstand.schemas.clock import utc_now

    try:
        view = RegisterReader(reader, tenant).start()
    except NoReleaseError as error:
        problem, remedy = str(error), "apply the files of the register first"
        raise UserError(problem, remedy, Exit.NEGATIVE) from None
    moment, day = _moment(arguments.at, view.zone, utc_now())
    snapshot = view.as_of(moment)
    if arguments.json:
        print_json(snapshot_json(snapshot))
    else:
        sys.stdout.write(snapshot_text(snapshot, in_force=snapshot.agreement_in_force(day)))
    return Exit.OK


def _moment(asked: date | None, zone: str, now: datetime) -> tuple[datetime, date]:
    """Return the moment to show and its day in the house's time zone."""
    from zoneinfo import ZoneInfo

    from leitstand.register.days import start_of

    if asked is None:
        return now, now.astimezone(ZoneInfo(zone)).date()
    return start_of(asked, ZoneInfo(zone)), asked


COMMAND = Command(
    name="register show",
    summary="Show the register as of now or any day.",
    description="""\
What every process works with at that moment: policy, agreement, departments, applications, courses,
stages. People are a number only.

  leitstand register show --at 2026-03-01""",
    configure=configure,
    run=run,
)
