"""What the commands ``people import`` and ``people certificates`` share: register in, release out."""

import argparse
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo

from leitstand.deploy.command import Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.broker.ports import Producer, Reader
    from leitstand.deploy.people_text import Gate
    from leitstand.register import Difference, Plan, Published, RegisterView
    from leitstand.register.imports import Mapping, Preset
    from leitstand.register.problems import Report
    from leitstand.register.state import State


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what both commands have."""
    parser.add_argument("--mapping", type=Path, help="what columns and values mean (YAML)")
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would change, write nothing"
    )
    parser.add_argument("--by", default="", help="account that answers for it (default: you)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The register as an import meets it."""

    tenant: str
    by: str
    view: "RegisterView"
    state: "State"
    identify: Callable[[str], str]
    now: datetime
    reader: "Reader"
    producer: "Producer"

    @property
    def zone(self) -> ZoneInfo:
        """The house's time zone."""
        return ZoneInfo(self.view.zone)

    @property
    def today(self) -> date:
        """The day in the house."""
        return self.now.astimezone(self.zone).date()

    def gate(self, changes: "Difference") -> "Gate":
        """Return for whom the gate answers otherwise today."""
        from leitstand.register.imports import gate_effects

        return gate_effects(changes, self.view.as_of(self.now), self.today)

    def carry_out(
        self, plan: "Plan", origin: str, *, dry: bool
    ) -> "tuple[Difference, Published | None]":
        """Publish what the plan makes of the register, as one release and one access event.

        Raises UserError where the plan refuses.
        """
        from leitstand.deploy.access_record import release_witness
        from leitstand.register import RegisterError, publish_plan
        from leitstand.register.imports import ImportRefusedError
        from leitstand.schemas.clock import utc_now

        try:
            if dry:
                return plan(self.state, self.now), None
            published = publish_plan(
                plan,
                self.producer,
                self.reader,
                tenant=self.tenant,
                by=self.by,
                clock=utc_now,
                witness=release_witness(tenant=self.tenant, by=self.by, origin=origin),
            )
        except ImportRefusedError as refused:
            raise UserError(str(refused), refused.remedy) from None
        except RegisterError as error:
            raise UserError(str(error), "run `leitstand register show` and compare") from None
        return published.difference, published


@contextmanager
def desk(arguments: argparse.Namespace) -> "Generator[Desk]":
    """Connect and read the register. Raises UserError."""
    from leitstand.broker.kafka import KafkaProducer, KafkaReader
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.settings import Home

    settings = Home(arguments.data).load()
    reader, producer = KafkaReader(settings.kafka_servers), KafkaProducer(settings.kafka_servers)
    try:
        yield open_desk(arguments, settings.tenant, reader, producer)
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {settings.kafka_servers}; nothing has taken effect"
        remedy = "start it with `leitstand up`, then import again"
        raise UserError(problem, remedy, Exit.UNAVAILABLE) from None
    finally:
        reader.close()
        producer.close()


def open_desk(
    arguments: argparse.Namespace, tenant: str, reader: "Reader", producer: "Producer"
) -> Desk:
    """Read the register. Raises UserError, BrokerUnavailableError."""
    from leitstand.deploy.commands.register_apply import account
    from leitstand.deploy.settings import Home
    from leitstand.register import read_log
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import NoRegisterKeyError, RegisterKey, VaultPaths

    key = RegisterKey(VaultPaths(Home(arguments.data).vault).register)
    try:
        key.person_id(tenant, "anybody")
    except NoRegisterKeyError as error:
        raise UserError(str(error), "run `leitstand vault init` first") from None
    log = read_log(reader, tenant)
    if log.view is None:
        problem = "the register is empty: departments and courses come first"
        raise UserError(problem, "apply them with `leitstand register apply`")
    return Desk(
        tenant=tenant,
        by=account(arguments.by),
        view=log.view,
        state=log.whole,
        identify=lambda user: key.person_id(tenant, user),
        now=utc_now(),
        reader=reader,
        producer=producer,
    )


def mapping_of(arguments: argparse.Namespace, base: "Preset", report: "Report") -> "Mapping":
    """Return the preset with what the mapping file says over it."""
    from leitstand.register.imports import overlay, preset, read_mapping

    if arguments.mapping is None:
        return preset(base)
    with opened(arguments.mapping) as file:
        return overlay(preset(base), read_mapping(str(arguments.mapping), file.read(), report))


@contextmanager
def opened(path: Path) -> Generator[BinaryIO]:
    """Open a file that can be read twice. Raises UserError."""
    try:
        with path.open("rb") as file:
            if not file.seekable():
                problem = f"{path} is a pipe"
                raise UserError(problem, "save it as a file: it is read twice")
            yield file
    except OSError as error:
        problem = f"{path} cannot be read"
        raise UserError(problem, "look at its name and permissions") from error


def told_problems(report: "Report", *, as_json: bool) -> bool:
    """Print everything that was found in the files; return whether it forbids to go on."""
    from leitstand.deploy.register_text import problem_list, problems_text

    sys.stderr.write(problems_text(report.problems))
    if report.has_errors() and as_json:
        print_json({"ok": False, "problems": problem_list(report.problems)})
    return report.has_errors()
