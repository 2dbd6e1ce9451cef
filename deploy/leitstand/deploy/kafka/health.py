"""Is the broker well: it answers the question every client asks first."""

import socket
import struct

from leitstand.deploy.settings import Home, Settings

_API_VERSIONS = struct.pack(">ihhih", 10, 18, 0, 1, -1)
"""ApiVersions request, version 0: length, key, version, correlation id, no client id."""


def healthy(_home: Home, settings: Settings, _instance: int) -> bool:
    """Tell whether the broker answers within a second; never raises."""
    try:
        with socket.create_connection((settings.host, settings.ports.kafka), timeout=0.9) as link:
            link.settimeout(0.9)
            link.sendall(_API_VERSIONS)
            return len(link.recv(8)) >= 4
    except OSError:
        return False
