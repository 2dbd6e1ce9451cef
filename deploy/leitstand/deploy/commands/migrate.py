"""``leitstand migrate``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError

if TYPE_CHECKING:
    from leitstand.deploy.migrate import Applied, Migrator
    from leitstand.deploy.settings import Home, Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("what", choices=["up", "down", "status", "grants"], help="what to do")
    parser.add_argument("number", nargs="?", type=int, help="with down: the number that stays")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--cluster", default="", help="name of the ClickHouse cluster")


def run(arguments: argparse.Namespace) -> int:
    """Run it."""
    from leitstand.deploy.settings import Home

    home = Home(arguments.data)
    settings = home.load()
    if arguments.what == "grants":
        return _grants(home, settings)
    from leitstand.deploy.migrate import MigrationFailedError

    migrator = _migrator(home, settings, arguments.cluster)
    try:
        return _do(migrator, arguments.what, arguments.number)
    except MigrationFailedError as error:
        problem, remedy = f"tables: {error}", "install the version that made them, or a backup"
        raise UserError(problem, remedy) from None


def _do(migrator: "Migrator", what: str, number: int | None) -> int:
    if what == "status":
        return _print_status(migrator.status())
    if what == "down":
        if number is None:
            problem = "down needs a number"
            raise UserError(problem, "`leitstand migrate down 0` undoes everything")
        ran = migrator.down(number)
    else:
        ran = migrator.up()
    sys.stdout.write("".join(f"{what} {name}\n" for name in ran) or "nothing to do\n")
    return Exit.OK


def _print_status(entries: "list[Applied]") -> int:
    for entry in entries:
        state = entry.way.value if entry.complete else f"{entry.way.value}, interrupted"
        sys.stdout.write(f"{entry.number:04} {entry.name}: {state}\n")
    return Exit.OK if all(entry.complete for entry in entries) else Exit.NEGATIVE


def _grants(home: "Home", settings: "Settings") -> int:
    """Print what an administrator runs once on a ClickHouse of one's own; holds passwords."""
    from leitstand.deploy.clickhouse import statements_for_server

    sys.stdout.write("".join(f"{line};\n" for line in statements_for_server(home, settings)))
    return Exit.OK


def _migrator(home: "Home", settings: "Settings", cluster: str) -> "Migrator":
    from clickhouse_connect.driver.exceptions import OperationalError

    from leitstand.deploy.clickhouse import migrator

    try:
        return migrator(home, settings, cluster)
    except OperationalError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}"
        remedy = "start it with `leitstand up`, or correct `clickhouse:` in leitstand.yaml"
        raise UserError(problem, remedy, Exit.UNAVAILABLE) from None


COMMAND = Command(
    name="migrate",
    summary="Bring the tables of ClickHouse to this version, or back.",
    description="""\
  leitstand migrate up          apply what is missing (`leitstand up` does it by itself)
  leitstand migrate down 3      undo everything above number 3: loses the data of those tables
  leitstand migrate status      what is applied
  leitstand migrate grants      print users and grants for a ClickHouse server of your own

Order and checksums are checked first. An interrupted run goes on where it stopped.""",
    configure=configure,
    run=run,
)
