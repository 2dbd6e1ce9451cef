"""In which order roles start; the reverse is the order of their end."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from leitstand.deploy.role import Role


def levels(roles: Mapping[str, Role]) -> list[frozenset[str]]:
    """Return the roles in steps: each needs only roles of earlier steps.

    Needed roles that this installation does not have are left out. Raises ValueError for a circle.
    """
    sorter = TopologicalSorter(
        {name: [need for need in role.after if need in roles] for name, role in roles.items()}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        message = f"roles wait for each other: {error.args[1]}"
        raise ValueError(message) from None
    found: list[frozenset[str]] = []
    while sorter.is_active():
        ready = sorter.get_ready()
        found.append(frozenset(ready))
        sorter.done(*ready)
    return found
