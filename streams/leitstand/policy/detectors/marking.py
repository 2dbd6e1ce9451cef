"""Markings of secrecy, as opposed to talk about them.

Legal basis: § 4 SÜG and the Verschlusssachenanweisungen of the Federation and the Länder (VS-NfD to
STRENG GEHEIM, section 18 VSA on how they are set); Decision 2013/488/EU and C-M(2002)49 for EU and
NATO; the Traffic Light Protocol (FIRST, TLP 2.0; BSI) from AMBER on; § 35 GemO BW and its sisters for
what a council handles in private; § 353b StGB and personnel files (§ 50 BeamtStG) for the rest.
Format: a marking stands where a marking stands: on a line of its own, before or behind a title and
set off from it, between dashes or brackets, behind "Betreff:" or "Einstufung:", in a file's name, in
spaced letters, or in capitals at the head of a text that lost its lines.
High: on a line of its own, spaced, behind a label, in a file name, or in capitals. Medium: else. "Nur
für den internen Gebrauch" is low, and "intern" nothing: half of an office is.
Does not trigger: questions, sentences, headings of leaflets, lists of the levels, quotations,
compounds (VS-NfD-Merkblatt), TLP:GREEN and TLP:CLEAR, "Geheimtipp".
Specimens: any text of ``tests/bench/detect/data/markings.jsonl``.
"""

import re
from dataclasses import dataclass

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import shape
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_REACH = 120
"""Characters of a line on each side that are looked at."""

_SERVICE_USE = r"nur\s{1,3}f(?:ü|ue)r\s{1,3}den\s{1,3}dienst(?:lichen\s)?gebrauch"
_CLASSIFIED = (
    rf"(?:verschluss?-?sache|vs)(?:\.?\s?[-_]\s?|\s)?(?:n\.?f\.?d|{_SERVICE_USE}|vertraulich|vertr\.|geheim|streng\s?geheim)",
    r"(?:streng\s{1,3})?geheim",
    r"nato\s(?:restricted|confidential|secret)|cosmic\stop\ssecret",
    r"(?:restreint\sue\s?/\s?)?eu\srestricted|restreint\sue|(?:confidentiel\sue\s?/\s?)?eu\sconfidential|"
    r"(?:tr(?:è|e)s\ssecret\sue\s?/\s?)?eu\s(?:top\s)?secret|secret\sue\s?/\s?eu\ssecret",
)
_NOUN = (
    r"(?:sitzung|teil|beratung|niederschrift|beschluss|protokoll|tagesordnung|(?:beschluss|sitzungs|beratungs)?vorlage|"
    r"drucksache|anlage|mitteilung|information|unterlage|schreiben|entwurf|bericht|vermerk|dokument|notiz)"
)
_OFFICIAL = (
    r"tlp\s?:\s?(?:red|amber(?:\s?\+\s?strict)?)",
    rf"nicht[\s\-]?(?:ö|oe)ffentlich(?:e[rsnm]?\s{{1,3}}{_NOUN})?",
    r"(?:pers(?:ö|oe)nlich\s?(?:/|-|und)\s?)?(?:streng\s{1,3})?vertraulich"
    rf"(?:e[rsn]?\s{{1,3}}(?:personalsache|personalangelegenheit|{_NOUN})(?![a-zäöüß]))?",
    r"personalsache(?:\s?-\s?vertraulich)?",
    rf"{_SERVICE_USE}|amtlich\sgeheim[\s\-]?(?:zu\s|ge)?halten|verschluss?-?sache",
    r"(?:strictly\s|highly\s)?confidential(?!\scomputing)",
    r"nur\s(?:f(?:ü|ue)r\sden|zum)\sinternen\s(?:dienst)?gebrauch",
    r"nö|n\.\s?ö\.",
)
_EDGE, _BEHIND = r"(?<![A-Za-zÄÖÜäöüß0-9])", r"(?![A-Za-zÄÖÜäöüß0-9])"
_WORDS = (
    rf"(?i:(?=[VvGgNnCcRrEeTtSsPpAaHh]){_EDGE}(?:{'|'.join((*_CLASSIFIED, *_OFFICIAL))}){_BEHIND})"
)


