"""Documents, plates, file numbers and cash references in prompts, and what only looks like them.

    python tests/bench/detect/documents.py [--seed N] [--each N] [--misses N]

Generates fictitious prompts, runs all detectors over them and prints recall and precision for each
category and in all, strict in category and span, as JSON; exits 1 below the goals. A finding counts
from medium confidence on. Check digits are computed here a second time, in another way.
"""

import argparse
import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from leitstand.policy.engine.scan import scan
from leitstand.policy.evidence import rank
from leitstand.schemas.vocabulary import Category, Confidence

RECALL, PRECISION = 0.995, 0.99
R = random.Random
SERIAL = "0123456789CFGHJKLMNPRTVWXYZ"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
DISTRICTS = (
    "HH",
    "B",
    "M",
    "KI",
    "SL",
    "NMS",
    "OD",
    "IZ",
    "HL",
    "SE",
    "ECK",
    "GÖ",
    "TÜ",
    "S",
    "MSE",
    "HRO",
)
CATEGORIES = {
    Category.ID_CARD: "id_card",
    Category.PASSPORT: "passport",
    Category.DRIVING_LICENCE: "driving_licence",
    Category.LICENCE_PLATE: "licence_plate",
    Category.CASE_NUMBER: "case_number",
    Category.CASH_REFERENCE: "cash_reference",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt and what should be found in it."""

    text: str
    category: Category
    start: int = -1
    end: int = -1
    """-1: nothing should be found."""


def digits(r: R, count: int) -> str:
    """Return digits, the first one not 0."""
    return r.choice(DIGITS[1:]) + "".join(r.choices(DIGITS, k=count - 1))


def icao(field: str) -> str:
    """Return the check digit of a field, by three sums instead of one."""
    values = [0 if c == "<" else (DIGITS + LETTERS).index(c) for c in field]
    return str((7 * sum(values[0::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10)


def licence_check(nine: str) -> str:
    """Return the check character of a driving licence, by adding up partial sums."""
    running = total = 0
    for character in nine:
        running += (DIGITS + LETTERS).index(character)
        total += running
    return (DIGITS + "X")[total % 11]


def id_number(r: R) -> str:
    """Return a serial number of an identity card with its check digit."""
    nine = r.choice("LMNPRTVWXY") + r.choice(DIGITS) + "".join(r.choices(SERIAL, k=7))
    return nine + icao(nine)


def passport_number(r: R) -> str:
    """Return a serial number of a passport with its check digit."""
    nine = r.choice("CFGHJK") + r.choice(DIGITS) + "".join(r.choices(SERIAL, k=7))
    return nine + icao(nine)


def licence_number(r: R) -> str:
    """Return the number of a card licence."""
    nine = r.choice("ABCDEFGHIJKLMNOP") + "".join(r.choices(DIGITS, k=3))
    nine += "".join(r.choices(DIGITS + LETTERS, k=4)) + r.choice(LETTERS)
    return nine + licence_check(nine) + r.choice("123456789A")


def dates(r: R, sex: str) -> tuple[str, str]:
    """Return birth with check digit and sex, and expiry with check digit."""
    birth = f"{r.randrange(100):02d}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}"
    expiry = f"{r.randrange(24, 36):02d}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}"
    return birth + icao(birth) + sex, expiry + icao(expiry)


def names(r: R, length: int) -> str:
    """Return a line of fictitious names."""
    name = r.choice(["MUSTERMANN<<ERIKA", "MUSTER<<MAX<PAUL", "BEISPIEL<VON<DER<HEIDE<<LISA"])
    return name.ljust(length, "<")


def zone_of_three(r: R) -> str:
    """Return a TD1 zone."""
    first = f"IDD<<{id_number(r)}".ljust(30, "<")
    birth, expiry = dates(r, r.choice("MF<"))
    second = f"{birth}{expiry}D".ljust(29, "<")
    total = icao(first[5:] + second[:7] + second[8:15] + second[18:29])
    return f"{first}\n{second}{total}\n{names(r, 30)}"


def zone_of_two(r: R, *, passport: bool) -> str:
    """Return a TD3 zone of a passport or a TD2 zone of a card."""
    length, code = (44, "P<D<<") if passport else (36, "IDD<<")
    number = passport_number(r) if passport else id_number(r)
    birth, expiry = dates(r, r.choice("MF<"))
    second = f"{number}D<<{birth}{expiry}".ljust(length - 1, "<")
    total = icao(second[:10] + second[13:20] + second[21:])
    return f"{code}{names(r, length - 5)}\n{second}{total}"


def plate(r: R) -> str:
    """Return a plate in its written form with a hyphen."""
    code = r.choice(DISTRICTS)
    letters = "".join(r.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=r.choice([1, 2, 2])))
    count = r.randrange(1, min(4, 8 - len(code + letters)) + 1)
    return f"{code}-{letters} {digits(r, count)}"


def case_number(r: R) -> str:
    """Return a file number of an authority or a court of first instance."""
    year = r.randrange(2019, 2027)
    return r.choice(
        [
            f"{r.randrange(10, 70)}-{digits(r, 3)}/{year}",
            f"{r.randrange(10, 70)}.{r.randrange(1, 9)}-Mü-{digits(r, 3)}/{year % 100}",
            f"II-{digits(r, 3)}.{digits(r, 2)}",
            f"{r.randrange(10, 60)}/{r.randrange(1, 5)}-{digits(r, 4)}-Sch",
            f"FB {r.randrange(10, 60)} / {digits(r, 3)}-{digits(r, 2)}-{year}",
            f"{r.randrange(1, 20)} K {digits(r, 4)}/{year % 100}",
            f"{digits(r, 3)} Js {digits(r, 5)}/{year % 100}",
            f"{r.randrange(1, 60)} C {digits(r, 3)}/{year % 100}",
            f"XVII {digits(r, 3)}/{year % 100}",
            f"S {r.randrange(1, 40)} AS {digits(r, 3)}/{year % 100}",
            f"{year}-{digits(r, 6)}",
            f"{digits(r, 5)}BG{digits(r, 7)}",
            f"{r.randrange(1, 9)}.{r.randrange(10, 99)}.{digits(r, 2)}-{digits(r, 4)}",
            digits(r, 7),
        ]
    )


def cash_reference(r: R) -> str:
    """Return a reference of a treasury."""
    return r.choice(
        [
            f"5.0100.{digits(r, 6)}.{digits(r, 1)}",
            f"{r.randrange(10):02d}.{digits(r, 5)}.{digits(r, 1)}",
            f"{digits(r, 4)} {digits(r, 4)} {digits(r, 4)}",
            f"{digits(r, 4)}-{digits(r, 5)}",
            f"SG-2024-{digits(r, 5)}",
            f"{digits(r, 3)}/{digits(r, 6)}",
            digits(r, 10),
        ]
    )


AROUND = [
    "Bitte prüfe den Vorgang. {}",
    "Hallo, ich brauche eine Antwort an Frau Mustermann. {} Danke dir!",
    "Mach daraus einen freundlichen Brief in einfacher Sprache:\n\n{}\n\nMit freundlichen Grüßen",
    "Betreff: Ihr Schreiben\n{}",
    "Fasse zusammen: {} Der Rest ist unstrittig.",
    "- Termin am 12.03.2026 um 10:30 Uhr, Raum A 12\n- {}\n- Gebühr 37,00 Euro",
    "{}",
]
NAMED = {
    Category.ID_CARD: [
        "Die Personalausweisnummer lautet {}.",
        "Personalausweis Nr. {}, gültig bis 31.07.2031.",
        "Ausweisnr.: {}",
        "Sie hat ihren Perso ({}) verloren.",
        "Ausweis-Nr {} wurde gesperrt",
        "Der Antragsteller legte den Personalausweis mit der Nummer {} vor.",
        "| Personalausweis | {} |",
        "PA-Nr. {};",
    ],
    Category.PASSPORT: [
        "Reisepass Nr. {} bitte einziehen.",
        "Passnummer: {}",
        "Der Reisepass mit der Nummer {} ist seit dem 01.02.2026 abgelaufen.",
        "Pass-Nr. {}, ausgestellt in Musterstadt",
        "Passnr {}",
        "Verlustanzeige für den Pass {}.",
    ],
    Category.DRIVING_LICENCE: [
        "Führerscheinnummer {}.",
        "Führerschein Nr. {} vom 03.04.2019",
        "FS-Nr.: {}",
        "Ihr Führerschein ({}) wird umgetauscht.",
        "Fahrerlaubnis der Klasse B, Nummer {}",
    ],
    Category.LICENCE_PLATE: [
        "Der Pkw mit dem Kennzeichen {} parkt auf dem Gehweg.",
        "Halterin des Fahrzeugs {} ist Frau Mustermann.",
        "Das Auto ({}) wurde abgeschleppt.",
        "Kennzeichen: {}",
        "Am 3. Mai stand {} vor der Feuerwehrzufahrt, bitte Verwarnung schreiben.",
        "| Kfz-Kennzeichen | {} |",
        "Beim Unfall war auch der Wagen {} beteiligt, der Fahrer ist flüchtig.",
    ],
    Category.CASE_NUMBER: [
        "Az. {}",
        "Unser Aktenzeichen: {}.",
        "Aktenzeichen {}, Bescheid vom 12.03.2026",
        "Mein Zeichen: {}\nDatum: 03.04.2026",
        "Geschäftszeichen {} (bitte angeben)",
        "Gz.: {}",
        "Die Vorgangsnummer lautet {}.",
        "AZ: {}",
        "| Aktenzeichen | {} |",
        "Ihr Schreiben unter dem Aktenzeichen {} haben wir erhalten.",
    ],
    Category.CASH_REFERENCE: [
        "Kassenzeichen {}",
        "Kassenzeichen: {}, Betrag 120,50 EUR",
        "Bitte geben Sie das Buchungszeichen {} an.",
        "Personenkonto {} ist im Rückstand.",
        "Vertragsgegenstandsnummer: {}.",
        "Debitorennummer {}",
        "zum Bescheid-Nr. {} vom 15.02.2026",
        "| Kassenzeichen | {} |",
    ],
}
ALONE = ["Es geht um {}.", "Notiert habe ich {}, bitte trag das ein.", "{}"]


def misread(r: R, number: str) -> str:
    """Return a number as a reader of images may give it: one look-alike behind the first place."""
    places = [i for i, c in enumerate(number) if c in "0158" and i > 3]
    if not places:
        return number
    place = r.choice(places)
    return (
        number[:place]
        + {"0": "O", "1": "I", "5": "S", "8": "B"}[number[place]]
        + number[place + 1 :]
    )


def in_groups(r: R, number: str) -> str:
    """Return a number broken into groups."""
    cut = r.choice([(4, 9), (1, 9), (3, 6, 9), (4, 8), (9,)])
    mark = r.choice([" ", " ", "\u00a0", "-", "\n", "  "])
    borders = (0, *cut, len(number))
    return mark.join(number[a:b] for a, b in itertools.pairwise(borders))


def wide(text: str) -> str:
    """Return a text in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def invisible(r: R, text: str) -> str:
    """Return a text with an invisible character in it."""
    place = r.randrange(1, len(text))
    return text[:place] + r.choice("\u00ad\u200b\u2060") + text[place:]


def printed(r: R, number: str) -> str:
    """Return a serial number in one of its print forms."""
    form: Callable[[], str] = r.choice(
        [
            lambda: number,
            lambda: number,
            lambda: number.lower(),
            lambda: in_groups(r, number),
            lambda: wide(number),
            lambda: invisible(r, number),
            lambda: misread(r, number),
        ]
    )
    return form()


def spoiled_zone(r: R, zone: str) -> str:
    """Return a zone as people paste it."""
    form: Callable[[], str] = r.choice(
        [
            lambda: zone,
            lambda: zone,
            lambda: zone.lower(),
            lambda: zone.replace("\n", ""),
            lambda: zone.replace("\n", " "),
            lambda: zone.replace("\n", "\n\n"),
            lambda: zone.replace("<", "«"),
            lambda: zone.replace("\n", "\r\n"),
        ]
    )
    return form()


def plate_form(r: R, number: str, *, direct: bool) -> str:
    """Return a plate in another way of writing; ``direct``: the word "Kennzeichen" stands before."""
    forms = [
        number,
        number,
        number.replace(" ", ""),
        number.replace(" ", "-"),
        number.replace("-", " "),
    ]
    forms += [number.replace("-", " - "), number.replace("-", "\u2013"), invisible(r, number)]
    forms += [number + r.choice("EH")] * (len(number) < 9)
    if direct:
        forms += [number.lower(), number.replace("-", "").replace(" ", ""), wide(number)]
    return r.choice(forms)


def placed(r: R, frame: str, thing: str, category: Category) -> Example:
    """Return a prompt with the thing in it."""
    before, behind = r.choice(AROUND).split("{}")
    left, right = frame.split("{}")
    start = len(before + left)
    text = before + left + thing + right + behind
    return Example(text=text, category=category, start=start, end=start + len(thing))


def serials(r: R, category: Category, make: Callable[[R], str]) -> Iterator[Example]:
    """Yield one named and one alone."""
    number = make(r)
    yield placed(r, r.choice(NAMED[category]), printed(r, number), category)
    if category is not Category.DRIVING_LICENCE:
        shown = r.choice([number, number[:9], number + "D", number[:9] + " " + number[9]])
        yield placed(r, r.choice(NAMED[category]), shown, category)
    mixed = any(a.isdigit() and b.isalpha() for a, b in itertools.pairwise(number[:9]))
    if mixed:
        yield placed(r, r.choice(ALONE), number, category)


def positives(r: R) -> Iterator[Example]:
    """Yield a round of things that should be found."""
    yield from serials(r, Category.ID_CARD, id_number)
    yield from serials(r, Category.PASSPORT, passport_number)
    yield from serials(r, Category.DRIVING_LICENCE, licence_number)
    card = r.choice([zone_of_three(r), zone_of_two(r, passport=False)])
    yield placed(r, r.choice(["{}", "Aus dem Scan:\n{}"]), spoiled_zone(r, card), Category.ID_CARD)
    book = spoiled_zone(r, zone_of_two(r, passport=True))
    yield placed(r, r.choice(["{}", "Lies das aus:\n{}"]), book, Category.PASSPORT)
    for _ in range(2):
        frame = r.choice(NAMED[Category.LICENCE_PLATE])
        shown = plate_form(r, plate(r), direct="ennzeichen" in frame)
        yield placed(r, frame, shown, Category.LICENCE_PLATE)
        for category, make in (
            (Category.CASE_NUMBER, case_number),
            (Category.CASH_REFERENCE, cash_reference),
        ):
            yield placed(r, r.choice(NAMED[category]), make(r), category)


def wrong(r: R, number: str, place: int, among: str) -> str:
    """Return a number with another character at a place."""
    other = r.choice([c for c in among if c != number[place]])
    return number[:place] + other + number[place + 1 :]


def near_misses(r: R) -> Iterator[tuple[Category, str]]:
    """Yield numbers whose check digit is wrong, named all the same."""
    for category, make, among in (
        (Category.ID_CARD, id_number, DIGITS),
        (Category.PASSPORT, passport_number, DIGITS),
        (Category.DRIVING_LICENCE, licence_number, DIGITS + "X"),
    ):
        frame = r.choice(NAMED[category])
        yield category, frame.replace("{}", wrong(r, make(r), 9, among))
    zone = zone_of_two(r, passport=True)
    at = zone.index("\n") + 1 + 9
    yield Category.PASSPORT, wrong(r, zone, at, DIGITS)
    yield Category.ID_CARD, f"Rechnung {id_number(r)} vom 3.4.2026 bitte anweisen"
    yield Category.DRIVING_LICENCE, f"Artikelnummer {licence_number(r)} nachbestellen"


def look_alikes(r: R) -> Iterator[tuple[Category, str]]:
    """Yield what a town hall writes about, and what resembles a finding."""

    def d(count: int) -> str:
        return digits(r, count)

    year = r.randrange(2015, 2027)
    court = r.choice(
        ["BVerwG", "BGH", "OVG Schleswig", "VG Köln", "BFH", "VGH München", "OLG Celle"]
    )
    yield from (
        (Category.LICENCE_PLATE, text)
        for text in r.sample(
            [
                f"Bitte auf DIN A {r.randrange(3, 6)} drucken, ISO {d(4)} und EN 301 549 beachten.",
                f"Stelle nach TV-L {r.randrange(5, 13)} oder TVöD EG {r.randrange(5, 13)}, Besoldung A {r.randrange(7, 15)}.",
                f"Nach der EU-VO {year} und der DS-GVO {year} sowie KI-VO {year} gilt das.",
                f"Treffen in Raum C {d(2)}, Haus B, Etage {r.randrange(1, 5)}.",
                f"Sperrung der A {r.randrange(1, 99)} und der B {d(3)}, Umleitung U {d(2)}.",
                f"Der Drucker HP M {d(3)} und der Monitor LG UX {d(3)} sind defekt.",
                f"Buslinie S-EG {d(1)}, U-Bahn 5, S-Bahn S 3, Linie X {d(2)}.",
                f"IT-SG {year}, BV-KI {d(1)}, DA {d(2)}, Anlage A-{d(1)}, Tabelle B {d(2)}.",
                "Was bedeuten E und H am Ende eines Kennzeichens, und wer vergibt Wunschkennzeichen?",
                f"Flurstück {d(3)}/{d(2)}, Gemarkung Nord, Flur {d(1)}, Bebauungsplan NR {d(2)}.",
                f"Covid-19, H5N1, CO2, PM10, NO2 und Windows 11 mit Office {year}.",
                f"Paragraf 12 Abs. 3 Satz 2 KAG, §§ 80 ff. SGB X, BGBl. I S. {d(4)}.",
            ],
            3,
        )
    )
    yield from (
        (Category.CASE_NUMBER, text)
        for text in r.sample(
            [
                f"{court}, Urteil vom 12.03.{year} - {r.randrange(1, 12)} C {d(2)}.{year % 100} -, juris Rn. {d(2)}.",
                f"Vgl. {court}, Beschluss vom 3. Mai {year}, Az. {r.randrange(1, 12)} K {d(4)}/{year % 100}.",
                f"EuGH, Urteil vom 16.07.2020, C-{d(3)}/{year % 100} (Rechtssache Muster).",
                f"Siehe Drucksache {r.randrange(10, 21)}/{d(4)} und Vorlage {year}/{d(4)}.",
                f"Az. BVerwG {r.randrange(1, 12)} C {d(2)}.{year % 100}",
                "Wie baut man ein Aktenzeichen auf? Zum Beispiel Amt, Sachgebiet, Jahr.",
                "Bitte Aktenzeichen [AZ] und Datum [TT.MM.JJJJ] als Platzhalter lassen.",
                f"Das Protokoll hat {d(3)} Zeichen, Stand {year}.",
                f"Antragsnummer und Aktenzeichen trägst du bitte erst am 12.03.{year} ein.",
                f"Die AZ der Beschäftigten betrug {d(2)},5 Stunden.",
                f"BVerfGE {d(2)}, {d(3)} und BGHZ {d(3)}, {d(2)}.",
                f"BGH, Az. VIII ZR {d(3)}/{year % 100}",
            ],
            3,
        )
    )
    yield from (
        (Category.CASH_REFERENCE, text)
        for text in r.sample(
            [
                f"Haushaltsstelle 1.{d(4)}.{d(4)}, Produktsachkonto {d(6)}.{d(6)}.",
                f"Kostenstelle {d(6)}, Sachkonto {d(6)}, Ansatz {d(5)},00 EUR.",
                "Das Kassenzeichen steht oben rechts auf dem Bescheid.",
                "Kassenzeichen: ________ Betrag: ________",
                f"Kassenzeichen bitte ab {year} neu vergeben.",
                f"Erkläre den Unterschied von Debitor und Kreditor, Stand 01.01.{year}.",
                f"Der Bescheid vom 12.03.{year} über {d(3)},50 Euro ist bestandskräftig.",
                "Kassenzeichen 0.0000.000000.0 ist ein Platzhalter.",
            ],
            2,
        )
    )
    yield Category.ID_CARD, f"Der Personalausweis kostet 37,00 Euro, gültig bis 31.12.{year + 9}."
    yield (
        Category.PASSPORT,
        f"Reisepass: 70 Euro, Express 102 Euro, Termin am 03.04.{year}, Zimmer {d(3)}.",
    )
    yield (
        Category.DRIVING_LICENCE,
        f"Der Führerschein der Klassen B, BE, C1E muss bis 19.01.{year + 7} getauscht werden.",
    )
    yield Category.ID_CARD, f"Inventarnummer {r.choice('LTR')}{d(9)} und Auftrag {d(10)}"


def negatives(r: R) -> Iterator[Example]:
    """Yield a round of prompts in which nothing of these categories should be found."""
    for category, sentence in (*near_misses(r), *look_alikes(r)):
        before, behind = r.choice(AROUND).split("{}")
        yield Example(text=before + sentence + behind, category=category)


SPECIMENS = [
    (Category.ID_CARD, "T220001293"),
    (Category.ID_CARD, "L01X00T471"),
    (Category.ID_CARD, "1220001297D"),
    (Category.PASSPORT, "C01X00T478"),
    (Category.PASSPORT, "C01X0006H1"),
    (Category.DRIVING_LICENCE, "B072RRE2I55"),
]
NAMED_SPECIMENS = [(Category.ID_CARD, "L01X00T47"), (Category.PASSPORT, "C01XYCCG2")]


def specimens(r: R) -> Iterator[Example]:
    """Yield the official specimens, named and alone."""
    for category, number in SPECIMENS:
        for frame in (*ALONE, *NAMED[category]):
            yield placed(r, frame, number, category)
    for category, number in NAMED_SPECIMENS:
        for frame in NAMED[category]:
            yield placed(r, frame, number, category)


def found_in(example: Example) -> set[tuple[Category, int, int]]:
    """Return what opens a case."""
    return {
        (f.category, f.start, f.end)
        for f in scan(example.text)
        if f.category in CATEGORIES and rank(f.confidence) >= rank(Confidence.MEDIUM)
    }


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--each", type=int, default=300)
    options.add_argument("--misses", type=int, default=0)
    given = options.parse_args()
    r = random.Random(given.seed)  # noqa: S311 - a repeatable set, no secret
    examples = [*specimens(r)]
    official = len(examples)
    for _ in range(given.each):
        examples += [*positives(r), *negatives(r)]
    right, missed, false = Counter[str](), Counter[str](), Counter[str]()
    shown = specimens_right = 0
    for number, example in enumerate(examples):
        wanted = {(example.category, example.start, example.end)} if example.start >= 0 else set()
        got = found_in(example)
        right.update(CATEGORIES[c] for c, _, _ in wanted & got)
        missed.update(CATEGORIES[c] for c, _, _ in wanted - got)
        false.update(CATEGORIES[c] for c, _, _ in got - wanted)
        specimens_right += number < official and wanted == got
        if wanted != got and shown < given.misses:
            shown += 1
            spans = [(c.value, example.text[a:b]) for c, a, b in sorted(got)]
            print(example.category.value, repr(example.text[example.start : example.end]) if wanted else None, spans, repr(example.text), file=sys.stderr)  # fmt: skip
    total = right.total(), missed.total(), false.total()
    result = {
        "examples": len(examples),
        "seed": given.seed,
        "specimens": {"right": specimens_right, "of": official},
        "all": _figures(*total),
        "categories": {n: _figures(right[n], missed[n], false[n]) for n in CATEGORIES.values()},
    }
    print(json.dumps(result, indent=2))
    good = result["all"]
    return int(good["recall"] < RECALL or good["precision"] < PRECISION)


def _figures(right: int, missed: int, false: int) -> dict[str, float]:
    return {
        "right": right,
        "missed": missed,
        "false": false,
        "recall": round(right / max(1, right + missed), 4),
        "precision": round(right / max(1, right + false), 4),
    }


if __name__ == "__main__":
    sys.exit(main())
