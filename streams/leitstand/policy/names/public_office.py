"""Who holds a public office and is named with it: what they do there is no private matter.

"Bundeskanzler Willy Muster hat das Gesetz verteidigt" tells what the newspapers do. Only the offices
of states and governments count, those of history, and the heads of towns and districts; the title
must stand directly before the name. Nothing of this makes an address or an illness of theirs public.
"""

import re
from collections.abc import Sequence

from leitstand.policy.names.spans import Name
from leitstand.policy.names.vocabulary import is_first_name

_OFFICE = re.compile(
    r"(?:alt|vize|ex)?-?(?:bundeskanzler|bundespräsident|ministerpräsident|reichskanzler)(?:s|in)?"
    r"|bundes\w{0,24}minister(?:s|in)?"
    r"|(?:innen|finanz|außen|justiz|kultus|kultur|sozial|gesundheits|umwelt|wirtschafts|verkehrs|bildungs|verteidigungs|arbeits"
    r"|familien|premier|digital|bau|landwirtschafts|wissenschafts|europa)(?:minister|senator)(?:s|in)?"
    r"|(?:us-|staats|bundestags|landtags|regierungs|kommissions|eu-kommissions)präsident(?:en|in)?"
    r"|(?:ober)?bürgermeister(?:s|in)?|landrats?|landrätin"
    r"|(?:mark|land|pfalz)graf(?:en)?|(?:mark|land|pfalz)gräfin|kurfürst(?:en|in)?|großherzog(?:s|in)?"
    r"|feldmarschalls?|kaiserin|königin|zar(?:en|in)?|papst(?:es)?"
)
_ACADEMIC = frozenset({"dr.", "dr", "prof.", "prof", "h.c.", ".", "a.d.", "d."})


def holds_public_office(words: Sequence[str], name: Name) -> bool:
    """Say whether the title of a public office stands directly before a name."""
    place = name.first - 1
    if place > 0 and "-" in words[place] and is_first_name(words[place].partition("-")[0]):
        place -= 1  # "Frank-Walter" before a surname that alone was recognised.
    while place >= 0 and place >= name.first - 4 and words[place].lower() in _ACADEMIC:
        place -= 1
    return place >= 0 and _OFFICE.fullmatch(words[place].lower()) is not None
