"""What German streets are called, by their last part, and what only looks like one.

Lists of our own, after the basic words of street names in the Duden's rules on their spelling
(D 161 to D 163).
"""

import functools
import re

SURE = (
    r"stra(?:ß|ss|β|B)en?|str\.?|weg|allee|gasse|gässchen|gässle|straat|chaussee|promenade|platz|damm|ufer|ring"
    r"|steig|stieg|stiege|pfad|redder|twiete|koppel|kamp|siedlung|zeile|markt"
)
"""Parts that make a street of a compound: ``Sonnenweg``, ``Hauptstr.``."""
LIKELY = (
    r"hain|schlucht|hof|höfe|höfen|berge?|felde?|garten|gärten|markt|wall|graben|brook|esch|höhen?|winkel|tore?"
    r"|brücken?|park|anger|rain|bogen|blick|grunde?|tale?|auen?|wiesen?|hang|halde|leiten?|breite"
    r"|kehre|steg|schneise|treppe|terrassen?|reihe|bruch|mühlen?|bleichen?|bache?|brunnen|burg|eck"
    r"|ecke|furt|heide|holze?|horst|hufe|insel|kai|kuhle|linden?|aussicht|gut|lust|ruh|freiheit|eichen?|buchen?|birken?|erlen"
    r"|ulmen|tannen|fichten|kiefern|kastanien|pappeln|weiden?|weiher|loh|moor|see|steine?|teiche?"
    r"|trift|walde?|deich|hafen|schlo(?:ss|ß)|kirche|kreuz|rathaus|bahnhof|friedhof|stadion|wehr"
    r"|ziegelei|acker|äckern?|busch|dorfe?|born|sande?|werder|zollhof|schanze|horn|kolk|siel|diek"
    r"|dyk|hörn|warft|wurt|zaun|weinberge?n?|hage?n?|spitze|schleuse|kruge?|kloster|hütten?|zeche"
    r"|turm|schulhof|ried|gehölz|kanal|marsch|geest|strand|hoop|knick|speicher|schule|bahn|quell"
    r"|forst|rodung|\bau|kapelle|pfarrhof|denkmal|hohlweg|wasser|krümme|plan|damme|ring|weg|platz|ufer"
)
"""Parts that many streets have, and many other words: they need ``Am``, ``Im`` … or an address."""

_NO_STREETS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("platz", "plätze"),
        "sitz start tabellen steh lager betreuungs ausbildungs studien pflege heim praktikums krippen kita hort"
        " ganztags wohnmobil camping zelt bolz liege schlaf fenster stand warte bildungs speicher ranglisten"
        " medaillen ehren bildschirm pc schul u3 telefon server versuchs behandlungs therapie kinder",
        "park arbeits stell spiel",
    ),
    (
        ("weg",),
        "rechts um aus ein hin durch geh rad fuß flucht rettungs dienst verfahrens kommunikations übertragungs"
        " melde beschwerde klage instanzen verwaltungs lebens lösungs bildungs karriere vertriebs wander reit"
        " brief bezugs zugangs zugriffs zahlungs seh wirkungs liefer atem verkehrs entscheidungs prüf angriffs"
        " anfahrts heim transport ab rück wirtschafts leitungs datei alternativ sonder brems arbeits richtlinien",
        "",
    ),
    (
        ("straße", "strasse", "str.", "str", "straβe", "straßen", "strassen"),
        "bundes landes kreis staats gemeinde auto milch produktions fertigungs test impf wasch montage fahrrad"
        " einbahn zubringer umgehungs prüf",
        "",
    ),
    (
        ("markt",),
        "arbeits wochen floh weihnachts super bau finanz jahr bio getränke immobilien energie strom kapital"
        " verbraucher absatz aktien mittelalter bauern kram frische bücher kunsthandwerker welt gebrauchtwagen"
        " ausbildungs kinder trödel oster herbst töpfer kunst",
        "wohnungs binnen arbeits",
    ),
    (("gasse",), "sack rettungs", ""),
    (
        ("ring",),
        "clea tailo hea he schlüssel dichtungs ehe verkehrs kolben bank lehr dicht",
        "monito sponso enginee mento sco cate tuto factu structu sha bea f",
    ),
    (
        ("steig", "stieg", "stiege"),
        "bahn ein aus auf ab um an zu bus",
        "wiederein quereinst querein queraus",
    ),
    (
        ("pfad",),
        "lern klick datei lehr entwicklungs such netz ordner pilger verzeichnis wachstums ziel umsetzungs"
        " transformations anpassungs kosten wander reduktions",
        "",
    ),
    (
        ("zeile",),
        "kopf fuß betreff titel leer tabellen befehls eingabe programm code überschriften status spalten"
        " anschriften text such adress daten summen absender grund",
        "",
    ),
    (("koppel",), "pferde vieh kuh", ""),
    (("siedlung",), "an be um aus zer", ""),
    (("bogen",), "erfassungs bewertungs melde erhebungs prüf antrags regen ell", "frage anmelde"),
    (("feld", "felde"), "themen text eingabe daten pflicht such um vor bau", "ngs nts ts formular"),
    (
        ("hang", "blick", "grund", "grunde", "bruch", "wall"),
        "an vor zusammen hinter vorder unter über aus rück ein ab um durch rechts fire",
        "ungs",
    ),
    (("tor", "tore"), "", "c k a i sta mo au ra u"),
    (("tal", "tale"), "quar to", "kapi spi digi"),
    (
        ("plan", "reihe", "garten", "schule", "park", "höhe", "höhen", "breite"),
        "haushalts stellen termin zeit dienst lage stunden fahr lehr bau schriften buch test versuchs arbeits"
        " finanz kinder fuhr wand trauf first band",
        "ungs grund ober real hoch",
    ),
    (("eichen", "weiden"), "", "z"),
    (("wehr",), "feuer bundes not ab gegen", "feuer"),
    (
        ("bahn", "hof", "see", "au", "aue", "auen"),
        "auto fahr b fr n st sch gen gr bl eisen wertstoff",
        "gerichts ungen b",
    ),
)
"""Last parts; first parts with which they are no street; endings of such first parts."""


