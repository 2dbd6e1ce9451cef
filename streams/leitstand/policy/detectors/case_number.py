"""File number of a person's case (Aktenzeichen, Geschäftszeichen, Vorgangsnummer, BG-Nummer).

Legal basis: personal data, since the file names the person (Art. 4 (1) GDPR); in matters of social
law § 35 SGB I, of taxes § 30 AO, which the text around it has to show.
Format: each authority has its own. Three digits at least, or two with a separator, in groups with
hyphens, slashes, dots and blanks: 32-456/2024, II-123.45, 51/2-4711-Sch, FB 32 / 123-45-2024; of courts
and prosecutors with the sign of the register (§ 4 AktO): 4 K 1234/23, 123 Js 456/23. Number of a
Bedarfsgemeinschaft: five digits, BG, seven digits.
Directly behind a word that names it: high; digits and dots alone (022.31) are a sign of the file plan,
which names a subject: low. The number of a Bedarfsgemeinschaft needs no word. The file
number of a court of first instance or a prosecutor without such a word: medium where the text names
the parties, the matter or a court of first instance (in Sachen … ./. …, gegen Herrn …, Sorgerecht,
Amtsgericht). Behind a word that names a file in passing (Bauakte, Vorgang, Vermerk zu): medium where the
number shows by its groups what it is.
Does not trigger: citations of published decisions (federal courts and the Court of Justice by their
registers; all courts beside "Urteil vom", "Beschluss", "vgl."), council papers (Drucksache, Vorlage),
statutes, norms, patterns with placeholders, dates, file plans (Aktenplan).
Specimens (fictitious): Az. 32-456/2024, Gz. 51/2-4711-Sch, BG-Nummer 12345BG0001234.
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labelled import chain, chained, labelled, number_of
from leitstand.policy.detectors._near import has_any, words_before, words_behind
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_AROUND = 140
"""Characters on each side in which a citation shows itself."""

_NR = r"-?[ \t]?(?:n(?:umme)?r\.?(?![a-zäöüß])|nummer|id)"
_LABEL = (
    r"(?<![a-zäöüß])(?:a\.?z\.?(?![a-zäöüß])|g\.?z\.?(?![a-zäöüß])|(?:[a-zäöüß]{2,16})?aktenzeichen|akten-?z\.|akt?z\.?(?![a-zäöüß])"
    r"|(?:gesch(?:ä|ae)fts|gerichts|verfahrens|vorgangs|beleg)-?zeichen|gesch(?:ä|ae)ftszahl|gesch(?:(?:ä|ae)fts)?\.?[ \-]?z\."
    r"|(?:unser|ihr|mein|dein|deren)e?[ \t]+zeichen|(?:file|case) (?:ref(?:erence)?\.?|no(?:\.|(?=:))|number)(?![a-z])|akte(?=[: ][^a-z])|vorgang(?=:)"
    rf"|(?:vorgangs?|fall|bg|akten?|verfahrens|gesch(?:ä|ae)fts|bedarfsgemeinschafts?|hilfefall|antrags|bußgeld){_NR})"
)
_DIGITS = r"[0-9]{1,12}"
_SIGN = r"[A-ZÄÖÜ]{1,6}[a-zäöü]{0,3}(?![a-zäöüß])"
_NAME = r"[A-ZÄÖÜ][a-zäöüß]{1,14}"
_PIECE = rf"(?:{_DIGITS}(?:[A-Za-z]{{1,2}}(?![A-Za-zäöüß])|[A-Z]{{2,3}}[0-9]{{1,10}})?|{_SIGN}[0-9]{{0,12}})"
_GROUP = r"[0-9]{1,12}(?![0-9.]* ?(?:[,:][0-9]|Uhr|Euro|EUR|€|%)|[0-9]?\.[01]?[0-9]\.)"
_JOINED = (
    rf"(?:(?://|[\-/.:_+])(?:{_PIECE}|{_NAME})|(?: [\-/+] ?|[\-/+] )(?=[A-Z]{{0,6}}[ \-/.]?[0-9]){_PIECE}"
    rf"|(?<!/[0-9]{{2}})(?<!/[0-9]{{4}}) (?:{_GROUP}|{_SIGN}(?= ?[0-9])))"
)
_NUMBER = rf"{_PIECE}(?:{_JOINED}){{0,9}}(?: (?:B )?(?:ER|PKH)(?![\w-]))?(?![A-Za-z0-9äöüÄÖÜß]|-[a-zäöü]|,[0-9])"
_NAMED = labelled(_LABEL, _NUMBER)
_NAMED_NUMBER = re.compile(_NAMED)
_CHAIN = chain(_LABEL, _NUMBER)
_FILE = r"(?<![a-zäöüß])(?:(?:[a-zäöüß]{2,20})?akte|(?:akten)?(?:vermerk|notiz) zu|vorgang|(?:hilfe|bußgeld)?fall)"
_FILED = labelled(_FILE, _NUMBER)
_FILED_NUMBER = re.compile(_FILED)
"""Words that name a file in passing; the number behind them has to show by its form what it is."""

_NAMED_BEHIND = rf"(?<![0-9A-Za-z/.,\-]){_NUMBER}(?= ?\((?i:unser |ihr |mein |das )?(?i:aktenz|az\b|geschäftsz|vorgangsn)|,? (?i:ist|lautet|war) (?i:unser|ihr|mein|das) (?i:aktenz|geschäftsz))"
_REGISTER = r"(?:C|O|S|T|F|K|A|B|E|L|M|R|XIV|Js|Ds|Ls|Cs|Ks|Gs|OWi|OWi Js|UJs|VRs|Bs|AS|SO|AL|KR|SB|RJ|BA|Ca|Ga|BV|XVII|VI|IV|IK|IN|IE|Qs|Ns|UF|WF|U|W|KLs|NBs)"
_COURT_FILE = (
    rf"(?<![0-9A-Za-z§/.,\-])(?:[0-9]{{1,4}} {_REGISTER}|S [0-9]{{1,3}} (?:AS|SO|AL|KR|SB|R|AY|P|U|VE)|XVII|VI)"
    rf"(?: [0-9]{{1,4}} {_REGISTER})? [0-9]{{1,6}}/[0-9]{{2}}(?:\.[A-Z]{{1,2}})?(?![0-9A-Za-z/])"
)
_COMMUNITY = r"(?<![0-9A-Za-z])[0-9]{3}[0-9/]{2,3} ?BG ?[0-9](?: ?[0-9]){6}(?![0-9A-Za-z])"

_PUBLISHED = re.compile(
    r"[0-9]{1,2} (?:BvR|BvL|BvF|BvE|BvQ|PBvU)\b"  # Bundesverfassungsgericht
    r"|[0-9]{1,2} (?:A|B|C|CN|BN|P|PB|WB|WD|KSt|AV|VR|PKH) [0-9]{1,5}\.[0-9]{2}\b"  # BVerwG
    r"|[IVX]{1,4} (?:ZR|ZB|ZA|AR|R|B|E|S|K)\b|[1-9] (?:StR|ARs|BGs|StE)\b"  # BGH, BFH
    r"|(?:Xa|KZR|EnVR|NotZ|AnwZ|RiZ|DGH|RDG) [(0-9Z]"
    r"|B [0-9]{1,2} [A-ZÜ]{1,2} [0-9]+/|[0-9]{1,2} (?:AZR|AZN|ABR|AZB|ABN|GmS)\b"  # BSG, BAG
    r"|[CTF] ?- ?[0-9]{1,4}/[0-9]{2}|Rs\.|COM|KOM"  # Court of Justice, Commission
    r"|(?:[1-6]0|11) (?:19|20)[0-9]{2} [0-9]{3}|[0-9]{3} [0-9]{2}(?: [0-9]{3}|$)"  # patents
    r"|ECLI|BVerf|BVerw|BGH|BSG|BAG|BFH|EuG|RIS"
)
"""What opens the citation of a decision that is published under its file number."""
_OF_A_RULE = (
    "erlass",
    "rundschreiben",
    "bekanntmachung",
    "verwaltungsvorschrift",
    "rundverfügung",
    "ministerium",
    " bmi ",
    " bmas ",
    " bmf ",
    " bmvg ",
    " bmj ",
    " bmg ",
    "patent",
    " marke ",
    " marken ",
    "wortmarke",
    "gebrauchsmuster",
    "tarifvertrag",
    "aktenplan",
    " muster ",
    "schema",
    "zum beispiel",
    " z b ",
    "platzhalter",
)
_COURTS_OWN = (
    "bverfg",
    "bverwg",
    " bgh ",
    " bsg ",
    " bag ",
    " bfh ",
    " eugh ",
    " eug ",
    " egmr ",
    "gerichtshof",
    "bundesverfassungsgericht",
    "bundesverwaltungsgericht",
    "bundessozialgericht",
    "bundesarbeitsgericht",
    "bundespatentgericht",
    "bundesfinanzhof",
)
_CITED = (
    *_COURTS_OWN,
    " urt ",
    "urteil",
    " beschl ",
    "beschluss",
    "beschluß",
    "entscheidung",
    "gerichtsbescheid",
    "rechtsprechung",
    " vgl ",
    " ecli",
    " juris ",
    " njw",
    " nvwz",
    " rn ",
    " rdnr ",
    " st rspr",
    "drucksache",
    " drs ",
    "oberlandesgericht",
    "oberverwaltungsgericht",
)
_LAWSUIT = (
    "in sachen",
    " in der verwaltungsrechtssache",
    "verwaltungsstreitsache",
    "in der familiensache",
    "in der strafsache",
    "in der bußgeldsache",
    "in der betreuungssache",
    "mandant",
    "gegen herrn",
    "gegen frau",
    "strafanzeige",
    "in der sache",
    "amtsgericht",
    "familiengericht",
    "betreuungsgericht",
    "nachlassgericht",
    "insolvenzgericht",
    "strafverfahren",
    "ermittlungsverfahren",
    "bußgeldverfahren",
    "sorgerecht",
    "umgangsrecht",
    "betreuungsverfahren",
    "insolvenzverfahren",
    "unterhaltsverfahren",
    "in dem verfahren",
    "staatsanwaltschaft",
    "familiensache",
)
_OF_THE_PLAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4}){1,3}")
"""A sign of the file plan (022.31): a subject, of which there may be a person's file."""
_OF_A_COURT = re.compile(r"[A-Z].*/[0-9]{2}(?![0-9])")
_DATE = re.compile(r"[0-3]?[0-9]\. ?[01]?[0-9]\.(?: ?(?:19|20)?[0-9]{2})?")


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form == 1:
        return _judge_court_file(candidate)
    if candidate.form == 4:
        return _judge_named_behind(candidate)
    if candidate.form == 5:
        return _judge_filed(candidate)
    if candidate.form == 2:
        return _evidence(candidate, Confidence.HIGH, Reason.FORM, Reason.STRUCTURE)
    number = _chained(candidate) if candidate.form == 3 else number_of(candidate, _NAMED_NUMBER)
    if number is None or not _is_number(number.text) or _is_published(number):
        return None
    of_the_plan = _OF_THE_PLAN.fullmatch(number.text) is not None
    return _evidence(number, Confidence.LOW if of_the_plan else Confidence.HIGH, Reason.CONTEXT)


