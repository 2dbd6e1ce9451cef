"""E-mail address.

Legal basis: personal data where it names or reaches a natural person, Art. 4 (1) GDPR; a mailbox
of an office (poststelle@…) is not.
Format: RFC 5321 and RFC 6531: local part up to 64 characters, domain with at least one dot and a
top-level domain of letters; also written with (at) or [at] and (dot) or [punkt].
Checksum: none; validity is the form of both parts.
A local part of two names is high, any other one medium.
Does not trigger: mailboxes of a function (info@, standesamt@), placeholders
(vorname.nachname@…), handles (@name), user@host without a domain, version tags (package@1.2.3),
addresses that the policy names as the office's own.
Specimens: erika.mustermann@example.org (RFC 2606 domain).
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_LOCAL = r"[^\W_](?:[\w.+\-'%&]{0,62}[\w+\-])?"
_DOMAIN = r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}"
_AT = r"(?:[ \t]{0,2}[\(\[\{][ \t]?(?:at|ät|@)[ \t]?[\)\]\}][ \t]{0,2})"
_DOT = r"(?:\.|[ \t]?[\(\[\{][ \t]?(?:dot|punkt)[ \t]?[\)\]\}][ \t]?)"
_LABEL = r"[^\W_][\w\-]{0,61}"
_BLANKS = r"(?:[ \t]?\r?\n[ \t]{0,3})?"
_PLAIN = rf"(?<![\w.+\-'%&]){_LOCAL}(?:@{_BLANKS}|[ ]@[ ])(?=[a-zäöü0-9]|(?<=@)[A-Z]){_DOMAIN}(?![\w\-]|@|\.[\w])"
_SPELLED = rf"(?<![\w.+\-'%&]){_LOCAL}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,4}}{_DOT}[^\W\d_]{{2,24}}(?![\w\-])"

_WORDS = rf"(?<![\w.+\-'%&]){_LOCAL}[ ](?:at|ät)[ ]{_LABEL}(?:[ ](?:dot|punkt)[ ]{_LABEL}){{0,2}}[ ](?:dot|punkt)[ ][^\W\d_]{{2,6}}(?![\w\-])"

_PLACEHOLDER = re.compile(
    r"(?:vorname|nachname|name|ihre?|deine?|benutzer|user(?:name)?|xxx+|mail|e-?mail|adresse|muster)"
    r"(?:[._\-]?(?:vorname|nachname|name|mail|e-?mail|adresse))?"
)
_FUNCTION_WORD = (
    r"(?:info|kontakt|contact|poststelle|post|rathaus|stadt|gemeinde|verwaltung|service|support|office|"
    r"buero|büro|sekretariat|zentrale|presse|pressestelle|redaktion|newsletter|noreply|no-reply|"
    r"datenschutz|dsb|personalrat|hauptamt|bauamt|ordnungsamt|sozialamt|jugendamt|standesamt|"
    r"buergerbuero|bürgerbüro|buergerdienste|kaemmerei|kämmerei|stadtkasse|bauhof|feuerwehr|"
    r"bibliothek|stadtbibliothek|museum|kita|schule|vhs|volkshochschule|tourismus|webmaster|"
    r"postmaster|abuse|admin|it|edv|helpdesk|hilfe|bewerbung|bewerbungen|karriere|anmeldung|"
    r"veranstaltungen|vergabe|rechnung|rechnungen|erechnung|auftrag|bestellung|vertrieb|sales|"
    r"team|projekt|leitung|vorzimmer|stab|digitales|kultur|umwelt|tiefbau|soziales|finanzen|buergerservice|bürgerservice|buergermeister(?:in)?|oberbuergermeister(?:in)?|ob|"
    r"steuern|gewerbe|wahlamt|fundbuero|fundbüro|stadtplanung|stadtarchiv|archiv|musikschule|"
    r"schulverwaltung|friedhof|beteiligung|mitmachen|anregungen?|beschwerden?|feedback|umfragen?|termine?|"
    r"wahlen|ausbildung|jobs|stellenangebote|ehrenamt|gleichstellung|inklusion|klimaschutz|mobilitaet|mobilität|"
    r"digitalisierung|buchhaltung|personal|liegenschaften|denkmalschutz|entsorgung|abfallberatung|"
    r"[a-zäöüß]{3,30}(?:amt|stelle|buero|büro|behoerde|behörde|verwaltung|kasse|beauftragter?|foerderung|förderung|"
    r"management|maengelmelder|mängelmelder|zentrum|zentrale|dienste?))"
)
_FUNCTION = re.compile(rf"{_FUNCTION_WORD}(?:[._\-]?(?:{_FUNCTION_WORD}|[0-9]{{1,3}})){{0,3}}")
_TWO_NAMES = re.compile(r"[^\W\d_]{1,30}[._\-][^\W\d_]{2,30}(?:-[^\W\d_]{2,30})?[0-9]{0,4}")
_PASSWORD_BEFORE = re.compile(r"://[^\s/@]{1,64}:\Z")
"""What stands before the @ in ``https://user:secret@host`` (RFC 3986, section 3.2.1) is no mailbox."""
_AT_SIGN = re.compile(r"[ \t]*(?:@|[\(\[\{]|\b[aä]t\b)", re.IGNORECASE)


def _graded(local: str) -> tuple[Confidence, tuple[Reason, ...]]:
    if _TWO_NAMES.fullmatch(local):
        return Confidence.HIGH, (Reason.FORM, Reason.STRUCTURE)
    return Confidence.MEDIUM, (Reason.FORM,)


def _validate(candidate: Candidate) -> Evidence | None:
    if _PASSWORD_BEFORE.search(candidate.whole[max(0, candidate.start - 80) : candidate.start]):
        return None
    local = _AT_SIGN.split(candidate.text, maxsplit=1)[0].lower()
    if ".." in local or _PLACEHOLDER.fullmatch(local) or _FUNCTION.fullmatch(local):
        return None
    confidence, reasons = _graded(local)
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


DETECTOR = Detector(
    category=Category.EMAIL,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(anchor="@", candidate=_PLAIN, before=66, after=260),
        Pattern(
            anchor=r"[(\[{][ \t]?(?:at|[äÄ]t|@)[ \t]?[)\]}]",
            candidate=_SPELLED,
            before=80,
            after=260,
            caseless=True,
        ),
        Pattern(
            anchor=r" (?:at|[äÄ]t) [a-z0-9\-]{2,40} (?:dot|punkt) [a-z]{2}",
            candidate=_WORDS,
            before=120,
            after=60,
            caseless=True,
        ),
    ),
    validate=_validate,
)
