"""Reading a register from the files that people review: all of them, all problems in one run."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from leitstand.register.cross_checks import cross_check
from leitstand.register.days import start_of
from leitstand.register.difference import Objects
from leitstand.register.people import CourseOn, Identify, read_people
from leitstand.register.problems import Place, Problem, Report
from leitstand.register.versions import arrange, intervals
from leitstand.register.view import DEFAULT_ZONE, POLICY_ID, RegisterView
from leitstand.register.yaml_objects import Versions, read_list, read_policy
from leitstand.schemas.register import Course
from leitstand.schemas.vocabulary import ObjectKind

LISTS = {
    "departments.yaml": ObjectKind.DEPARTMENT,
    "applications.yaml": ObjectKind.APPLICATION,
    "courses.yaml": ObjectKind.COURSE,
    "agreement.yaml": ObjectKind.AGREEMENT,
    "rollout.yaml": ObjectKind.ROLLOUT_STAGE,
}
"""Files that list objects of one kind."""
POLICY_FILE, POLICY_FOLDER = "policy.yaml", "policy"
PEOPLE_FILE, CERTIFICATES_FILE = "people.csv", "certificates.csv"
FILE_NAMES = (*LISTS, POLICY_FILE, PEOPLE_FILE, CERTIFICATES_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the files say, and what is wrong with them."""

    objects: Objects
    """By kind; incomplete while there are errors."""
    zone: str
    """Time zone in which the days of the files are meant."""
    problems: tuple[Problem, ...]
    not_checked: tuple[str, ...]
    """What could not be checked, because it needs a file that was not given."""
    ok: bool
    """Whether it may be applied."""


def review(
    paths: Sequence[Path],
    identify: Identify,
    *,
    present: RegisterView | None = None,
) -> Review:
    """Read files and directories of files.

    ``identify`` turns a user id into a register id; ``present`` answers for kinds that the files
    do not give. Raises nothing for what is wrong in a file: that is in ``problems``.
    """
    report = Report()
    files = _contents(paths, report)
    versions = _lists(files, report)
    zone = _zone(versions.get(ObjectKind.POLICY, {}), present, report)
    if PEOPLE_FILE in files:
        versions[ObjectKind.PERSON] = _people(files, versions, present, zone, identify, report)
    elif CERTIFICATES_FILE in files:
        report.error(
            _first_line(files[CERTIFICATES_FILE]),
            "certificates without people",
            f"Give {PEOPLE_FILE} too",
        )
    cross_check(versions, _elsewhere(present), report)
    ordered = {
        kind: {name: arrange(of_one, report) for name, of_one in of_kind.items()}
        for kind, of_kind in versions.items()
    }
    ok = not report.has_errors()
    return Review(
        objects={
            kind: {name: intervals(of_one, zone) for name, of_one in of_kind.items()}
            for kind, of_kind in ordered.items()
        }
        if ok
        else {},
        zone=zone.key,
        problems=report.problems,
        not_checked=report.not_checked,
        ok=ok,
    )


_Files = Mapping[str, Sequence[tuple[str, bytes]]]
"""Name to show and bytes, by role; the roles are the file names, and only policies may be several."""


def _contents(paths: Sequence[Path], report: Report) -> _Files:
    found: dict[str, list[tuple[str, bytes]]] = {}
    for path in _expanded(paths, report):
        role = _role(path)
        if role is None:
            report.error(
                Place(file=str(path), line=1),
                "no file of a register",
                f"Name it as one of {', '.join(FILE_NAMES)}, or {POLICY_FOLDER}/DATE.yaml",
            )
        elif role in found and role != POLICY_FILE:
            report.error(Place(file=str(path), line=1), f"a second {role}", "Give one of them")
        else:
            found.setdefault(role, []).extend(_read(path, report))
    return {role: contents for role, contents in found.items() if contents}


