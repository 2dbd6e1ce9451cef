"""Sex life or sexual orientation of a person.

Legal basis: special category, Art. 9 (1) GDPR; § 13 SBGG (prohibition of disclosure).
Format: a statement ("ist lesbisch", "ist trans", "hat sich geoutet", "lebt in einer
gleichgeschlechtlichen Ehe"), or a field ("sexuelle Orientierung: …").
High with an identifiable person; never without, see :mod:`leitstand.policy.identifiable`.
Does not trigger: groups and topics (queere Jugendarbeit, CSD, Selbstbestimmungsgesetz), the register of
civil status as a procedure, "m/w/d".
Specimens, invented: "Frau Kaya ist lesbisch."
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_QUALITY = (
    r"(?:offen |nicht )?(?:homosexuell|heterosexuell|bisexuell|lesbisch|schwul|queer|asexuell|pansexuell|transsexuell|transgender|transident|trans\*?|intersexuell|inter\*?geschlechtlich|"
    r"nicht-?binär|nonbinär|transfrau|transmann|eine lesbe|prostituierte|sexarbeiterin)"
)
_ACT = (
    r"(?:hat|habe) sich (?:\w+ ){0,4}?(?:als \w+ )?geoutet|outete sich(?: als \w+)?|(?:lebt|wohnt) (?:\w+ ){0,3}?in (?:einer )?gleichgeschlechtliche[rn] \w+|geschlechtsangleich\w+|"
    r"(?:seine|ihre|deren|dessen) (?:homosexualität|bisexualität|transsexualität|sexuelle orientierung|transidentität)|(?:seinem|ihrem|sein|ihr) coming-?out"
)
_PARTS = (Part.QUALITY, Part.ACT, Part.FIELD)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=r"sexuell\b|lesbisch\b|\bschwul\b|\bqueer\b|\btrans(?:gender|ident|frau|mann)?\b|geschlechtlich\b|bin[äÄ]r\b|eine lesbe|prostituierte\b|sexarbeiterin",
            candidate=rf"(?i:(?<![\w\-])(?:{_QUALITY})(?![\w\-*]))",
            before=40,
            after=20,
            caseless=True,
        ),
        Pattern(
            anchor=r"geoutet|outete|gleichgeschlechtliche|geschlechtsangleich|sexualit[äÄ]t|sexuelle orientierung|transidentit|coming-?out",
            candidate=rf"(?i:(?<![\w\-])(?:{_ACT})(?![\w\-*]))",
            before=90,
            after=40,
            caseless=True,
        ),
        Pattern(
            anchor=r"sexuelle (?:orientierung|identit[äÄ]t)[ \t]?[:|]",
            candidate=r"(?i:(?<![\w\-])sexuelle (?:orientierung|identität)[ \t]?[:|][ \t]{0,4}[A-Za-zäöüß\-]{3,25}(?![\w\-]))",
            before=40,
            after=40,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=STATEMENT,
    about_a_person=True,
    covers=True,
    mask=nothing,
)
