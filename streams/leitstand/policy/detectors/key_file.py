"""Private keys as files: PEM (RFC 7468), OpenSSH, OpenPGP, PuTTY, and keytabs in base64.

Legal basis: § 202a StGB protects what they open; Art. 32 GDPR, BSI IT-Grundschutz CON.1, ORP.4.
Format: RFC 7468 section 10 and 11, RFC 9580 section 6.2, PuTTY appendix C. A block that was cut
off in the paste counts too: what is there of it is enough to warn. In a program the line ends may
be written ``\\n``.
Confidence: high.
Does not trigger: public keys, certificates, a block without a body ("-----BEGIN PRIVATE KEY-----" in
an explanation), dots in place of the body.
Specimens: the body of any key made for the purpose.
"""

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import outline
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_BREAK = r"(?:[ \t]{0,8}(?:\r?\n|\\n|\\r\\n| )[ \t>|]{0,8}){1,3}"
_HEADER = r"(?:[A-Z][A-Za-z\-]{2,20}: [^\n\\]{0,100}" + _BREAK + r"){0,6}"
_BODY = (
    rf"[A-Za-z0-9+/=]{{16,5000}}(?:{_BREAK}[A-Za-z0-9+/=]{{40,200}}){{0,150}}"
    rf"(?:{_BREAK}(?=[A-Za-z0-9+/]{{0,199}}[0-9+/=])[A-Za-z0-9+/=]{{2,200}}(?![A-Za-zäöü])){{0,2}}"
)
_PEM = (
    rf"-----BEGIN [A-Z0-9 ]{{0,40}}PRIVATE KEY(?: BLOCK)?-----{_BREAK}?{_HEADER}{_BODY}"
    rf"(?:{_BREAK}?-----END [A-Z0-9 ]{{0,40}}PRIVATE KEY(?: BLOCK)?-----)?"
)
_PUTTY = (
    r"Private-Lines:[^\n]{1,6}\n[A-Za-z0-9+/=]{16,80}(?:\s{1,2}[A-Za-z0-9+/=]{2,80}(?![A-Za-z0-9+/=:\-])){0,80}"
    r"(?:\s{1,2}Private-MAC: [0-9a-f]{40,64})?"
)
_KEYTAB = r"(?<![A-Za-z0-9+/])BQI[A-Za-z0-9+/]{40,2000}={0,2}"


def _validate(candidate: Candidate) -> Evidence | None:
    text = candidate.text
    if text.startswith("BQI") and "keytab" not in candidate.before + candidate.after:
        return None
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=Confidence.HIGH,
        reasons=(Reason.ISSUED, Reason.FORM),
    )


DETECTOR = Detector(
    category=Category.CREDENTIAL,
    data_class=DataClass.CREDENTIAL,
    patterns=(
        Pattern(
            anchor=r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\\>|]{0,16}[A-Za-z0-9+/]{3}",
            candidate=_PEM,
            before=110,
            after=9_000,
        ),
        Pattern(anchor="Private-Lines:", candidate=_PUTTY, before=30, after=6_000),
        Pattern(anchor=r"\bBQI[A-Za-z0-9+/]{40}", candidate=_KEYTAB, before=50, after=2_050),
    ),
    validate=_validate,
    searches_inside=False,
    mask=outline,
)
