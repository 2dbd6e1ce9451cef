"""Files that list objects: one entry an object, with its changes by date below it.

.. code-block:: yaml

    - id: chat
      from: 2026-01-01
      title: Chat
      approval: trial
      changes:
        - from: 2026-03-01
          approval: approved
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml

from leitstand.register.problems import Place, Report
from leitstand.register.versions import Version
from leitstand.register.view import POLICY_ID
from leitstand.register.yaml_source import (
    at_path,
    check,
    check_keys,
    child,
    compose,
    overlaid,
    pairs,
    place,
    plain,
    without,
)
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import VALUE_TYPES
from leitstand.schemas.vocabulary import ObjectKind

Versions = dict[str, list[Version]]
"""Versions by object id, in the order of the file."""

_OF_AN_ENTRY = ("id", "from", "until", "changes")
_EFFECTIVE = "effective"


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlOrigin:
    """A version that stands in a YAML file."""

    file: str
    node: yaml.Node

    def place(self, *path: str | int) -> Place:
        """See :class:`leitstand.register.versions.Origin`."""
        return place(self.file, at_path(self.node, path))


def read_list(name: str, data: bytes, kind: ObjectKind, report: Report) -> Versions | None:
    """Return the versions of all objects in a file; what is wrong is reported and left out.

    ``None`` for a file that is no list at all.
    """
    node = _root(name, data, report)
    if node is None:
        return None
    if not isinstance(node, yaml.SequenceNode):
        report.error(place(name, node), "a list of objects expected", "Begin each with '- id: …'")
        return None
    found: Versions = {}
    for entry in node.value:
        object_id = _id(name, entry, report)
        if object_id is not None:
            found.setdefault(object_id, []).extend(_entry(name, entry, kind, report))
    return found


def read_policy(name: str, data: bytes, report: Report) -> Versions:
    """Return the one version of the policy that a file holds, or nothing after reporting why."""
    node = _root(name, data, report)
    if not isinstance(node, yaml.MappingNode):
        if node is not None:
            report.error(place(name, node), "a policy expected", "Begin with 'effective: …'")
        return {}
    first = _effective(name, node, report)
    value = _value(name, without(node, [_EFFECTIVE]), PolicyDocument, report)
    if first is None or value is None:
        return {}
    origin = YamlOrigin(file=name, node=node)
    return {POLICY_ID: [Version(first=first, last=None, value=value, origin=origin)]}


def _effective(name: str, node: yaml.MappingNode, report: Report) -> date | None:
    """Return the day from which the file holds: its field, else its own name (``2026-03-01.yaml``)."""
    if child(node, _EFFECTIVE) is None:
        with contextlib.suppress(ValueError):
            return date.fromisoformat(Path(name).stem)
    return _day(name, node, _EFFECTIVE, report, required=True)


def _root(name: str, data: bytes, report: Report) -> yaml.Node | None:
    node = compose(name, data, report)
    if node is None and not report.has_errors():
        report.error(Place(file=name, line=1), "the file is empty", "Write [] if there are none")
    return node


def _id(name: str, entry: yaml.Node, report: Report) -> str | None:
    if not isinstance(entry, yaml.MappingNode):
        report.error(place(name, entry), "an object expected here", "Begin it with '- id: …'")
        return None
    node = child(entry, "id")
    if node is None:
        report.error(place(name, entry), "the field 'id' is missing", "Add it")
        return None
    check(name, node, Slug, report)
    return str(node.value) if isinstance(node, yaml.ScalarNode) else None


def _entry(
    name: str, entry: yaml.MappingNode, kind: ObjectKind, report: Report
) -> Iterator[Version]:
    steps = list(_steps(name, entry, report))
    last = _day(name, entry, "until", report, required=False)
    for number, (first, node) in enumerate(steps, start=1):
        value = _value(name, without(node, _OF_AN_ENTRY), VALUE_TYPES[kind], report)
        if first is not None and value is not None:
            yield Version(
                first=first,
                last=last if number == len(steps) else None,
                value=value,
                origin=YamlOrigin(file=name, node=node),
            )


def _steps(
    name: str, entry: yaml.MappingNode, report: Report
) -> Iterator[tuple[date | None, yaml.MappingNode]]:
    """Yield the entry as it began, then as it is after each change."""
    check_doubled(name, entry, report)
    yield _day(name, entry, "from", report, required=True), entry
    changes = child(entry, "changes")
    if changes is None:
        return
    if not isinstance(changes, yaml.SequenceNode):
        report.error(place(name, changes), "a list of changes expected", "Begin with '- from: …'")
        return
    for change in changes.value:
        if not isinstance(change, yaml.MappingNode):
            report.error(place(name, change), "a change expected here", "Begin with '- from: …'")
            continue
        for forbidden in ("id", "until", "changes"):
            if (node := child(change, forbidden)) is not None:
                report.error(
                    place(name, node), f"'{forbidden}' belongs to the object", "Move it there"
                )
        entry = overlaid(entry, change)
        yield _day(name, change, "from", report, required=True), entry


def check_doubled(name: str, entry: yaml.MappingNode, report: Report) -> None:
    """Report keys of an entry that stand twice; later steps see one of them only."""
    check_keys(name, entry, [key for key, _, _ in pairs(entry)], report)


def _day(
    name: str, node: yaml.MappingNode, field: str, report: Report, *, required: bool
) -> date | None:
    found = child(node, field)
    if found is None:
        if required:
            report.error(
                place(name, node),
                f"the field '{field}' is missing",
                "Add the first day: 2026-03-01",
            )
        return None
    check(name, found, date, report)
    try:
        value = plain(found)
    except (yaml.YAMLError, ValueError):
        return None
    return value if type(value) is date else None


def _value(
    name: str, node: yaml.MappingNode, wanted: type[msgspec.Struct], report: Report
) -> Any | None:
    check(name, node, wanted, report)
    try:
        return msgspec.convert(plain(node), wanted)
    except (msgspec.ValidationError, yaml.YAMLError, ValueError, TypeError):
        if not report.has_errors():
            report.error(place(name, node), "not as its contract says", "Compare with the manual")
        return None
