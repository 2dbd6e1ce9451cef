"""How a vault stands: keys ahead, keys overdue, files that are not as they should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leitstand.schemas.policy import Retention
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault.day_keys import DayKeys, PublicKeys, overdue, read_private_key
from leitstand.vault.errors import NoRegisterKeyError, VaultError
from leitstand.vault.layout import KeyId, VaultPaths
from leitstand.vault.pseudonyms import Pseudonymizer, RegisterKey

WARN_DAYS = 14
"""With fewer days of keys ahead somebody has to look: a holiday may last that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultStatus:
    """The vault of one tenant."""

    tenant: str
    days_ahead: int
    """Days from today, without a gap, on which capture can seal in every class."""
    provisioned_until: date | None
    """Last of these days."""
    living_keys: int
    """Private day keys; content of these days can be opened."""
    destroyed_keys: int
    overdue_keys: tuple[str, ...]
    """Keys that live longer than the retention allows."""
    register_key: bool
    pseudonym_epochs: tuple[str, ...]
    damaged: tuple[str, ...]
    """Key pairs that do not match or cannot be read."""

    @property
    def good(self) -> bool:
        """Whether nobody has to do anything."""
        complete = self.register_key and self.days_ahead >= WARN_DAYS
        return complete and not self.overdue_keys and not self.damaged


def vault_status(
    paths: VaultPaths, tenant: str, now: datetime, retention: Retention | None = None
) -> VaultStatus:
    """Look at every file of a tenant's vault; ``now`` is aware, in UTC."""
    keys = DayKeys(paths)
    living = list(keys.living(tenant))
    ahead = _days_ahead(PublicKeys(paths.public), tenant, now.date())
    return VaultStatus(
        tenant=tenant,
        days_ahead=ahead,
        provisioned_until=now.date() + timedelta(days=ahead - 1) if ahead else None,
        living_keys=len(living),
        destroyed_keys=len(list(keys.destroyed(tenant))),
        overdue_keys=tuple(map(str, overdue(living, now.date(), retention or Retention()))),
        register_key=_has_register_key(paths, tenant),
        pseudonym_epochs=tuple(Pseudonymizer(paths.pseudonym).epochs(tenant)),
        damaged=tuple(_damaged(paths, living)),
    )


def _days_ahead(public: PublicKeys, tenant: str, today: date) -> int:
    days = [set(public.days(tenant, retention_class)) for retention_class in RetentionClass]
    complete = set[date].intersection(*days)
    ahead = 0
    while today + timedelta(days=ahead) in complete:
        ahead += 1
    return ahead


def _has_register_key(paths: VaultPaths, tenant: str) -> bool:
    try:
        RegisterKey(paths.register).person_id(tenant, "anybody")
    except NoRegisterKeyError:
        return False
    return True


def _damaged(paths: VaultPaths, living: list[KeyId]) -> Iterator[str]:
    for key_id in living:
        if key_id.tombstone(paths.private).exists():
            continue
        try:
            if not _matches(paths, key_id):
                yield str(key_id)
        except VaultError:
            yield str(key_id)


def _matches(paths: VaultPaths, key_id: KeyId) -> bool:
    private = read_private_key(paths.private, key_id).public_key().public_bytes_raw()
    public = PublicKeys(paths.public).for_day(key_id.tenant, key_id.day, key_id.retention_class)
    return private == public.key.public_bytes_raw()
