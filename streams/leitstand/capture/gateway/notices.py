"""What a person is told by the preflight: headers beside an answer, or an error in its place."""

from urllib.parse import quote

from leitstand.capture.gateway.answers import Answer, error
from leitstand.capture.gateway.names import NOTICE_HEADER, NOTICE_TEXT_HEADER
from leitstand.capture.preflight import Decision
from leitstand.schemas.policy import LocalText, PolicyRule

_NOT_CHECKED = LocalText(
    de="Ihre Eingabe konnte nicht geprüft werden und wurde deshalb nicht übertragen. Bitte "
    "versuchen Sie es noch einmal, bei langen Texten in Teilen. Hält es an, hilft die IT.",
    en="Your prompt could not be checked and was therefore not transmitted. Please try again, long "
    "texts in parts. If it persists, IT will help.",
)
_LONGEST_HEADER = 4_000
_FORBIDDEN = 403


def headers(decision: Decision, languages: str) -> list[tuple[bytes, bytes]]:
    """Return the notice as headers: the rules' ids, and the text, percent-encoded UTF-8."""
    if not decision.rules:
        return []
    text = quote(_text(decision, languages))[:_LONGEST_HEADER]
    ids = ",".join(rule.id for rule in decision.rules)
    return [
        (NOTICE_HEADER.lower().encode(), ids.encode()),
        (NOTICE_TEXT_HEADER.lower().encode(), text.encode()),
    ]


def blocked(decision: Decision, languages: str) -> Answer:
    """Return the error that takes the place of an answer; the prompt stayed in the house."""
    rule = decision.rules[0].id if decision.rules else None
    code = "policy_blocked" if decision.rules else "not_checked"
    answer = error(_FORBIDDEN, _text(decision, languages), "policy_violation", code, param=rule)
    return Answer(
        status=answer.status,
        body=answer.body,
        headers=(*answer.headers, *headers(decision, languages)),
    )


def _text(decision: Decision, languages: str) -> str:
    english = prefers_english(languages)
    said = [_of(rule, english=english) for rule in decision.rules]
    if not said:
        said = [_NOT_CHECKED.en if english else _NOT_CHECKED.de]
    if decision.learn_more:
        said.append(f"{'Learn more' if english else 'Mehr dazu'}: {decision.learn_more}")
    return "\n\n".join(said)


def _of(rule: PolicyRule, *, english: bool) -> str:
    title, text = rule.title, rule.tell_employee
    return f"{title.en}: {text.en}" if english else f"{title.de}: {text.de}"


def prefers_english(languages: str) -> bool:
    """Say whether an ``Accept-Language`` header puts English before German; German is the default."""
    names = [part.partition(";")[0].strip().lower()[:2] for part in languages.split(",")]
    known = [name for name in names if name in ("de", "en")]
    return known[:1] == ["en"]
