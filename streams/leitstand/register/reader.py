"""Following the register's topic: a process holds a whole release and moves to newer whole ones."""

from leitstand.broker.ports import Reader
from leitstand.register.errors import NoReleaseError
from leitstand.register.log import RegisterLog
from leitstand.register.view import RegisterView
from leitstand.schemas import topics


class RegisterReader:
    """Holds the newest whole release of one tenant. Not thread-safe; its views are."""

    def __init__(self, reader: Reader, tenant: str) -> None:
        self._reader = reader
        self._tenant = tenant
        self._log = RegisterLog(tenant)
        self._view: RegisterView | None = None

    def start(self) -> RegisterView:
        """Read the whole topic and return the view of its newest whole release.

        Raises NoReleaseError while there is none (try again later, starting anew is allowed),
        BrokerUnavailableError, RegisterDamagedError (stop).
        """
        self._log = RegisterLog(self._tenant)
        self._log.feed(self._reader.read_to_end(topics.REGISTER))
        self._follow()
        return self.view

    def refresh(self, *, timeout_s: float = 0.0) -> bool:
        """Take what came since; return whether a newer whole release did.

        Raises BrokerUnavailableError (the view stays as it is), RegisterDamagedError (stop).
        """
        if not self._log.feed(self._reader.poll(timeout_s=timeout_s)):
            return False
        self._follow()
        return True

    @property
    def ready(self) -> bool:
        """Whether there is a view."""
        return self._view is not None

    @property
    def view(self) -> RegisterView:
        """The newest whole release. Raises NoReleaseError before there is one."""
        if self._view is None:
            raise NoReleaseError(self._tenant)
        return self._view

    def close(self) -> None:
        """Give up the connection; the last view stays usable."""
        self._reader.close()

    def _follow(self) -> None:
        self._view = self._log.view or self._view
