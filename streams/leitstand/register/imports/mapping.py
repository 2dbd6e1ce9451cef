"""What the columns and values of somebody else's list mean: a file that people write and review."""

from enum import StrEnum
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from leitstand.register.csv_source import Column, Columns
from leitstand.register.day_forms import SlashOrder
from leitstand.register.problems import Place, Report
from leitstand.register.yaml_source import check, compose, plain
from leitstand.schemas.identifiers import Slug

_FOLDER = "leitstand.register.imports"


class Preset(StrEnum):
    """Mappings that come with the product; ``presets/<name>.yaml``."""

    PEOPLE = "people"
    """Lists of people, of any origin."""
    CSV = "csv"
    """Certificates in a table of one's own."""
    MOODLE = "moodle"
    ILIAS = "ilias"


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See docs/people-import.md. All comparisons are without case."""

    columns: dict[str, tuple[str, ...]] = {}
    """Our column → headings that mean it, the preferred one first."""
    departments: dict[str, Slug] = {}
    """What the list calls a department → its id."""
    skip_departments: tuple[str, ...] = ()
    """Departments whose people are left out: council members, contractors."""
    groups: dict[str, Slug] = {}
    """Group of the directory (common or whole name) → department; the first that fits is meant."""
    exempt_groups: tuple[str, ...] = ()
    """Groups whose people are exempt from recording."""
    trial_groups: dict[str, Slug] = {}
    """Group of the directory → application in trial that its people may use."""
    courses: dict[str, Slug] = {}
    """What the list calls a course → its id."""
    passed_states: tuple[str, ...] = ()
    """States in the column ``status`` that mean passed; ``*`` stands for anything."""
    blanks: tuple[str, ...] = ()
    """Cells that mean an empty one."""
    user_domain: str = ""
    """Added, with an @, to user ids that have none."""
    dates: SlashOrder | None = None
    """What comes first in days with slashes."""

    @property
    def asks_for_groups(self) -> bool:
        """Whether it needs to know the groups of people."""
        return bool(self.groups or self.exempt_groups or self.trial_groups)

    def table(self, required: tuple[str, ...], optional: tuple[str, ...]) -> Columns:
        """Return the columns to look for."""
        return {
            name: Column(headings=self.columns.get(name, (name,)), required=name in required)
            for name in (*required, *optional)
        }


def preset(which: Preset) -> Mapping:
    """Return a mapping that comes with the product."""
    data = files(_FOLDER).joinpath("presets", f"{which.value}.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Mapping)


def overlay(base: Mapping, own: Mapping) -> Mapping:
    """Return ``base`` with everything that ``own`` says; of the columns those that it names."""
    said = {
        field: value
        for field in Mapping.__struct_fields__
        if (value := getattr(own, field)) and field != "columns"
    }
    return msgspec.structs.replace(base, **said, columns={**base.columns, **own.columns})


def read_mapping(name: str, data: bytes, report: Report) -> Mapping:
    """Return what a mapping file says; what is wrong in it is reported and left out."""
    found = Report()
    root = compose(name, data, found)
    if root is not None:
        _lists_for_single_headings(root)
        check(name, root, Mapping, found)
    elif not found.has_errors():
        found.error(Place(file=name, line=1), "the mapping is empty", "Begin with 'columns:'")
    report.take(found)
    if root is None or found.has_errors():
        return Mapping()
    mapping: Mapping = msgspec.convert(plain(root), Mapping)
    _check_columns(name, mapping, report)
    return mapping


def _lists_for_single_headings(root: yaml.Node) -> None:
    """Let ``user: Login`` mean ``user: [Login]``."""
    for key, columns in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "columns" and isinstance(columns, yaml.MappingNode):
            columns.value = [(k, _as_list(v)) for k, v in columns.value]


def _as_list(node: Any) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return node
    return yaml.SequenceNode("tag:yaml.org,2002:seq", [node], node.start_mark, node.end_mark)


def _check_columns(name: str, mapping: Mapping, report: Report) -> None:
    known = sorted({column for which in Preset for column in preset(which).columns})
    if not set(mapping.columns) <= set(known):
        place = Place(file=name, line=1)
        report.error(place, "a column that no list has", f"Ours are: {', '.join(known)}")