def _spaced(word: str) -> str:
    return r"[ ]{1,3}".join(word.replace(" ", ""))


_SPACED_WORDS = ("vertraulich", "geheim", "nichtöffentlich", "personalsache", "verschlusssache")
_SPACED = (
    rf"(?i:{_EDGE}(?:v[ ]{{0,2}}s[ ]{{0,2}}-[ ]{{0,2}}n[ ]{{1,2}}f[ ]{{1,2}}d|"
    rf"(?:{_spaced('streng')}[ ]{{1,5}})?(?:{'|'.join(map(_spaced, _SPACED_WORDS))})){_BEHIND})"
)
_IS_CLASSIFIED = re.compile(rf"(?i)(?:{'|'.join(_CLASSIFIED)}|g ?e ?h ?e ?i ?m|v ?s ?- ?n ?f ?d)")

_LEVEL = (
    r"(?:(?:vs\s?-?\s?(?:nfd|nur|vertraulich)|(?:streng\s)?(?:geheim|vertraulich)|nicht[\s\-]?öffentlich|öffentlich|intern|offen)(?![a-zäöü])|"
    r"tlp\s?:\s?\w+|nato\s|eu\s(?:restr|conf|secr)|restreint|confidentiel|personenbezogen)"
)
_ITEM = re.compile(rf"(?i)[\s\-*•|#>0-9.)]{{0,8}}{_LEVEL}")
_DECORATION = " \t-*=#_|/\\()[]<>~•.:!,>+'\""
_QUOTES = "\"'„“”»«\u2039\u203a\u201a\u2018`"
_TOPIC = (
    "merkblatt",
    "leitfaden",
    "schulung",
    "belehr",
    "bedeut",
    "unterschied",
    "umgang",
    "einstuf",
    "einzustuf",
    "kennzeichn",
    "erklär",
    "definition",
    "stufe",
    "mustertext",
    "mustervorlage",
    "muster:",
    "muster_",
    "vordruck",
    "handreichung",
    "geheimschutz",
    "sicherheitsüberprüfung",
    "stellenausschreib",
    "fähig",
    "anleitung",
    "checkliste",
    "tipps",
    "faq",
    "regelung",
    "richtlinie",
    "anweisung",
    "zulass",
    "zugelassen",
    "freigegeben",
    "wasserzeichen",
    "aufdruck",
    "aufschrift",
    "stempel",
    "schriftgröße",
    "schriftart",
    "dropdown",
    "übersetz",
    "entspricht",
    "entsprech",
    "lehrgang",
    "learning",
    "lernen",
    "behandel",
    "anonym",
    "kostenlos",
    "kostenfrei",
    "beispiel",
)
"""Stems of what a text about markings, or about discretion, speaks of; compounds hold them too."""
_PROSE = frozenset(
    [
        "wer",
        "wann",
        "warum",
        "wie",
        "was",
        "welche",
        "welcher",
        "welches",
        "welchen",
        "darf",
        "dürfen",
        "ist",
        "sind",
        "war",
        "wird",
        "werden",
        "wurde",
        "wurden",
        "bleibt",
        "bleiben",
        "muss",
        "müssen",
        "gilt",
        "gelten",
        "kann",
        "können",
        "soll",
        "sollen",
        "sollte",
        "lag",
        "liegt",
        "trug",
        "trägt",
        "schreibt",
        "laut",
        "hat",
        "haben",
        "oder",
        "so",
        "film",
        "roman",
        "krimi",
        "formuliere",
        "findet",
        "beginnt",
        "tagt",
        "steht",
        "stehen",
    ]
)
"""Words of sentences, which no marking stands in."""
_ARTICLES = frozenset(
    [
        "ein",
        "eine",
        "der",
        "die",
        "das",
        "dies",
        "diese",
        "dieser",
        "dieses",
        "im",
        "in",
        "mit",
        "bei",
        "auf",
        "am",
    ]
)
_LEVELS = frozenset(
    [
        "öffentlich",
        "nichtöffentlich",
        "intern",
        "offen",
        "vertraulich",
        "geheim",
        "nfd",
        "restricted",
        "confidential",
        "secret",
        "tlp",
    ]
)
_WORD = re.compile("[a-zäöüß]+")
_STEMS = (
    "vertraul",
    "geheim",
    "nfd",
    "ffentlich",
    "dienstgeb",
    "personalsache",
    "schlusssache",
    "tlp",
    "restricted",
    "confid",
    "secret",
    "nö",
)
_CROWD = 3
"""Markings within a few lines beyond which they are a list, or noise."""
_FILE = re.compile(
    r"(?i)\.(?:docx?|pdf|xlsx?|xlsm|pptx?|od[tsp]|msg|eml|txt|rtf|zip|csv|md|jpe?g|png|tiff?)(?![A-Za-z0-9])"
)
_REQUEST = re.compile(
    r"(?i)\b(?:bitte|ich|du|mir|uns|datei|anbei|ist|sind|wird|werden|siehe|fasse|lies|öffne|habe|kann)\b"
)
"""Words of a sentence around a file's name."""
_LABEL = re.compile(
    r"(?i)[\s\-*#>|]{0,6}(?:(?:betreff|betr\.?|subject|thema|aw|wg|re|fwd?|einstufung|geheimhaltungs(?:grad|stufe)|vs-grad|klassifi(?:zierung|kation)|"
    r"vertraulichkeit(?:sstufe|sgrad)?|status|sitzungsart|beratungsart|(?:nicht)?öffentlichkeit(?:sstatus)?|schutz(?:stufe|klasse|bedarf)|"
    r"kennzeichnung|fußzeile|kopfzeile|classification|sperrvermerk|vermerk|art der sitzung|behandlung|beratung)\s?[:=]\s{0,20}[\[(*]{0,3}){1,3}"
)
_TITLE = re.compile(
    r"(?i)[\s\-*#>|0-9.]{0,8}(?:betreff|betr\b|subject|aw:|wg:|re:|top\b|tagesordnung(?:spunkt)?|[a-zäöü]*vorlage|drucksache|ds\b|bv\b|sv\b|anlage|anhang|niederschrift|protokoll|"
    r"(?:akten|gesprächs)?vermerk|(?:gesprächs)?notiz|entwurf|gutachten|bericht|[a-zäöü]+bericht|auszug|beratungsfolge|einladung|beschluss|"
    r"stellungnahme|präsentation|folie|seite|stadt|gemeinde|landkreis|kreis|[a-zäöü]*rat\b|[a-zäöü]*ausschuss|antrag|mitteilung|dokument|konzept|[a-zäöü]*plan\b|"
    r"az\b|az\.|aktenzeichen|nr\b|kämmerei|[a-zäöü]+amt\b|rpa\b|[a-zäöü]+liste\b|vergabe|angebot|brief|schreiben|personal[a-zäöü]*|sozial[a-zäöü]*|steuer[a-zäöü]*|nur für)"
)
_ABOUT = re.compile(
    r"(?i)[\s\-*#>|0-9.ivx]{0,8}(?:niederschrift|protokoll|auszug|einladung|tagesordnung|beschl(?:uss|üsse)|ergebnisprotokoll|unterlagen?)"
    r"[^.?!:\n]{0,60}(?:über|zur|zum|der|aus|aus der|die|den|,|-)\s{0,3}(?:die\s|der\s|den\s)?"
)
_BODY = re.compile(
    r"(?i)[\s\-*#>|]{0,6}(?:[a-zäöü]+rat|rat|[a-zäöü]*ausschuss|[a-zäöü]*vertretung)\b[^.?!:\n]{0,50}[,|-]\s{0,3}"
)
_NUMBERING = re.compile(r"(?i)\s{0,4}(?:[ivx]{1,4}|[a-h]|[0-9]{1,2}|teil [a-z0-9])[.):]?\s{0,3}")
_COMPANION = re.compile(
    r"(?i)(?:seite|page|s\.|blatt|folie)\s?[0-9]{1,4}(?:\s?(?:von|/|of)\s?[0-9]{1,4})?|[0-9]{1,2}\.\s?ausfertigung.*|ausfertigung.*|"
    r"(?:kopie|exemplar|entwurf|stand|az\.?|aktenzeichen).{0,40}|[0-9./\- ]{1,20}|amtlich geheim.{0,12}|"
    r"(?:bis|ab|seit) [0-9.]{4,10}|(?:persönlich|personalsache|(?:streng )?vertraulich)"
)
_TICK_BEFORE = re.compile(r"(?i)(?:[\[(]\s?x\s?[\])]|[\u2611\u2612\u2713\u2714])\s{0,3}$")
_TICK_BEHIND = re.compile(r"(?i)\s{0,3}(?:[\[(]\s?x\s?[\])]|[\u2611\u2612\u2713\u2714])")
_OPENS = "-(|[/*<=:,#>+~!_"
_CLOSES = "-)|]/*>:=!+~<_"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The words of a marking in their line."""

    words: str
    left: str
    right: str
    before: str
    """The line above that is not empty."""
    behind: str
    """The line below that is not empty."""

    @property
    def title_before(self) -> str:
        return self.left.strip(_DECORATION)

    @property
    def title_behind(self) -> str:
        return self.right.strip(_DECORATION)

    @property
    def in_capitals(self) -> bool:
        letters = [c for c in self.words if c.isalpha()]
        return sum(map(str.isupper, letters)) >= len(letters) - 1

    @property
    def set_off_before(self) -> bool:
        """Whether a mark or a gap stands between the words and what is left of them."""
        bare = self.left.rstrip(" \t")
        return not bare or bare[-1] in _OPENS or self.left.endswith(("  ", "\t"))

    @property
    def set_off_behind(self) -> bool:
        bare = self.right.lstrip(" \t")
        return not bare or bare[0] in _CLOSES or self.right.startswith(("  ", "\t", " \t"))


def _line(candidate: Candidate) -> _Line:
    whole, start, end = candidate.whole, candidate.start, candidate.end
    low = max(whole.rfind("\n", max(0, start - _REACH), start) + 1, start - _REACH, 0)
    newline = whole.find("\n", end, end + _REACH)
    high = newline if newline >= 0 else min(len(whole), end + _REACH)
    return _Line(
        words=candidate.text,
        left=whole[low:start],
        right=whole[end:high],
        before=whole[max(0, low - _REACH) : low].rstrip().rpartition("\n")[2],
        behind=whole[high : high + _REACH].lstrip().partition("\n")[0],
    )


def _is_quoted(line: _Line) -> bool:
    return line.left[-1:] in set(_QUOTES) or line.right[:1] in set(_QUOTES)


def _is_in_compound(line: _Line) -> bool:
    joined = re.match(r"-[A-Za-zÄÖÜäöü]", line.right) is not None
    return joined or re.search(r"[A-Za-zäöüß]-$", line.left) is not None


def _is_an_item(line: _Line) -> bool:
    """Say whether the lines around it name other levels: a list of them."""
    own = re.sub(r"[\W_]", "", line.words.lower())
    for neighbour in (line.before, line.behind):
        other = re.sub(r"[\W_]|[0-9]", "", neighbour.lower())
        is_level = _ITEM.match(neighbour) is not None and len(neighbour) < 80
        if is_level and not other.startswith((own[:6], "amtlich", "persönlich")):
            return True
    return False


def _has_levels_beside(line: _Line) -> bool:
    """Say whether its line names other levels, too."""
    beside = f"{line.left} | {line.right}".lower().replace(line.words.lower(), "")
    return not _LEVELS.isdisjoint(_WORD.findall(beside))


def _has_topic(text: str) -> bool:
    lowered = text.lower()
    return any(stem in lowered for stem in _TOPIC)


def _is_prose(line: _Line) -> bool:
    before = _WORD.findall(line.left.lower())
    behind = _WORD.findall(line.right[:100].lower())
    starts_a_sentence = bool(before) and before[0] in _ARTICLES
    return (
        "§" in line.left + line.right or starts_a_sentence or not _PROSE.isdisjoint(before + behind)
    )


def _is_crowded(candidate: Candidate) -> bool:
    """Say whether many markings stand around it; cheap, since a hostile text is full of them."""
    around = candidate.whole[max(0, candidate.start - 120) : candidate.end + 120].lower()
    return sum(map(around.count, _STEMS)) > _CROWD


def _is_ticked(line: _Line) -> bool:
    """Say whether it is the chosen one of the boxes of a form."""
    return _TICK_BEFORE.search(line.left) is not None or _TICK_BEHIND.match(line.right) is not None


def _is_file_name(line: _Line) -> bool:
    """Say whether the words stand in a file's name, alone in the line or without blanks."""
    suffix = _FILE.search(line.right)
    if suffix is None or _has_topic(line.left + line.right):
        return False
    if _REQUEST.search(f"{line.left} | {line.right}") is not None:
        return " " not in line.right[: suffix.start()] and "_" in line.left[-1:] + line.right[:1]
    alone = suffix.end() == len(line.right.rstrip()) and line.behind == "" and line.before == ""
    return alone or " " not in line.right[: suffix.start()]