def _judge_named_behind(candidate: Candidate) -> Evidence | None:
    """Judge a number in groups behind which stands what it is: "W 115/24 (Aktenzeichen)"."""
    grouped = re.search(r"[0-9][\-/].*[0-9]", candidate.text) is not None
    if not grouped or not _is_number(candidate.text) or _is_published(candidate):
        return None
    return _evidence(candidate, Confidence.HIGH, Reason.CONTEXT)


def _judge_filed(candidate: Candidate) -> Evidence | None:
    """Judge a number behind "Bauakte", "Vorgang", "Vermerk zu"."""
    number = number_of(candidate, _FILED_NUMBER)
    if number is None or not _is_in_groups(number.text) or not _is_number(number.text):
        return None
    if _is_published(number):
        return None
    return _evidence(number, Confidence.MEDIUM, Reason.FORM, Reason.CONTEXT)


def _is_in_groups(text: str) -> bool:
    """Say whether it has groups, and a letter among three digits or six digits: no year, no count."""
    digits = sum(character.isdigit() for character in text)
    grouped = re.search(r"[0-9A-Z][\-/.][0-9A-Z]|[A-Z] [0-9]", text) is not None
    letters = re.search(r"[A-Za-z]", text) is not None
    years = re.fullmatch(r"(?:19|20)[0-9]{2}[/\-](?:19|20)?[0-9]{2}", text)
    return grouped and digits >= (3 if letters else 6) and years is None


