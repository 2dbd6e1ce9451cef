"""Templates: one environment per language, escaping everything, missing values are errors."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from leitstand.dashboards.assets import asset
from leitstand.dashboards.languages import Language, load_languages
from leitstand.dashboards.words import word

ROOT = Path(__file__).parent
"""Templates are named from here: ``dsb/cases.html`` lies beside ``dsb/cases.py``."""


class Templates:
    """Renders the templates of all packages in any language."""

    def __init__(self, root: Path = ROOT) -> None:
        self.languages: Mapping[str, Language] = load_languages(root)
        self._environments = {
            code: _environment(root, language) for code, language in self.languages.items()
        }

    def render(self, template: str, language: Language, values: Mapping[str, object]) -> str:
        """Return the page as HTML."""
        return self._environments[language.code].get_template(template).render(values)


def _environment(root: Path, language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(root),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The extension gives templates _() and ngettext(); it has no types.
    environment.install_gettext_translations(language.catalogue, newstyle=True)  # type: ignore[attr-defined]
    names: dict[str, Any] = environment.globals
    names.update({"language": language, "asset": asset})
    environment.filters.update(
        {
            "number": language.number,
            "percent": language.percent,
            "euro": language.euro,
            "day": language.day,
            "month": language.month,
            "span": language.span,
            "local": language.local,
            "word": partial(_word, language),
        }
    )
    return environment


def _word(language: Language, member: StrEnum) -> str:
    return language.text(word(member))


def time_filters(language: Language, zone: ZoneInfo) -> Mapping[str, object]:
    """Return the functions that need the time zone of the house."""

    def moment(value: datetime) -> str:
        return language.moment(value, zone)

    def clock(value: datetime) -> str:
        return language.clock(value, zone)

    return {"moment": moment, "clock": clock}
