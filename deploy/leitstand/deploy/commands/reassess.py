"""``leitstand reassess``."""

import argparse
import os
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from zoneinfo import ZoneInfo

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.deploy.reassessing import Asked, Installation, Reassessed
    from leitstand.deploy.settings import Home, Settings
    from leitstand.register import RegisterView
    from leitstand.streams.past_rows import Version

_ORIGIN = "leitstand reassess"
_NICE = 10
"""Live assessment has the processor first."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--from", dest="first", type=date.fromisoformat, required=True, help="first day of use"
    )
    parser.add_argument(
        "--to", dest="last", type=date.fromisoformat, required=True, help="last day of use"
    )
    parser.add_argument("--application", help="only uses of this application")
    parser.add_argument("--why", required=True, help="what was corrected; for the access log")
    parser.add_argument("--by", default="", help="account that answers for it (default: you)")
    parser.add_argument("--dry-run", action="store_true", help="count what would change, only")
    parser.add_argument(
        "--list", dest="listing", type=Path, help="file for the ids that are not judged again"
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Judge again and print what came of it."""
    from leitstand.deploy.reassess_text import document_of, text_of
    from leitstand.deploy.reassessing import Asked

    if arguments.last < arguments.first:
        problem = f"--to {arguments.last} lies before --from {arguments.first}"
        raise UserError(problem, "name the earlier day first")
    asked = Asked(
        first=arguments.first,
        last=arguments.last,
        application=arguments.application,
        dry_run=arguments.dry_run,
    )
    os.nice(_NICE)
    found = _reassessed(arguments, asked)
    if arguments.json:
        print_json(document_of(asked, found))
    else:
        sys.stdout.write(text_of(asked, found))
    return Exit.NEGATIVE if found.tally.stays else Exit.OK


def _reassessed(arguments: argparse.Namespace, asked: "Asked") -> "Reassessed":
    from leitstand.deploy.settings import Home

    home = Home(arguments.data)
    settings = home.load()
    with _connected(home, settings) as there:
        view = there.view()
        versions = there.rows.versions(asked.scope(ZoneInfo(view.zone)))
        check_release(versions, view.release.number)
        _witness(arguments, asked, there, view, settings)
        with _listing(arguments.listing) as listing:
            return there.reassess(asked, view, Told(), listing)


@contextmanager
def _connected(home: "Home", settings: "Settings") -> "Generator[Installation]":
    """Connect; errors of what is away become the reader's. Nothing that was judged is lost."""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.reassessing import Installation
    from leitstand.register import RegisterError
    from leitstand.vault import VaultError

    again = "start it with `leitstand up`, then start this again: what was judged stays"
    try:
        there = Installation(home, settings)
        try:
            yield there
        finally:
            there.close()
    except ClickHouseError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}"
        raise UserError(problem, again, Exit.UNAVAILABLE) from None
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {settings.kafka_servers}"
        raise UserError(problem, again, Exit.UNAVAILABLE) from None
    except RegisterError as error:
        raise UserError(str(error), "apply the files of the register first") from None
    except VaultError as error:
        raise UserError(str(error), "run this where the vault is, as its owner") from None


def check_release(versions: "Sequence[Version]", release: int) -> None:
    """Raise UserError where a newer release has to be published before anything can be replaced."""
    from leitstand.policy import DETECTOR_VERSION

    older = any(version.release < release for version in versions)
    others = {version.detector_version for version in versions if version.release == release}
    others.discard(DETECTOR_VERSION)
    if others and not older:
        problem = f"release {release} was judged by detectors {min(others)} already"
        remedy = 'publish a newer one: leitstand register release --why "other detectors"'
        raise UserError(problem, remedy)


def _witness(
    arguments: argparse.Namespace,
    asked: "Asked",
    there: "Installation",
    view: "RegisterView",
    settings: "Settings",
) -> None:
    """Content is opened: who asked for it and why is seen (promise P5), before it happens."""
    from leitstand.deploy.access_record import access_record
    from leitstand.deploy.commands.register_apply import account
    from leitstand.deploy.commands.register_release import reason
    from leitstand.schemas.clock import utc_now
    from leitstand.schemas.vocabulary import AccessAction

    kind = "reassessment-dry-run" if asked.dry_run else "reassessment"
    record = access_record(
        tenant=settings.tenant,
        now=utc_now(),
        account=account(arguments.by),
        action=AccessAction.REASSESSED,
        what=f"{kind}/{asked.first}/{asked.last}/release/{view.release.number}",
        origin=_ORIGIN,
        reason=reason(arguments.why),
    )
    there.producer.send_all([record])


@contextmanager
def _listing(path: Path | None) -> Generator[TextIO | None]:
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        problem = f"{path}: {error.strerror}"
        raise UserError(problem, "name a file that can be written with --list") from None
    with file:
        yield file


class Told:
    """Tells a person on standard error how far it is."""

    def __init__(self) -> None:
        self._has_waited = False

    def read(self, records: int) -> None:
        """Renew one line, where somebody may be looking."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{records} records read ")
            sys.stderr.flush()

    def waiting(self) -> None:
        """Say once that live assessment goes first: it may be down, and this would wait for it."""
        if not self._has_waited:
            self._has_waited = True
            sys.stderr.write("waiting for live assessment to catch up, see: leitstand status\n")


COMMAND = Command(
    name="reassess",
    summary="Judge past uses again after a correction, as long as they may be opened.",
    description="""\
After a corrected policy, register or detector: opens the sealed content of past uses once more, judges
it by the newest release of the register, and lets the new verdict replace the old one; nothing is
counted twice. What can no longer be judged keeps its verdict and is told by reason. Runs on the machine
that holds the vault, beside live assessment and after it. Killed anywhere, start it again: it goes on.
Who asked and why is recorded in the access log.

  leitstand register apply town/
  leitstand reassess --from 2026-11-02 --to 2026-11-13 --why "rule 4 was too strict" --dry-run
  leitstand reassess --from 2026-11-02 --to 2026-11-13 --why "rule 4 was too strict" --list left.jsonl

What changed is told by verdict and rule where enough people are behind it. Cases follow by themselves,
and figures within minutes. Exit code 0: everything was judged again; 1: some uses keep their verdict;
2: wrong input, or a newer release is needed; 3: Kafka or ClickHouse does not answer.""",
    configure=configure,
    run=run,
)