def _is_bare(line: _Line) -> bool:
    before, behind = line.title_before, line.title_behind
    return (not before or _COMPANION.fullmatch(before) is not None) and (
        not behind or _COMPANION.fullmatch(behind) is not None
    )


def _is_heading(line: _Line) -> bool:
    """Judge a noun with it: "Nichtöffentliche Sitzung", "Niederschrift über die … vom 4. Mai"."""
    opens = line.title_before == "" or _NUMBERING.fullmatch(line.left) is not None
    about = _ABOUT.fullmatch(line.left) is not None or _BODY.fullmatch(line.left) is not None
    goes_on = (
        re.match(r"(?i)\s*(?:$|[-:|(,!]|vom\b|am\b|des\b|der\b|nr\b|[0-9])", line.right) is not None
    )
    return (opens or about) and goes_on


def _is_prefix(line: _Line) -> bool:
    """Judge the words at the head of a line, a title behind them."""
    if line.title_before:
        return False
    if line.set_off_behind or line.right.lstrip()[:1] == ",":
        plain = "geheim" not in line.words.lower()
        return (
            line.in_capitals or plain or re.match(r"\s*-\s*(?:nur|[0-9])", line.right) is not None
        )
    return line.in_capitals and re.match(r" [A-ZÄÖÜ0-9]", line.right) is not None


