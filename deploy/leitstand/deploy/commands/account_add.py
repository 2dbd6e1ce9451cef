"""``leitstand account add``."""

import argparse
import sys
from pathlib import Path

import msgspec

from leitstand.deploy.command import Command, Exit, UserError
from leitstand.schemas.vocabulary import Role

_ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("account", help="name to sign in with")
    parser.add_argument("--role", choices=_ROLES, required=True, help="office")
    parser.add_argument("--title", required=True, help="title of office, shown on the pages")
    parser.add_argument("--department", help="own department; required for department heads")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")


def run(arguments: argparse.Namespace) -> int:
    """Add or replace one account and print its new password."""
    from leitstand.dashboards.accounts import Account, add
    from leitstand.dashboards.errors import AccountsError
    from leitstand.dashboards.passwords import GENERATED, generate_password, hash_password
    from leitstand.deploy.roles.web import accounts_file
    from leitstand.deploy.settings import Home

    password = generate_password()
    fields = {
        "account": arguments.account,
        "title": arguments.title,
        "role": arguments.role,
        "department": arguments.department,
        "password": hash_password(password, GENERATED),
    }
    path = accounts_file(Home(arguments.data))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        add(path, msgspec.convert(fields, Account))
    except (msgspec.ValidationError, AccountsError) as error:
        raise UserError(str(error), "see docs/dashboards.md, 'Signing in'") from None
    except OSError as error:
        problem = f"{path}: {error.strerror}"
        raise UserError(problem, "run as the user who owns the data directory") from None
    sys.stdout.write(f"{password}\n")
    return Exit.OK


COMMAND = Command(
    name="account add",
    summary="Let a person in office sign in, with a new password.",
    description="""\
Adds an account to accounts.yaml in the data directory, or replaces the one of that name, and prints
a password made for it. Only its hash is stored; hand the password over in person.

  leitstand account add dsb --role dsb --title Datenschutzbeauftragte
  leitstand account add leitung-kita --role department_head --title "Leitung Kitas" --department kita

The running web application sees the change at once. To take an account away, delete its entry.""",
    configure=configure,
    run=run,
)
