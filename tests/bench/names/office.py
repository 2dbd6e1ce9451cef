"""Texts of a town hall, written for training: with slots for names, and without any.

Slots for names: ``{P}`` a full name, ``{L}`` a surname, ``{G}`` a first name, ``{R}`` the surname
first with a comma, ``{Q}`` without; ``{Pg}``, ``{Lg}``, ``{Gg}`` in the genitive. All others are
filled from the lists of :data:`SLOTS`, which hold names of places, offices and organisations that
are called after persons: they are no persons here.
"""

from pathlib import Path

_LISTS = Path(__file__).parent / "lists"


def words(name: str) -> list[str]:
    """Return the words of a list."""
    return (_LISTS / f"{name}.txt").read_text(encoding="utf-8").split()


def templates(name: str) -> list[str]:
    """Return the templates of a list, one a line; ``\\n`` and ``\\t`` stand for what they name."""
    return (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


_NAMESAKES = words("namesakes")
"""Persons after whom streets and schools are called."""
WITH_NAMES = templates("with_names")
WITHOUT_NAMES = templates("without_names")
NEWS = templates("news_templates")
"""Sentences as newspapers and encyclopedias write them, with names and without."""
NEWS_SENTENCES = templates("news_sentences")
"""Whole sentences of that kind, with their names in brackets: P persons, L places, O organisations, X others."""
_FIRMS, _BANDS, _ABROAD, _WORKS = (line.split("|") for line in templates("foreign_things"))
_STREET = ["Straße", "Str.", "Platz", "Weg", "Allee", "Ring", "Ufer", "Gasse", "Damm"]
_HOUSE = [
    "Schule", "Gymnasium", "Realschule", "Gesamtschule", "Grundschule", "Haus", "Halle", "Institut",
    "Stiftung", "Kita", "Heim", "Saal", "Park", "Siedlung", "Preis", "Stadion", "Bibliothek",
]  # fmt: skip
_SURNAME_FIRMS = [
    "Müller GmbH", "Autohaus Schmidt", "Bäckerei Weber", "Schreinerei Wolf GmbH & Co. KG", "Becker AG",
    "Elektro Hoffmann", "Metzgerei Koch", "Kanzlei Richter & Partner", "Ingenieurbüro Krüger",
    "Fahrschule Sommer", "Siemens AG", "Robert Bosch GmbH", "Carl Zeiss AG", "Adam Opel AG", "Henkel",
    "Architekturbüro Lang + Partner", "Apotheke Am Markt", "Gasthaus Adler", "Hotel Krone", "Daimler",
    "Sparkasse", "Volksbank", "AOK", "Barmer", "Techniker Krankenkasse", "Telekom", "Deutsche Post",
    "Deutsche Rentenversicherung", "Bundesagentur für Arbeit", "Caritas", "Diakonie", "Rotes Kreuz",
    "Johanniter", "Malteser", "Arbeiterwohlfahrt", "Dr. Oetker", "Aldi", "Lidl", "Edeka", "Rossmann",
    "Spedition Vogel", "Gärtnerei Baum", "Druckerei König", "Verlag C. H. Beck", "Springer Medizin",
    "Haufe", "Kohlhammer Verlag", "Walter de Gruyter", "TSV Musterstadt", "FC Bayern", "SV Werder",
]  # fmt: skip

SLOTS: dict[str, list[str]] = {
    "ding": [*words("nouns"), *words("more_nouns"), *words("news_nouns")],
    "tag": ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", "Montag", "Dienstag", "Do.", "Mi."],
    "krank": [
        "Scharlach", "Typhus", "Masern", "Mumps", "Röteln", "Windpocken", "Läuse", "Krätze", "Keuchhusten",
        "Hepatitis A", "Noroviren", "Grippe", "Magen-Darm", "Hand-Fuß-Mund", "Corona", "Cholera", "Diphtherie",
        "Tuberkulose", "Borreliose", "Bindehautentzündung", "Scabies", "Ebola", "Mpox", "Dengue", "Malaria",
    ],
    "geraet": [
        "HP M404dn", "Canon iR C3025", "Brother HL-L2350", "Kyocera M2540", "Lexmark CX522", "Dell P2419H",
        "Lenovo T14", "iPhone SE", "Galaxy A54", "Fritz Box 7590", "Surface Pro 9", "Epson EB-W49",
        "Unimog U 430", "Fendt 211", "Stihl MS 261", "Bosch GSR 18V", "Kärcher MC 50", "Iveco Daily 35",
    ],
    "abk": [
        "ASA", "ECE R65", "DIN 30710", "VOB/A", "HOAI", "UVgO", "KGSt", "BSI", "ISMS", "EAP", "BEM", "KLR",
        "NKHR", "OZG", "FIM", "EfA", "BIM", "GIS", "RFID", "LoRaWAN", "PV", "KWK", "BHKW", "ÖPNV", "MIV",
        "KdU", "BuT", "ASD", "SPFH", "IFSG", "TRGS", "UVV", "SiGeKo", "FASI", "EHEC", "MRSA", "ADHS",
    ],
    "pflanze": [
        "Tilia cordata", "Tilia tomentosa", "Acer campestre", "Acer platanoides", "Quercus robur",
        "Gleditsia triacanthos", "Carpinus betulus", "Platanus acerifolia", "Fraxinus ornus", "Prunus avium",
        "Rosa canina", "Cornus mas", "Salvia nemorosa", "Corylus colurna", "Sorbus aria", "Malus domestica",
    ],
    "amtsperson": [
        "Landrat", "Landrätin", "Bürgermeister", "Bürgermeisterin", "Oberbürgermeister", "Präsidentin",
        "Oberbürgermeisterin", "Ministerin", "Minister", "Staatssekretärin", "Präsident", "Vorsitzender",
        "Vorsitzende", "Stadtrat", "Stadträtin", "Dekan", "Pfarrerin", "Rektorin", "Schulleiter",
        "Ministerpräsident", "Kollege", "Kollegin", "Direktor", "Abgeordnete", "Professorin", "Doktor",
        "Kommissar", "Richterin", "Erste Bürgermeisterin", "Regierungspräsidentin", "Dezernent",
    ],
    "imperativ": [
        "Formatiere", "Strukturiere", "Gestalte", "Entwickle", "Erarbeite", "Skizziere", "Notiere", "Zeichne",
        "Kategorisiere", "Priorisiere", "Optimiere", "Konvertiere", "Kopiere", "Zitiere", "Definiere",
        "Illustriere", "Visualisiere", "Gendere", "Straffe", "Glätte", "Nummeriere", "Paraphrasiere",
        "Extrahiere", "Filtere", "Gruppiere", "Tabelliere", "Verlängere", "Schildere", "Rate", "Dichte",
    ],
    "ort": words("cities"),
    "land": ["Bayern", "Hessen", "Sachsen", "Thüringen", "Brandenburg", "Niedersachsen", "Baden-Württemberg", "Deutschland", "Österreich", "Polen", "Türkei", "Syrien", "Ukraine", "Vietnam", "Afghanistan", "Rumänien", "Italien", "Frankreich"],
    "strasse": [
        *(f"{n}-{s}" for n in _NAMESAKES for s in _STREET),
        *(f"{n.replace('-', ' ')} {s}" for n in _NAMESAKES[::5] for s in _STREET[:3]),
        "Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Mozartstraße", "Schillerstr.",
        "Am Markt", "An der Linde", "Im Winkel", "Kirchgasse", "Ringstraße", "Bergstraße", "Goethestr.",
        "Uhlandweg", "Rosenweg", "Birkenweg", "Wilhelmstraße", "Friedrichstraße", "Karlstraße",
        "Annastraße", "Josefsplatz", "Marienplatz", "Adlerstraße", "Königstraße", "Kaiserstraße",
    ],
    "haus": [
        *(f"{n}-{h}" for n in _NAMESAKES for h in _HOUSE),
        "St. Josef", "Kita St. Martin", "Kindergarten St. Elisabeth", "Kita Sonnenschein", "Haus Elisabeth",
        "Waldorfschule", "Kita Villa Kunterbunt", "Marienhospital", "Martinskirche", "Lutherkirche",
        "Grundschule Süd", "Kita Regenbogen", "Johanneskirche", "Elisabethenstift", "Josefinum",
        "Paul Gerhardt Haus", "Bürgerhaus Löwen", "Stadthalle", "Haus der Begegnung", "Altes Rathaus",
    ],
    "firma": _SURNAME_FIRMS,
    "amt": [
        "Jugendamt", "Sozialamt", "Bauamt", "Ordnungsamt", "Standesamt", "Bürgerbüro", "Hauptamt",
        "Personalamt", "Stadtkämmerei", "Landratsamt", "Amt für Soziales", "Fachbereich Bauen",
        "Amt für Kultur und Sport", "Ausländerbehörde", "Wohngeldstelle", "Jobcenter", "Finanzamt",
        "Amtsgericht", "Regierungspräsidium", "Stabsstelle Digitales", "Stadtplanungsamt", "Meldebehörde",
    ],
    "thema": [
        "Wohngeld", "Elterngeld", "Hundesteuer", "Baugenehmigung", "Kitaplatz", "Unterhaltsvorschuss",
        "Bewohnerparkausweis", "Sondernutzung", "Gewerbeanmeldung", "Grundsteuer", "Teilzeit",
        "Höhergruppierung", "Elternzeit", "Schwerbehindertenausweis", "Bürgergeld", "Namensänderung",
        "Ratenzahlung", "Aufenthaltserlaubnis", "Einbürgerung", "Widerspruch", "Ummeldung", "Mietzuschuss",
        "Hilfe zur Pflege", "Bildung und Teilhabe", "Schulwechsel", "Lärmbeschwerde", "Baumfällung",
        "Kurzarbeit", "Eingliederungshilfe", "Kostenerstattung", "Reisekosten", "Dienstunfall",
    ],
    "rolle": [
        "Bürgermeister", "Bürgermeisterin", "Oberbürgermeister", "Sachbearbeiter", "Sachbearbeiterin",
        "Amtsleiterin", "Kollege", "Kollegin", "Hausmeister", "Erzieherin", "Nachbar", "Nachbarin",
        "Stadtrat", "Stadträtin", "Rechtsanwalt", "Rechtsanwältin", "Richter", "Zeugin", "Antragsteller",
        "Antragstellerin", "Mieter", "Mieterin", "Ministerpräsident", "Landrat", "Pfarrer", "Trainer",
        "Geschäftsführer", "Geschäftsführerin", "Hausarzt", "Mandant", "Kläger", "Schulleiterin",
        "Auszubildende", "Azubi", "Praktikantin", "Betreuer", "Betreuerin", "Vermieter", "Beamtin",
    ],
    "T": ["Herr", "Frau"],
    "Tn": ["Herrn", "Frau"],
    "D": ["", "", "", "", "Dr. ", "Prof. Dr. ", "Dipl.-Ing. ", "Dr. med. ", "Prof. "],
    "datum": ["12.03.2026", "1. April 2026", "3.5.", "17. November", "2026-02-14", "gestern", "Montag"],
    "geb": ["12.03.1984", "1.4.71", "03.11.2015", "24.12.1956", "7. Mai 1990"],
    "zeit": ["9:00 Uhr", "14 Uhr", "18.30 Uhr", "10-12 Uhr"],
    "nr": ["12", "3a", "104", "7", "2 b", "45/2"],
    "az": ["512.11-2026/034", "III/4-77/26", "50-3 4711", "632.6/118", "S-2026-0099"],
    "plz": ["71065", "10115", "88212", "50667", "24103", "79098"],
    "tel": ["0711 2163-456", "07031/94-2255", "0171 5550199", "-2431", "030 23125 118"],
    "mail": ["info@musterstadt.example", "a.mueller@musterstadt.example", "schmidt@amt.example"],
    "betrag": ["450 €", "1.250,00 EUR", "80 Euro", "12.000 €"],
    "alter": ["4", "7", "16", "34", "52", "81"],
    "auslandsfirma": _FIRMS,
    "band": _BANDS,
    "auslandsort": [*_ABROAD, *words("places"), *words("more_places")],
    "auslandswerk": _WORKS,
    "verein": [
        "FC Bayern München", "Werder Bremen", "Hertha BSC", "Borussia Dortmund", "Schalke 04", "Hansa Rostock",
        "Rot-Weiß Essen", "Real Madrid", "Inter Mailand", "Manchester United", "Ajax Amsterdam", "Arsenal",
        "Austria Wien", "Grasshoppers Zürich", "Celtic Glasgow", "Dynamo Kiew", "Roter Stern Belgrad",
        "Alba Berlin", "Kölner Haie", "Adler Mannheim", "Boston Celtics", "Chicago Bulls", "TSV 1860",
        "Juventus", "Galatasaray", "Fenerbahçe", "Sporting Lissabon", "Union Berlin", "Fortuna Düsseldorf",
    ],
    "zeitung": [
        "die Süddeutsche Zeitung", "Le Monde", "die FAZ", "Der Spiegel", "dpa", "AFP", "Reuters", "die taz",
        "der Tagesspiegel", "die Bild", "der Standard", "das Handelsblatt", "die NZZ", "CNN", "die BBC",
    ],
    "partei": ["CDU", "SPD", "FDP", "CSU", "Grüne", "Die Linke", "AfD", "ÖVP", "SPÖ", "Labour", "Republikaner"],
    "preis": [
        "Georg-Büchner-Preis", "Oscar", "Grammy", "Goldenen Bären", "Ingeborg-Bachmann-Preis", "Emmy",
        "Adolf-Grimme-Preis", "Friedenspreis", "Nobelpreis", "Pulitzer-Preis", "Bambi", "Deutschen Filmpreis",
    ],
    "beruf": [
        "Politiker", "Schauspieler", "Fußballspieler", "Maler", "Komponist", "Schriftsteller", "Historiker",
        "Physiker", "Mathematiker", "Architekt", "Bildhauer", "Regisseur", "Journalist", "Geograph", "Offizier",
        "Theologe", "Botaniker", "Astronom", "Rennfahrer", "Sänger", "Dirigent", "Verleger", "Unternehmer",
    ],
    "nation": [
        "deutsch", "englisch", "polnisch", "italienisch", "russisch", "amerikanisch", "schwedisch", "römisch",
        "griechisch", "türkisch", "spanisch", "ungarisch", "japanisch", "französisch", "niederländisch",
    ],
    "fach": [
        "Philosophie", "Medizin", "Rechtswissenschaft", "Theologie", "Physik", "Germanistik", "Geschichte",
        "Malerei", "Volkswirtschaft", "Chemie", "Musik", "Architektur", "Soziologie", "Mathematik",
    ],
    "tier": ["Käfer", "Vogel", "Baum", "Fisch", "Falter", "Frosch", "Pilz", "Strauch", "Hirsch", "Affe"],
    "latein": [
        "Carabus", "Parus major", "Salmo trutta", "Rana", "Amanita", "Cervidae", "Felidae", "Homo sapiens",
        "Canis lupus", "Viola", "Iris germanica", "Rosaceae", "Primula veris", "Bufo bufo", "Corvus corax",
    ],
    "jahr": ["1784", "1848", "1871", "1914", "1933", "1945", "1968", "1989", "1994", "2001", "2006", "2010"],
    "gruss": ["Mit freundlichen Grüßen", "Viele Grüße", "Freundliche Grüße", "Beste Grüße", "LG", "VG",
              "Herzliche Grüße", "Hochachtungsvoll", "MfG", "Gruß", "Liebe Grüße"],
    "hallo": ["Hallo", "Liebe", "Lieber", "Guten Tag", "Moin", "Hi", "Servus", "Guten Morgen", "Grüß Gott"],
    "nomen": ["Bescheid", "Antrag", "Brief", "Termin", "Ausflug", "Bericht", "Urlaub", "Beitrag", "Winter",
              "Sommer", "Wolf", "Vogel", "Koch", "Bäcker", "Schneider", "Richter", "König", "Kaiser", "Jung",
              "Berg", "Stein", "Wald", "Busch", "Baum", "Engel", "Fuchs", "Hahn", "Hecht", "Sonntag",
              "Freitag", "März", "Schmied", "Müller", "Fischer", "Jäger", "Schäfer", "Weber", "Maurer"],
    "werk": ["Faust", "Wilhelm Tell", "Max und Moritz", "Hänsel und Gretel", "Harry Potter"],
    "gesetz": ["BGB", "SGB X", "VwVfG", "GG", "DSGVO", "LVwVfG", "BauGB", "GemO", "TVöD", "StVO", "AO"],
    "zahl": ["3", "14", "28", "31", "75", "242", "812", "1004"],
    "zweck": ["höflich", "in einfacher Sprache", "kurz", "freundlich aber bestimmt", "auf Englisch",
              "bürgerfreundlich", "in drei Sätzen", "sachlich", "wertschätzend"],
    "verb": ["Schreibe", "Formuliere", "Verfasse", "Erstelle", "Entwirf", "Mach mir", "Schreib", "Überarbeite",
             "Kannst du mir helfen:", "Bitte schreibe", "Korrigiere", "Kürze"],
    "kuerzel": ["X.", "A.", "K.", "M.", "B.", "Y.", "XY", "N. N.", "xxx", "[Name]", "[NAME]", "<Name>", "..."],
}  # fmt: skip
