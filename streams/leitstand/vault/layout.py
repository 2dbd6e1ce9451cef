"""Where keys lie: four directories with four circles of holders.

========== =============================== =====================================
directory  who needs it                    what is in it
========== =============================== =====================================
public     every producer                  day keys to seal with
register   gateway, assess, register apply one key per tenant, to look people up
private    assess only                     day keys to open with
pseudonym  assess only                     one key per tenant and quarter
========== =============================== =====================================

So a process is given its circle by being given a directory, nothing else.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault.errors import TenantNameError, UnknownKeyError


@dataclass(frozen=True, slots=True)
class VaultPaths:
    """The four directories under one root."""

    root: Path

    @property
    def public(self) -> Path:
        """For :class:`~leitstand.vault.day_keys.PublicKeys`."""
        return self.root / "public"

    @property
    def private(self) -> Path:
        """For :class:`~leitstand.vault.sealing.Opener`."""
        return self.root / "private"

    @property
    def pseudonym(self) -> Path:
        """For :class:`~leitstand.vault.pseudonyms.Pseudonymizer`."""
        return self.root / "pseudonym"

    @property
    def register(self) -> Path:
        """For :class:`~leitstand.vault.pseudonyms.RegisterKey`."""
        return self.root / "register"

    def retention_file(self, tenant: str) -> Path:
        """Return where the keeper notes the retention that it went by last."""
        require_tenant(tenant)
        return self.private / tenant / "retention.json"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class KeyId:
    """Names one day key pair."""

    tenant: str
    day: date
    """UTC day of sealing."""
    retention_class: RetentionClass

    def __str__(self) -> str:
        return f"{self.tenant}/{self.day.isoformat()}/{self.retention_class.value}"

    @classmethod
    def parse(cls, text: str) -> "KeyId":
        """Return the key id that ``text`` is, exactly.

        Raises UnknownKeyError for anything else: the text comes from outside and becomes a path.
        """
        try:
            tenant, day, retention_class = text.split("/")
            key_id = cls(
                tenant=tenant,
                day=date.fromisoformat(day),
                retention_class=RetentionClass(retention_class),
            )
        except ValueError:
            raise UnknownKeyError from None
        if str(key_id) != text or not is_tenant(tenant):
            raise UnknownKeyError
        return key_id

    @property
    def file_stem(self) -> str:
        """Name of its files without the suffix."""
        return f"{self.day.isoformat()}.{self.retention_class.value}"

    def public_file(self, public: Path) -> Path:
        """Return the path of the public half."""
        return public / self.tenant / f"{self.file_stem}.pub"

    def private_file(self, private: Path) -> Path:
        """Return the path of the private half."""
        return private / self.tenant / f"{self.file_stem}.key"

    def tombstone(self, private: Path) -> Path:
        """Return the path that says that the private half was destroyed."""
        return private / self.tenant / f"{self.file_stem}.destroyed"


def is_tenant(name: str) -> bool:
    """Say whether ``name`` is safe as a directory (the alphabet of a Slug, no leading dot)."""
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    return 0 < len(name) <= 64 and name[0].isalnum() and set(name) <= allowed


def require_tenant(name: str) -> None:
    """Raise TenantNameError unless ``name`` may be a tenant's."""
    if not is_tenant(name):
        raise TenantNameError
