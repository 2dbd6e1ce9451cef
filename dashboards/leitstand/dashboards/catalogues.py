"""Keeps the catalogues complete: ``python -m leitstand.dashboards.catalogues``.

Reads every sentence out of the modules and templates of each package of pages, adds new ones to its
``de.po`` and ``en.po``, drops those that nobody says any more. English is its own msgid; German is
left empty for a person, and a test is red until it is filled.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from leitstand.dashboards.languages import CODES, read_catalogue
from leitstand.dashboards.rendering import ROOT

_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "text": None,
    "plural": (1, 2),
    "ConflictError": None,
}


def packages(root: Path = ROOT) -> tuple[Path, ...]:
    """Return the folders that have catalogues of their own; this part's modules use the shell's."""
    return tuple(sorted(folder.parent for folder in root.glob("*/__init__.py")))


def sentences(folder: Path) -> Catalog:
    """Return what the modules and templates of a package say, as a catalogue without translations."""
    found = Catalog()
    for source in _sources(folder):
        for name, line, message, comments, context in extract_from_dir(
            source, _METHODS, keywords=_KEYWORDS, directory_filter=_only(source)
        ):
            del line
            found.add(message, locations=[(name, 1)], auto_comments=comments, context=context)
    return found


def update(folder: Path) -> None:
    """Bring both catalogues of a package up to date."""
    template = sentences(folder)
    for code in CODES:
        path = folder / f"{code}.po"
        catalogue = read_catalogue(path, code) if path.exists() else Catalog(locale=code)
        catalogue.update(template, no_fuzzy_matching=True)
        if code == "en":
            _translate_into_itself(catalogue)
        with path.open("wb") as file:
            write_po(
                file,
                catalogue,
                width=100,
                no_location=True,
                omit_header=True,
                ignore_obsolete=True,
            )


def missing(folder: Path, code: str) -> list[str]:
    """Return the sentences of a package that have no translation in that language."""
    path = folder / f"{code}.po"
    known = read_catalogue(path, code) if path.exists() else Catalog(locale=code)
    return [
        _text(message.id)
        for message in sentences(folder)
        if message.id and not _done(known, message.id)
    ]


def _sources(folder: Path) -> tuple[Path, ...]:
    return (folder, ROOT) if folder.name == "shell" else (folder,)


def _only(source: Path) -> Callable[[str], bool]:
    """Below the root of this part, look at its own modules only."""
    return lambda path: Path(path) == source


def _translate_into_itself(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id:
            message.string = message.id


def _done(known: Catalog, msgid: str | Sequence[str]) -> bool:
    message = known.get(msgid if isinstance(msgid, str) else tuple(msgid))
    if message is None or message.fuzzy:
        return False
    said = message.string or ""
    return all((said,) if isinstance(said, str) else said)


def _text(msgid: str | Sequence[str]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def main() -> None:
    """Update everything and say what a person still has to translate."""
    for folder in packages():
        update(folder)
        for text in missing(folder, "de"):
            sys.stdout.write(f"{folder.name}/de.po: {text}\n")


if __name__ == "__main__":
    main()
