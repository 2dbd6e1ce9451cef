"""TCP ports: is one taken, which are free."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

from leitstand.deploy.settings import Ports


def is_taken(host: str, port: int) -> bool:
    """Tell whether somebody listens there now."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        # The same option that servers set: a port in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
        return False


def free_ports(host: str = "127.0.0.1") -> Ports:
    """Return a free port for everything: for demos and tests beside a running installation."""
    names = Ports.__struct_fields__
    return Ports(**dict(zip(names, _free(host, len(names)), strict=True)))


def _free(host: str, count: int) -> Iterator[int]:
    """Yield different ports: all are held until the last is found."""
    with ExitStack() as held:
        sockets = [
            held.enter_context(socket.socket(_family(host), socket.SOCK_STREAM))
            for _ in range(count)
        ]
        for each in sockets:
            each.bind((host, 0))
        yield from [each.getsockname()[1] for each in sockets]


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
