"""Genetic data, and biometric data that identify a person.

Legal basis: special category, Art. 9 (1), Art. 4 (13) and (14) GDPR; § 81g StPO; § 5 PAuswG, § 4 PassG.
Format: a statement ("ihre Fingerabdrücke", "DNA-Probe von", "Träger der BRCA1-Mutation"), or a field.
High with a predicate or possessive, medium directly beside the name; never without an identifiable
person, see :mod:`leitstand.policy.identifiable`.
Does not trigger: procedures and devices (Abgabe der Fingerabdrücke beim Ausweis, Gesichtserkennung).
Specimens, invented: "Der Gentest von Frau Kaya liegt vor."
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._statement import STATEMENT, Part, statement
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.policy.shape import nothing
from leitstand.schemas.vocabulary import Category, DataClass

_THING = (
    r"fingerabdr(?:uck|ücke[n]?)|dna-?(?:profile?|proben?|analysen?|spuren?|tests?)|dns-?(?:profil|probe|analyse)|gentests?|genanalysen?|vaterschaftstests?|abstammungsgutachten|iris-?scans?|"
    r"brca-?[12](?:-mutation)?|(?:gen)mutation|gendefekts?|erbkrankheit|stimmprofil|gesichtsprofil"
)
_PARTS = (Part.CONDITION,)


def _validate(candidate: Candidate) -> Evidence | None:
    return statement(candidate, _PARTS[candidate.form])


DETECTOR = Detector(
    category=Category.OTHER,
    data_class=DataClass.SPECIAL_CATEGORY,
    patterns=(
        Pattern(
            anchor=r"fingerabdr|\bdna-?[pPaAsStT]|\bdns-?[pa]|gentest|genanaly|schaftstest|abstammungsg|iris-?scan|\bbrca|genmutation|gendefekt|erbkrankh|stimmprofil|gesichtsprofil",
            candidate=rf"(?i:(?<![\w\-])(?:{_THING})(?![\w\-*]))",
            before=40,
            after=30,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=STATEMENT,
    about_a_person=True,
    covers=True,
    mask=nothing,
)
