"""Keys, sealing and pseudonyms: what makes promise P2 ("nothing readable at rest") true.

See docs/vault.md for who holds which key and what follows from losing one.
"""

from leitstand.vault.day_keys import DayKeys, DayPublicKey, PublicKeys, readable_until
from leitstand.vault.errors import (
    EmptyUserError,
    KeyDestroyedError,
    NoPublicKeyError,
    NoRegisterKeyError,
    OpeningError,
    SealBrokenError,
    UnknownKeyError,
    VaultDamagedError,
    VaultError,
)
from leitstand.vault.keeping import KeyKeeper, RetentionUnknownError, Turn, remembered
from leitstand.vault.layout import KeyId, VaultPaths
from leitstand.vault.pseudonyms import (
    Pseudonymizer,
    RegisterKey,
    epoch_of,
    in_overlap,
    normalise_user,
    previous_epoch,
)
from leitstand.vault.sealing import Opener, Sealer
from leitstand.vault.status import VaultStatus, vault_status

__all__ = [
    "DayKeys",
    "DayPublicKey",
    "EmptyUserError",
    "KeyDestroyedError",
    "KeyId",
    "KeyKeeper",
    "NoPublicKeyError",
    "NoRegisterKeyError",
    "Opener",
    "OpeningError",
    "Pseudonymizer",
    "PublicKeys",
    "RegisterKey",
    "RetentionUnknownError",
    "SealBrokenError",
    "Sealer",
    "Turn",
    "UnknownKeyError",
    "VaultDamagedError",
    "VaultError",
    "VaultPaths",
    "VaultStatus",
    "epoch_of",
    "in_overlap",
    "normalise_user",
    "previous_epoch",
    "readable_until",
    "remembered",
    "vault_status",
]
