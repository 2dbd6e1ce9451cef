"""Passwords, PINs and codes that somebody names, in German or English.

Legal basis: § 202a StGB protects what they open; Art. 32 GDPR, BSI IT-Grundschutz ORP.4.
Format: a word that names a secret (Passwort, Kennwort, PW, PIN, PUK, TAN, WLAN-Schlüssel,
Zugangscode, API-Key, also in compounds and in configuration names), a link (colon, equals sign,
"lautet", a table cell, the next line, a blank), and a value. Also user and password in an address
(RFC 3986, section 3.2.1), "Zugang: name / password", and what command lines carry.
Checksum: none.
High with three kinds of characters, else medium; a value behind a mere blank must be stronger.
Does not trigger: talk about passwords ("Passwort vergessen", "mindestens 12 Zeichen"), placeholders
(<password>, ********, IhrPasswort), variables ($DB_PASSWORD, os.environ["KEY"]), dates, addresses.
Specimens, all invented: Passwort: Wolke-7-Haus!, PIN: 48213.
"""

import functools
import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._placeholder import is_placeholder
from leitstand.policy.detectors._random import entropy, kinds
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import outline
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_NO_LETTER = r"(?![A-Za-zäöüÄÖÜß])"
_STRONG = (
    r"(?:pass?wor[dt]|pass(?:wd|phrase|code)|ken(?:n|n-)?wor[dt]|kenncode|losungswort|"
    r"(?<![a-zäöüß])(?:pwd?|psk|pword)|(?<=_)pass(?==)|(?:wlan|wifi|wi-fi|wpa2?|netzwerk|sicherheits|wiederherstellungs|freigabe)"
    r"[\- ]?(?:schl(?:ü|ue)ssel|key))(?:s|es)?"
)
"""Words that name a password and hardly anything else. In compounds and configuration names too."""
_NUMBER = (
    r"(?:(?<![a-zäöüß])(?:[a-zäöüß]{2,20}-)?(?:pin|puk2?|tan|cvv2?|cvc)(?:[\- ]?(?:nummer|nr\.?|code))?|"
    r"(?<![a-zäöüß])(?:karten|handy|sim|geräte|bildschirm|start|transport|telefon|mailbox|sd|signatur|konto|banking|ec)[\-]?pin|"
    r"(?:zugangs|zugriffs|zutritts|t(?:ü|ue)r|tor|alarm|tresor|safe|sicherheits|freischalt|aktivierungs|entsperr|best(?:ä|ae)tigungs|"
    r"verifizierungs|anmelde|einmal|backup|wiederherstellungs|ger(?:ä|ae)te|schlie(?:ß|ss)fach|master|authentifizierungs|geheim)"
    r"[\-]?(?:codes?|zahl|nummer|kombination)"
    r"|(?<![a-zäöüß\-])(?:code|kombination|zahlencode)[ ](?:f(?:ü|ue)r|zu[mr]?|de[rs]|vo[nm]|am)[ ](?:(?:die|den|das|unsere[nr]?|der|dem)[ ])?"
    r"(?:alarmanlage|[a-zäöü]{0,16}t(?:ü|ue)r|tor|tresors?|safes?|schranke|garage|schl(?:ü|ue)sselkasten|schl(?:ü|ue)sseltresor|eingang|serverraum|(?:neben|hinter|seiten)eingang))"
)
"""Words that name a secret of a few digits."""
_KEY = (
    r"(?:(?:api|app|access|client|consumer|account|private|shared|master|signing|encryption|auth|bearer|refresh|bot|deploy|"
    r"subscription|storage|session|webhook)[_\- ]{0,2}(?:key|secret|token|schl(?:ü|ue)ssel)|api-?schl(?:ü|ue)ssel|"
    r"secret(?:[_ ](?:key|value))?|geheimer schl(?:ü|ue)ssel|(?:geheimer|geheimes) (?:clientschl(?:ü|ue)ssel|wert)|token|geheimnis|"
    r"(?:lizenz|produkt|registrierungs)(?:schl(?:ü|ue)ssel|key)|(?:license|product) key)"
)
"""Words that name a long random value."""
_WHOSE = (
    r"(?:[ \t](?:f(?:ü|ue)r|zu[mr]?|vo[nm]|des|der|auf|beim?|im|in|am|an|for|of|to|the|aus)[ \t][^\n:=|]{1,60}?|"
    r"[ \t]{0,2}\([^)\n]{1,40}\)|(?:[ \t][\w.\-/]{2,25}){1,3}?){0,1}?"
)
_TIME = (
    r"(?:jetzt|aktuell|derzeit|noch|immer noch|momentan|nun|ab sofort|ab heute|seit gestern|weiterhin|neu|wieder|"
    r"now|currently|bei uns|einfach|folgenderma(?:ß|ss)en|wie folgt|übrigens|nämlich|überall|auch)"
)
_VERB = rf"[ \t](?:lautete?|ist|war|hei(?:ß|ss)t|w(?:ä|ae)re|sei|bleibt|is|was)(?:[ \t]{_TIME}){{0,2}}[ \t]?:?[ \t\n]"
_SIGN = r"[\"'`*_]{0,3}[ \t]{0,3}(?:=>|:=|->|→|=|:(?!//)|\|)[ \t]{0,4}(?:\r?\n[ \t]{0,4})?"
_TAG = r">(?=[^<>\s]{4,100}</)"
_BLANK = r"[ \t\n]{1,2}"
_OPEN = r"[\"'„“”»«\u203a\u2039`*]{0,3}"
_PLAIN = r"[^\s\"'“”„»«\u203a\u2039`<>|]{3,120}"
_QUOTED = r"(?:(?<=\")[^\"\n]{4,80}(?=\")|(?<=')[^'\n]{4,80}(?=')|(?<=„)[^“”\"\n]{4,80}(?=[“”\"])|(?<=»)[^«\n]{4,80}(?=«))"
_VALUE = rf"{_OPEN}(?P<value>{_QUOTED}|{_PLAIN})"

