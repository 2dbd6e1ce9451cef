"""Folding the topic: which releases are whole, and what holds in the newest of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from leitstand.broker.ports import Record
from leitstand.register.state import State, check_record, decode_release, fingerprint, key_prefix
from leitstand.register.view import RegisterView
from leitstand.schemas.register import Release
from leitstand.schemas.vocabulary import ObjectKind


class _Entry(NamedTuple):
    key: str
    value: bytes | None


class RegisterLog:
    """What one tenant's records amount to, in the order in which they stand in the topic.

    A release counts when its hash fits everything before it and its number is new. So a publisher that died between
    its records, or two that mixed theirs, change nothing: no release record fits until somebody
    applies again.
    """

    def __init__(self, tenant: str) -> None:
        self._tenant = tenant
        self._own = f"{tenant}/"
        self._releases = key_prefix(tenant, ObjectKind.RELEASE)
        self.staged: State = {}
        """Everything written so far, whether or not a release closed it."""
        self.whole: State = {}
        """What held in :attr:`release`."""
        self.release: Release | None = None
        """The newest whole release."""
        self.highest_number = 0
        """Largest number any release record carried, whole or not."""

    @property
    def view(self) -> RegisterView | None:
        """The newest whole release as a view, made anew at each look."""
        return (
            None if self.release is None else RegisterView(self._tenant, self.release, self.whole)
        )

    def feed(self, records: Iterable[Record]) -> bool:
        """Take records in order; return whether a newer whole release was among them.

        Raises RegisterDamagedError for a record that does not have the shape of its contract.
        """
        entries = self._entries(records)
        if not entries:
            return False
        found = self._newest_whole(entries)
        self.staged = self._folded(entries)
        return found

    def _entries(self, records: Iterable[Record]) -> list[_Entry]:
        named = (_Entry((r.key or b"").decode(errors="replace"), r.value) for r in records)
        own = [entry for entry in named if entry.key.startswith(self._own)]
        for key, value in own:
            if value is not None:
                check_record(key, value)
        return own

    def _newest_whole(self, entries: Sequence[_Entry]) -> bool:
        # Backwards: at the start of a process the topic holds many releases and, compacted, only
        # the newest can still fit.
        eligible = list(self._ascending(entries))
        return any(self._accept(release, entries[:index]) for index, release in reversed(eligible))

    def _ascending(self, entries: Sequence[_Entry]) -> Iterator[tuple[int, Release]]:
        """Yield the releases that carry a larger number than every one before them.

        A publisher that slept while others published may still fit by its hash, but its number is
        taken: the same number must never mean two states.
        """
        for index, (key, value) in enumerate(entries):
            if not key.startswith(self._releases) or value is None:
                continue
            release = decode_release(value)
            if release.number > self.highest_number:
                self.highest_number = release.number
                yield index, release

    def _accept(self, release: Release, before: Sequence[_Entry]) -> bool:
        candidate = self._folded(before)
        if len(candidate) != release.objects or fingerprint(candidate) != release.sha256:
            return False
        self.whole, self.release = candidate, release
        return True

    def _folded(self, entries: Sequence[_Entry]) -> dict[str, bytes]:
        state = dict(self.staged)
        for key, value in entries:
            if key.startswith(self._releases):
                continue
            if value is None:
                state.pop(key, None)
            else:
                state[key] = value
        return state
