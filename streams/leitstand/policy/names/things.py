"""Things that share their name with people: software, cars, matter, planets, months.

The lists of names know a Basic, a Polo and a Jan, and a prompt of an office means the language, the
car and January. One such word alone, without a form of address, is only a possible name; surnames
that are common ("Fink", "Braun") and first names that children bear ("Leon", "Julia") are not here.
"""

import functools
from collections.abc import Sequence

from leitstand.policy.names.spans import Name

_THINGS = (
    # Software, formats, services
    "basic ruby jenkins django bard lua rust ping redis cassandra loki perl spark kali kafka firefly swift kotlin scala mistral"
    " luminous mint curl nomad grafana java puppet salt pandas airflow flask bash vault consul helm argo sentry fedora elster"
    " claude alexa siri gemini ean path guid iban tlp amber sure perso perso-nr ausweis-nr pass-nr"
    # Firms, cars, devices
    " asus polo fabia clio astra octavia ibiza golf passat dacia mercedes miele epson ricoh brother metro santander debeka lumen"
    # The sky and the old gods
    " titan zeus apollo minerva orion atlas athena hera merkur jupiter flora"
    # Animals and plants, matter
    " mücke kranich meise marder kauz luchs drossel pfau krähe dachs lilie gips granit neon ozon blei zink zement basalt sulfat"
    " carbonat glyphosat diesel saldo skonto"
    # Languages, as interpreters list them
    " arabisch dari paschtu paschto farsi urdu hindi punjabi bengali tamil tigrinya somali amharisch oromo suaheli hausa ibo twi"
    " wolof kurdisch kurmandschi sorani romani romanes polnisch rumänisch bulgarisch serbisch kroatisch bosnisch albanisch ukrainisch"
    # What one is asked to do or to enter
    " schick merk formulier tan pin puk"
    # Belief, belonging, feasts, work
    " jude sikh sinti roma german turban kippa martini johanni nikolaus scout hero guide bieter referendar lotse"
)
_MONTHS = frozenset(
    [
        "jan",
        "jän",
        "feb",
        "mär",
        "mrz",
        "apr",
        "mai",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "okt",
        "nov",
        "dez",
        "januar",
        "februar",
        "märz",
        "april",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
    ]
)
_NEAR = 4
"""Words on each side in which another month makes one of "Jan" and "Jul"."""


@functools.cache
def _things() -> frozenset[str]:
    return frozenset(_THINGS.split())


def is_a_thing(words: Sequence[str], name: Name) -> bool:
    """Say whether the only word of a name is more likely a thing's, or a month's."""
    if name.end - name.first > 1:
        return False
    word = words[name.first].lower().rstrip(".")
    return word in _things() or (word in _MONTHS and _is_a_month(words, name))


def _is_a_month(words: Sequence[str], name: Name) -> bool:
    after = words[name.end : name.end + _NEAR]
    behind = next((word for word in after if word not in {".", "|", ":", "-"}), "")
    around = (*words[max(0, name.first - _NEAR) : name.first], *after)
    return behind[:1].isdigit() or any(word.lower().rstrip(".") in _MONTHS for word in around)