_SIGNED_STRONG = (
    rf"(?i:{_STRONG}(?:[_\-.][a-z0-9]{{1,20}})?{_NO_LETTER}{_WHOSE}(?:{_SIGN}|{_TAG})){_VALUE}"
)
_AND_IT = r"[^\n:=.]{0,40},[ \t](?:und[ \t])?(?:es|das|dieses)"
_SAID_STRONG = rf"(?i:{_STRONG}{_NO_LETTER}(?:{_WHOSE}|{_AND_IT}){_VERB}){_VALUE}"
_BLANK_STRONG = rf"(?i:{_STRONG}{_NO_LETTER}{_BLANK}){_VALUE}"
_SET_STRONG = (
    rf"(?i:{_STRONG}{_NO_LETTER}[^\n:=.]{{0,60}}?[ \t](?:auf|in|mit|zu|to))[ \t]{_VALUE}"
    r"[\"'“”«\u2039`]?[ \t](?i:(?:zur(?:ü|ue)ck)?ge(?:setzt|ändert|aendert)|(?:zurück)?zusetzen|(?:zurück)?setzen|ändern|stellen|"
    r"festgelegt|gestellt|abgeändert|umgestellt|reset|changed)"
)
_NUMBERED = (
    rf"(?i:{_NUMBER}{_NO_LETTER}{_WHOSE}(?:{_SIGN}|{_VERB}|[ \t]{{1,2}})){_OPEN}"
    r"(?P<value>(?:[0-9]{4,12}|[0-9]{3,4}[ \-][0-9]{3,4}|[0-9]{1,2}(?:-[0-9]{1,2}){2,4})(?![0-9A-Za-z/.\-](?![ \n]|$))[*#]?|"
    r"(?=[A-Za-z\-]{0,12}[0-9])[A-Za-z0-9\-]{6,24}(?![A-Za-z0-9]))"
)
_KEYED = rf"(?=[AaCcPpSsMmEeBbRrDdWwTtGgLl])(?i:{_KEY}{_NO_LETTER}{_WHOSE}(?:{_SIGN}|{_TAG}|{_VERB})){_OPEN}(?P<value>[A-Za-z0-9_\-.~+/=:!%]{{12,200}})"
_NO_LABEL = r"(?!(?i:benutzer|user|kennung|log-?in|name|mandant|pass|kenn|pw|e-?mail|http|url|adresse|server|link|portal)[a-z\-]{0,20}[ \t]?[:=])"
_PAIR = (
    r"(?i:zug(?:ang|riff)s?(?:daten)?|log-?in(?:-?daten)?|anmelde?daten|anmeldung|account|benutzer(?:name)?[ \t]?[/,+][ \t]?(?:passwort|kennwort|pw)|"
    r"user(?:name)?[ \t]?[/,+][ \t]?(?:pass(?:wor[dt])?|pw)|credentials)"
    rf"{_WHOSE}[ \t]{{0,2}}(?:[:=]|[ \t]ist|[ \t]lautet|[ \t]mit)[ \t\n]{{0,3}}{_NO_LABEL}[^\s/|:,;]{{2,60}}"
    r"(?:[ \t]{0,2}[/|:;][ \t]{0,2}|[ \t]und[ \t]|,[ \t]|[ \t]{1,3})(?P<value>[^\s\"'“”„»«`<>]{6,60})"
)
_IN_ADDRESS = (
    r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.\-]{1,20}://[^\s:/@\[\]<>{}$]{0,60}:(?P<value>[^\s/@<>{}]{3,80})"
    r"@[A-Za-z0-9.\-]{1,100}"
)
_COMMAND = (
    r"(?:(?<![\w\-])(?:--?p(?:ass(?:word)?|wd)|/p(?:ass)?|-P)[ =:](?![\-/])|sshpass -p ?|mysql[^\n]{0,60} -p(?=\S)|"
    r"(?i:net use)[^\n]{1,80}?\\\\[^\s]{3,60} (?![/])|ConvertTo-SecureString (?:-String )?|_authToken ?= ?|"
    r"IDENTIFIED BY |(?i:keyMaterial>))['\"]?(?P<value>[^\s'\"<>;]{4,100})"
)
_REVERSED = (
    r"(?<![^\s\"'„“»(])(?P<value>[^\s\"'“”„»«`<>|,;:()]{6,40})[\"'“”«]?[ \t]"
    rf"(?i:(?:ist|war|lautet|heißt|als)[ \t](?:(?:das|mein|unser|ihr|sein|dein|neues?|aktuelles?|altes?|gemeinsames?)[ \t]){{0,2}}"
    rf"(?:[a-zäöüß]{{2,20}}-?)?{_STRONG}{_NO_LETTER})"
)
_FORMS = (
    _SIGNED_STRONG, _SAID_STRONG, _BLANK_STRONG, _SET_STRONG, _NUMBERED, _KEYED, _PAIR, _IN_ADDRESS, _COMMAND, _REVERSED,
)  # fmt: skip
_SIGNED, _SAID, _BARE, _SET, _DIGITS, _LONG, _PAIRED, _ADDRESS, _TYPED, _BACKWARDS = range(
    len(_FORMS)
)

