"""Every rule of an issuer's key finds a generated key, and the converter says the same as its source."""

import random
import re
import string
from re import _parser  # type: ignore[attr-defined]  # the syntax tree has no public name
from typing import Any

import pytest

from leitstand.policy.detectors._gitleaks_convert import convert
from leitstand.policy.detectors._issued_rules import IssuedRule, issued_rules
from leitstand.policy.detectors.issued_key import DETECTOR
from leitstand.policy.engine.anchors import all_anchors
from leitstand.policy.engine.scan import scan
from leitstand.policy.engine.search import Steps, search
from leitstand.schemas.vocabulary import Category, Confidence

ALPHABET = string.ascii_letters + string.digits + "_-./+=~:;,!?%$&*#@ <>()[]{}'\"|\\\n\t`"


class Sampler:
    """Draws a text that an expression matches: lookarounds are left empty, open ends short."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - drawn the same every time

    def draw(self, expression: str) -> str:
        """Return one text."""
        return self._all(_parser.parse(expression))

    def _all(self, tree: Any) -> str:
        return "".join(self._one(str(kind), value) for kind, value in tree)

    def _one(self, kind: str, value: Any) -> str:
        if kind == "LITERAL":
            return chr(value)
        if kind == "NOT_LITERAL":
            return self._random.choice([c for c in string.ascii_letters if ord(c) != value])
        if kind == "ANY":
            return self._random.choice(string.ascii_lowercase)
        if kind == "IN":
            return self._random.choice(self._members(value))
        if kind == "BRANCH":
            return self._all(self._random.choice(value[1]))
        if kind == "SUBPATTERN":
            return self._all(value[3])
        if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
            least, most, inner = value
            times = self._random.randint(int(least), min(int(most), int(least) + 3))
            return "".join(self._all(inner) for _ in range(times))
        return ""

    def _members(self, value: Any) -> list[str]:
        negated = str(value[0][0]) == "NEGATE"
        inside = {c for c in ALPHABET if any(self._is_member(c, one) for one in value)}
        plain = inside & set(string.ascii_letters + string.digits)
        return sorted(set(string.ascii_letters) - inside or " " if negated else plain or inside)

    def _is_member(self, character: str, member: Any) -> bool:
        kind, value = str(member[0]), member[1]
        if kind == "LITERAL":
            return bool(ord(character) == value)
        if kind == "RANGE":
            return bool(value[0] <= ord(character) <= value[1])
        classes = {
            "CATEGORY_DIGIT": r"[0-9]", "CATEGORY_WORD": r"[A-Za-z0-9_]", "CATEGORY_SPACE": r"\s",
            "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_NOT_WORD": r"[^A-Za-z0-9_]",
        }  # fmt: skip
        return kind == "CATEGORY" and bool(re.fullmatch(classes[str(value)], character))


def drawn(rule: IssuedRule) -> list[str]:
    """Return sentences, each with a key of that form; the issuer's name stands in it."""
    name = " ".join(rule.keywords[:3])
    keys = [Sampler(seed).draw(rule.candidate) for seed in range(10)]
    return [f"Mein Skript ({name}) meldet 401:\n {key}\nWarum?" for key in keys]


SAMPLED = [
    r for r in issued_rules() if "(?<=" not in r.candidate and "facebook[" not in r.candidate
]
"""The others have a label in front, which the sampler leaves empty; BEHIND_A_LABEL has them."""


def found_by(rule: IssuedRule, text: str) -> bool:
    """Say whether the rule itself finds something, from its anchor on."""
    form = issued_rules().index(rule)
    anchors = all_anchors()
    anchor = anchors.id_of(DETECTOR.patterns[form])
    ends = anchors.places(text.encode("latin-1")).get(anchor, ())
    return any(True for _ in search(DETECTOR, form, text, ends, Steps(len(text))))


@pytest.mark.parametrize("rule", SAMPLED, ids=lambda rule: rule.id)
def test_every_rule_finds_a_key_of_its_form(rule: IssuedRule) -> None:
    """Whatever an issuer gives out, found by the rule itself; unlucky draws lack digits or entropy."""
    assert any(found_by(rule, text) for text in drawn(rule))


def key(*parts: str) -> str:
    """Join a key's parts here, so that searches for real keys in repositories stay quiet."""
    return "".join(parts)


