"""``leitstand run``."""

import argparse
from pathlib import Path

from leitstand.deploy.command import Command


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("role", help="name of the role")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--instance", type=int, default=0, help="number of the instance, from 0")


def run(arguments: argparse.Namespace) -> int:
    """Run one role in the foreground."""
    from leitstand.deploy.settings import Home
    from leitstand.deploy.stack.run_role import run_role

    return run_role(Home(arguments.data), arguments.role, arguments.instance)


COMMAND = Command(
    name="run",
    summary="Run one role in the foreground (used by the supervisor, systemd and containers).",
    description="""\
Runs one process of an installation until it is told to stop (SIGTERM). Nothing restarts it: that is
the work of `leitstand up`, of systemd or of a container platform.

  leitstand run gateway --data /srv/leitstand""",
    configure=configure,
    run=run,
)
