"""Passwords, keys and tokens.

Legal basis: § 202a StGB protects what they open; Art. 32 GDPR, BSI IT-Grundschutz ORP.4.
Format: keys whose opening part the issuer fixed (OpenAI, Anthropic, GitHub, GitLab, AWS, Google,
Slack, Hugging Face), JSON Web Tokens, PEM private keys, user and password inside an address, and
a password or PIN that somebody names in German or English. Issuer patterns follow the rules of
gitleaks (MIT); bodies must look random (Shannon entropy), as there.
Checksum: none used.
A fixed opening part or a PEM block is high; a named password is high with three kinds of characters,
else medium.
Does not trigger: talk about passwords ("Passwort vergessen", "mindestens 12 Zeichen"), placeholders
(<password>, ********, IhrPasswort), variables ($DB_PASSWORD, os.environ["KEY"]), example keys of AWS.
Specimens, all invented: ghp_ and 36 random letters and digits; Passwort: Wolke-7-Haus!
"""

import math
import re
from collections import Counter
from collections.abc import Callable

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import outline
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_EDGE = r"(?<![A-Za-z0-9_\-])"
_ISSUED = (
    rf"{_EDGE}sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]{{2,8}}-)?[A-Za-z0-9_\-]{{20,180}}",
    rf"{_EDGE}(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{{36}}",
    rf"{_EDGE}github_pat_[A-Za-z0-9_]{{60,90}}",
    rf"{_EDGE}glpat-[A-Za-z0-9_\-]{{20,60}}",
    rf"{_EDGE}(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z2-7]{{16}}(?![A-Za-z0-9])",
    rf"{_EDGE}AIza[A-Za-z0-9_\-]{{35}}",
    rf"{_EDGE}xox[abeprs]-[A-Za-z0-9\-]{{10,120}}",
    r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,60}",
    rf"{_EDGE}hf_[A-Za-z]{{34}}",
    rf"{_EDGE}eyJ[A-Za-z0-9_\-]{{14,2000}}\.eyJ[A-Za-z0-9_\-]{{14,3000}}\.[A-Za-z0-9_\-]{{10,1000}}",
)
_PRIVATE_KEY = (
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----\s{0,4}[A-Za-z0-9+/=:,.\-\s]{40,4000}"
)
_IN_ADDRESS = (
    r"[a-z][a-z0-9+.\-]{1,20}://[^\s:/@\[\]<>{}$]{1,60}:[^\s/@<>{}$]{3,80}@[A-Za-z0-9.\-]{3,100}"
)
_NAME = (
    r"(?i:pass(?:wor[dt]|wd|phrase)?|kenn?wort|kennwörter|passwörter|pwd|pw|pin|secret|api[_\- ]?key|"
    r"api[_\- ]?schlüssel|access[_\- ]?key|client[_\- ]?secret|token|zugangscode|freischaltcode)"
)
_LINK = (
    r"(?:[\"']?\s{0,2}(?:=>|:=|=|:)\s{0,2}|"
    r"(?i:\s(?:lautet|ist|war|is|heißt)(?:\s(?:jetzt|aktuell|derzeit|noch|immer noch|momentan|nun|seit gestern))?:?\s))"
)
_WHOSE = r"(?i:(?:\s(?:für|zu|von|vom|zum|des|der|für\sdas|für\sden|auf)\s)?[^\n:=]{0,40}?)"
_NAMED = rf"(?<![A-Za-zäöüß]){_NAME}(?![A-Za-zäöüß])(?:{_LINK}|{_WHOSE}{_LINK})[\"'„“»`]?(?P<value>[^\s\"'“”„»«`<>]{{4,120}})"
_NAMED_IN_COMPOUND = rf"(?i:[a-zäöü0-9_\-]{{1,30}}(?:passwort|kennwort|password|_pass|_pwd|_key|_secret|_token|apikey)){_LINK}[\"'„“»`]?(?P<value>[^\s\"'“”„»«`<>]{{4,120}})"
_BESIDE = (
    r"(?<![A-Za-zäöüß])(?i:passwort|kennwort|password|pwd|pw|pin)[ \t]{1,2}[\"'„“»`]?"
    r"(?P<value>(?=[^\s]{0,30}[0-9])[^\s\"'“”„»«`<>]{4,60})"
)
_PAIR = (
    r"(?i:zugang(?:sdaten)?|login(?:daten)?|anmeldedaten|benutzer/passwort)[ \t]{0,2}:[ \t]{0,2}[^\s/|]{2,60}"
    r"[ \t]{0,2}[/|][ \t]{0,2}(?P<value>[^\s\"'“”„»«`<>]{6,60})"
)

