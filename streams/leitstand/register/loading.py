"""A register straight from its files, without a broker: for tests and ``leitstand assess``."""

from datetime import UTC, datetime
from pathlib import Path

from leitstand.register.difference import Objects, difference
from leitstand.register.errors import ReviewError
from leitstand.register.files import review
from leitstand.register.problems import Level
from leitstand.register.publishing import encode_changes, make_release
from leitstand.register.view import RegisterView
from leitstand.vault import RegisterKey

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def load_directory(path: Path, tenant: str, register_key: RegisterKey) -> RegisterView:
    """Return the register that a directory of files describes, as release 1.

    Raises ReviewError with all errors, NoRegisterKeyError.
    """
    found = review([path], lambda user: register_key.person_id(tenant, user))
    if not found.ok:
        raise ReviewError([p for p in found.problems if p.level is Level.ERROR])
    return view_of(found.objects, tenant)


def view_of(objects: Objects, tenant: str) -> RegisterView:
    """Return a view of reviewed objects, as release 1."""
    changes = difference(objects, {}, _LONG_AGO)
    state = encode_changes(changes, tenant, 1)
    release = make_release(state, 1, len(state), "files", lambda: _LONG_AGO, "")
    return RegisterView(tenant, release, state)
