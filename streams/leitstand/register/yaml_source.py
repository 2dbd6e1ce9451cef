"""YAML files as nodes with line numbers, held against the structures of the contract.

Every fault of a file is found in one run and told with its line; msgspec alone would stop at the
first and give a path. Values are not repeated in a message: a title may hold a name.
"""

import re
import types
import typing
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
import yaml
from yaml.constructor import SafeConstructor

from leitstand.register.problems import Place, Report
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import ModelName


def compose(name: str, data: bytes, report: Report) -> yaml.Node | None:
    """Return the root node, or ``None`` after reporting why there is none; an empty file has none."""
    text = _decoded(name, data, report)
    if text is None:
        return None
    try:
        aliases = [e for e in yaml.parse(text) if isinstance(e, yaml.AliasEvent)]
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        report.error(_mark(name, error.problem_mark), _syntax(error), "Correct the YAML syntax")
        return None
    except yaml.YAMLError:
        report.error(Place(file=name, line=1), "not a YAML text", "Remove control characters")
        return None
    except RecursionError:
        report.error(Place(file=name, line=1), "nested too deeply", "Write it as the manual shows")
        return None
    for event in aliases:
        report.error(
            _mark(name, event.start_mark), "a reference to another place", "Write the values out"
        )
    return None if aliases else node


def _decoded(name: str, data: bytes, report: Report) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.error(Place(file=name, line=line), "not UTF-8", "Save the file as UTF-8")
        return None


def _syntax(error: yaml.MarkedYAMLError) -> str:
    # The parser quotes what it stumbled over; that may be anything.
    return "not YAML: " + re.sub(r"'[^']*'", "'…'", error.problem or "syntax error")


def _mark(name: str, mark: Any) -> Place:
    if mark is None:
        return Place(file=name, line=1)
    return Place(file=name, line=mark.line + 1, column=mark.column + 1)


def place(name: str, node: yaml.Node) -> Place:
    """Return where a node begins."""
    return _mark(name, node.start_mark)


def pairs(node: yaml.Node) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Yield key, key node and value node of a mapping; nothing for anything else."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value) if isinstance(key, yaml.ScalarNode) else "", key, value


def without(node: yaml.MappingNode, names: Sequence[str]) -> yaml.MappingNode:
    """Return the mapping without some keys."""
    kept = [(key, value) for name, key, value in pairs(node) if name not in names]
    return yaml.MappingNode(node.tag, kept, node.start_mark, node.end_mark)


def overlaid(base: yaml.MappingNode, change: yaml.MappingNode) -> yaml.MappingNode:
    """Return ``base`` with the keys that ``change`` sets; it lies where the change does."""
    renewed = {name for name, _, _ in pairs(change)}
    kept = [(key, value) for name, key, value in pairs(base) if name not in renewed]
    return yaml.MappingNode(base.tag, [*kept, *change.value], change.start_mark, change.end_mark)


def child(node: yaml.Node, name: str) -> yaml.Node | None:
    """Return the value under a key."""
    return next((value for key, _, value in pairs(node) if key == name), None)