_PLACEHOLDER = re.compile(
    r"(?i)(?:x{3,}|\*{3,}|\.{3,}|-{3,}|_{3,}|…+|\$.*|%.*%|\{.*|\[.*|\(.*|os\.|env|process\.|getenv|none|null|true|"
    r"false|(?:ihr|dein|mein|your|my|neues|altes|das)[_\-]?(?:passwort|kennwort|password|key|token|pin|secret)|"
    r"(?:passwort|kennwort|password|key|token|secret|geheim|beispiel|example|changeme|test)[0-9]{0,3}[!.]?|"
    r".*example.*|.*beispiel.*|https?:.*|.*\.(?:de|pdf|docx|xlsx|html?|php|py)\b.*)"
)
_CODE = re.compile(r"[A-Za-z_]+(?:[.\[(][A-Za-z_\"'\])]+)+")


def entropy(text: str) -> float:
    """Return the Shannon entropy of the characters, in bits per character."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values()) if total else 0.0


def _is_symbol(character: str) -> bool:
    return not character.isalnum()


_KINDS: tuple[Callable[[str], bool], ...] = (str.islower, str.isupper, str.isdigit, _is_symbol)


def kinds(text: str) -> int:
    """Return how many kinds of characters occur: small, capital, digit, other."""
    return sum(any(map(is_kind, text)) for is_kind in _KINDS)


def _is_secret_word(value: str, *, is_pin: bool) -> bool:
    """Say whether a named value can be a secret rather than an ordinary word or a placeholder."""
    if _PLACEHOLDER.fullmatch(value) or _CODE.fullmatch(value):
        return False
    if value.isdigit():
        return is_pin and 4 <= len(value) <= 8
    has_digit = any(map(str.isdigit, value))
    has_symbol = any(character in "!?#$%&*+=^~@" for character in value)
    if len(value) < 6 or not (has_digit or has_symbol):
        return False
    return kinds(value) >= 2 and entropy(value) > 1.5


def _validate_named(candidate: Candidate, value: re.Match[str]) -> Evidence | None:
    secret = value["value"].rstrip(".,;:)")
    name = candidate.whole[candidate.start : value.start("value")].lower()
    if not _is_secret_word(secret, is_pin=name.startswith(("pin", "zugangscode", "freischalt"))):
        return None
    start = value.start("value")
    sure = kinds(secret) >= 3 and len(secret) >= 8
    return Evidence(
        start=start,
        end=start + len(secret),
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        reasons=(Reason.CONTEXT, Reason.FORM),
    )


_NAMED_FORMS = tuple(map(re.compile, (_NAMED, _NAMED_IN_COMPOUND, _BESIDE, _PAIR)))
_DASHED = ("-----BEGIN", "hooks.")


def _validate(candidate: Candidate) -> Evidence | None:
    for form in _NAMED_FORMS:
        named = form.fullmatch(candidate.whole, candidate.start, candidate.end)
        if named is not None:
            return _validate_named(candidate, named)
    text = candidate.text
    if "EXAMPLE" in text or (not text.startswith(_DASHED) and entropy(text) < 3):
        return None
    if "://" in text and _PLACEHOLDER.fullmatch(text.split(":", 2)[2].split("@")[0]):
        return None
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=Confidence.HIGH,
        reasons=(Reason.ISSUED, Reason.FORM),
    )


_ISSUER = r"sk-|gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|ABIA|ACCA|A3T|AIza|xox|hooks\.slack|hf_|eyJ"
# "pass" alone or as a beginning that names something: "anpassen" and "passend" are everywhere.
_WORD = (
    r"passw|passp|_pass|\bpass\b|kenn?w|pwd|\bpw\b|\bpin\b|secret|key|schl[üÜ]ssel|token|code|"
    r"zugang|login|anmelded"
)

DETECTOR = Detector(
    category=Category.CREDENTIAL,
    data_class=DataClass.CREDENTIAL,
    patterns=(
        *(Pattern(anchor=_ISSUER, candidate=issued, before=20, after=6_100) for issued in _ISSUED),
        Pattern(anchor="PRIVATE KEY", candidate=_PRIVATE_KEY, before=70, after=4_100),
        Pattern(anchor="://", candidate=_IN_ADDRESS, before=30, after=260),
        *(
            Pattern(anchor=_WORD, candidate=named, before=60, after=240, caseless=True)
            for named in (_NAMED, _NAMED_IN_COMPOUND, _BESIDE, _PAIR)
        ),
    ),
    validate=_validate,
    mask=outline,
)
