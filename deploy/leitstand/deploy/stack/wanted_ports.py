"""Which ports an installation listens on itself."""

from collections.abc import Collection

from leitstand.deploy.ports import is_taken
from leitstand.deploy.settings import Ports, Settings
from leitstand.deploy.stack.errors import PortTakenError


def wanted_ports(settings: Settings, roles: Collection[str]) -> dict[str, int]:
    """Return the ports by name: those whose first word is the first word of a role.

    ``kafka_controller`` belongs to ``kafka``, ``dagster`` to ``dagster_ui``.
    """
    words = {role.partition("_")[0] for role in roles}
    return {
        name: getattr(settings.ports, name)
        for name in Ports.__struct_fields__
        if name.partition("_")[0] in words
    }


def check_ports(settings: Settings, roles: Collection[str]) -> None:
    """Raise PortTakenError for the first port on which somebody else listens."""
    for name, port in wanted_ports(settings, roles).items():
        if is_taken(settings.host, port):
            raise PortTakenError(name, port)
