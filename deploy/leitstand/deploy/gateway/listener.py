"""Where the gateway listens."""

import ipaddress
import socket
from dataclasses import dataclass

from leitstand.deploy.command import Exit, UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """An address of this machine."""

    host: str
    port: int
    """0 = any free one."""

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def open(self) -> socket.socket:
        """Take the port. Raises UserError."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            return socket.create_server((self.host, self.port), family=family, backlog=2048)
        except OSError as error:
            problem = f"cannot listen on {self.host}:{self.port}: {error.strerror}"
            raise UserError(
                problem, "choose another --listen HOST:PORT", Exit.UNAVAILABLE
            ) from None


def parse(text: str) -> Listener:
    """Read HOST:PORT (``[::1]:8080`` for IPv6). Raises UserError."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        problem = f"--listen {text!r} is no HOST:PORT"
        raise UserError(problem, "for example --listen 127.0.0.1:8080")
    return Listener(host=host.strip("[]"), port=int(port))
