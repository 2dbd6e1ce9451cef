"""The kind of work that a prompt asks for, by plain German and English patterns.

Reads the last prompt of the conversation; the first pattern that holds decides, the more specific
ones stand first. It feeds the mix of uses on the dashboards, never a verdict.
"""

import functools

from leitstand.policy.engine.rough import Several
from leitstand.schemas.interaction import Content
from leitstand.schemas.vocabulary import UseCase, Where

LOOKED_AT = 2_000
"""Characters of the prompt that are read, from its beginning and again from its end."""

_PATTERNS: tuple[tuple[UseCase, str], ...] = (
    (
        UseCase.PLAIN_LANGUAGE,
        r"einfache[rs]?\s(?:sprache|deutsch|worte)|leichte[rs]?\s(?:sprache|deutsch)|bürgernah|bürgerfreundlich|"
        r"verständlicher|verständlich\s(?:um|für|aus|er)|ohne\s(?:amts|behörden|fach)\w*|"
        r"(?:amts|behörden|verwaltungs|juristen)(?:deutsch|sprache)|plain\s(?:language|english)|"
        r"so\sdass\s(?:es\s)?(?:jeder|alle|jede)|einfacher\s(?:formulier|schreib|ausdrück)|"
        r"(?:in|mit)\seinfachen\sworten|(?:für|einem)\s(?:laien|kinder|zwölfjährige)",
    ),
    (
        UseCase.TRANSLATION,
        r"übersetz|translat|ins\s(?:englische|deutsche|französische|polnische|türkische|ukrainische|arabische|"
        r"russische|spanische|italienische|dänische)|auf\s(?:englisch|polnisch|türkisch|ukrainisch|arabisch|"
        r"französisch|russisch|dänisch|spanisch|italienisch|rumänisch)\b",
    ),
    (
        UseCase.SPARRING,
        r"sparring|spiel\w*\s(?:die|den|bitte|mal|einmal)?\s?\w*\s?(?:rolle|advocatus|gegen|kritiker)|advocatus\sdiaboli|"
        r"widersprich|gegenargument|hinterfrag|denk\w*\s(?:mal\s|bitte\s)?(?:mit\smir|laut)|"
        r"stell\w*\smir\s(?:kritische|unbequeme|bitte)?\s?\w*\s?(?:fragen|rückfragen)|"
        r"was\sübersehe|wo\ssind\sdie\sschwach|wie\s(?:spreche|führe|gehe|reagiere|bereite|sage|bringe|erkläre)\sich|"
        r"meine\sargumentation|was\sspricht\sdagegen|reflektier|coach|play\sdevil|push\sback|blinde\sflecken",
    ),
    (
        UseCase.SUMMARY,
        r"zusammenfass|fass\w*\s.{0,120}zusammen|kernaussagen|kernpunkte|eckpunkte\saus|auf\seine(?:r)?\s(?:halben\s)?seite|"
        r"kürz\w*\s.{0,60}(?:auf|zu)|das\swichtigste\s(?:aus|in|von)|management\ssummary|summar|kurzfassung|"
        r"in\s(?:drei|fünf|vier|zehn|\d+)\s(?:sätzen|stichpunkten|punkten)|stichpunkte\saus|tl;?dr",
    ),
    (
        UseCase.RESEARCH,
        r"^\W*(?:was\s(?:ist|sind|verlangt|fordert|muss|darf|regelt|gilt|kostet|bedeutet|ändert)|welche[rsnm]?\s|wann\s|"
        r"ab\swann|wer\s|warum\s|dürfen\s|darf\s|wie\s(?:lange|hoch|ist|lautet)|erkläre?\b)",
    ),
    (
        UseCase.LETTER,
        r"^\W*(?:bitte\s)?(?:formuliere?|schreibe?|verfasse?|erstelle?|entwirf)\b[^.]{0,40}?\b(?:einladung|brief|elternbrief|"
        r"e-?mail|antwort|rundmail|aushang|pressemitteilung|anschreiben|newsletter|grußwort|dankschreiben|nachricht)",
    ),
    (
        UseCase.DATA,
        r"excel|\bformel|tabelle\b|\bsql\b|python|skript|script|makro|\bvba\b|\bcsv\b|pivot|sverweis|xverweis|"
        r"regex|regulären?\sausdr|spalte|bedingte\sformatierung|power\s?(?:shell|query|automate)|\bjson\b|"
        r"abfrage|serienbrief-?feld|diagramm|berechne|rechne\sich",
    ),
    (
        UseCase.CONCEPT,
        r"konzept|gliederung|entwurf\sfür\sein|projektplan|zeitplan|maßnahmenplan|ablaufplan|roadmap|strategie|"
        r"leitbild|checkliste|brainstorm|ideen|vorschläge\sfür|agenda|tagesordnung\b|fahrplan|outline|workshop|"
        r"leitfaden|struktur\sfür|ablauf\sfür|plane\s|leistungsbeschreibung|stellenausschreibung|dienstplan",
    ),
    (
        UseCase.LETTER,
        r"\bbrief|schreiben\san|anschreiben|e-?mail|einladung|\beinlade|elternabend|antwortschreiben|antwort\b|"
        r"antworte\s(?!mit)|rundschreiben|newsletter|pressemitteilung|aushang|grußwort|formulier\w*|letter|"
        r"verfasse|schreib\w*\s(?:mir\s|bitte\s|uns\s)?(?:eine?n?|das|ein|dem|der|den)\b|bescheid\b|rede\b|text\sfür|"
        r"intranet|bescheinigung|dankschreiben|glückwunsch|elterninfo|begleittext|serienmail|hinweis\san|invit",
    ),
    (
        UseCase.RESEARCH,
        r"\b(?:was|wie|wann|welche[rsnm]?|wer|wo|warum|weshalb|wieso|darf|dürfen|muss|müssen|gibt\ses)\b.{0,300}\?|"
        r"erklär|erläuter|unterschied\szwischen|rechtslage|rechtsgrundlage|voraussetzungen|fristen?\b|recherch|§|"
        r"vergleiche|what\s|how\s|explain",
    ),
)


@functools.cache
def _sought() -> Several:
    return Several([pattern for _, pattern in _PATTERNS])


def _last_prompt(content: Content) -> str:
    prompts = (m.text for m in reversed(content.messages) if m.where is Where.PROMPT)
    text = next(prompts, "")
    if len(text) <= 2 * LOOKED_AT:
        return text.lower()
    return (text[:LOOKED_AT] + "\n" + text[-LOOKED_AT:]).lower()


def classify_use(content: Content) -> UseCase:
    """Return the kind of work; ``other`` where no pattern holds or nothing was said."""
    first = _sought().first(_last_prompt(content))
    return UseCase.OTHER if first is None else _PATTERNS[first][0]
