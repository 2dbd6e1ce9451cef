"""Keys and tokens whose form an issuer fixed.

Legal basis: § 202a StGB protects what they open; Art. 32 GDPR, BSI IT-Grundschutz ORP.4.
Format: the rules of gitleaks (MIT; ``issued_keys.json``, made by ``_gitleaks_convert.py``), with
their entropy thresholds, secret groups and allow-lists, and a few forms of our own.
Checksum: none used.
An opening part that only one issuer gives out is high. A plain value beside an issuer's name is
high when it is random, else medium; it must hold digits, since words stand there too
("Dropbox: Datenaustausch").
Does not trigger: placeholders, variables, the example keys of AWS, values of one character.
The rule for PKCS #12 files is left out: it knows nothing but a file's path.
Specimens, all invented: ghp_ and 36 random letters and digits.
"""

import functools
import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._issued_rules import IssuedRule, issued_rules
from leitstand.policy.detectors._placeholder import is_placeholder
from leitstand.policy.detectors._random import entropy
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.shape import outline
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_NEIGHBOURHOOD = 1_000
"""Characters around a match in which its rule's keyword must stand."""
_WRAPPING = "\"'`"
_LETTERS = re.compile("[A-Za-z]")
_RANDOM_BITS = 3.0


@functools.cache
def _expression(form: int) -> re.Pattern[str]:
    return re.compile(issued_rules()[form].candidate)


def _secret(rule: IssuedRule, match: re.Match[str]) -> tuple[int, int]:
    """Return the span of the secret, without quotation marks around it."""
    groups = range(1, (match.re.groups or 0) + 1)
    chosen = rule.group if rule.group is not None else next(filter(match.group, groups), 0)
    start, end = match.span(chosen)
    while end - start > 1 and match.string[start] in _WRAPPING:
        start += 1
    while end - start > 1 and match.string[end - 1] in _WRAPPING:
        end -= 1
    return start, end


def _named_nearby(rule: IssuedRule, candidate: Candidate) -> bool:
    low = max(0, candidate.start - _NEIGHBOURHOOD)
    text = candidate.whole[low : candidate.end + _NEIGHBOURHOOD].lower()
    return not rule.keywords or any(word in text for word in rule.keywords)


def _is_ordinary(secret: str) -> bool:
    """Say whether a plain value can be a word or a number rather than a key."""
    digits = sum(map(str.isdigit, secret))
    return digits < 2 or (_LETTERS.search(secret) is None and len(secret) < 15)


def _validate(candidate: Candidate) -> Evidence | None:
    rule = issued_rules()[candidate.form]
    match = _expression(candidate.form).match(candidate.whole, candidate.start)
    if match is None:
        return None
    start, end = _secret(rule, match)
    secret = candidate.whole[start:end]
    bits = entropy(secret)
    if rule.entropy and bits <= rule.entropy:
        return None
    if rule.names_issuer_beside and (_is_ordinary(secret) or is_placeholder(secret)):
        return None
    if "EXAMPLE" in secret or not _named_nearby(rule, candidate):
        return None
    if any(allowed.holds(match.group(), secret) for allowed in rule.allowed):
        return None
    sure = not rule.names_issuer_beside or bits > _RANDOM_BITS
    return Evidence(
        start=start,
        end=end,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        reasons=(Reason.CONTEXT if rule.names_issuer_beside else Reason.ISSUED, Reason.RANDOM),
    )


def _pattern(rule: IssuedRule) -> Pattern:
    return Pattern(
        anchor=rule.anchor,
        candidate=rule.candidate,
        before=rule.longest + 12,
        after=rule.longest + 12,
    )


DETECTOR = Detector(
    category=Category.CREDENTIAL,
    data_class=DataClass.CREDENTIAL,
    patterns=tuple(map(_pattern, issued_rules())),
    validate=_validate,
    mask=outline,
)