def at_path(node: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    """Return the node under keys and indices; where the path ends early, the last one on it."""
    for step in path:
        found: yaml.Node | None = None
        if isinstance(step, str):
            found = child(node, step)
        elif isinstance(node, yaml.SequenceNode) and step < len(node.value):
            found = node.value[step]
        if found is None:
            break
        node = found
    return node


def plain(node: yaml.Node) -> Any:
    """Return the value of a node that :func:`check` has found good."""
    return SafeConstructor().construct_object(node, deep=True)  # pyright: ignore[reportUnknownMemberType]  # types-PyYAML leaves it out


def check(name: str, node: yaml.Node, wanted: Any, report: Report) -> None:
    """Report every way in which the node is not what is wanted, each at its line."""
    wanted, optional = _unwrapped(wanted)
    if optional and _is_null(node):
        return
    wanted = _checked_length(name, node, wanted, report)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        _check_struct(name, node, wanted, report)
    elif typing.get_origin(wanted) is tuple:
        _check_list(name, node, typing.get_args(wanted)[0], report)
    elif typing.get_origin(wanted) is dict:
        _check_table(name, node, typing.get_args(wanted), report)
    else:
        _check_scalar(name, node, wanted, report)


def _unwrapped(wanted: Any) -> tuple[Any, bool]:
    """Return the type without ``| None``, and whether that was there."""
    if typing.get_origin(wanted) in (typing.Union, types.UnionType):
        inner = [option for option in typing.get_args(wanted) if option is not type(None)]
        return inner[0], True
    return wanted, False


def _checked_length(name: str, node: yaml.Node, wanted: Any, report: Report) -> Any:
    """Return a list's type without its limits, after holding the node against them."""
    if typing.get_origin(_base(wanted)) is not tuple:
        return wanted
    least = max((meta.min_length or 0 for meta in _metas(wanted)), default=0)
    if isinstance(node, yaml.SequenceNode) and len(node.value) < least:
        report.error(place(name, node), f"at least {least} expected here", "Add what is missing")
    return _base(wanted)


def _base(wanted: Any) -> Any:
    """Return what an ``Annotated`` type annotates, else the type itself."""
    return typing.get_args(wanted)[0] if _metas(wanted) else wanted


def _metas(wanted: Any) -> list[msgspec.Meta]:
    return [
        extra for extra in getattr(wanted, "__metadata__", ()) if isinstance(extra, msgspec.Meta)
    ]


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and str(node.tag).endswith(":null")


def _check_struct(name: str, node: yaml.Node, wanted: type[msgspec.Struct], report: Report) -> None:
    if not isinstance(node, yaml.MappingNode):
        report.error(place(name, node), "fields expected here", "Write them as 'name: value'")
        return
    fields = {field.name: field for field in msgspec.structs.fields(wanted)}
    check_keys(name, node, list(fields), report)
    present = {key for key, _, _ in pairs(node)}
    for field in fields.values():
        if field.required and field.name not in present:
            report.error(place(name, node), f"the field '{field.name}' is missing", "Add it")
    for key, _, value in pairs(node):
        if key in fields:
            check(name, value, fields[key].type, report)


def check_keys(name: str, node: yaml.Node, known: Sequence[str], report: Report) -> None:
    """Report keys that are not known and keys that stand twice."""
    seen: set[str] = set()
    for key, key_node, _ in pairs(node):
        if key not in known:
            report.error(
                place(name, key_node), "unknown field", f"Known here: {', '.join(sorted(known))}"
            )
        elif key in seen:
            report.error(place(name, key_node), f"'{key}' stands here twice", "Remove one")
        seen.add(key)


def _check_list(name: str, node: yaml.Node, item: Any, report: Report) -> None:
    if not isinstance(node, yaml.SequenceNode):
        report.error(place(name, node), "a list expected here", "Write [one, two] or '- ' lines")
        return
    for entry in node.value:
        check(name, entry, item, report)


def _check_table(name: str, node: yaml.Node, types_of: tuple[Any, ...], report: Report) -> None:
    key_type, value_type = types_of
    if not isinstance(node, yaml.MappingNode):
        report.error(place(name, node), "a table expected here", "Write it as 'key: value' lines")
        return
    seen: set[str] = set()
    for key, key_node, value in pairs(node):
        check(name, key_node, key_type, report)
        check(name, value, value_type, report)
        if key in seen:
            report.error(place(name, key_node), "this key stands here twice", "Remove one")
        seen.add(key)


def _check_scalar(name: str, node: yaml.Node, wanted: Any, report: Report) -> None:
    try:
        msgspec.convert(plain(node), wanted)
    except (msgspec.ValidationError, yaml.YAMLError, ValueError, TypeError):
        report.error(place(name, node), f"{expectation(wanted)} expected here", _remedy(wanted))


def expectation(wanted: Any) -> str:
    """Return in words what a scalar has to be."""
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return "one of " + ", ".join(wanted)
    for known, words in _SPECIAL:
        if wanted == known:
            return words
    limits = [f" of {meta.ge} or more" for meta in _metas(wanted) if meta.ge is not None]
    return _WORDS.get(_base(wanted), "another kind of value") + "".join(limits)


def _remedy(wanted: Any) -> str:
    if wanted is str or (_base(wanted) is str and expectation(wanted) == _WORDS[str]):
        return 'Put the text in quotation marks: "…"'
    return "Correct the value"


_SPECIAL: tuple[tuple[Any, str], ...] = (
    (Slug, "an id (small letters, digits, '.', '_', '-', digits alone in quotation marks)"),
    (ModelName, "the name of a model, without blanks"),
)
_WORDS: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    date: "a day as 2026-03-01",
}
