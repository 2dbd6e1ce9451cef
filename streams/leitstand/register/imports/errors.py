"""How an import is refused though its file is good: what it would do is probably not meant."""

from typing import ClassVar

from leitstand.register.errors import RegisterError


class ImportRefusedError(RegisterError):
    """Nothing was written; ``remedy`` says how to have it all the same."""

    remedy: ClassVar[str] = ""


class OlderListError(ImportRefusedError):
    """The list would take back what the register knows of a later day."""

    text = "have changes in the register from a later day, which this list would take back"
    remedy: ClassVar[str] = (
        "import lists in the order of their days; if this one is right all the same: --take-back"
    )


class ManyLeaversError(ImportRefusedError):
    """So many people of the register are missing that half a file is likelier than a reform."""

    text = "are in the register and not in the list: they would leave"
    remedy: ClassVar[str] = (
        "compare with --dry-run --leavers N; confirm the number with --leavers N, or say --partial"
    )