def _role(path: Path) -> str | None:
    if path.parent.name == POLICY_FOLDER and path.suffix == ".yaml":
        return POLICY_FILE
    return path.name if path.name in FILE_NAMES else None


def _expanded(paths: Iterable[Path], report: Report) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = [f for f in path.iterdir() if f.suffix in {".yaml", ".yml", ".csv"}]
        inside += (path / POLICY_FOLDER).glob("*.yaml")
        if not inside:
            report.error(
                Place(file=str(path), line=1),
                "no file of a register in this directory",
                f"It holds {', '.join(FILE_NAMES)}",
            )
        found += sorted(inside)
    return found


def _read(path: Path, report: Report) -> list[tuple[str, bytes]]:
    try:
        return [(str(path), path.read_bytes())]
    except OSError:
        report.error(
            Place(file=str(path), line=1), "cannot be read", "Check its name and permissions"
        )
        return []


def _first_line(contents: Sequence[tuple[str, bytes]]) -> Place:
    return Place(file=contents[0][0], line=1)


def _lists(files: _Files, report: Report) -> dict[ObjectKind, Versions]:
    read = {
        kind: read_list(*files[name][0], kind, report)
        for name, kind in LISTS.items()
        if name in files
    }
    # Of a file that cannot be read nobody knows which ids it holds.
    found = {kind: versions for kind, versions in read.items() if versions is not None}
    if POLICY_FILE in files:
        policies = [read_policy(*file, report) for file in files[POLICY_FILE]]
        versions = [version for policy in policies for version in policy.get(POLICY_ID, [])]
        found[ObjectKind.POLICY] = {POLICY_ID: versions}
    return found


def _zone(policies: Versions, present: RegisterView | None, report: Report) -> ZoneInfo:
    """Return the one time zone of the house; its days cannot mean two things."""
    zone = DEFAULT_ZONE if present is None else present.zone
    versions = policies.get(POLICY_ID, [])
    names = sorted({version.value.time_zone for version in versions})
    if not available_timezones().issuperset(names):
        # The policy's own checks tell of it; days need a zone meanwhile.
        return ZoneInfo(zone)
    for version in versions if len(names) > 1 else ():
        place = version.origin.place("time_zone")
        report.error(place, "policies with several time zones", "Choose one for all of them")
    return ZoneInfo(names[0] if names else zone)


def _people(
    files: _Files,
    versions: Mapping[ObjectKind, Versions],
    present: RegisterView | None,
    zone: ZoneInfo,
    identify: Identify,
    report: Report,
) -> Versions:
    certificates = files.get(CERTIFICATES_FILE, [None])[0]
    if certificates is None:
        report.error(
            _first_line(files[PEOPLE_FILE]),
            "people without certificates: everybody would lose theirs",
            f"Give {CERTIFICATES_FILE} too, with a first line only if there are none",
        )
    course_on = _course_lookup(versions.get(ObjectKind.COURSE), present, zone)
    return read_people(files[PEOPLE_FILE][0], certificates, course_on, identify, report)


def _course_lookup(
    courses: Versions | None, present: RegisterView | None, zone: ZoneInfo
) -> CourseOn:
    def from_files(course_id: str, day: date) -> Course | None:
        # A course passed before its first version counts as that version says.
        versions = sorted((courses or {}).get(course_id, []), key=lambda version: version.first)
        begun = [version for version in versions if version.first <= day] or versions[:1]
        return begun[-1].value if begun else None

    def from_register(course_id: str, day: date) -> Course | None:
        return present.as_of(start_of(day, zone)).course(course_id) if present else None

    return from_register if courses is None else from_files


def _elsewhere(present: RegisterView | None) -> Mapping[ObjectKind, Collection[str]]:
    if present is None:
        return {}
    kinds = (ObjectKind.DEPARTMENT, ObjectKind.APPLICATION, ObjectKind.COURSE)
    return {kind: present.ids(kind) for kind in kinds}