def _is_suffix(line: _Line) -> bool:
    """Judge the words at the end of a line, a title before them."""
    if line.title_behind or not line.set_off_before:
        if not line.title_behind and re.search(r"[0-9]\s{1,3}$", line.left) is not None:
            return _TITLE.match(line.left) is not None
        return line.in_capitals and not line.title_behind and _TITLE.match(line.left) is not None
    if not line.in_capitals and "geheim" in line.words.lower():
        return False
    short = len(line.title_before) <= 90
    return short and (
        line.in_capitals or _TITLE.match(line.left) is not None or line.left.rstrip()[-1] in "-["
    )


def _is_enclosed(line: _Line) -> bool:
    if not (
        line.set_off_before and line.set_off_behind and line.left.strip() and line.right.strip()
    ):
        return False
    if "geheim" in line.words.lower() and not line.in_capitals:
        return False
    if line.left.endswith(("  ", "\t")) and line.right.startswith(("  ", "\t")):
        return True
    loud = line.in_capitals and not line.words.lower().startswith("vs")
    return loud or _TITLE.match(line.left) is not None or _TITLE.match(line.right) is not None


def _is_head_of_a_text(line: _Line) -> bool:
    """Judge capitals behind "Text:" where the paste lost its line ends."""
    begins = re.search(r"[.:!]\s{1,3}$", line.left) is not None and line.in_capitals
    ends = not line.right.strip() and re.search(r"[.!]\s{1,3}$", line.left) is not None
    return begins and (ends or re.match(r" [A-ZÄÖÜ0-9]", line.right) is not None)


