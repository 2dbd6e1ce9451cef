"""Makes ``issued_keys.json`` from the rules of gitleaks (MIT), which Go's RE2 syntax states.

``python -m leitstand.policy.detectors._gitleaks_convert gitleaks.toml > issued_keys.json``

What changes on the way, and why:

* flags in the middle of a group, POSIX classes and ``\\z`` become what Python and Hyperscan share;
* the lazy ``[\\w.-]{0,50}?`` in front goes: it says nothing about the secret and costs a search;
* the end of a value may also be a full stop, a bracket or a German quotation mark, because prompts
  are sentences; it becomes a lookahead, and the anchor goes without;
* repetitions without an end get one, so that no expression costs more than its window;
* conditions on file paths fall away: a prompt has none. A rule of nothing else is left out;
* a few rules are restated (:data:`RESTATED`), each with its reason.
"""

import hashlib
import importlib
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MOST = 4_000
"""Characters of the longest repetition that a rule leaves open."""

_PREFIX = r"[\w.-]{0,50}?"
_TERMINATOR = r"""(?:[\x60'"\s;]|\\[nr]|$)"""
_LOOSE_TERMINATOR = r"""(?:[\x60'"\s;]|\\[nr]|$|\b)"""
_END = r"(?=[\x60'\"\s;!?)\]}<>|&“”„«»…]|[.,:](?:[\s)\]'\"“”«»]|$)|\\[nr]|$)"
_EQUALS = r"""[\x60'"\s=]{0,5}"""
_POSIX = {"[[:alnum:]]": "[A-Za-z0-9]", "[:alnum:]": "A-Za-z0-9", "[:alpha:]": "A-Za-z"}
_OPERATOR = rf"[ \t\w.-]{{0,20}}[\s'\"]{{0,3}}(?:=|>|:{{1,3}}=|\|\||:|=>|\?=){_EQUALS}"

RESTATED: Mapping[str, Mapping[str, Any]] = {
    # Bare 40 hex digits have no literal for the automaton; the keyword must stand in front.
    "sourcegraph-access-token": {
        "regex": r"(?i)\b(sgp_(?:[a-f0-9]{16}|local)_[a-f0-9]{40}|sgp_[a-f0-9]{40})\b"
        r"|sourcegraph[^\n]{0,60}?\b([a-f0-9]{40})\b"
    },
    "facebook-access-token": {
        "regex": r"(?i)facebook[^\n]{0,80}?\b(\d{15,16}(?:\||%)[0-9a-z\-_]{27,40})" + _TERMINATOR
    },
    # The command line before the option is nested repetition over lines; "curl" must stand near.
    "curl-auth-header": {
        "regex": r"[ \t\n\r](?:-H|--header)(?:=|[ \t]{0,5})[\"'](?i:Authorization:[ \t]{0,5}"
        r"(?:(?:Basic|Bearer|(?:Api-)?Token)[ \t])?|(?:X-(?:[a-z]{1,20}-)?)?(?:Api-?)?(?:Key|Token):"
        r"[ \t]{0,5})([\w=~@.+/-]{8,2000})[\"']",
        "group": 1,
    },
    "curl-auth-user": {
        "regex": r"[ \t\n\r](?:-u|--user)(?:=|[ \t]{0,5})(?:\"[^:\"\n]{0,60}:([^\"\n]{3,80})\""
        r"|'[^:'\n]{0,60}:([^'\n]{3,80})'|[\w$@.-]{1,60}:([\w${}@.!#%+*-]{3,80})(?!\S))",
        "allowlists": [
            {
                "regexes": [
                    r"^(?:change(?:it|me)|pass(?:word)?|pwd|test|token|\*+|x+)$",
                    r"^[<\[$].*",
                ]
            }
        ],
    },
    # Long tails: the automaton would report every end of them.
    "jwt": {"anchor": r"\bey[a-zA-Z0-9]{17,2000}\.ey[a-zA-Z0-9\/\\_-]{17}"},
    "flyio-access-token": {"anchor": r"\bfo1_[\w-]{43}|\bfm(?:1[ar]|2)_[a-zA-Z0-9+\/]{100}"},
    "nuget-config-password": {
        "regex": r'(?i)<add key="(?:ClearText)?Password"\s{0,20}value="(.{8,200}?)"\s{0,20}/>'
    },
    # The first group holds a word of the header; the secret is the whole.
    "jwt-base64": {"group": 0},
    "microsoft-teams-webhook": {"group": 0},
    # The value alone, in a bounded neighbourhood of "kind: Secret", before or behind it.
    "kubernetes-secret-yaml": {
        "regex": r"(?i)\bkind:[ \t]*[\"']?secret\b(?s:.){0,200}?\bdata:(?s:.){0,100}?\s[\w.-]{1,60}:"
        r"[ \t]*[\"']?([a-z0-9+/]{10,200}={0,3})|\bdata:(?s:.){0,100}?\s[\w.-]{1,60}:[ \t]*[\"']?"
        r"([a-z0-9+/]{10,200}={0,3})(?s:.){0,200}?\bkind:[ \t]*[\"']?secret\b",
        "allowlists": [],
    },
    # "Access", "auth" and a comma are ordinary words and marks of an office text.
    "generic-api-key": {
        "regex": r"(?i)(?:access[_.-]?(?:key|token|secret)|auth[_.-]?(?:key|token|secret)|"
        r"(?:api|app|master|private|shared|signing|encryption|account|storage|client|subscription)"
        rf"[ _.-]?(?:key|secret|token)|credentials?|creds|secret|token|key){_OPERATOR}"
        rf"([\w.-]{{12,150}}={{0,2}}|[a-z0-9][a-z0-9+/]{{11,150}}={{0,3}}){_TERMINATOR}",
    },
    "hashicorp-tf-password": {
        "regex": rf"(?i)(?:administrator_login_password|password){_OPERATOR}"
        r"\"([a-z0-9=_\-]{8,20})\"",
    },
}
REPLACED = frozenset({"private-key"})
"""Rules that another detector covers: key_file.py finds the block, also one that was cut off."""


