"""How the vault fails, by what the caller does next."""

from typing import ClassVar


class VaultError(Exception):
    """Base of everything the vault raises. Messages name keys, never content or users."""

    text: ClassVar[str] = "the vault failed"

    def __init__(self, what: object = "") -> None:
        self.what = str(what)
        """The key or file that it is about; may be empty."""
        super().__init__(f"{self.what}: {self.text}" if self.what else self.text)


class NoPublicKeyError(VaultError):
    """No public key for that tenant, day and class: refuse to capture; provision keys."""

    text = "no public key to seal with; run: leitstand vault init"


class OpeningError(VaultError):
    """This one sealed content cannot be opened; trying again does not help."""

    text = "cannot be opened"


class KeyDestroyedError(OpeningError):
    """The key was lawfully destroyed when its retention ended."""

    text = "the key was destroyed"


class UnknownKeyError(OpeningError):
    """There never was such a key in this vault (or the key id is no key id)."""

    text = "no such key"


class SealBrokenError(OpeningError):
    """The open part, the wrapped key, the nonce or the ciphertext was altered."""

    text = "the content does not match its seal"


class NoRegisterKeyError(VaultError):
    """The register key is not in this directory: stop; ``vault init`` makes it."""

    text = "no register key; run: leitstand vault init"


class EmptyUserError(VaultError):
    """A user id without a single visible character is nobody; treat it as absent."""

    text = "an empty user id has no pseudonym"


class TenantNameError(VaultError, ValueError):
    """The name cannot be a tenant's, and so no directory's either."""

    text = "a tenant is 1 to 64 of a-z, 0-9, dot, dash and underscore, a letter or digit first"


class VaultDamagedError(VaultError):
    """A key file does not hold a key, or a pair does not match: stop and restore the vault."""

    text = "not a key, or half of another pair; restore the vault from its backup"
