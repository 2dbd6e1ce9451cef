"""``leitstand accounting``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.deploy.settings import Home
    from leitstand.streams.accounting import AccountingReport

_SHOWN = 10
"""Ids of one kind that are listed in words; ``--json`` lists them all."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Compare and print."""
    import msgspec

    from leitstand.deploy.settings import Home

    report = report_of(Home(arguments.data))
    if arguments.json:
        print_json(msgspec.to_builtins(report) | {"complete": report.complete})
    else:
        sys.stdout.write(_as_text(report))
    return Exit.OK if report.complete else Exit.NEGATIVE


def report_of(home: "Home") -> "AccountingReport":
    """Return the account of one installation as it stands now. Raises UserError."""
    from clickhouse_connect.driver.exceptions import ClickHouseError

    from leitstand.deploy.clickhouse import Account, connect
    from leitstand.outbox import acknowledged
    from leitstand.streams.accounting import account, interactions_among, letters_in, rows_in

    settings = home.load()
    try:
        client = connect(home, settings, Account.ANALYST)
        rows = rows_in(client, settings.tenant)
        letters = letters_in(client, settings.tenant)
        client.close()
    except ClickHouseError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None
    # Read last: what is acknowledged meanwhile may be missing, never surplus.
    return account(interactions_among(acknowledged(home.outbox)), rows, letters)


def _as_text(report: "AccountingReport") -> str:
    lines = [
        f"{report.sent} acknowledged, {report.rows} rows, {report.dead_letters} dead letters",
        *_listed("missing", report.missing),
        *_listed("surplus", report.surplus),
        *_listed("doubled", report.doubled),
        "every event is accounted for" if report.complete else "NOT every event is accounted for",
    ]
    return "\n".join(lines) + "\n"


def _listed(word: str, ids: tuple[str, ...]) -> list[str]:
    if not ids:
        return []
    more = [f"  … and {len(ids) - _SHOWN} more"] if len(ids) > _SHOWN else []
    return [f"{len(ids)} {word}:", *(f"  {event}" for event in ids[:_SHOWN]), *more]


COMMAND = Command(
    name="accounting",
    summary="Prove that every acknowledged event is one row or one dead letter.",
    description="""\
Compares the ids of everything that the outbox of this data directory acknowledged with the rows and
dead letters in ClickHouse, as sets: an event that is missing, there twice, or there without having
been acknowledged is listed. Run it when nothing is on its way (`leitstand status` shows the lag);
sent events stay in the outbox for 24 hours, so on a directory that is older the events of earlier
days are surplus.

  leitstand accounting --data /srv/leitstand --json

Exit code 0: every event is accounted for; 1: not; 3: ClickHouse does not answer.""",
    configure=configure,
    run=run,
)
