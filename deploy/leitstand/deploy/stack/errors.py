"""What can go wrong with the local stack, by what the person at the keyboard does next."""

from leitstand.deploy.command import Exit, UserError


class StackError(UserError):
    """Base of the stack's errors."""


class AlreadyRunningError(StackError):
    """Another supervisor holds the directory."""

    def __init__(self, directory: str, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"Leitstand already runs in {directory} ({who})",
            "`leitstand status` shows it, `leitstand down` stops it; or choose another --data",
            Exit.UNAVAILABLE,
        )


class PortTakenError(StackError):
    """Another program listens on a port that we need."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(
            f"port {port} ({name}) is taken by another program",
            f"stop that program, or set another number under `ports: {name}:` in leitstand.yaml",
            Exit.UNAVAILABLE,
        )


class NotReadyError(StackError):
    """Not everything became healthy in time."""

    def __init__(self, roles: str, logs: str) -> None:
        super().__init__(
            f"not ready: {roles}", f"the reason stands in the log files in {logs}", Exit.UNAVAILABLE
        )