def _chained(candidate: Candidate) -> Candidate | None:
    """Return a number that another one links to its word; it must look like one by itself."""
    before = candidate.whole[max(0, candidate.start - 120) : candidate.start]
    if re.search(r"[0-9][\-/].*[0-9]", candidate.text) is None or _CHAIN.search(before) is None:
        return None
    return candidate


def _is_number(text: str) -> bool:
    """Say whether it has digits enough, and is no date, year, version or placeholder."""
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) < (2 if re.search(r"[\-/. ]", text) else 3) or not digits.strip("0"):
        return False
    if _DATE.fullmatch(text) or re.fullmatch(
        r"(?:19|20)[0-9]{2}(?:[./-](?:19|20)?[0-9]{2})?", text
    ):
        return False
    return re.search(r"(?:^|[^A-Za-z])(?:X{2,}|JJJJ|YYYY|NN|TT)", text) is None


def _is_published(number: Candidate) -> bool:
    """Say whether it is the citation of a decision or rule that everybody may read."""
    if _PUBLISHED.match(number.text):
        return True
    if has_any(words_before(number, 80), _OF_A_RULE) or has_any(
        words_before(number, 60), _COURTS_OWN
    ):
        return True
    return _OF_A_COURT.search(number.text) is not None and _is_cited(number, behind=40)


