"""A verdict names the version of what decided; a change of it must not be forgotten."""

import hashlib
from pathlib import Path

import leitstand.policy as package
from leitstand.policy import DETECTOR_VERSION

FINGERPRINT = ("3", "ecf99a57195bd43d")

DECIDING = (".py", ".txt", ".json", ".gz", ".npz")
"""Code, lists, rules, and the weights of the model."""


def fingerprint() -> str:
    """Return a digest of everything that can change a verdict, besides the policy."""
    root = Path(package.__path__[0])
    deciding = sorted(
        path
        for path in root.rglob("*.*")
        if path.suffix in DECIDING
        and "examples" not in path.parts
        and path.name not in {"version.py", "problems.py"}
    )
    digest = hashlib.sha256()
    for path in deciding:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def test_a_change_raises_the_version() -> None:
    """If this fails: raise DETECTOR_VERSION where a verdict can differ, then write both down here."""
    assert (DETECTOR_VERSION, fingerprint()) == FINGERPRINT
