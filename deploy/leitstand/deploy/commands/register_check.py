"""``leitstand register check``."""

import argparse
import sys
from pathlib import Path

from leitstand.deploy.command import Command, Exit, print_json


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("files", nargs="+", type=Path, help="files, or directories of them")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Review the files."""
    from leitstand.deploy.register_text import problems_json, review_text
    from leitstand.register import review, throwaway_identity

    found = review(arguments.files, throwaway_identity())
    if arguments.json:
        print_json(problems_json(found))
    else:
        sys.stdout.write(review_text(found))
    return Exit.OK if found.ok else Exit.NEGATIVE


COMMAND = Command(
    name="register check",
    summary="Check files of the register; needs nothing that runs.",
    description="""\
Tells every problem of every file at once, with file, line and remedy. Exit code 1 when there are
errors; warnings do not count. User ids and names of people never appear in a message.

  leitstand register check town/
  leitstand register check town/departments.yaml town/applications.yaml

The files are described in docs/register.md.""",
    configure=configure,
    run=run,
)
