"""``leitstand people import``."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit
from leitstand.deploy.people_importing import (
    add_options,
    desk,
    mapping_of,
    opened,
    told_problems,
)

if TYPE_CHECKING:
    from leitstand.deploy.people_importing import Desk
    from leitstand.register.imports import StaffList
    from leitstand.register.problems import Report

_ORIGIN = "leitstand people import"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", type=Path, help="list of people: CSV, or LDIF of a directory")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DAY", help="day of the list; default: today"
    )
    parser.add_argument(
        "--partial", action="store_true", help="not everybody: who is missing stays as they are"
    )
    parser.add_argument(
        "--leavers", type=int, metavar="N", help="up to so many may leave (default: a tenth)"
    )
    parser.add_argument(
        "--take-back", action="store_true", help="even where the register knows more of later days"
    )
    add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Connect and import."""
    with desk(arguments) as opened_desk:
        return import_people(arguments, opened_desk)


def import_people(arguments: argparse.Namespace, at: "Desk") -> int:
    """Read the list, say what it changes, publish it. Raises UserError, BrokerUnavailableError."""
    from leitstand.deploy.people_text import Outcome, staff_json, staff_lines, tell
    from leitstand.register.days import start_of
    from leitstand.register.imports import StaffPlan, staff_effects
    from leitstand.register.problems import Report

    day, report = arguments.as_of or at.today, Report()
    staff = _staff(arguments, at, day, report)
    if told_problems(report, as_json=arguments.json):
        return Exit.USAGE
    plan = StaffPlan(
        staff=staff,
        as_of=day,
        zone=at.zone,
        partial=arguments.partial,
        leavers=arguments.leavers,
        take_back=arguments.take_back,
    )
    changes, published = at.carry_out(plan, _ORIGIN, dry=arguments.dry_run)
    effects = staff_effects(changes, start_of(day, at.zone))
    outcome = Outcome(
        heading=f"{len(staff.lines)} people on {day}",
        skipped=staff.skipped,
        lines=staff_lines(effects),
        numbers={"as_of": day.isoformat(), "people": len(staff.lines)} | staff_json(effects),
        gate=at.gate(changes),
        changes=changes,
        published=published,
    )
    tell(outcome, as_json=arguments.json)
    return Exit.OK


def _staff(arguments: argparse.Namespace, at: "Desk", day: date, report: "Report") -> "StaffList":
    from leitstand.register.days import start_of
    from leitstand.register.imports import Preset, read_staff

    mapping = mapping_of(arguments, Preset.PEOPLE, report)
    held = at.view.as_of(start_of(day, at.zone))
    with opened(arguments.file) as file:
        return read_staff(
            str(arguments.file),
            file,
            mapping,
            held.departments(),
            held.applications(),
            at.identify,
            report,
        )


COMMAND = Command(
    name="people import",
    summary="Import the list of everybody who works here, as of a day.",
    description="""\
Reads a CSV of the personnel office or an export of the directory (LDIF or CSV, also with groups that
mean departments) and publishes what it changes as one release: who joined, moved, left or is exempt
from the list's day on. Who is missing from the list has left (--partial: stays). The same list twice
changes nothing. With one wrong line nothing is applied; every problem is told with file, line and
column. User ids leave the importer only as HMACs of the register; no output names anybody.

  leitstand people import staff.csv --mapping staff.yaml --as-of 2026-03-01 --dry-run
  leitstand people import staff.csv --mapping staff.yaml --as-of 2026-03-01
  leitstand people import directory.ldf --mapping groups.yaml --leavers 40

Exit code 2: a file is wrong, or the list is refused since it is older than what the register knows or
half of the people are missing; nothing was applied. 3: Kafka does not answer.
Mapping files and what a list cannot know: docs/people-import.md.""",
    configure=configure,
    run=run,
)