@functools.cache
def _no_streets() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    return {
        last: (frozenset(firsts.split()), tuple(endings.split()))
        for lasts, firsts, endings in _NO_STREETS
        for last in lasts
    }


@functools.cache
def _last_parts() -> tuple[str, ...]:
    return tuple(_no_streets())


def is_no_street(word: str) -> bool:
    """Say whether a word ends like a street and is none."""
    folded = word.lower().replace("-", "")
    if not folded.endswith(_last_parts()):
        return False
    for last, (firsts, endings) in _no_streets().items():
        if folded.endswith(last):
            first = folded[: -len(last)]
            if first in firsts or (first and first.endswith(endings)):
                return True
    return False


_NO_NAME = (
    r"(?:mo|diens|donners|frei|sams|sonn)tag|mittwoch|januar|februar|märz|april|mai|juni|juli|august"
    r"|september|oktober|november|dezember|standort|thema|themen|jahre?|tage?|ende|anfang|abend|morgen"
    r"|punkte?|schritte?|kapitel|abschnitt|teil|band|heft|artikel|absatz|§|paragra(?:f|ph)en|rahmen"
    r"|zeitraum|falle?|module?|kurs|raum|zimmer|gebäude|saal|haltestelle|gleis|kreis|landkreis"
    r"|durchschnitt|schnitt|quartal|schuljahr|haushaltsjahr|monat|umfang|wert|wahlkreis|wahlbezirk"
    r"|stadtteil|ortsteil|bezirk|block|lose?|team|gruppe|klasse|stufe|phase|anlage|tabelle|seite"
    r"|abbildung|folie|ziffer|nummer|nr|version|variante|stock|etage|ebene|uhr|platz|tor|feld|reihe"
    r"|zeile|spalte|plan|alter|preis|kosten|höhe|antrag|vorlage|beschluss|sitzung|frage|aufgabe"
    r"|rechnung|station|posten|position|wohnung|hausnummer|haus|whg|flur|flurstück|parzelle|bus|linie"
    r"|kita|art|abs|satz|ziff|kap|buchst|lit|amt|fachbereich|dezernat|abteilung|referat|sachgebiet|grundschule|uhrzeit|termin|woche"
)
NO_NAME = re.compile(_NO_NAME, re.IGNORECASE)
"""Words before a number that never are a street's name alone, even behind ``wohnt in``."""

COUNTED = re.compile(
    r"[ ]?(?:%|‰|€|°|m²|qm|(?:km|m|cm|mm|kg|ha|min|std|kwh?|mb|gb|px)\b|v\.[ ]?h\.)"
    r"|[ ](?:uhr|eur\b|euro|cent|prozent|kilomet|meter|zentimet|quadrat|hektar|liter|kilo|tonnen"
    r"|minute|sekunde|stunde|tagen?\b|wochen?\b|monat|jahr|kind(?:er|ern)\b|person|menschen|leute"
    r"|pl(?:ä|a)tze|mitarbeit|beschäftigt|stellen|teilnehm|besuch|bürger|einwohn|gäste|schüler"
    r"|eltern|familien|fahrzeug|autos?\b|pkw|lkw|bus|b(?:ä|a)um|wohnung|wohneinheit|häuser"
    r"|stück|exemplar|punkte|seiten|fälle|antr(?:ä|a)ge|anfragen|termine|veranstaltung|gruppe"
    r"|klassen|räume|zimmer|betten|stühle|tische|stände|händler|aussteller|anwohn|park|stellpl"
    r"|maßnahme|abschnitt|teile|schritte|ideen|vorschläg|variante|fragen|mio|mrd|mill?i|tausend"
    r"|hundert|dutzend|grad\b|zusätzlich|neue[nrs]?\b|weitere|freie\b|verschiedene|bis[ ][0-9]+[ ]?uhr"
    r"|erzieher|kr(?:ä|a)fte|laterne|leuchte|b(?:ä|a)nke|schilder|poller|spielger|fahrräder|tore\b"
    r"|sitzpl|grundstück|parteien|unfäll|verletzt|arten\b|sorten|linden|eichen)"
    r"|\.[ ]?(?:januar|februar|märz|april|mai\b|juni|juli|august|september|oktober|november|dezember"
    r"|jan\.|feb\.|stock|og\b|etage|obergeschoss|quartal|bauabschnitt|ba\b|klasse|jahrhundert|platz|[0-9])"
    r"|[.,:][0-9]"
)
"""What stands behind a number that counts something or belongs to a date, in lower case."""
