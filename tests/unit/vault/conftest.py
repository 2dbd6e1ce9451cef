"""A vault with keys of two days and both classes."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from leitstand.vault import DayKeys, PublicKeys, RegisterKey, Sealer, VaultPaths

TENANT = "musterdorf"
DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path: Path) -> VaultPaths:
    root = tmp_path / "vault"
    DayKeys.create(root, TENANT, DAY, 2)
    RegisterKey.create(VaultPaths(root).register, TENANT)
    return VaultPaths(root)


@pytest.fixture
def sealer(paths: VaultPaths) -> Sealer:
    return Sealer(PublicKeys(paths.public), TENANT, lambda: NOON)
