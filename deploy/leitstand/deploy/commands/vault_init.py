"""``leitstand vault init``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command, Exit, UserError

_MOST_DAYS = 3660


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--tenant", default="", help="default: the tenant of the settings")
    parser.add_argument("--days", type=int, default=60, help="days ahead that get keys (60)")


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing."""
    from leitstand.deploy.settings import Home
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import DayKeys, RegisterKey, VaultError, VaultPaths
    from leitstand.vault.errors import TenantNameError

    home = Home(arguments.data)
    tenant = arguments.tenant or home.load().tenant
    if not 1 <= arguments.days <= _MOST_DAYS:
        problem = "--days is out of range"
        raise UserError(problem, f"use 1 to {_MOST_DAYS}")
    paths = VaultPaths(home.vault)
    try:
        made = DayKeys.create(paths.root, tenant, utc_now().date(), arguments.days)
        first = RegisterKey.create(paths.register, tenant)
    except TenantNameError as error:
        raise UserError(str(error), "choose another name with --tenant") from None
    except VaultError as error:
        raise UserError(str(error), "see docs/vault.md, 'Losing a key'") from None
    except OSError as error:
        problem = f"{paths.root}: {error.strerror}"
        raise UserError(problem, "run as the user who owns the data directory") from None
    new_register = ", register key made" if first else ""
    sys.stdout.write(f"{paths.root}: {len(made)} day keys made for {tenant}{new_register}\n")
    return Exit.OK


COMMAND = Command(
    name="vault init",
    summary="Make the keys that are missing, for 60 days ahead.",
    description="""\
Run it once when installing, and daily after that by a timer: capture can seal only on days that
have a key. It makes nothing twice and never replaces a key.

  leitstand vault init --data /srv/leitstand --tenant musterstadt

Back the directory `vault` up separately from everything else: whoever has both can read what was
sealed, and without it nobody can. A backup of a day's key must not outlive that day's retention.""",
    configure=configure,
    run=run,
)
