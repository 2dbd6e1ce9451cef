"""Keeping a worker on the newest whole release of the register, beside its real work."""

import logging
import threading
from collections.abc import Callable

from leitstand.broker.ports import BrokerUnavailableError
from leitstand.register import NoReleaseError, RegisterError, RegisterReader, RegisterView

LOG = logging.getLogger(__name__)

REFRESH_S = 0.5


class RegisterFollower:
    """Follows the register's topic in a thread of its own; ``view`` is always one whole release."""

    def __init__(self, reader: RegisterReader, give_up: Callable[[str], None]) -> None:
        """``give_up`` ends the process: a damaged register must not judge anybody."""
        self._reader = reader
        self._give_up = give_up
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="register", daemon=True)

    def start(self) -> None:
        """Return when there is a whole release, however long that takes, and follow from then on.

        Raises RegisterDamagedError.
        """
        while not self._stop.is_set() and not self._started():
            self._stop.wait(REFRESH_S)
        self._thread.start()

    @property
    def view(self) -> RegisterView:
        """The newest whole release; replaced as a whole, so any thread may ask."""
        return self._reader.view

    def stop(self) -> None:
        """End the thread; the last view stays usable."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=5.0)

    def _started(self) -> bool:
        try:
            self._reader.start()
        except (NoReleaseError, BrokerUnavailableError) as error:
            LOG.info("waiting for the register: %s", type(error).__name__)
            return False
        return True

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                if self._reader.refresh(timeout_s=REFRESH_S):
                    LOG.info("register release %s", self.view.release.number)
            except BrokerUnavailableError:
                self._stop.wait(REFRESH_S)
            except RegisterError as error:
                self._give_up(type(error).__name__)
                return