def _is_cited(number: Candidate, behind: int) -> bool:
    return has_any(words_before(number, _AROUND), _CITED) or has_any(
        words_behind(number, behind), _CITED
    )


def _judge_court_file(candidate: Candidate) -> Evidence | None:
    """Judge the file number of a court or prosecutor that no word names."""
    if _PUBLISHED.match(candidate.text):
        return None
    before = words_before(candidate, _AROUND)
    parties = has_any(before, _LAWSUIT) or "./." in candidate.before
    if not (parties or has_any(words_behind(candidate, _AROUND), _LAWSUIT)):
        return None
    if _is_cited(candidate, behind=_AROUND):
        return None
    return _evidence(candidate, Confidence.MEDIUM, Reason.FORM, Reason.CONTEXT)


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


_ANCHOR = (
    r"(?:\ba\.?z\b|\bakt?z\b|\bg\.?z\b|zeichen|ftszahl|akten.?z|gesch.{0,8}z\.|akte[: ]|vorgang:|(?:file|case) (?:ref|no|num)"
    r"|(?:vorgangs?|fall|\bbg|akten?|verfahrens|fts|antrags|bu\xdfgeld|schafts?)[ \t\-]{0,2}(?:nr|num|id))[^0-9]{0,48}[0-9]"
)

DETECTOR = Detector(
    category=Category.CASE_NUMBER,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=_ANCHOR,
            candidate=_NAMED,
            before=84,
            after=60,
            caseless=True,
        ),
        Pattern(
            anchor=r" [A-Z][A-Za-z]{0,3} [0-9]{1,6}/[0-9]{2}",
            candidate=_COURT_FILE,
            before=30,
            after=8,
        ),
        Pattern(anchor=r"[0-9/]{3} ?BG ?[0-9]", candidate=_COMMUNITY, before=12, after=18),
        Pattern(anchor=_ANCHOR, candidate=chained(_NUMBER), before=40, after=80, caseless=True),
        Pattern(
            anchor=r"[0-9](?: ?\(|,? (?:ist|lautet|war) )(?:(?:unser|ihr|mein|das) )?(?:aktenz|az\b|gesch.{1,2}ftsz|vorgangsn)",
            candidate=_NAMED_BEHIND,
            before=60,
            after=12,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:akte|vermerk zu|notiz zu|vorgang|\bfall|lfefall|geldfall) [a-z]{0,6}[\-/. ]{0,2}[0-9]",
            candidate=_FILED,
            before=40,
            after=40,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=500,
)