def _verdict(line: _Line) -> Confidence | None:
    if _is_file_name(line):
        return Confidence.HIGH
    if _is_quoted(line) or _is_in_compound(line) or line.right.lstrip()[:1] == "?":
        return None
    if line.words.lower()[0:3] in {"nö", "n.ö", "n. "}:
        return _abbreviated(line)
    if _is_ticked(line):
        return Confidence.HIGH
    if _is_an_item(line):
        return None
    if _is_bare(line):
        return Confidence.HIGH
    if _has_levels_beside(line) or _asks(line):
        return None
    if _LABEL.fullmatch(line.left) is not None and (line.set_off_behind or line.title_behind):
        return Confidence.HIGH
    return _among_words(line)


def _abbreviated(line: _Line) -> Confidence | None:
    """Judge "NÖ", which is also a Land: behind the number of a paper only."""
    numbered = re.search("[0-9]", line.left) is not None and _TITLE.match(line.left) is not None
    return Confidence.MEDIUM if numbered and not line.title_behind else None


def _among_words(line: _Line) -> Confidence | None:
    if _has_topic(f"{line.left} | {line.right[:80]}"):
        return None
    if line.in_capitals and (_is_prefix(line) or _is_head_of_a_text(line)):
        return Confidence.HIGH
    return None if _is_prose(line) else _in_a_title(line)


