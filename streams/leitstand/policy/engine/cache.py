"""The compiled automaton on disk, so that a worker starts in a moment.

The only file that this part of the product touches. A serialised automaton is native data that
Hyperscan trusts, so that a file of somebody else must never be loaded: the directory belongs to
this user and to nobody else, is opened once, and everything happens inside what was opened. A file
that is missing, torn, foreign or unwritable only means that the automaton is compiled again.
"""

import contextlib
import functools
import hashlib
import os
import secrets
import stat
from collections.abc import Generator, Sequence
from pathlib import Path

import hyperscan

_DIGEST = hashlib.sha256().digest_size
_LARGEST = 64 * 1024 * 1024
_KEPT = 1_000
"""Files that stay, some releases' worth; older ones go."""


Expression = tuple[int, bytes, int]
"""Id, expression, flags."""


def cached(expressions: Sequence[Expression]) -> bytes:
    """Return the serialised automaton of the expressions.

    Read from the cache or compiled; never fails for want of a cache. Raises hyperscan.error on an
    expression that Hyperscan does not understand.
    """
    name = f"{_key(expressions)}.hyperscan"
    with _opened(directory()) as folder:
        found = _read(folder, name) if folder is not None else None
        if found is not None:
            return found
        serialised = _compiled(expressions)
        if folder is not None:
            _write(folder, name, serialised)
        return serialised


def directory() -> Path:
    """Return where the cache lies: ``LEITSTAND_CACHE_DIR``, else the user's cache (XDG)."""
    own = os.environ.get("LEITSTAND_CACHE_DIR")
    if own:
        return Path(own)
    common = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(common) / "leitstand"


def _compiled(expressions: Sequence[Expression]) -> bytes:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    ids, texts, flags = map(list, zip(*expressions, strict=True))
    database.compile(expressions=texts, ids=ids, flags=flags)
    return bytes(hyperscan.dumpb(database))


def _key(expressions: Sequence[Expression]) -> str:
    digest = hashlib.sha256(_platform())
    for number, text, flags in expressions:
        digest.update(b"%d %d %d " % (number, flags, len(text)) + text)
    return digest.hexdigest()


@functools.cache
def _platform() -> bytes:
    """Return what an automaton of one letter looks like: Hyperscan's version and the processor."""
    return _compiled([(0, b"a", 0)])


@contextlib.contextmanager
def _opened(path: Path) -> Generator[int | None, None, None]:
    """Open the directory, made where it is missing; ``None`` where it is not ours alone."""
    folder = _open_folder(path)
    try:
        yield folder
    finally:
        if folder is not None:
            os.close(folder)


def _open_folder(path: Path) -> int | None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    if _is_ours_alone(os.fstat(folder), 0o077):
        return folder
    os.close(folder)
    return None


def _is_ours_alone(status: os.stat_result, others: int) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & others


def _read(folder: int, name: str) -> bytes | None:
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        with open(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or not _is_ours_alone(status, 0o022):
                return None
            content = file.read(_LARGEST)
    except OSError:
        return None
    body = content[_DIGEST:]
    return body if body and hashlib.sha256(body).digest() == content[:_DIGEST] else None


def _write(folder: int, name: str, body: bytes) -> None:
    """Write beside the place and rename: whoever reads sees all of it or nothing."""
    draft = f"{name}.{secrets.token_hex(8)}"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
        with open(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
        os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        _remove_old(folder)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft, dir_fd=folder)


def _remove_old(folder: int) -> None:
    """Keep the newest files of ours, and nothing torn by a crash."""
    ours = [entry for entry in os.scandir(folder) if ".hyperscan" in entry.name]
    ours.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime, reverse=True)
    for entry in ours[_KEPT:]:
        os.unlink(entry.name, dir_fd=folder)
