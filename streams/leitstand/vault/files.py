"""Key files: whole or absent after any crash, readable by their owner only, overwritten to die."""

import os
import secrets
from pathlib import Path

from leitstand.vault.errors import VaultDamagedError

KEY_BYTES = 32


def ensure_private_directory(path: Path) -> None:
    """Make ``path`` and missing parents, each readable by its owner only."""
    if path.is_dir():
        return
    ensure_private_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_directory(path.parent)


def write_once(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Write a new file durably; return False and change nothing if it is there already.

    A link, not a rename, puts it in place: of two processes that race exactly one wins, and the
    other finds a whole file.
    """
    if path.exists():
        return False
    ensure_private_directory(path.parent)
    draft = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    sync_directory(path.parent)
    return True


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that may be there already; after a crash it is the old or the new one."""
    ensure_private_directory(path.parent)
    draft = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    write_once(draft, content)
    draft.replace(path)
    sync_directory(path.parent)


def read_key(path: Path) -> bytes:
    """Return the 32 bytes of a key file.

    Raises FileNotFoundError, and VaultDamagedError where the file has another length.
    """
    content = path.read_bytes()
    if len(content) != KEY_BYTES:
        raise VaultDamagedError(path.name)
    return content


def shred(path: Path) -> None:
    """Overwrite and unlink a file; nothing happens if it is gone.

    Overwriting reaches the same blocks on an ordinary file system. On copy-on-write or
    wear-levelled storage only encryption of the disk makes old blocks unreadable (docs/vault.md).
    """
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(max(KEY_BYTES, path.stat().st_size)))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