ISSUED = [
    key("gh", "p_zrTQZGg7d05VIy0wi8HSJngaPjqJN7jESiKl"),
    key("sk", "-proj-VEPSYcaeg5zFAYF8MqvcsRsiuNG16CnxYFSmB6MHQW22dIKa"),
    key("AK", "IA4R7RRI7VNHAQ2NCM"),
    key("glp", "at-roQknQ99tSFLAWLUg2KI"),
    key("xo", "xb-23074348919-37959800846-MVrzVq4uUVfGMh1A5fejK7pJ"),
    key("ey", "JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJmaWt0aXYtMDAwMSJ9.Zc74NStb7AORq1sURCqnU6"),
    key("$2", "y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"),
    key("{SS", "HA}k8Zq3Lw9Xc2Vb7Nm5Kj1Rt6Yu4Io0Pa2"),
]  # fmt: skip
PLAIN = "q8Zt3Lw9Xc2Vb7Nm5Kj1Rt6Yu4Io0Pa2Sd3Fg5Hj7Kl9Qw1Er3Ty5Ui7Op"
BEHIND_A_LABEL = [
    ("DefaultEndpointsProtocol=https;AccountName=gis;AccountKey={}==;Endpoint", PLAIN),
    ("Endpoint=sb://a;SharedAccessKey={}=;EntityPath=b", PLAIN[:43]),
    ("https://gis.blob.example/a?sv=2024&sig={}&se=2026", PLAIN[:38]),
    ("aws_secret_access_key = {}", PLAIN[:40]),
    ("Authorization: Bearer {}", PLAIN[:28]),
    ("Authorization: Basic {}", "c3RhZHQ6UjR0aGF1cyE5OTEy"),
    ("otpauth://totp/Stadt:gast?secret={}&issuer=Stadt", "JBSWY3DPEHPK3PXPGEZDGNBV"),
    ("facebook token {}", "123456789012345|q8zt3lw9xc2vb7nm5kj1rt6yu4io0pa2"),
    ("curl -u admin:{} https://api.example", "Tief8au!"),
    ("curl -H 'X-Api-Key: {}' https://api.example", PLAIN[:20]),
    ("Der Schlüssel ist {}.", key("ghp", "_zrTQZGg7d05VIy0wi8HSJngaPjqJN7jESiKl")),
    ("(siehe {})", key("dapi", "0f3a9c1e44b29d0e8c115a6b7c8d9e0f")),
    ("BitLocker: {}", "483920-112233-445566-778899-001122-334455-667788-990011"),
]
NOTHING = [
    key("AK", "IAIOSFODNN7EXAMPLE"),
    key("gh", "p_", "a" * 36),
    "Prüfsumme 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "UUID 123e4567-e89b-12d3-a456-426614174000 des Vorgangs",
    "dropbox_key = datenaustausch",
    "curl -u $USER:$PASS https://api.example",
    "curl -H 'Authorization: Bearer <token>' https://api.example",
    "Die Dateien liegen unter hf_Materialien_fuer_die_Sitzung_des_Hauptausschusses",
    "sk-learn-und-pandas-fuer-die-auswertung",
    "Facebook, Instagram, Twitter: Redaktionsplan 2026",
]


@pytest.mark.parametrize("secret", ISSUED)
def test_issued_credential(secret: str) -> None:
    """Keys with a fixed opening part are found without context."""
    found = scan(f"Nimm {secret} dafür")
    assert [(f.category, f.value, f.confidence) for f in found] == [
        (Category.CREDENTIAL, secret, Confidence.HIGH)
    ]


@pytest.mark.parametrize(("text", "secret"), BEHIND_A_LABEL)
def test_a_key_behind_its_label(text: str, secret: str) -> None:
    """The key alone, also at the end of a sentence."""
    assert secret in [f.value.rstrip("=") for f in scan(text.format(secret))]


@pytest.mark.parametrize("text", NOTHING)
def test_no_issued_credential(text: str) -> None:
    """Examples, variables, check sums, file names."""
    assert [f.value for f in scan(text) if f.category is Category.CREDENTIAL] == []


BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
PEM = [
    f"-----BEGIN {{}}-----\n{BODY}\n{BODY}\nq8Zt3Lw9Xc2=\n-----END {{}}-----",
    f"-----BEGIN {{}}-----\nProc-Type: 4,ENCRYPTED\n\n{BODY}\n{BODY}",
    f"-----BEGIN {{}}-----\\n{BODY}\\n-----END {{}}-----",
]


@pytest.mark.parametrize("block", PEM)
@pytest.mark.parametrize("kind", ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"])
def test_private_key(block: str, kind: str) -> None:
    """A block is found whole, also cut off, and the question behind it is no part of it."""
    pem = block.format(kind, kind)
    text = f"Warum geht das nicht?\n{pem}\nBitte erkläre mir den Fehler."
    assert [(f.category, f.value) for f in scan(text)] == [(Category.CREDENTIAL, pem)]


def test_putty_key() -> None:
    """PuTTY's own format: its private part."""
    private = f"Private-Lines: 1\nAAABAQCx8Zt3Lw9Xc2V\nPrivate-MAC: {'0f3a' * 10}"
    ppk = f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n{private}\nWas heißt das?"
    assert private in [f.value for f in scan(ppk)]


@pytest.mark.parametrize(
    "text",
    [
        "Eine Datei mit -----BEGIN PRIVATE KEY----- gehört nicht ins Netz.",
        f"-----BEGIN PUBLIC KEY-----\n{BODY}\n-----END PUBLIC KEY-----",
        f"-----BEGIN CERTIFICATE-----\n{BODY}\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    ],
)
def test_no_private_key(text: str) -> None:
    """Public keys, certificates, explanations."""
    assert [f for f in scan(text) if f.category is Category.CREDENTIAL] == []


SOURCE = r"""
minVersion = "v1"
[allowlist]
regexes = ['^never$']
[[rules]]
id = "flagged"
regex = '''\b(aa-(?i)[a-z]{4,}[[:alnum:]])(?:[\x60'"\s;]|\\[nr]|$)'''
keywords = ["aa-"]
[[rules]]
id = "path-only"
path = '''x$'''
"""


def test_the_converter_restates_what_go_says() -> None:
    """Flags inside a group, POSIX classes, open ends, and the end of a value in a sentence."""
    converted = convert(SOURCE)
    (rule,) = converted["rules"]
    assert converted["about"]["left_out"] == ["path-only"]
    assert re.search(rule["candidate"], "nimm aa-QwErt9.") is not None
    assert re.search(rule["candidate"], "nimm AA-QwErt9.") is None
    assert rule["anchor"] == r"\b(aa-(?i:[a-z]{4,4000}[A-Za-z0-9]))"
