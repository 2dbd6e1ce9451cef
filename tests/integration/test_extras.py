"""The wheel is whole, and each part works with the packages of its own extra and no other.

A new environment per extra would take minutes. Instead the unpacked wheel is imported in a process
that hides every package outside the extra's closure, as the wheel's own metadata names it.
"""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("schemas", "streams", "pipelines", "dashboards", "deploy")
BASE = ("schemas", "broker", "vault", "outbox", "capture", "sdk")
"""The software development kit: small enough for other people's programs."""
GATEWAY = (
    "capture",
    "register",
    "policy",
    "deploy.gateway",
    "deploy.collector",
    "deploy.roles.gateway",
    "deploy.roles.collector",
)
LEFT_OUT: dict[str, Sequence[str]] = {
    # Parts of capture that a program which brings its own gate does not need.
    "": (
        "capture.gateway",
        "capture.collector",
        "capture.importing",
        "capture.register_gate",
        "capture.preflight",
    ),
}
EXTRAS: dict[str, Sequence[str]] = {
    "": (*BASE, "deploy.commands", "deploy.cli", "deploy.role", "deploy.settings"),
    "gateway": GATEWAY,
    "streams": ("register", "policy", "streams", "deploy.roles.assess", "deploy.roles.sink"),
    "pipelines": ("pipelines",),
    "dashboards": ("cases", "dashboards", "deploy.roles.cases", "deploy.roles.web"),
    "local": ("deploy.stack", "deploy.kafka", "deploy.endpoint", "deploy.roles"),
}
_NO_MODULES = ("cases.migrations.env",)
"""Scripts that Alembic runs in an environment of its making."""

_IMPORTER = '''
"""Runs with -I -S: nothing of the environment is on the path until it is put there here."""
import importlib, json, re, sys
from importlib import metadata
from importlib.machinery import PathFinder

wheel, packages, extra = sys.argv[1:4]
modules = json.loads(sys.argv[4])
sys.path += [wheel, packages]
from packaging.requirements import Requirement

def closure(name, extras, found):
    key = (re.sub("[-_.]+", "-", name).lower(), extras)
    if key in found:
        return
    found.add(key)
    try:
        required = metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        raise SystemExit(f"{name} is required and not installed") from None
    for text in required:
        needed = Requirement(text)
        chosen = [{"extra": each} for each in extras] or [{"extra": ""}]
        if not needed.marker or any(needed.marker.evaluate(each) for each in chosen):
            closure(needed.name, tuple(sorted(needed.extras)), found)

found = set()
closure("leitstand", (extra,) if extra else (), found)
allowed = {"leitstand"}
for name, _ in found:
    for file in metadata.files(name) or ():
        allowed.add(file.parts[0].split(".")[0])

class Hiding(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        spec = super().find_spec(name, path, target)
        is_top = "." not in name
        return None if spec and is_top and name not in allowed and is_a_package(spec) else spec

def is_a_package(spec):
    places = [spec.origin] if spec.origin else spec.submodule_search_locations
    return any(place.startswith(packages) for place in places)

for name in [n for n in sys.modules if n.partition(".")[0] == "packaging"]:
    del sys.modules[name]
sys.meta_path[sys.meta_path.index(PathFinder)] = Hiding
failed = {}
for name in modules:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        failed[name] = error.name
print(json.dumps(failed))
'''


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and return the directory into which it was unpacked."""
    into = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    (built,) = into.glob("leitstand-*.whl")
    zipfile.ZipFile(built).extractall(into / "unpacked")
    return into / "unpacked"


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_module_of_a_part_imports_with_its_extra_alone(wheel: Path, extra: str) -> None:
    """What a part needs is declared where it says; nothing works by the luck of a full machine."""
    names = [name for part in EXTRAS[extra] for name in modules_of(wheel, part)]
    left_out = _prefixed(LEFT_OUT.get(extra, ()))
    names = [name for name in names if not name.startswith(left_out)]
    assert len(names) >= len(EXTRAS[extra])
    assert missing(wheel, extra, names) == {}


def test_what_is_hidden_is_missing(wheel: Path) -> None:
    """A test that cannot fail proves nothing: the base install has no SQLAlchemy, no Faust."""
    found = missing(wheel, "", ["leitstand.cases.store", "leitstand.streams.worker"])
    assert found == {"leitstand.cases.store": "sqlalchemy", "leitstand.streams.worker": "faust"}


def test_every_file_of_the_sources_is_in_the_wheel(wheel: Path) -> None:
    """Queries, catalogues, pages, fonts and recordings too."""
    packed = {str(path.relative_to(wheel)) for path in wheel.rglob("*") if path.is_file()}
    wanted = {name.partition("/")[2] for name in tracked()}
    assert wanted - packed == set()


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    """No test, no data, no second top-level package; and no package that would hide the parts."""
    assert {path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info")} == {
        "leitstand"
    }
    assert not (wheel / "leitstand" / "__init__.py").exists()


def tracked() -> Iterator[str]:
    """Yield the files of the sources that belong to the project and are there."""
    git = ["git", "ls-files", "-z", "--", *(f"{source}/leitstand" for source in SOURCES)]
    listed = subprocess.run(git, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    return (name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists())


def modules_of(wheel: Path, part: str) -> Iterator[str]:
    """Yield every module of a part, itself included."""
    place = wheel / "leitstand" / part.replace(".", "/")
    if not place.is_dir():
        yield f"leitstand.{part}"
        return
    for file in sorted(place.rglob("*.py")):
        parts = file.relative_to(wheel).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name not in _prefixed(_NO_MODULES) and all(map(str.isidentifier, parts)):
            yield name


def missing(wheel: Path, extra: str, modules: Sequence[str]) -> dict[str, str]:
    """Return which modules could not be imported for want of which package."""
    packages = sysconfig.get_path("purelib")
    command = [sys.executable, "-I", "-S", "-c", _IMPORTER]
    arguments = [str(wheel), packages, extra, json.dumps(list(modules))]
    quiet = {**os.environ, "DAGSTER_DISABLE_TELEMETRY": "yes"}
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, *arguments], capture_output=True, text=True, env=quiet, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def _prefixed(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"leitstand.{name}" for name in names)
