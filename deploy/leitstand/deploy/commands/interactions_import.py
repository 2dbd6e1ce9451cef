"""``leitstand interactions import``."""

import argparse
import csv
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leitstand.deploy.command import Command, Exit, UserError, print_json
from leitstand.deploy.people_importing import opened, told_problems

if TYPE_CHECKING:
    from leitstand.capture import AgreementGate, Recorder
    from leitstand.capture.importing import Counts, InteractionMapping
    from leitstand.deploy.settings import Home, Settings
    from leitstand.outbox import Drain
    from leitstand.register import RegisterView
    from leitstand.register.problems import Report

NAME = "import"
"""Of the outbox that imports write to."""
_LARGEST_FIELD = 16 << 20


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", type=Path, help="CSV, or JSON lines")
    parser.add_argument("--mapping", type=Path, required=True, help="what columns mean (YAML)")
    parser.add_argument("--dry-run", action="store_true", help="read and check, record nothing")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Read the register, then import."""
    from leitstand.broker.kafka import KafkaReader
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.capture.register_gate import RegisterGate
    from leitstand.deploy.settings import Home
    from leitstand.register import NoReleaseError, RegisterReader
    from leitstand.register.problems import Report
    from leitstand.schemas.clock import utc_now

    home, report = Home(arguments.data), Report()
    settings = home.load()
    mapping = _mapping(arguments.mapping, report)
    if mapping is None or report.has_errors():
        told_problems(report, as_json=arguments.json)
        return Exit.USAGE
    reader = KafkaReader(settings.kafka_servers)
    try:
        view = RegisterReader(reader, settings.tenant).start()
    except NoReleaseError as error:
        raise UserError(str(error), "apply the files of the register first") from None
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {settings.kafka_servers}"
        raise UserError(problem, "start it with `leitstand up`", Exit.UNAVAILABLE) from None
    finally:
        reader.close()
    gate = RegisterGate(home.data / NAME / "register.json")
    gate.learn(view, utc_now())
    with capturing(home, settings, gate) as (recorder, drain):
        return import_interactions(arguments, mapping, view, gate, recorder, drain, report)


def import_interactions(
    arguments: argparse.Namespace,
    mapping: "InteractionMapping",
    view: "RegisterView",
    gate: "AgreementGate",
    recorder: "Recorder",
    drain: "Drain",
    report: "Report",
) -> int:
    """Write down what can be read, list what can't. Raises UserError: then start it again."""
    from leitstand.capture import RefusedError
    from leitstand.capture.importing import Counts, Progress, Writing, read_interactions
    from leitstand.deploy.register_text import problem_list
    from leitstand.schemas.clock import utc_now

    zone, name, counts, readable = ZoneInfo(view.zone), str(arguments.file), Counts(), 0
    with opened(arguments.file) as file, _long_cells():
        progress = Progress(arguments.data / NAME, mapping.source, file)
        found = read_interactions(name, file, mapping, zone, utc_now(), report)
        if arguments.dry_run:
            readable = sum(bool(one.line) for one in found)
        else:
            writing = Writing(recorder, gate, progress, lambda line: _told(line, drain))
            counts = writing.counts
            try:
                writing.take(found)
            except RefusedError as refused:
                raise UserError(
                    str(refused), f"{refused.remedy}; then start the import again", Exit.UNAVAILABLE
                ) from None
    told_problems(report, as_json=False)
    if arguments.json:
        print_json(
            {"dry_run": arguments.dry_run, "readable": readable, **asdict(counts)}
            | {"problems": problem_list(report.problems)}
        )
    else:
        sys.stdout.writelines(_lines(counts, readable, dry=arguments.dry_run))
    return Exit.NEGATIVE if report.has_errors() or counts.no_agreement else Exit.OK


@contextmanager
def _long_cells() -> Generator[None]:
    """Let a long prompt be one cell: the library has one limit for the whole process, 128 KiB."""
    before = csv.field_size_limit(_LARGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _lines(counts: "Counts", readable: int, *, dry: bool) -> list[str]:
    if dry:
        return [f"{readable} interactions could be recorded\n", "dry run: nothing was written\n"]
    numbers = {
        "recorded": counts.recorded,
        "recorded by an earlier start": counts.before,
        "left out: the agreement was suspended": counts.suspended,
        "left out: no agreement was in force": counts.no_agreement,
    }
    return [f"{what}: {number}\n" for what, number in numbers.items() if number] or ["nothing\n"]


def _told(line: int, drain: "Drain") -> None:
    """Tell a person how far it is, and send what waits; what cannot be sent waits on disk."""
    sys.stderr.write(f"line {line}\n")
    _send(drain)


def _send(drain: "Drain") -> None:
    from leitstand.broker.ports import BrokerError

    try:
        while drain.step():
            pass
    except BrokerError:
        sys.stderr.write("Kafka does not answer; the interactions wait in the outbox\n")


def _mapping(path: Path, report: "Report") -> "InteractionMapping | None":
    from leitstand.capture.importing import read_mapping

    with opened(path) as file:
        return read_mapping(str(path), file.read(), report)


@contextmanager
def capturing(
    home: "Home", settings: "Settings", gate: "AgreementGate"
) -> "Generator[tuple[Recorder, Drain]]":
    """Open an outbox, and a recorder that seals into it."""
    from leitstand.broker.kafka import KafkaProducer
    from leitstand.capture import Recorder
    from leitstand.deploy.capturing import outbox_of
    from leitstand.outbox import Drain
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import PublicKeys, Sealer, VaultPaths

    drain = Drain(home.outbox, KafkaProducer(settings.kafka_servers))
    keys = PublicKeys(VaultPaths(home.vault).public)
    with outbox_of(home, NAME, drain) as outbox:
        recorder = Recorder(
            tenant=settings.tenant,
            outbox=outbox,
            sealer=Sealer(keys, settings.tenant, utc_now),
            agreement_gate=gate,
        )
        try:
            yield recorder, drain
        finally:
            drain.close()


COMMAND = Command(
    name="interactions import",
    summary="Import past interactions from a CSV or JSON lines of another system.",
    description="""\
Each line becomes one event, sealed and through the outbox like every capture; a mapping says which
column is what. The event's id follows from the source, the line's id and its time: the same line is
always the same event, in whichever file and however often. A killed import goes on where it stopped.
Lines that cannot be read are listed and left out, the others are recorded; of days without an
agreement in force nothing is.

  leitstand interactions import chats.jsonl --mapping chats.yaml --dry-run
  leitstand interactions import chats.jsonl --mapping chats.yaml

Exit code 1: some lines were left out; 2: the mapping or the headings are wrong; 3: Kafka does not
answer, or the outbox is full: start it again. Mapping files: docs/interactions-import.md.""",
    configure=configure,
    run=run,
)
