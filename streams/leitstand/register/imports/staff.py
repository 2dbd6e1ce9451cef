"""A list of the people of a day: one line a person, or the groups of a directory."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from leitstand.register.csv_source import Row, read_day, read_flag, read_table
from leitstand.register.days import FOREVER
from leitstand.register.imports.ldif import Entry, is_ldif, read_entries
from leitstand.register.imports.mapping import Mapping
from leitstand.register.people import Identify
from leitstand.register.problems import Place, Report, nearest
from leitstand.vault import normalise_user

_COLUMNS = ("user", "department", "group", "from", "until", "exempt", "enabled")
_DISABLED = 2
"""ACCOUNTDISABLE in ``userAccountControl`` (Microsoft, MS-ADTS 2.2.16)."""
_BETWEEN_GROUPS = re.compile(r"(?<!\\)[;|\n]")
"""``csvde`` writes several values of a cell with semicolons between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """What a list says of one person."""

    department: str
    exempt: bool | None
    """``None``: the list does not know, so what the register knows stays."""
    trials: tuple[str, ...] | None = None
    """Applications in trial; ``None``: the list does not know."""
    first: date | None
    """First day here; only for whom the register does not know yet, or a day to come."""
    last: date | None
    """Last day here."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffList:
    """A list of people by register id."""

    lines: Table[str, StaffLine]
    skipped: Table[str, int]
    """How many lines were left out, by reason."""


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """The lines of one person while a list is read."""

    department: str
    exempt: bool | None
    first: date | None
    last: date | None
    place: Place
    groups: dict[str, None] = field(default_factory=dict[str, None])
    """Names in small letters."""

    def says_the_same(self, other: "_Gathered") -> bool:
        """Say whether another line repeats this one."""
        mine = (self.department, self.exempt, self.first, self.last)
        return mine == (other.department, other.exempt, other.first, other.last)


def read_staff(
    name: str,
    file: BinaryIO,
    mapping: Mapping,
    departments: Collection[str],
    applications: Collection[str],
    identify: Identify,
    report: Report,
) -> StaffList:
    """Return the people of a CSV table or of an LDIF export; what is wrong is reported.

    ``departments`` and ``applications`` are the ids that the register knows on the day of the list.
    """
    for application in sorted(set(mapping.trial_groups.values()) - set(applications)):
        text = f"the trial group of an application that the register does not have: {application}"
        report.error(Place(file=name, line=1), text, f"Known: {nearest(applications)}")
    reading = _Reading(mapping, departments, identify, report)
    for row in _rows(name, file, mapping, report):
        reading.take(row)
    lines = reading.lines()
    if not lines and not report.has_errors():
        report.error(Place(file=name, line=1), "nobody is in this list", "Look at the mapping")
    return StaffList(lines=lines, skipped=dict(reading.skipped))


class _Reading:
    def __init__(
        self, mapping: Mapping, departments: Collection[str], identify: Identify, report: Report
    ) -> None:
        self._mapping = mapping
        self._departments = departments
        self._identify = identify
        self._report = report
        self._people: dict[str, _Gathered] = {}
        self._meant = {name.casefold(): d for name, d in mapping.departments.items()}
        self._left_out = {name.casefold() for name in mapping.skip_departments}
        self._groups = {name.casefold(): d for name, d in mapping.groups.items()}
        self._exempt = {name.casefold() for name in mapping.exempt_groups}
        self._trials = {name.casefold(): a for name, a in mapping.trial_groups.items()}
        self.skipped: Counter[str] = Counter()

    def take(self, row: Row) -> None:
        """Take one line."""
        person = person_id(row, self._mapping, self._identify, self._report)
        if person is None:
            return
        if not self._is_enabled(row):
            self.skipped["the account is disabled"] += 1
        elif row.text("department").casefold() in self._left_out:
            self.skipped["left out by the mapping"] += 1
        else:
            self._gather(person, self._gathered(row))

    def lines(self) -> dict[str, StaffLine]:
        """Return everybody, when the list is at its end."""
        found = {person: self._line(gathered) for person, gathered in self._people.items()}
        return {person: line for person, line in found.items() if line is not None}

    def _gathered(self, row: Row) -> _Gathered:
        last = read_day(row, "until", self._report, self._mapping.dates)
        gathered = _Gathered(
            department=row.text("department"),
            exempt=read_flag(row, "exempt", self._report) if "exempt" in row.columns else None,
            first=read_day(row, "from", self._report, self._mapping.dates),
            last=None if last is not None and last.year == FOREVER else last,
            place=row.place("department"),
            groups=dict.fromkeys(_group_names(row.text("group"))),
        )
        if gathered.first and gathered.last and gathered.last < gathered.first:
            self._report.error(
                row.place("until"), "ends before it begins", "Correct one of the days"
            )
        return gathered

    def _gather(self, person: str, new: _Gathered) -> None:
        known = self._people.setdefault(person, new)
        if known is new:
            return
        where = f"line {known.place.line}"
        if not self._groups and not known.says_the_same(new):
            self._report.error(
                new.place,
                f"another line for the person in {where}",
                "A person has one department on a day: keep one of the lines",
            )
        elif not self._mapping.asks_for_groups:
            self._report.warning(new.place, f"the same person as in {where}", "Remove one")
        known.groups |= new.groups
        known.exempt = known.exempt or new.exempt

    def _line(self, gathered: _Gathered) -> StaffLine | None:
        department = self._by_group(gathered) if self._groups else self._by_name(gathered)
        if department is None:
            return None
        return StaffLine(
            department=department,
            exempt=self._is_exempt(gathered),
            trials=self._trials_of(gathered),
            first=gathered.first,
            last=gathered.last,
            place=gathered.place,
        )

    def _is_exempt(self, gathered: _Gathered) -> bool | None:
        if not self._exempt:
            return gathered.exempt
        return bool(gathered.exempt) or not self._exempt.isdisjoint(gathered.groups)

    def _trials_of(self, gathered: _Gathered) -> tuple[str, ...] | None:
        if not self._trials:
            return None
        found = {self._trials[name] for name in gathered.groups if name in self._trials}
        return tuple(sorted(found))

    def _by_group(self, gathered: _Gathered) -> str | None:
        found = {self._groups[name]: None for name in self._groups if name in gathered.groups}
        if not found:
            self.skipped["in no group of the mapping"] += 1
            return None
        if len(found) > 1:
            self._report.warning(
                gathered.place,
                "in groups of several departments",
                "The first in the order of the mapping is taken; mend the groups",
            )
        return self._known(next(iter(found)), gathered.place)

    def _by_name(self, gathered: _Gathered) -> str | None:
        text = gathered.department
        if not text:
            self._report.error(gathered.place, "no department", "Fill the cell")
            return None
        return self._known(self._meant.get(text.casefold(), text), gathered.place)

    def _known(self, department: str, place: Place) -> str | None:
        if department in self._departments:
            return department
        self._report.error(
            place,
            "there is no such department on this day",
            f"Name it under 'departments:' in the mapping. Known: {nearest(self._departments)}",
        )
        return None

    def _is_enabled(self, row: Row) -> bool:
        text = row.text("enabled")
        if len(text) > 1 and text.isdigit():
            return not int(text) & _DISABLED
        return not text or read_flag(row, "enabled", self._report)


def person_id(row: Row, mapping: Mapping, identify: Identify, report: Report) -> str | None:
    """Return the register id of the person of a line: here the user id ends."""
    user = row.text("user")
    if not normalise_user(user):
        report.error(row.place("user"), "the user id is empty", "Add it, or remove the line")
        return None
    return identify(
        user if "@" in user or not mapping.user_domain else f"{user}@{mapping.user_domain}"
    )


def _group_names(text: str) -> Iterator[str]:
    """Yield each group by its whole name and, of a distinguished name, by its common name."""
    for group in filter(None, (part.strip() for part in _BETWEEN_GROUPS.split(text))):
        yield group.casefold()
        if (common := re.match(r"cn=((?:\\.|[^,\\])+)", group, re.IGNORECASE)) is not None:
            yield re.sub(r"\\(.)", r"\1", common[1]).casefold()


def _rows(name: str, file: BinaryIO, mapping: Mapping, report: Report) -> Iterator[Row]:
    if is_ldif(file):
        return _directory(name, file, mapping, report)
    groups = ("group",) if mapping.asks_for_groups else ()
    required = ("user", *groups, *(() if mapping.groups else ("department",)))
    optional = tuple(column for column in _COLUMNS if column not in required)
    return read_table(name, file, mapping.table(required, optional), report)


def _directory(name: str, file: BinaryIO, mapping: Mapping, report: Report) -> Iterator[Row]:
    """Yield the people of an LDIF export; groups may stand at the person, or list their members.

    The user id is the first attribute of the mapping that any account has: one form for all.
    """
    people: list[tuple[str, Entry]] = []
    groups: defaultdict[str, list[str]] = defaultdict(list)
    headings = {column: mapping.columns.get(column, (column,)) for column in _COLUMNS}
    needed = {heading.casefold() for of_column in headings.values() for heading in of_column}
    for entry in read_entries(name, file, report):
        dn = entry.first("dn")
        for member in entry.all("member", "uniqueMember"):
            groups[member.casefold()].append(dn)
        if any(map(entry.has, headings["user"])) and not entry.has("member"):
            people.append((dn.casefold(), entry.only(needed)))
    own = next((h for h in headings["user"] if any(e.has(h) for _, e in people)), "")
    for dn, entry in people:
        row = _row(name, entry, headings | {"user": (own,)}, groups[dn])
        if entry.has(own):
            yield row
        else:
            text = "an account without the attribute of the others' user id; left out"
            report.warning(row.place("user"), text, "Say under 'columns:' which one is meant")


def _row(name: str, entry: Entry, headings: Table[str, tuple[str, ...]], groups: list[str]) -> Row:
    cells = {column: entry.first(*headings[column]) for column in _COLUMNS}
    cells["group"] = "\n".join([*entry.all(*headings["group"]), *groups])
    there = {column: 0 for column in _COLUMNS if any(map(entry.has, headings[column]))}
    return Row(file=name, line=entry.line, cells=cells, columns=there)
