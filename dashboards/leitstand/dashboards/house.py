"""The register as pages need it: the newest whole release, as of now."""

from collections.abc import Callable, Mapping

from leitstand.register import NoReleaseError, RegisterView, Snapshot
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import Clock
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import Application, Department


class RegisterHouse:
    """Answers from a register view; before the first release it knows nothing."""

    def __init__(self, view: Callable[[], RegisterView], clock: Clock) -> None:
        """``view`` returns the newest release, or raises NoReleaseError."""
        self._view = view
        self._clock = clock

    def policy(self) -> PolicyDocument | None:
        """Return the Dienstanweisung in force."""
        now = self._now()
        return now.policy if now else None

    def agreement(self) -> Agreement | None:
        """Return the agreement on record that began last."""
        now = self._now()
        return now.agreement if now else None

    def department(self, department: str) -> Department | None:
        """Return the department of that id."""
        return self.departments().get(department)

    def departments(self) -> Mapping[str, Department]:
        """Return all departments by id, in the order of the organisation chart."""
        now = self._now()
        return now.departments() if now else {}

    def application(self, application: str) -> Application | None:
        """Return the application of that id."""
        return self.applications().get(application)

    def applications(self) -> Mapping[str, Application]:
        """Return all applications by id, in the order of their titles."""
        now = self._now()
        if now is None:
            return {}
        found = now.applications()
        return dict(sorted(found.items(), key=lambda entry: entry[1].title.casefold()))

    def _now(self) -> Snapshot | None:
        try:
            return self._view().as_of(self._clock())
        except NoReleaseError:
            return None
