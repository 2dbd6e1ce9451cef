"""What exists is written down, and what is written down exists."""

import argparse
import re
import shlex
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from leitstand.capture.gateway.config import CallerConfig, GatewayConfig, UpstreamConfig
from leitstand.dashboards.figures import measures
from leitstand.deploy.cli import all_commands, build_parser
from leitstand.deploy.command import Command, Exit
from leitstand.deploy.role import Role, all_roles
from leitstand.deploy.settings import Ports, Settings
from leitstand.policy import known_checks
from leitstand.policy.detector import all_detectors
from leitstand.schemas import topics

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FRONT = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
PAGES = [*FRONT, *sorted(DOCS.glob("*.md"))]
COMMANDS = all_commands()
NAMES = [command.name for command in COMMANDS]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CREATED = re.compile(r"^CREATE (?:TABLE|VIEW) (\w+)", re.MULTILINE)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def everywhere() -> str:
    """Return all of docs/."""
    return "\n".join(map(text_of, sorted(DOCS.glob("*.md"))))


def has_row_or_heading(word: str, text: str) -> bool:
    """Say whether a word, as code, begins a table row or is a heading."""
    code = re.escape(word)
    row = rf"^\| (?:`[\w.*]+`, )*`{code}`\*?[ ,|]"
    return bool(re.search(rf"{row}|^#{{2,4}} `?{code}`?$", text, re.MULTILINE))


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_every_command_has_its_heading(command: Command) -> None:
    """In docs/commands.md, where its exit codes stand."""
    assert f"\n### leitstand {command.name}\n" in text_of(DOCS / "commands.md")


def test_no_command_is_described_that_is_not_there() -> None:
    """Removed commands leave the manual."""
    headings = re.findall(r"^### leitstand (.+)$", text_of(DOCS / "commands.md"), re.MULTILINE)
    assert sorted(headings) == sorted(NAMES)


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_every_help_shows_an_example_that_works(command: Command) -> None:
    """A line that can be copied, and that the command itself understands."""
    shown = list(examples_in(command.description))
    assert any(f"{' '.join(line)} ".startswith(f"{command.name} ") for line in shown)
    for line in shown:
        assert build_parser(COMMANDS).parse_args(line).run


