"""``leitstand people certificates``."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError
from leitstand.deploy.people_importing import (
    add_options,
    desk,
    mapping_of,
    opened,
    told_problems,
)

if TYPE_CHECKING:
    from leitstand.deploy.people_importing import Desk
    from leitstand.register.imports import Awards
    from leitstand.register.people import CourseOn
    from leitstand.register.problems import Report

_ORIGIN = "leitstand people certificates"
_SOURCES = ("csv", "moodle", "ilias")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", type=Path, help="CSV of certificates, or of who completed a course")
    parser.add_argument(
        "--from",
        dest="source",
        choices=_SOURCES,
        default="csv",
        help="what wrote it (default: csv)",
    )
    parser.add_argument(
        "--course", default="", metavar="ID", help="course of every line: reports on one course"
    )
    parser.add_argument(
        "--withdraw", action="store_true", help="take these certificates back instead"
    )
    add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Connect and import."""
    with desk(arguments) as opened_desk:
        return import_certificates(arguments, opened_desk)


def import_certificates(arguments: argparse.Namespace, at: "Desk") -> int:
    """Read the list, say what it changes, publish it. Raises UserError, BrokerUnavailableError."""
    from leitstand.deploy.people_text import Outcome, award_json, award_lines, tell
    from leitstand.register.imports import AwardsPlan, award_counts
    from leitstand.register.problems import Report

    report = Report()
    awards = _awards(arguments, at, report)
    if told_problems(report, as_json=arguments.json):
        return Exit.USAGE
    plan = AwardsPlan(awards=awards, withdraw=arguments.withdraw)
    changes, published = at.carry_out(plan, _ORIGIN, dry=arguments.dry_run)
    counts = award_counts(changes)
    read, people = sum(map(len, awards.certificates.values())), len(awards.certificates)
    outcome = Outcome(
        heading=f"{read} certificates of {people} people",
        skipped=awards.skipped,
        lines=award_lines(counts),
        numbers={"certificates": read, "people": people, "courses": award_json(counts)},
        gate=at.gate(changes),
        changes=changes,
        published=published,
    )
    tell(outcome, as_json=arguments.json)
    return Exit.OK


def _awards(arguments: argparse.Namespace, at: "Desk", report: "Report") -> "Awards":
    from leitstand.register.imports import Preset, read_awards
    from leitstand.register.state import by_kind
    from leitstand.schemas.vocabulary import ObjectKind

    courses = at.view.ids(ObjectKind.COURSE)
    if arguments.course and arguments.course not in courses:
        problem = "the register has no course of that id"
        raise UserError(problem, f"known: {', '.join(sorted(courses)) or 'none'}")
    mapping = mapping_of(arguments, Preset(arguments.source), report)
    with opened(arguments.file) as file:
        awards = read_awards(
            str(arguments.file),
            file,
            mapping,
            course=arguments.course,
            courses=courses,
            course_on=_course_on(at),
            identify=at.identify,
            today=at.today,
            report=report,
        )
    awards.check_people(by_kind(at.state)[ObjectKind.PERSON], report)
    return awards


def _course_on(at: "Desk") -> "CourseOn":
    """Look a course up as of a day; one passed before its first version counts as that says."""
    from leitstand.register.days import start_of
    from leitstand.schemas.vocabulary import ObjectKind

    def look_up(course: str, day: date) -> object:
        history = at.view.history(ObjectKind.COURSE, course)
        held = history.at(start_of(day, at.zone)) if history else None
        return held or (history.intervals[0].value if history and history.intervals else None)

    return look_up  # type: ignore[return-value] # a history of courses holds courses


COMMAND = Command(
    name="people certificates",
    summary="Import who passed which course: a table, or an export of Moodle or ILIAS.",
    description="""\
Adds certificates to the people of the register, as one release. What the file does not name stays: a
course that a platform empties for the next year takes nobody's certificate. The same file twice changes
nothing. --withdraw takes the certificates of the file back (same person, course and day). People whom
the register does not know are told by line and left out; with one wrong line nothing is applied.

  leitstand people certificates passed.csv --dry-run
  leitstand people certificates completion-ki_pass.csv --from moodle --course ki-pass-chat
  leitstand people certificates lernfortschritt.csv --from ilias --course ki-pass-chat

Exit code 2: a file is wrong (nothing was applied), or most of its people are not in the register. 3:
Kafka does not answer. Which report of which version, and what it cannot know: docs/people-import.md.""",
    configure=configure,
    run=run,
)
