"""The command ``leitstand``: finds its commands, parses, reports errors as a person can use them."""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from typing import Any, Protocol

from leitstand.deploy import commands
from leitstand.deploy.command import Command, Exit, UserError

DESCRIPTION = """\
The control room for AI use in public administrations.

Start with `leitstand demo`: a fictional town, in a browser. Then `leitstand up --help`.
"""


class _Adds(Protocol):
    """What ``add_subparsers`` returns; its class is private to argparse."""

    def add_parser(self, name: str, **settings: Any) -> argparse.ArgumentParser:
        """Add one command."""
        ...


def all_commands() -> list[Command]:
    """Return every command, in alphabetical order of its name."""
    found = [
        importlib.import_module(f"{commands.__name__}.{module.name}").COMMAND
        for module in pkgutil.iter_modules(commands.__path__)
    ]
    return sorted(found, key=lambda command: command.name)


def build_parser(known: Sequence[Command]) -> argparse.ArgumentParser:
    """Return a parser with one sub-parser per command; two-word names share a group."""
    parser = argparse.ArgumentParser(
        prog="leitstand",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    groups: dict[str, _Adds] = {}
    for command in known:
        first, _, second = command.name.partition(" ")
        if second and first not in groups:
            parts = ", ".join(c.name.split(" ")[1] for c in known if c.name.startswith(first + " "))
            group = top.add_parser(first, help=parts)
            groups[first] = group.add_subparsers(metavar="COMMAND", required=True)
        parent = groups[first] if second else top
        sub = parent.add_parser(
            second or first,
            help=command.summary,
            description=f"{command.summary}\n\n{command.description}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.configure(sub)
        sub.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = build_parser(all_commands()).parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except UserError as error:
        sys.stderr.write(f"leitstand: {error.problem}\n")
        if error.remedy:
            sys.stderr.write(f"  what to do: {error.remedy}\n")
        return error.code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return Exit.OK


if __name__ == "__main__":
    sys.exit(main())