def examples_in(description: str) -> Iterator[list[str]]:
    """Yield the words of every indented call, without what is said beside it."""
    for line in description.splitlines():
        call = re.match(r" {2,}(?:.* \| )?leitstand (.*)", line)
        if call:
            yield shlex.split(re.split(r" {2,}", call[1])[0])


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_every_option_is_explained(command: Command) -> None:
    """`--help` leaves nobody guessing."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    assert [action.dest for action in parser._actions if not action.help] == []


@pytest.mark.parametrize("code", Exit)
def test_every_exit_code_is_described(code: Exit) -> None:
    """With what to do about it."""
    assert f"\n| {code.value} | " in text_of(DOCS / "commands.md")


@pytest.mark.parametrize("of", [Settings, Ports])
def test_every_setting_is_described(of: type[msgspec.Struct]) -> None:
    """Field by field, with the default that it has."""
    text = text_of(DOCS / "operations.md")
    for field in msgspec.structs.fields(of):
        assert f"\n| `{field.name}` | {default_of(field)}" in text


def default_of(field: msgspec.structs.FieldInfo) -> str:
    """Return a default as the table shows it."""
    if isinstance(field.default, bool):
        return f"{field.default} |".lower()
    if isinstance(field.default, int):
        return f"{field.default} |"
    if isinstance(field.default, str):
        return f"`{field.default}` |" if field.default else "empty |"
    return ""


@pytest.mark.parametrize("of", [GatewayConfig, CallerConfig, UpstreamConfig])
def test_every_field_of_the_gateway_is_described(of: type[msgspec.Struct]) -> None:
    """In docs/capture.md."""
    text = text_of(DOCS / "capture.md")
    missing = [f.name for f in msgspec.structs.fields(of) if not re.search(rf"\b{f.name}\b", text)]
    assert missing == []


def roles() -> Iterator[Role]:
    yield from all_roles(Settings(demo=True)).values()


@pytest.mark.parametrize("role", [role.name for role in roles()])
def test_every_role_is_described(role: str) -> None:
    """In the table of operations."""
    assert has_row_or_heading(role, text_of(DOCS / "operations.md"))


@pytest.mark.parametrize("topic", topics.load_all())
def test_every_topic_is_described(topic: str) -> None:
    """With its key and how long it lives."""
    (row,) = re.findall(rf"^\| `{re.escape(topic)}` .*$", text_of(DOCS / "data.md"), re.MULTILINE)
    days = topics.load_all()[topic].retention_days
    assert (f"{days} days" if days else "compacted") in row


def tables() -> list[str]:
    """Return every table and view that the migrations make."""
    folder = files("leitstand.schemas.tables") / "migrations"
    ups = sorted(e.name for e in folder.iterdir() if e.name.endswith(".up.sql"))
    return [name for up in ups for name in _CREATED.findall((folder / up).read_text())]


@pytest.mark.parametrize("table", tables())
def test_every_table_is_described(table: str) -> None:
    """What one row is."""
    assert has_row_or_heading(table, text_of(DOCS / "data.md"))


@pytest.mark.parametrize("check", known_checks())
def test_every_check_has_its_heading(check: str) -> None:
    """In docs/policy.md."""
    assert has_row_or_heading(check, text_of(DOCS / "policy.md"))


@pytest.mark.parametrize("category", sorted({str(d.category) for d in all_detectors()}))
def test_every_detector_has_its_heading(category: str) -> None:
    """In docs/detectors.md."""
    assert has_row_or_heading(category, text_of(DOCS / "detectors.md"))


@pytest.mark.parametrize("measure", [m.name for m in measures.MEASURES.values()])
def test_every_measure_is_described(measure: str) -> None:
    """Somewhere in the documentation, as the pages show it."""
    assert has_row_or_heading(measure, everywhere())


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    """To a file that is there, and to a heading that is in it."""
    dead = [
        link for link in _LINK.findall(_FENCE.sub("", text_of(document))) if is_dead(document, link)
    ]
    assert dead == []


def is_dead(page: Path, link: str) -> bool:
    """Say whether a relative link leads nowhere; addresses of others are not asked."""
    if re.match(r"[a-z]+:", link):
        return False
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    if not target.exists():
        return True
    return bool(anchor) and target.suffix == ".md" and anchor not in anchors(target)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page, as forges make them of headings."""
    headings = _HEADING.findall(_FENCE.sub("", text_of(page)))
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def shown_commands(page: Path) -> Iterator[str]:
    """Yield every line of a code block that calls ``leitstand`` or ``make``."""
    for block in _FENCE.findall(text_of(page)):
        for line in block.splitlines():
            if re.match(r"(\.venv/bin/)?leitstand |make ", line.strip()):
                yield line.strip()


@pytest.mark.parametrize("document", PAGES, ids=lambda page: page.name)
def test_shown_commands_exist(document: Path) -> None:
    """Each line names a command that there is, or a target of the Makefile."""
    targets = re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE)
    for line in shown_commands(document):
        program, _, rest = line.partition(" ")
        known = targets if program == "make" else NAMES
        assert any(re.match(rf"{re.escape(name)}( |$)", rest) for name in known), line


def test_the_readme_shows_commands() -> None:
    """Else the test before would prove nothing."""
    assert len(list(shown_commands(ROOT / "README.md"))) >= 4


def test_options_that_the_readme_shows_exist() -> None:
    """Each call can be parsed as it stands."""
    for line in shown_commands(ROOT / "README.md"):
        program, *words = line.split("#")[0].split()
        if program != "make":
            assert build_parser(COMMANDS).parse_args(words).run
