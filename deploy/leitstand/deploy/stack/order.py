"""In which order roles start, and in which they end."""

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


def endings(roles: Mapping[str, Role]) -> list[frozenset[str]]:
    """Return the roles in the steps of their end: the reverse, and servers after everybody else.

    A role may start before a server that it uses (a gateway captures without Kafka); ending it after
    that server would cost the time that its clients take to give up.
    """
    needed = {need for role in roles.values() for need in role.after}
    parts = ((names - needed, names & needed) for names in reversed(levels(roles)))
    return [part for both in parts for part in both if part]
