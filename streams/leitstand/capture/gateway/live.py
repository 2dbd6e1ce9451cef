"""Connections that stay open in both directions: they cannot be recorded, so they are refused."""

from starlette.types import Scope

_REALTIME = "realtime"


def is_live(scope: Scope) -> bool:
    """Say whether a request asks for a WebSocket, or belongs to the realtime API.

    The realtime API's plain requests only hand out what a client then connects with, past us.
    """
    return _REALTIME in scope["path"].split("/") or _asks_for_websocket(scope)


def _asks_for_websocket(scope: Scope) -> bool:
    wanted = (value for name, value in scope["headers"] if name == b"upgrade")
    return any(b"websocket" in value.lower() for value in wanted)
