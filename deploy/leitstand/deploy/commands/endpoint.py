"""``leitstand endpoint``."""

import argparse
from pathlib import Path

from leitstand.deploy.command import Command


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")


def run(arguments: argparse.Namespace) -> int:
    """Serve in the foreground."""
    from leitstand.deploy.endpoint.serve import serve
    from leitstand.deploy.settings import Home

    home = Home(arguments.data)
    return serve(home, home.load())


COMMAND = Command(
    name="endpoint",
    summary="Serve ClickHouse's HTTP interface from this machine (chDB).",
    description="""\
For one machine: demo, development, a small installation. It runs the ClickHouse engine inside one
process (chDB) and speaks ClickHouse's HTTP interface, so that the unmodified clickhouse-connect
driver works with it. Loopback only, user and password required.

Production uses ClickHouse itself by the same DSN: set `clickhouse:` in leitstand.yaml to its
address, run the statements of `leitstand migrate grants` there once, then `leitstand migrate up`.

`leitstand up` starts it for you; call it yourself only to repair or to look at the data:

  leitstand endpoint --data /srv/leitstand""",
    configure=configure,
    run=run,
)
