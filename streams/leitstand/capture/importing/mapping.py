"""What the columns of an export of interactions mean."""

import msgspec

from leitstand.register.csv_source import Column, Columns
from leitstand.register.problems import Place, Report
from leitstand.register.yaml_source import check, compose, plain
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import Operation, Provider

REQUIRED = ("id", "time")
OPTIONAL = (
    "user",
    "application",
    "model",
    "prompt",
    "answer",
    "input_tokens",
    "output_tokens",
    "duration_ms",
)


class InteractionMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """See docs/interactions-import.md."""

    source: Slug
    """Name of the system that exported; with the id and the time it makes the event's id."""
    columns: dict[str, str] = {}
    """Our column → heading, or path of names with dots in JSON; else our own name."""
    application: Slug = "unregistered"
    """Id in the register, where no column says it."""
    applications: dict[str, Slug] = {}
    """What the export calls an application → its id."""
    provider: Provider = Provider.OTHER
    operation: Operation = Operation.CHAT
    time_zone: str = ""
    """Of times without one; default: the house's."""
    user_domain: str = ""
    """Added, with an @, to user ids that have none."""

    def table(self) -> Columns:
        """Return the columns to look for."""
        return {
            name: Column(headings=(self.columns.get(name, name),), required=name in REQUIRED)
            for name in (*REQUIRED, *OPTIONAL)
        }


def read_mapping(name: str, data: bytes, report: Report) -> InteractionMapping | None:
    """Return what a mapping file says, ``None`` if something is wrong in it (which is reported)."""
    found = Report()
    root = compose(name, data, found)
    if root is not None:
        check(name, root, InteractionMapping, found)
    elif not found.has_errors():
        found.error(Place(file=name, line=1), "the mapping is empty", "Begin with 'source: NAME'")
    report.take(found)
    if root is None or found.has_errors():
        return None
    mapping: InteractionMapping = msgspec.convert(plain(root), InteractionMapping)
    if not set(mapping.columns) <= {*REQUIRED, *OPTIONAL}:
        known = ", ".join((*REQUIRED, *OPTIONAL))
        report.error(Place(file=name, line=1), "a column that is none of ours", f"Ours: {known}")
    return mapping