_TRAILING = ".,;:)]}"
_MEASURED = re.compile(
    r"[ \t\-]{0,2}(?:zeichen|stellen|ziffern|buchstaben|tage?n?|monat|jahr|wochen|minuten|mal|versuch|euro|€|%)"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_USER_ABOVE = re.compile(
    r"(?:benutzer|user|login|anmelde|kennung|account|nutzer)[^\n]{0,80}\n?[^\n]{0,20}$"
)
_TENDER = re.compile(
    r"angebot|bewerbung|ausschreibung|spende|verwendungszweck|umschlag|vergabe|einsendung|chiffre"
)
_TALK = re.compile(
    r"siehe|folgt|folgendes|erforderlich|vergessen|geändert|abgelaufen|unbekannt|gesperrt|falsch|korrekt|gültig|sicher|geheim|"
    r"streng|persönlich|getrennt|separat|mündlich|telefonisch|leer|keine?s?|nicht|bitte|wird|wurde|muss|darf|kann|per|laut|"
    r"gleich|identisch|wie|beim|dasselbe|selbst|frei|optional|required|forgotten|unknown|unchanged|none|geburtsdatum|ja|nein"
)
"""Words behind "Passwort:" that are no password."""


_STEMS = ("passw", "kennw", "pw", "pin", "key", "token", "secret", "code", "zugang", "login")
_CROWD = 14


@functools.cache
def _expression(form: int) -> re.Pattern[str]:
    return re.compile(_FORMS[form])


def _trimmed(value: str) -> str:
    """Drop what belongs to the sentence; a bracket that the value opened itself stays."""
    while value and value[-1] in _TRAILING:
        if value[-1] in ")]}" and value.count("([{"[")]}".index(value[-1])]) >= value.count(
            value[-1]
        ):
            break
        value = value[:-1]
    return value


def _cut(value: str, named: str, before: str) -> str:
    """End a value where the next setting of a connection string or of a query begins."""
    if named.rstrip("\"' ").endswith("=") and (";" in value or ";" in before[-60:]):
        value = value.split(";", 1)[0]
    if "&" in value and re.search(r"[?&][^\s?&]{0,60}$", before + named) is not None:
        value = value.split("&", 1)[0]
    return value


def _said(value: str, form: int) -> str:
    """Drop the question mark of the sentence that a value closes."""
    return value.rstrip("?") if form in {_SAID, _BARE, _PAIRED} else value


def _is_mixed(value: str) -> bool:
    has_digit = any(map(str.isdigit, value))
    has_letter = any(map(str.isalpha, value))
    return has_digit and has_letter


def _has_symbol(value: str) -> bool:
    return any(character in "!?#$%&*+=^~@§" for character in value)


def _is_strong(value: str) -> bool:
    return _is_mixed(value) or (_has_symbol(value) and kinds(value) >= 2)


def _is_password(value: str, form: int) -> bool:
    """Say whether a value can be a password, by how firmly its form ties it to the word."""
    if len(value) < 6 or entropy(value) <= 1.1:
        return False
    if value.isdigit():
        return form == _SIGNED and not _YEAR.fullmatch(value)
    if " " in value:
        return form in {_SIGNED, _SAID}
    if form == _SIGNED:
        return _is_strong(value)
    return _is_strong(value.rstrip("!")) and not re.fullmatch(
        r"[0-9.,/\-]+[a-zäöü]{0,3}|[A-Za-z]?[0-9]{1,4}", value
    )


def _is_number(value: str, named: str) -> bool:
    compact = re.sub(r"[ \-#*]", "", value)
    if not compact.isdigit():
        return (
            re.search(r"[:=]|lautet|ist", named) is not None
            and kinds(compact) >= 2
            and "code" in named
        )
    return not (
        len(compact) == 4
        and _YEAR.fullmatch(compact)
        and re.search(r"[:=]|ist|laut", named) is None
    )


def _is_long(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    return (
        digits >= 2
        and len(value) - digits >= 3
        and entropy(value) >= 3
        and not is_placeholder(value)
    )


def _is_a_motto(named: str, candidate: Candidate) -> bool:
    """Leave the "Kennwort" on the envelope of a tender, and the user before "Benutzer/Passwort"."""
    if candidate.form == _SIGNED and re.search(r"[a-z][ \t]?[/+]$", candidate.before) is not None:
        return True
    return named.startswith("kenn") and _TENDER.search(candidate.before) is not None


def _is_lone_word(value: str, candidate: Candidate) -> bool:
    """Accept a plain word behind the colon where a user name stands above and the line ends."""
    return (
        len(value) >= 5
        and _TALK.fullmatch(value.lower()) is None
        and value.isalpha()
        and candidate.whole[: candidate.start].rpartition("\n")[2].strip(" |*-") == ""
        and candidate.after[:1] in {"", "\n", "\r"}
        and _USER_ABOVE.search(
            candidate.whole[max(0, candidate.start - 100) : candidate.start].lower()
        )
        is not None
    )


def _is_secret(value: str, named: str, candidate: Candidate) -> bool:
    if not value or _MEASURED.match(candidate.after):
        return False
    if candidate.form == _DIGITS:
        return _is_number(value, named)
    if is_placeholder(value) or _is_a_motto(named, candidate):
        return False
    if candidate.form == _LONG:
        return _is_long(value)
    if candidate.form == _ADDRESS:
        return True
    if candidate.form == _TYPED:
        return not value.startswith(("-", "/")) and (kinds(value) >= 2 or value.isdigit())
    if candidate.form == _SIGNED and _is_lone_word(value, candidate):
        return True
    return _TALK.fullmatch(value.lower()) is None and _is_password(value, candidate.form)


def _is_crowded(candidate: Candidate) -> bool:
    """Say whether words for secrets stand all around it: noise, which must cost little."""
    around = candidate.whole[max(0, candidate.start - 120) : candidate.end + 120].lower()
    return sum(map(around.count, _STEMS)) > _CROWD


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form != _ADDRESS and _is_crowded(candidate):
        return None
    match = _expression(candidate.form).match(candidate.whole, candidate.start)
    if match is None:
        return None
    named = candidate.whole[candidate.start : match.start("value")].lower()
    start = match.start("value")
    value = match["value"]
    if candidate.form not in {_ADDRESS, _BACKWARDS}:
        value = _cut(value, named, candidate.before)
        value = value.rstrip("*") if named.endswith("*") else value
        value = _trimmed(_said(_trimmed(value), candidate.form))
    if not _is_secret(value, named, candidate):
        return None
    sure = candidate.form in {_ADDRESS, _LONG} or (kinds(value) >= 3 and len(value) >= 8)
    return Evidence(
        start=start,
        end=start + len(value),
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        reasons=(Reason.CONTEXT, Reason.FORM),
    )


# Every letter of an anchor is one byte; a "ü" may have become "ue", or a byte of Latin-1.
_U = r"(?:[\xfc\xdc]|ue)"
_STRONG_WORD = (
    r"(?:pass?wor[dt]|passwd|passphrase|passcode|ken[n]?-?wor[dt]|kenncode|losungswort|\bpwd?\b|_pwd?\b|_pass=|\bpsk\b|_psk\b|\bpword\b|pgpassword|"
    rf"(?:wlan|wifi|wi-fi|wpa2?|netzwerk|sicherheits|wiederherstellungs|freigabe)[\- ]?(?:schl{_U}ssel|key))"
)
_NUMBER_WORD = r"(?:\bpin\b|[a-z]pin\b|\bpuk2?\b|\btan\b|\bcv[vc]2?\b|(?:pin|puk|tan|cvc)[\- ]?(?:nummer|nr|code)|[a-z]codes?\b|[a-z]-?code\b|geheimzahl|geheimnummer|kombination\b|\bcode (?:f.{1,2}r|zu[mr]?|de[rs]|vo[nm]|am) )"
_KEY_WORD = rf"(?:key|secret|token|schl{_U}ssel|geheimnis|clientschl{_U}ssel|geheimer wert)"

_USER_WORD = r"(?:zugang|zugriff|zugangsdaten|zugriffsdaten|log-?in|login-?daten|anmelde?daten|anmeldung|account|credentials|benutzer|user)"
_USER_AND_VALUE = r"[^\s/|:,;]{2,60}[ /|:;,u][^\n]{0,24}[0-9!?#$%&*+=]"
_PLACES = (
    # A word for a password is rare in prose: the word alone is the anchor.
    (_STRONG_WORD, 40, 330),
    (_STRONG_WORD, 40, 330),
    (_STRONG_WORD, 40, 140),
    (_STRONG_WORD, 40, 260),
    # The others are everywhere: the anchor asks for what a secret looks like, too.
    (
        rf"{_NUMBER_WORD}[^\n0-9]{{0,80}}(?:\n[ \t]{{0,4}})?[0-9](?:[0-9]{{2}}|[a-z0-9\-]{{4}})",
        150,
        60,
    ),
    (
        rf"{_KEY_WORD}[^\n]{{0,80}}?[:=>|\x3f ][\s\x22\x27\x60*?\xab\xbb]{{0,8}}[a-z0-9_\-.~+/]{{10}}",
        170,
        220,
    ),
    (
        rf"{_USER_WORD}[^\n:=]{{0,70}}(?:[:=]| ist | lautet | mit )[ \t\n]{{0,3}}{_USER_AND_VALUE}",
        230,
        80,
    ),
    (r"[a-z]://[^\s:/@<>{}$]{0,60}:[^\s/@<>{}]{3,80}@", 180, 110),
    (
        r"(?: -{1,2}p(?:ass|wd|assword)?[ =:]?\S| /p(?:ass)?:|sshpass -p|mysql[^\n]{1,60} -p|net use |"
        r"convertto-securestring|_authtoken|identified by |keymaterial>)",
        90,
        200,
    ),
    (_STRONG_WORD, 130, 20),
)
"""Anchor, characters before its end, characters behind; in the order of the forms."""

DETECTOR = Detector(
    category=Category.CREDENTIAL,
    data_class=DataClass.CREDENTIAL,
    patterns=tuple(
        Pattern(anchor=anchor, candidate=candidate, before=before, after=after, caseless=True)
        for (anchor, before, after), candidate in zip(_PLACES, _FORMS, strict=True)
    ),
    validate=_validate,
    cost=500,
    searches_inside=False,
    mask=outline,
)
