"""Contact data, places and days of birth in the sentences of a town hall, with hard negatives.

    python tests/bench/detect/contact.py [--seed N] [--each N] [--misses N]

Generates fictitious prompts, runs the detectors over them and prints recall and precision for each
category, strict in category and span, as JSON; exits 1 below the goals. A finding counts from medium
confidence on, since low ones open no case. The same people wrote the generator and the detectors:
it guards against regressions and proves little about unseen text.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

RECALL, PRECISION = 0.95, 0.95
Random = random.Random

FORENAMES = (
    "Erika",
    "Max",
    "Leyla",
    "Jürgen",
    "Anna-Lena",
    "Tomasz",
    "Fatma",
    "Björn",
    "Ute",
    "Emil",
)
SURNAMES = (
    "Mustermann",
    "Musterfrau",
    "Beispiel",
    "Probst",
    "Testmann",
    "Kröger",
    "Yilmaz",
    "Nowak",
)
FIRSTS = (
    "Ahorn", "Birken", "Goethe", "Schiller", "Kirch", "Mühlen", "Wiesen", "Hinden", "Lerchen", "Rosen", "Bahnhof",
    "Friedrich-Ebert-", "Karl-Marx-", "Dr.-Külz-", "St.-Georg-", "Bürgermeister-Smidt-", "Geschwister-Scholl-", "Jahn",
    "Sachsen", "Ostsee", "Hafen", "Schul", "Garten", "Ring", "Feld", "Brunnen", "Moor", "Hesse", "Ortmann", "Kranz",
)  # fmt: skip
LASTS = (
    "straße", "str.", "weg", "allee", "platz", "gasse", "ring", "damm", "ufer", "stieg", "pfad", "chaussee",
    "promenade", "kamp", "koppel", "twiete", "redder", "strasse",
)  # fmt: skip
APART = (
    "Kieler Straße", "Lange Straße", "Berliner Allee", "Neue Straße", "Hamburger Chaussee", "Alter Markt",
    "Lange Reihe", "Straße des 17. Juni", "Platz der Republik", "Straße der Einheit", "Münchner Str.",
    "Otto von Bismarck Straße", "Große Bleichen", "Alte Dorfstraße", "Obere Gasse", "Kaiser Wilhelm Ring",
)  # fmt: skip
AT = (
    "Am Alten Markt", "Im Winkel", "An der Bleiche", "Auf dem Kamp", "Zum Sportplatz", "Zur Alten Mühle",
    "Unter den Eichen", "Hinterm Deich", "In den Wiesen", "Vor dem Tore", "Am Hang", "Im Grund", "An den Teichen",
    "Hinter den Höfen", "Am Hohen Ufer", "Beim Kloster", "Am Stadtpark", "Im Moor", "An der Alten Kirche", "Am Schloss",
)  # fmt: skip
BARE = (
    "Zeil",
    "Reeperbahn",
    "Colonnaden",
    "Tal",
    "Burg",
    "Markt",
    "Rosengarten",
    "Lindenhof",
    "Ostermoor",
)
PLACES = (
    "Kiel", "Frankfurt am Main", "Bad Oldesloe", "Halle (Saale)", "St. Peter-Ording", "Villingen-Schwenningen",
    "Freiburg im Breisgau", "Rothenburg ob der Tauber", "Mülheim an der Ruhr", "Neustadt an der Weinstraße",
    "Königs Wusterhausen", "Schwäbisch Gmünd", "Musterstadt", "Lübeck", "Castrop-Rauxel",
)  # fmt: skip
CODES = ("30", "40", "431", "4331", "69", "89", "711", "351", "8031", "33203", "2841")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One category: how to make a thing, and the sentences around it (``{}``)."""

    category: Category
    make: Callable[[Random], str]
    frames: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt and what should be found in it; an empty span: nothing of the category."""

    text: str
    category: Category
    start: int = -1
    end: int = -1


def _number(rng: Random) -> str:
    tail = rng.choice(("", "", "", "a", " b", "-7", " - 9", "/3", "c", " A"))
    return f"{rng.randint(1, 5) if '7' in tail or '9' in tail else rng.randint(1, 240)}{tail}"


def _street(rng: Random) -> str:
    kind = rng.random()
    if kind < 0.6:
        first, last = rng.choice(FIRSTS), rng.choice(LASTS)
        name = first + (last.capitalize() if first.endswith("-") else last)
        name = "Kirchplatz" if name in {"Schulplatz", "Ringring", "Feldplatz"} else name
    else:
        name = rng.choice(APART if kind < 0.8 else AT)
    return f"{name} {_number(rng)}"


def _bare_street(rng: Random) -> str:
    return f"{rng.choice(BARE)} {_number(rng)}"


def _place(rng: Random) -> str:
    region = rng.choice(("01", "10", "20", "24", "35", "48", "50", "68", "79", "80", "99"))
    prefix = rng.choice(("", "", "", "D-"))
    return f"{prefix}{region}{rng.randint(100, 999)} {rng.choice(PLACES)}"


def _digits(rng: Random, count: int) -> str:
    return str(rng.randint(1, 9)) + "".join(rng.choices("0123456789", k=count - 1))


def _grouped(rng: Random, digits: str) -> str:
    return rng.choice((
        digits,
        f"{digits[:-2]}-{digits[-2:]}",
        f"{digits[:3]} {digits[3:]}",
        f"{digits[:2]} {digits[2:4]} {digits[4:]}".rstrip(),
    ))  # fmt: skip


def _telephone(rng: Random) -> str:
    if rng.random() < 0.35:
        code = rng.choice(("151", "160", "171", "176", "1577"))
        rest = _digits(rng, 7)
    else:
        code, rest = rng.choice(CODES), ""
        rest = _digits(rng, rng.randint(5, 11 - len(code)))
    grouped = _grouped(rng, rest)
    form = rng.choice(("0{c}/{r}", "0{c} {r}", "(0{c}) {r}", "0{c} - {r}", "0{c}-{r}", "0{c} / {r}", "0{c}.{r}",
                       "+49 {c} {r}", "+49 (0){c} {r}", "0049 {c} {r}", "+49{c}{d}", "+49 ({c}) {r}"))  # fmt: skip
    return form.format(c=code, r=grouped, d=rest)


def _local(rng: Random) -> str:
    return _grouped(rng, _digits(rng, rng.randint(5, 7)))


def _email(rng: Random) -> str:
    first, last = rng.choice(FORENAMES).lower(), rng.choice(SURNAMES).lower()
    local = rng.choice(
        (f"{first}.{last}", f"{first[0]}.{last}", f"{last}{rng.randint(60, 99)}", f"{first}+amt")
    )
    at = rng.choice(("@", "@", "@", " (at) ", "[at]", " @ "))
    return f"{local}{at}{rng.choice(('example.org', 'post.example.com', 'muster-stadt.example.de', 'exämple.de'))}"


def _birth(rng: Random) -> str:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1932, 2022)
    return rng.choice((
        f"{day:02}.{month:02}.{year}", f"{day}.{month}.{year}", f"{day}. {MONTHS[month - 1]} {year}",
        f"{day:02}.{month:02}.{year % 100:02}", f"{year}-{month:02}-{day:02}", f"{day:02}. {month:02}. {year}",
        f"{day:02}/{month:02}/{year}",
    ))  # fmt: skip


KINDS = (
    Kind(
        category=Category.STREET_ADDRESS,
        make=_street,
        frames=(
            "Bitte schreibe einen Brief an Frau {name}, {}, 24103 Kiel, wegen des Kitaplatzes.",
            "Herr {name}\n{}\n24103 Kiel\n\nSehr geehrter Herr {name},",
            "Die Familie wohnt {}, das Kind geht in die zweite Klasse.",
            "Anschrift: {}; Telefon folgt.",
            "wir haben die beschwerde von {name} aus der wohnung {} bekommen, was antworten wir?",
            "Name: {name} | Straße: {} | Ort: Kiel",
            "Der Hund von {name} ({}) bellt nachts.",
            "Objekt {} wurde am 3. Mai besichtigt.",
            "{}",
            "Einsatz der Feuerwehr gestern um 14 Uhr: {}.",
        ),
    ),
    Kind(
        category=Category.STREET_ADDRESS,
        make=_bare_street,
        frames=(
            "Frau {name}, {}, 24103 Kiel, bittet um Rückruf.",
            "{name}\n{}\n60313 Frankfurt am Main",
            "Adresse: {}",
            "Er ist wohnhaft {} und arbeitet im Hafen.",
        ),
    ),
    Kind(
        category=Category.POSTAL_PLACE,
        make=_place,
        frames=(
            "Frau {name}, Ahornweg 3, {}, hat angerufen.",
            "{name}\nKieler Straße 12a\n{}\n",
            "wohnhaft in {}, Hauptstr. 3",
            "Anschrift: Goethestraße 5 in {}.",
            "Herr {name} aus {} bittet um Auskunft.",
        ),
    ),
    Kind(
        category=Category.TELEPHONE,
        make=_telephone,
        frames=(
            "Bitte ruf Frau {name} unter {} zurück.",
            "Tel.: {}",
            "Mobil {} (nach 16 Uhr)",
            "Mit freundlichen Grüßen\n{name}\nFon: {}\n",
            "Name;Telefon\n{name};{}\n",
            "Die Mutter ist erreichbar: {}.",
            "Notiere: {name}, {}, will den Antrag zurückziehen",
            "Kontakt {name} ({})",
        ),
    ),
    Kind(
        category=Category.TELEPHONE,
        make=_local,
        frames=("Tel. {}", "Telefon: {}, Frau {name}", "Durchwahl {}", "Handynummer: {}", "Sie ist telefonisch unter {} erreichbar."),
    ),
    Kind(
        category=Category.EMAIL,
        make=_email,
        frames=("Schreib an {}.", "Von: {name} <{}>", "E-Mail: {}\nTel. folgt", "({})", "mailto:{}"),
    ),
    Kind(
        category=Category.DATE_OF_BIRTH,
        make=_birth,
        frames=(
            "{name}, geb. {}, beantragt Wohngeld.",
            "Geburtsdatum: {}",
            "{name} (geboren am {} in Kiel)",
            "Name;Vorname;Geburtsdatum;Ort\nMuster;Erika;{};Kiel",
            "Das Kind {name}, geb. am {}, kommt in die Krippe.",
            "{name} wurde am {} in Rendsburg geboren.",
            "Vorname: Erika\nGeb.-Datum: {}\nStaat: deutsch",
            "{name} (* {})",
        ),
    ),
)  # fmt: skip

NEGATIVES = {
    Category.STREET_ADDRESS: (
        "In der Kita Sonnenweg {} Kinder, davon 3 unter drei.", "Platz {} im Ranking", "Weg {} der Umsetzung",
        "Am Montag {} Stunden", "Am Standort {} gibt es keine Räume", "Bebauungsplan Nr. {}", "Gleis {}", "§ {} BauGB",
        "Bundesstraße {}", "Zum Thema {} sage ich nichts", "Parkplatz {}", "Handlungsfeld {}", "Im Jahr 20{}",
        "In der Hauptstraße {} Meter Gehweg", "Ring {}", "Zeile {} der Tabelle", "Am {}. Mai", "Fragebogen {}",
        "Die Sonnenstraße hat {} Häuser", "Auf dem Wochenmarkt {} Stände", "Artikel {}", "Stellplatz {}", "Im Raum {}",
    ),
    Category.POSTAL_PLACE: (
        "{}000 Euro", "{}345 Exemplare", "{}000 Einwohner", "Rechnung {}123 Kiel", "Haushaltsstelle {}400 Personal",
        "rund {}500 Mark", "Artikel {}345 Blau", "{}000 Stück",
    ),
    Category.TELEPHONE: (
        "Rechnung 0431-9012{}", "Az. 0431 123{}", "am 01.02.20{}", "Vorlage 030/20{}", "Kundennummer 0171 39200{}",
        "Wasserzähler 0761 4432 11{}", "ISBN 978-3-16-1484{}-0", "Haushaltsstelle 0211 5410{}", "Mobil 20{}", "Version 1.{}.3",
        "DIN 18040-{}", "0431 123{} EUR", "+53.55{}1 9.9937", "112 und 116117, Gleis {}", "Raum 0.{}", "Telefon 8-{} Uhr",
        "DE89 3704 0044 0532 01{}", "2026-01-12T08:{}:00+01:00", "Kassenzeichen 0431 9012{}",
    ),
    Category.EMAIL: ("info{}@example.org", "paket@1.2.{}", "Kosten @ {} Euro", "@erika{}"),
    Category.DATE_OF_BIRTH: (
        "Sitzung am {}.03.2026", "Geburtsurkunde vom {}.05.2024", "alle nach dem {}.01.1964 Geborenen",
        "Goethe, geb. {}. August 1749", "Urteil vom {}.03.2015", "zum 80. Geburtstag am {}.04.2026", "Kiel, {}.03.2012",
    ),
}  # fmt: skip
"""What looks alike; ``{}`` is a number of two digits."""


def positives(rng: Random, each: int) -> list[Example]:
    """Return examples of every kind."""
    examples: list[Example] = []
    for kind in KINDS:
        for _ in range(each):
            thing = kind.make(rng)
            name = f"{rng.choice(FORENAMES)} {rng.choice(SURNAMES)}"
            before, _, behind = rng.choice(kind.frames).replace("{name}", name).partition("{}")
            start = len(before)
            end = start + len(thing)
            text = before + thing + behind
            examples.append(Example(text=text, category=kind.category, start=start, end=end))
    return examples


def negatives(rng: Random, each: int) -> list[Example]:
    """Return as many examples of what is none."""
    return [
        Example(text=rng.choice(frames).replace("{}", str(rng.randint(10, 28))), category=category)
        for category, frames in NEGATIVES.items()
        for _ in range(each)
    ]


def judge(example: Example) -> tuple[bool, int]:
    """Return whether the thing was found, and how many other findings of its category there are."""
    found = {
        (f.start, f.end)
        for f in scan(example.text, frozenset({example.category}))
        if f.confidence is not Confidence.LOW
    }
    right = (example.start, example.end) in found
    # Its frame may hold a whole second address: what is invented around it is no false alarm.
    return right, len(found) - right if example.start < 0 or not right else 0


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    rng = Random(given.seed)
    counts: dict[str, Counter[str]] = {}
    shown = 0
    for example in [*positives(rng, given.each), *negatives(rng, given.each)]:
        right, wrong = judge(example)
        count = counts.setdefault(str(example.category), Counter())
        count["wanted"] += example.start >= 0
        count["found"] += right
        count["wrong"] += wrong
        if (wrong or (example.start >= 0 and not right)) and shown < given.misses:
            shown += 1
            sys.stderr.write(
                f"{example.category} {example.text[example.start : example.end]!r} {example.text!r}\n"
            )
    report = {
        category: {
            **count,
            "recall": round(count["found"] / count["wanted"], 4),
            "precision": round(count["found"] / max(1, count["found"] + count["wrong"]), 4),
        }
        for category, count in sorted(counts.items())
    }
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return int(any(r["recall"] < RECALL or r["precision"] < PRECISION for r in report.values()))


if __name__ == "__main__":
    sys.exit(main())