_OPEN_END = re.compile(
    r"(?P<what>\[[^\]]+\]|\\[wS])\{(?P<least>\d+),\d+\}(?:=\{0,\d\})?(?P<close>\)*)$"
)


def _unflagged(regex: str) -> str:
    """Turn ``(?i)`` into a group that ends with the branch around it."""
    out: list[str] = []
    open_flags = [0]
    place = 0
    in_class = False
    while place < len(regex):
        piece = regex[place : place + 2] if regex[place] == "\\" else regex[place]
        if in_class:
            in_class = piece != "]"
        elif piece == "[":
            in_class = True
            if regex[place + 1] == "]":
                piece = "[]"
        elif regex.startswith("(?i)", place):
            piece, place = "(?i:", place + 2
            open_flags[-1] += 1
        elif piece == "(":
            open_flags.append(0)
        elif piece == ")":
            out.append(")" * open_flags.pop())
        elif piece == "|" and open_flags[-1]:
            piece = ")" * open_flags[-1] + "|" + "(?i:" * open_flags[-1]
        out.append(piece)
        place += 2 if piece.startswith(("\\", "(?i:")) or piece == "[]" else 1
    return "".join(out) + ")" * open_flags.pop()


def _shared(regex: str) -> str:
    """Return what Python and Hyperscan both read, without the prefix."""
    for posix, plain in _POSIX.items():
        regex = regex.replace(posix, plain)
    regex = regex.replace(_PREFIX, "").replace(r"(?:\B|\s|\z)", "").replace(r"\z", r"$")
    regex = re.sub(r"\(\?P<\w+>", "(?:", regex)
    regex = re.sub(r"(\]|\\[dwsS]|\)|(?<!\\)\.)\{(\d+),\}", rf"\1{{\2,{MOST}}}", regex)
    return _unflagged(re.sub(r"(\]|\\[dwsS])([+*])", _bounded, regex))


def _bounded(match: re.Match[str]) -> str:
    return f"{match[1]}{{{1 if match[2] == '+' else 0},200}}"


def _candidate(regex: str) -> str:
    return f"(?a:{regex.replace(_TERMINATOR, _END).replace(_LOOSE_TERMINATOR, _END)})"


def _anchor(regex: str) -> str:
    """Return the regex without its end: where a value has enough characters the anchor is found."""
    regex = (
        regex.replace(_TERMINATOR, "").replace(_LOOSE_TERMINATOR, "").replace(r"(?:[^\w-]|$)", "")
    )
    regex = regex.replace(r"(?!\S)", "").replace("(?:[^a-zA-Z0-9+/]|$)", "")
    return _OPEN_END.sub(_shortest, regex)


def _shortest(match: re.Match[str]) -> str:
    least = f"{{{match['least']}}}" if match["least"] != "0" else ""
    return f"{match['what'] if least else ''}{least}{match['close']}"


def _longest(candidate: str) -> int:
    """Return the characters of the longest match; ``re`` has no public name for that."""
    parser: Any = importlib.import_module("re._parser")
    return int(min(parser.parse(candidate).getwidth()[1], MOST + 200))


def _convert(rule: Mapping[str, Any]) -> dict[str, Any]:
    rule = {**rule, **RESTATED.get(rule["id"], {})}
    regex = _shared(rule["regex"])
    candidate = _candidate(regex)
    allowlists = [
        one for one in rule.get("allowlists", ()) if "regexes" in one or "stopwords" in one
    ]
    return {
        "id": rule["id"],
        "anchor": rule.get("anchor", _anchor(regex)),
        "candidate": candidate,
        "group": rule.get("group", rule.get("secretGroup")),
        "entropy": rule.get("entropy", 0),
        "keywords": rule["keywords"],
        "names_issuer_beside": _EQUALS in regex,
        "longest": _longest(candidate),
        "allowed": [_allowed(one) for one in allowlists],
    }


def _allowed(allowlist: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "of": allowlist.get("regexTarget", "secret"),
        "regexes": [f"(?a:{_shared(one)})" for one in allowlist.get("regexes", ())],
        "stopwords": allowlist.get("stopwords", []),
    }


def convert(toml: str) -> dict[str, Any]:
    """Return what is written: where it comes from, the allow-list for all, the rules."""
    given = tomllib.loads(toml)
    rules = [r for r in given["rules"] if "regex" in r and r["id"] not in REPLACED]
    return {
        "about": {
            "source": "gitleaks, config/gitleaks.toml (github.com/gitleaks/gitleaks)",
            "for_version": given["minVersion"],
            "sha256": hashlib.sha256(toml.encode()).hexdigest(),
            "licence": "MIT License, Copyright (c) 2019 Zachary Rice",
            "converted_by": "leitstand.policy.detectors._gitleaks_convert",
            "left_out": [
                r["id"] for r in given["rules"] if "regex" not in r or r["id"] in REPLACED
            ],
        },
        "allowed": [_allowed(given["allowlist"])],
        "rules": [_convert(rule) for rule in rules],
    }


def main() -> None:
    """Convert the file that the command line names, to standard output."""
    text = Path(sys.argv[1]).read_text("utf-8")
    sys.stdout.write(json.dumps(convert(text), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
