"""Languages of the screen: gettext catalogues beside the pages that use them, German first.

Every package of pages keeps ``de.po`` and ``en.po`` of its own; they are read as they stand, so
there is nothing to compile and nothing to forget. A msgid is the English sentence, whole.
"""

import gettext
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from leitstand.schemas.policy import LocalText

CODES = ("de", "en")
DEFAULT = "de"
COOKIE = "leitstand-language"


def N_(text: str) -> str:
    """Mark a msgid that is translated later."""
    return text


class Translate(Protocol):
    """``gettext`` with named values."""

    def __call__(self, message: str, /, **values: object) -> str:
        """Return the sentence in the reader's language."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language: its sentences, dates and numbers."""

    code: str
    locale: Locale
    catalogue: gettext.NullTranslations

    def text(self, message: str, /, **values: object) -> str:
        """Translate one msgid and fill in its values."""
        found = self.catalogue.gettext(message)
        return found % values if values else found

    def plural(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Translate by number; ``%(num)s`` is the number as people write it."""
        found = self.catalogue.ngettext(one, many, number)
        return found % {"num": self.number(number), **values}

    def local(self, text: LocalText) -> str:
        """Pick the reader's language from a text of the policy."""
        return text.de if self.code == "de" else text.en

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with the separators of the language."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return numbers.format_decimal(value, pattern, locale=self.locale)

    def percent(self, share: float, decimals: int = 1) -> str:
        """Write a share of 0 … 1 as a percentage."""
        pattern = self.locale.percent_formats[None].pattern
        if decimals:
            pattern = pattern.replace("##0", "##0." + "0" * decimals)
        return numbers.format_percent(share, pattern, locale=self.locale)

    def euro(self, cents: float, decimals: int = 2) -> str:
        """Write an amount of euro cents in euros."""
        pattern = self.locale.currency_formats["standard"].pattern
        pattern = pattern.replace(".00", "." + "0" * decimals if decimals else "")
        return numbers.format_currency(
            cents / 100, "EUR", pattern, locale=self.locale, currency_digits=False
        )

    def day(self, value: date) -> str:
        """Write a day in the short form of the language, with four digits of the year."""
        return dates.format_date(value, "medium", locale=self.locale)

    def month(self, value: date) -> str:
        """Write the month of a day, with its year."""
        return dates.format_date(value, "MMMM y", locale=self.locale)

    def moment(self, value: datetime, zone: ZoneInfo) -> str:
        """Write day and time to the minute, in the time zone of the house."""
        at = value.astimezone(zone)
        return f"{dates.format_date(at, 'medium', locale=self.locale)}, {at:%H:%M}"

    def clock(self, value: datetime, zone: ZoneInfo) -> str:
        """Write the time of day to the second."""
        return f"{value.astimezone(zone):%H:%M:%S}"

    def span(self, value: timedelta) -> str:
        """Write a length of time roughly, in words."""
        return dates.format_timedelta(value, locale=self.locale, threshold=1.5)


def load_languages(root: Path) -> Mapping[str, Language]:
    """Read every catalogue below ``root``, all packages of pages together."""
    return {code: _load(code, sorted(root.rglob(f"{code}.po"))) for code in CODES}


def choose(cookie: str | None, accept_language: str, preferred: str = DEFAULT) -> str:
    """Return the language for a request: what the reader chose, else asks for, else the house's."""
    if cookie in CODES:
        return cookie
    wanted = (part.split(";")[0].strip().lower()[:2] for part in accept_language.split(","))
    return next((code for code in wanted if code in CODES), preferred)


def _load(code: str, files: Iterable[Path]) -> Language:
    whole = Catalog(locale=code)
    for path in files:
        for message in read_catalogue(path, code):
            if message.id:
                whole.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    buffer.seek(0)
    catalogue = gettext.GNUTranslations(buffer)
    return Language(code=code, locale=Locale.parse(code), catalogue=catalogue)


def read_catalogue(path: Path, code: str) -> Catalog:
    """Read one ``.po`` file."""
    with path.open("rb") as file:
        return read_po(file, locale=code)
