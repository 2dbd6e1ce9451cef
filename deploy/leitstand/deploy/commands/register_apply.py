"""``leitstand register apply``."""

import argparse
import getpass
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.broker.ports import Producer, Reader
    from leitstand.register import Published, Review

_ORIGIN = "leitstand register apply"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("files", nargs="+", type=Path, help="files, or directories of them")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--tenant", default="", help="default: the tenant of the settings")
    parser.add_argument("--by", default="", help="account that answers for it (default: you)")
    parser.add_argument(
        "--dry-run", action="store_true", help="print the difference, write nothing"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Connect and apply."""
    from leitstand.broker.kafka import KafkaProducer, KafkaReader
    from leitstand.broker.ports import BrokerUnavailableError
    from leitstand.deploy.settings import Home

    settings = Home(arguments.data).load()
    reader, producer = KafkaReader(settings.kafka_servers), KafkaProducer(settings.kafka_servers)
    try:
        return apply(arguments, reader, producer)
    except BrokerUnavailableError:
        problem = f"Kafka does not answer at {settings.kafka_servers}; nothing has taken effect"
        remedy = "start it with `leitstand up`, then apply again"
        raise UserError(problem, remedy, Exit.UNAVAILABLE) from None
    finally:
        reader.close()
        producer.close()


def apply(arguments: argparse.Namespace, reader: "Reader", producer: "Producer") -> int:
    """Review the files against the present register and publish what differs."""
    from leitstand.deploy.register_text import (
        closing_line,
        difference_json,
        difference_text,
        problems_json,
        problems_text,
    )
    from leitstand.deploy.settings import Home
    from leitstand.register import RegisterError, difference, read_log, review, view_of
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import NoRegisterKeyError, RegisterKey, VaultPaths

    home = Home(arguments.data)
    tenant = arguments.tenant or home.load().tenant
    by = account(arguments.by)
    key = RegisterKey(VaultPaths(home.vault).register)
    try:
        log = read_log(reader, tenant)
        present = log.view or view_of({}, tenant)
        found = review(arguments.files, lambda user: key.person_id(tenant, user), present=present)
        sys.stderr.write(problems_text(found.problems))
        if not found.ok:
            if arguments.json:
                print_json(problems_json(found))
            return Exit.USAGE
        if arguments.dry_run:
            planned = difference(found.objects, log.staged, utc_now())
            if arguments.json:
                print_json({"dry_run": True, **difference_json(planned)})
            else:
                sys.stdout.write(difference_text(planned))
            return Exit.OK
        published = _publish(found, reader, producer, tenant, by)
    except NoRegisterKeyError as error:
        raise UserError(str(error), "run `leitstand vault init` first") from None
    except RegisterError as error:
        raise UserError(str(error), "run `leitstand register show` and compare") from None
    if arguments.json:
        release = published.release
        print_json(
            {"release": release.number, "sha256": release.sha256, "new": published.new}
            | difference_json(published.difference)
        )
    else:
        sys.stdout.write(difference_text(published.difference))
        sys.stdout.write(closing_line(published))
    return Exit.OK


def account(given: str) -> str:
    """Return the account that an access event names. Raises UserError for a name it cannot hold."""
    name = given or getpass.getuser()
    if not re.fullmatch(r"[A-Za-z0-9._@-]{1,128}", name):
        problem = "the account has other characters than letters, digits and . _ @ -"
        raise UserError(problem, "name one with --by")
    return name


def _publish(
    found: "Review", reader: "Reader", producer: "Producer", tenant: str, by: str
) -> "Published":
    from leitstand.deploy.access_record import release_witness
    from leitstand.register import publish
    from leitstand.schemas.clock import utc_now

    return publish(
        found.objects,
        producer,
        reader,
        tenant=tenant,
        by=by,
        clock=utc_now,
        witness=release_witness(tenant=tenant, by=by, origin=_ORIGIN),
    )


COMMAND = Command(
    name="register apply",
    summary="Publish reviewed files as a release of the register.",
    description="""\
Checks the files, prints what differs from the present register, and publishes it as one release
that every process takes as a whole. Kinds whose file is not given stay as they are; an object that
is missing from its file ends now, and its history stays. Applying the same files twice changes
nothing. Who applied it is recorded in the access log.

  leitstand register apply town/ --data /srv/leitstand --dry-run
  leitstand register apply town/ --data /srv/leitstand

Exit code 2 with all problems on standard error when a file is wrong (nothing is applied then).""",
    configure=configure,
    run=run,
)