def _asks(line: _Line) -> bool:
    return "?" in line.left + line.right


def _in_a_title(line: _Line) -> Confidence | None:
    if re.search(_NOUN, line.words.lower()) is not None:
        return Confidence.MEDIUM if _is_heading(line) else None
    if any(test(line) for test in (_is_prefix, _is_suffix, _is_enclosed)):
        return Confidence.HIGH if line.in_capitals else Confidence.MEDIUM
    return None


def _validate(candidate: Candidate) -> Evidence | None:
    if _is_crowded(candidate):
        return None
    line = _line(candidate)
    spaced = candidate.form == 1
    confidence = Confidence.HIGH if spaced and not _is_quoted(line) else _verdict(line)
    if confidence is None:
        return None
    if "intern" in candidate.text.lower():
        confidence = Confidence.LOW
    classified = _IS_CLASSIFIED.fullmatch(candidate.text) is not None
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=confidence,
        reasons=(Reason.POSITION, Reason.CAPITALS) if line.in_capitals else (Reason.POSITION,),
        data_class=DataClass.CLASSIFIED_MARKING if classified else DataClass.OFFICIAL_SECRET,
    )


_OE = r"(?:[\xf6\xd6]|oe)"
_ANCHOR = (
    rf"(?:\b|_)vs[\s\-_.]{{0,3}}n\.?f|vertraulich|\bvertr\.|geheim\b|geheim[\s\-]?(?:ge)?halten|dienst(?:lichen )?gebrauch|internen (?:dienst)?gebrauch|"
    rf"nicht[\s\-]?{_OE}ffentlich|personalsache|verschluss?-?sache|(?:\b|_)confidential|tlp\s?:\s?(?:red|amber)|"
    r"nato\s(?:restr|conf|secr)|\beu\s(?:restr|conf|top|secr)|restreint|cosmic\stop"
)
_ABBREVIATED = r"(?:[\-(\[|/,_ ] ?n[\xf6\xd6](?:[^a-z\xe4\xf6\xfc\xd6]|$)|n\. ?[\xf6\xd6]\.)"

DETECTOR = Detector(
    category=Category.MARKING,
    data_class=DataClass.OFFICIAL_SECRET,
    patterns=(
        Pattern(
            anchor=rf"{_ANCHOR}|{_ABBREVIATED}",
            candidate=_WORDS,
            before=60,
            after=70,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:t r a u|g e h e|g  e  h|l i c h|l  i  c|n a l s a|u s s s a|\bv ?s ?- ?n f)",
            candidate=_SPACED,
            before=90,
            after=60,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=1_300,
    searches_inside=False,
    mask=shape,
)
