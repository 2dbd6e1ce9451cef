"""One role in this process."""

import importlib
import os
import pkgutil

from leitstand.deploy.command import UserError
from leitstand.deploy.process import die_with_parent
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings


def run_role(home: Home, name: str, instance: int) -> int:
    """Run it until it ends; a role that is another program replaces this process.

    Raises UserError for a name that no role has.
    """
    die_with_parent()
    settings = home.load()
    role = find_role(name)
    if role.environment is not None:
        os.environ.update(role.environment(home, settings, instance))
    if role.run is not None:
        return role.run(home, settings, instance)
    return _become(role, home, settings, instance)


def find_role(name: str) -> Role:
    """Return a role by its name; imports no other role (each brings heavy parts)."""
    package = importlib.import_module("leitstand.deploy.roles")
    known = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    if name not in known:
        problem = f"there is no role {name!r}"
        raise UserError(problem, f"roles are: {', '.join(known)}")
    role: Role = importlib.import_module(f"{package.__name__}.{name}").ROLE
    return role


def _become(role: Role, home: Home, settings: Settings, instance: int) -> int:
    if role.argv is None:
        message = f"role {role.name} has neither run nor argv"
        raise TypeError(message)
    command = list(role.argv(home, settings, instance))
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
