"""``leitstand vault status``."""

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.vault import VaultStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--tenant", default="", help="default: the tenant of the settings")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Print how the vault stands."""
    from leitstand.deploy.settings import Home
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import VaultError, VaultPaths, remembered, vault_status

    home = Home(arguments.data)
    tenant = arguments.tenant or home.load().tenant
    try:
        paths = VaultPaths(home.vault)
        status = vault_status(paths, tenant, utc_now(), remembered(paths, tenant))
    except VaultError as error:
        raise UserError(str(error), "see docs/vault.md, 'Losing a key'") from None
    except OSError as error:
        problem = f"{home.vault}: {error.strerror}"
        raise UserError(problem, "run as the user who owns the data directory") from None
    if arguments.json:
        print_json(dataclasses.asdict(status) | {"good": status.good})
    else:
        sys.stdout.write(_text(status))
    return Exit.OK if status.good else Exit.NEGATIVE


def _text(status: "VaultStatus") -> str:
    until = status.provisioned_until or "never"
    lines = [
        f"tenant           {status.tenant}",
        f"keys ahead       {status.days_ahead} days (until {until})",
        f"living keys      {status.living_keys}",
        f"destroyed keys   {status.destroyed_keys}",
        f"overdue keys     {len(status.overdue_keys)}",
        f"register key     {'present' if status.register_key else 'MISSING'}",
        f"pseudonym keys   {', '.join(status.pseudonym_epochs) or 'none yet'}",
        f"damaged          {', '.join(status.damaged) or 'none'}",
        "all good" if status.good else "somebody has to look: see docs/vault.md",
    ]
    return "\n".join(lines) + "\n"


COMMAND = Command(
    name="vault status",
    summary="Say how far keys reach, and whether any is overdue or damaged.",
    description="""\
Looks at every key file; needs nothing that runs.

  leitstand vault status --data /srv/leitstand --json

Exit code 1 when somebody has to look: fewer than 14 days of keys ahead, a key past its retention,
a damaged pair, or no register key. `leitstand vault init` makes what is missing.""",
    configure=configure,
    run=run,
)
