"""Values that stand for a secret without being one: placeholders, variables, paths, rules."""

import re

_WORDS = (
    r"passwor[dt]|kennwort|password|pass|passwd|key|token|secret|pin|geheim(?:nis)?|beispiel|example|"
    r"changeme|change_?it|test|dummy|foo|bar|muster(?:passwort|kennwort)?|platzhalter|placeholder|"
    r"string|value|wert|user(?:name)?|benutzer(?:name)?|redacted|hidden|unbekannt|entfernt|geschw(?:ä|ae)rzt"
)
_PLACEHOLDER = re.compile(
    rf"(?i)x{{3,}}|[x*#.\-_•●…]{{3,}}|\*+.{{0,3}}|\.{{2,}}.*|…+|\$(?:[a-z_]+[0-9]?|\{{.*|\(.*|env:.*|[0-9]{{1,2}})|%[a-z_]+%.*|\{{.*|\[.*\]?|<.*|\(.*|@\w+@|"
    r"os\.(?:env|getenv).*|env[.\[(].*|process\.env.*|getenv.*|config[.\[(].*|settings[.\[(].*|secrets?[.\[(].*|"
    r"vault[:.(].*|input\(.*|getpass.*|none|null|true|false|undefined|nil|"
    r"(?:ihr|dein|mein|euer|unser|your|my|the|neues|altes|das|new|old|ein|ihr_neues|some|dummy|test|demo)"
    rf"[_\-.]?(?:{_WORDS})[_\-]?(?:hier|here|eintragen|einsetzen)?[0-9]{{0,3}}[!.]?|"
    rf"(?:{_WORDS})[_\-]?(?:hier|here|eintragen|einsetzen|123|1234)?|"
    r".*(?:example|beispiel|platzhalter|placeholder|changeme|redacted).*|"
    r"https?:.*|www\..*|[a-z]:\\.*|/(?:etc|home|opt|tmp|usr|var|mnt|run)/.*|"
    r"[^\s@]+@[^\s@]+\.[a-z]{2,10}|.*\.(?:de|com|org|pdf|docx?|xlsx?|html?|php|py|txt|md|ini|ya?ml|json)"
)
_CODE = re.compile(r"[A-Za-z_]+(?:[.\[(][A-Za-z_\"'\])]+)+\)?")
_MEASURE = re.compile(
    r"(?i)(?:[<>≥]?=?[0-9]{1,4}[-.–]?)(?:[0-9]{1,3}[-.])?"  # noqa: RUF001 - a dash of ranges
    r"(?:stellig|mal|fach|faktor|tage?|monat|jahr|woche|stunde|min|zeichen|ziffer|versuch|bit|jährig|"
    r"x$|teilig|er-|h$|uhr|gb|mb|€|%(?![a-z])|ff?\.?$)\w*.*"
)
_DATE = re.compile(r"[0-9]{1,4}[.\-/][0-9]{1,2}[.\-/]?(?:[0-9]{2,4})?")


def is_placeholder(value: str) -> bool:
    """Say whether a value cannot be the secret itself."""
    return any(form.fullmatch(value) for form in (_PLACEHOLDER, _CODE, _MEASURE, _DATE))
