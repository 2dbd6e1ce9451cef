"""The cache makes starts fast and is never believed when it is not ours."""

import os
from pathlib import Path

import hyperscan
import pytest

from leitstand.policy.engine import cache

EXPRESSIONS = [(3, b"abc", 0), (7, b"x[0-9]", int(hyperscan.HS_FLAG_CASELESS))]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache directory that does not exist yet."""
    path = tmp_path / "cache"
    monkeypatch.setenv("LEITSTAND_CACHE_DIR", str(path))
    return path


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows with each compilation."""
    cache._platform()
    done: list[int] = []
    compiled = cache._compiled

    def count(expressions: list[cache.Expression]) -> bytes:
        done.append(len(expressions))
        return compiled(expressions)

    monkeypatch.setattr(cache, "_compiled", count)
    return done


def only_file(folder: Path) -> Path:
    """Return the one file of the cache."""
    (path,) = folder.iterdir()
    return path


def test_the_second_start_reads(folder: Path, compilations: list[int]) -> None:
    """Compiled once; directory and file are for this user only."""
    first = cache.cached(EXPRESSIONS)
    assert cache.cached(EXPRESSIONS) == first
    assert compilations == [2]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert only_file(folder).stat().st_mode & 0o777 == 0o600


def test_what_was_read_scans(folder: Path) -> None:
    """The ids are those that were given."""
    cache.cached(EXPRESSIONS)
    database = hyperscan.loadb(cache.cached(EXPRESSIONS), hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    found: list[int] = []
    database.scan(b"abc X5", lambda anchor, *_: found.append(anchor))
    assert found == [3, 7]


def test_another_expression_or_flag_is_another_file(folder: Path) -> None:
    """The key is made of everything that decides."""
    cache.cached(EXPRESSIONS)
    cache.cached([(3, b"abc", 0), (7, b"x[0-9]", 0)])
    cache.cached([(4, b"abc", 0), (7, b"x[0-9]", 0)])
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_a_torn_file_is_compiled_again(
    folder: Path, compilations: list[int], damage: bytes | None
) -> None:
    """Every byte is under the digest."""
    cache.cached(EXPRESSIONS)
    path = only_file(folder)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"\0\1" if damage is None else damage)
    cache.cached(EXPRESSIONS)
    assert compilations == [2, 2]
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o750])
def test_a_directory_open_to_others_is_not_used(
    folder: Path, compilations: list[int], mode: int
) -> None:
    """Neither read nor written."""
    cache.cached(EXPRESSIONS)
    before = only_file(folder).read_bytes()
    only_file(folder).write_bytes(before + b"")
    folder.chmod(mode)
    cache.cached(EXPRESSIONS)
    assert compilations == [2, 2]


def test_a_file_open_to_others_is_not_read(folder: Path, compilations: list[int]) -> None:
    """Others could have written it."""
    cache.cached(EXPRESSIONS)
    only_file(folder).chmod(0o666)
    cache.cached(EXPRESSIONS)
    assert compilations == [2, 2]


def test_links_are_not_followed(
    folder: Path, tmp_path: Path, compilations: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither that of the directory nor that of the file."""
    cache.cached(EXPRESSIONS)
    link = tmp_path / "link"
    link.symlink_to(folder)
    monkeypatch.setenv("LEITSTAND_CACHE_DIR", str(link))
    cache.cached(EXPRESSIONS)
    monkeypatch.setenv("LEITSTAND_CACHE_DIR", str(folder))
    path = only_file(folder)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    cache.cached(EXPRESSIONS)
    assert compilations == [2, 2, 2]


def test_another_users_file_is_not_read(
    folder: Path, compilations: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is native data that would run in this process."""
    cache.cached(EXPRESSIONS)
    someone = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: someone)
    cache.cached(EXPRESSIONS)
    assert compilations == [2, 2]


def test_without_a_place_to_write_it_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing cache costs time, nothing else."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEITSTAND_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert cache.cached(EXPRESSIONS)


def test_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own variable, then XDG's, then the home directory."""
    monkeypatch.setenv("LEITSTAND_CACHE_DIR", "/own")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    assert cache.directory() == Path("/own")
    monkeypatch.delenv("LEITSTAND_CACHE_DIR")
    assert cache.directory() == Path("/xdg/leitstand")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/a")
    assert cache.directory() == Path("/home/a/.cache/leitstand")


def test_an_expression_that_is_none_is_an_error(folder: Path) -> None:
    """A mistake in a detector does not hide behind the cache."""
    with pytest.raises(hyperscan.error):
        cache.cached([(0, b"(", 0)])


def test_old_files_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases come and go; drafts of a crash go with them."""
    monkeypatch.setattr(cache, "_KEPT", 2)
    for letter in (b"aa", b"bb", b"cc", b"dd"):
        cache.cached([(0, letter, 0)])
    assert len(list(folder.iterdir())) == 2
