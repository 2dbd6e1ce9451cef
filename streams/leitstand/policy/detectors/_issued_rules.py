"""The issuers' keys as data: the rules of gitleaks, converted, and a few of our own beside them."""

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What is no secret although a rule matches it."""

    of_match: bool
    """Whether the expressions look at the whole match, else at the secret alone."""
    expressions: tuple[re.Pattern[str], ...]
    stopwords: tuple[str, ...]
    """Parts that no secret holds, in lower case."""

    def holds(self, match: str, secret: str) -> bool:
        """Say whether it allows this one."""
        text = match if self.of_match else secret
        lowered = secret.lower()
        return any(e.search(text) for e in self.expressions) or any(
            word in lowered for word in self.stopwords
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedRule:
    """One form of key."""

    id: str
    anchor: str
    candidate: str
    group: int | None
    """Which group is the secret; ``None``: the first that took part, else the whole."""
    entropy: float
    """Bits per character that the secret must exceed; 0 asks for none."""
    keywords: tuple[str, ...]
    """One of them stands in or near the match, in lower case; none given asks for none."""
    names_issuer_beside: bool
    """Whether the issuer's name stands in front of a plain value, rather than in the key."""
    longest: int
    """Characters of the longest match."""
    allowed: tuple[Allowed, ...] = ()


_BODY = r"[A-Za-z0-9_\-]"
_EDGE = r"(?<![A-Za-z0-9_\-])"


def _own(
    name: str, anchor: str, candidate: str, *, entropy: float = 3, longest: int = 260
) -> IssuedRule:
    return IssuedRule(
        id=name,
        anchor=anchor,
        candidate=candidate,
        group=None,
        entropy=entropy,
        keywords=(),
        names_issuer_beside=False,
        longest=longest,
    )


_OWN = (
    _own("openai-like", r"\bsk-[A-Za-z0-9_\-]{20}", rf"{_EDGE}sk-(?=(?:[A-Za-z_\-]{{0,60}}[0-9]){{2}}){_BODY}{{20,200}}"),
    _own("github-classic", r"\bgh[pousr]_[A-Za-z0-9]{36}", rf"{_EDGE}gh[pousr]_[A-Za-z0-9]{{36,80}}"),
    _own("github-fine", r"github_pat_[A-Za-z0-9_]{60}", rf"{_EDGE}github_pat_[A-Za-z0-9_]{{60,90}}"),
    _own("gitlab-any", r"\bgl[a-z]{2,5}-[A-Za-z0-9_\-]{20}", rf"{_EDGE}gl(?:pat|ptt|rt|dt|soat|cbt|imt|ft|agent|oas)-{_BODY}{{20,60}}"),
    _own("slack-any", r"\bxox[abeprs]-[A-Za-z0-9\-]{10}", rf"{_EDGE}xox[abeprs]-[A-Za-z0-9\-]{{10,200}}"),
    _own("slack-hook", r"hooks\.slack\.com/[a-z]{7,10}/[A-Za-z0-9+/]{30}", r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{30,60}"),
    _own("hugging-face", r"\bhf_[A-Za-z0-9]{30}", rf"{_EDGE}hf_[A-Za-z0-9]{{30,40}}(?![A-Za-z0-9])"),
    _own("google-oauth-secret", r"GOCSPX-[A-Za-z0-9_\-]{20}", rf"{_EDGE}GOCSPX-{_BODY}{{20,40}}"),
    _own("google-access-token", r"\bya29\.[A-Za-z0-9_\-]{30}", rf"{_EDGE}ya29\.{_BODY}{{30,1000}}", longest=1020),
    _own("azure-account-key", r"AccountKey=[A-Za-z0-9+/]{40}", r"(?<=AccountKey=)[A-Za-z0-9+/]{40,100}={0,2}"),
    _own("azure-shared-key", r"SharedAccessKey=[A-Za-z0-9+/]{40}", r"(?<=SharedAccessKey=)[A-Za-z0-9+/]{40,100}={0,2}"),
    _own("azure-signature", r"[?&]sig=[A-Za-z0-9%+/]{30}", r"(?<=[?&]sig=)[A-Za-z0-9%+/]{30,120}={0,2}"),
    _own("aws-secret", r"(?i)aws_?secret_?(?:access_?)?key[^A-Za-z0-9+/]{1,6}[A-Za-z0-9+/]{40}", r"(?:(?<=[\s\"'=:])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=]))"),
    _own("basic", r"(?i)authorization:[ ]basic [A-Za-z0-9+/]{8}", r"(?<=[Bb]asic )[A-Za-z0-9+/]{8,400}={0,2}", longest=420),
    _own("bearer", r"(?i)\bbearer [A-Za-z0-9_\-.=~+/]{20}", r"(?<=[Bb]earer )[A-Za-z0-9_\-.=~+/]{20,2000}", longest=2010),
    _own("password-hash", r"\$(?:2[aby]|[1567y]|argon2id?)\$[A-Za-z0-9./=,+$]{20}", r"\$(?:2[aby]\$[0-9]{2}\$[A-Za-z0-9./]{53}|[1567y]\$[A-Za-z0-9./=,]{1,40}\$[A-Za-z0-9./$]{20,120}|argon2id?\$[A-Za-z0-9./=,+$]{30,150})"),
    _own("directory-hash", r"\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{26}", r"\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{26,120}={0,2}"),
    _own("authenticator-seed", r"otpauth://[^\s]{1,200}secret=[A-Za-z2-7]{16}", r"(?<=secret=)[A-Za-z2-7]{16,80}"),
    _own("bitlocker", r"\b[0-9]{6}(?:-[0-9]{6}){7}\b", r"(?<![0-9\-])[0-9]{6}(?:-[0-9]{6}){7}(?![0-9\-])", entropy=2),
)  # fmt: skip
"""Keys that the converted rules do not know, or know in one length only."""


def _allowed(given: Mapping[str, Any]) -> Allowed:
    return Allowed(
        of_match=given["of"] in {"match", "line"},
        expressions=tuple(map(re.compile, given["regexes"])),
        stopwords=tuple(word.lower() for word in given["stopwords"]),
    )


def _rule(given: Mapping[str, Any], for_all: tuple[Allowed, ...]) -> IssuedRule:
    return IssuedRule(
        id=given["id"],
        anchor=given["anchor"],
        candidate=given["candidate"],
        group=given["group"],
        entropy=float(given["entropy"]),
        keywords=tuple(given["keywords"]),
        names_issuer_beside=given["names_issuer_beside"],
        longest=given["longest"],
        allowed=(*map(_allowed, given["allowed"]), *for_all),
    )


@functools.cache
def issued_rules() -> tuple[IssuedRule, ...]:
    """Return every rule; the position of a rule is the form of its candidates."""
    file = files("leitstand.policy.detectors").joinpath("issued_keys.json")
    data = json.loads(file.read_text("utf-8"))
    for_all = tuple(map(_allowed, data["allowed"]))
    return (*_OWN, *(_rule(rule, for_all) for rule in data["rules"]))
