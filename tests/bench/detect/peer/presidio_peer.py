"""Presidio's analyzer with its German recognisers, as lines in and lines out.

Runs in an environment of its own (``presidio.lock``), so that nothing of it is needed by the product.
Reads ``{"id", "text"}`` on standard input, writes ``{"id", "findings": [{"category", "start", "end",
"score"}]}``, and at the end ``{"cpu_seconds", "version", "slowest_ms"}``. Language models cannot be had from
the package index, so that the names recogniser has none and finds none; that makes it faster, too.
"""

import json
import sys
import time
from importlib.metadata import version

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    DeFuehrerscheinRecognizer,
    DeHealthInsuranceRecognizer,
    DeIdCardRecognizer,
    DeKfzRecognizer,
    DePassportRecognizer,
    DePlzRecognizer,
    DeSocialSecurityRecognizer,
    DeTaxIdRecognizer,
    DeTaxNumberRecognizer,
    DeVatIdRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    PhoneRecognizer,
)

CATEGORY = {
    "CREDIT_CARD": "credit_card",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "iban",
    "PHONE_NUMBER": "telephone",
    "DE_FUEHRERSCHEIN": "driving_licence",
    "DE_HEALTH_INSURANCE": "kv_number",
    "DE_ID_CARD": "id_card",
    "DE_KFZ": "licence_plate",
    "DE_PASSPORT": "passport",
    "DE_PLZ": "postal_place",
    "DE_SOCIAL_SECURITY": "sv_number",
    "DE_TAX_ID": "steuer_id",
    "DE_TAX_NUMBER": "steuernummer",
    "DE_VAT_ID": "ust_id",
}
"""What Presidio calls it: our category."""

RECOGNISERS = (
    CreditCardRecognizer,
    DeFuehrerscheinRecognizer,
    DeHealthInsuranceRecognizer,
    DeIdCardRecognizer,
    DeKfzRecognizer,
    DePassportRecognizer,
    DePlzRecognizer,
    DeSocialSecurityRecognizer,
    DeTaxIdRecognizer,
    DeTaxNumberRecognizer,
    DeVatIdRecognizer,
    EmailRecognizer,
    IbanRecognizer,
)


class _BlankGerman(SpacyNlpEngine):
    """German tokens without a downloaded model."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "de", "model_name": "blank"}])

    def load(self) -> None:
        self.nlp = {"de": spacy.blank("de")}


def analyzer() -> AnalyzerEngine:
    """Return Presidio with every German recogniser and the general ones for the same categories."""
    registry = RecognizerRegistry(supported_languages=["de"])
    for recogniser in RECOGNISERS:
        registry.add_recognizer(recogniser(supported_language="de"))
    registry.add_recognizer(PhoneRecognizer(supported_language="de", supported_regions=("DE",)))
    engine = _BlankGerman()
    engine.load()
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["de"])


def _lines() -> "list[dict[str, str]]":
    return [json.loads(line) for line in sys.stdin if line.strip()]


def main() -> None:
    """Answer every line."""
    engine = analyzer()
    lines = _lines()
    engine.analyze(text="Aufwärmen: 030 1234567", language="de")
    begun, slowest = time.process_time(), 0.0
    for line in lines:
        started = time.process_time()
        results = engine.analyze(text=line["text"], language="de", entities=list(CATEGORY))
        slowest = max(slowest, time.process_time() - started)
        found = [
            {
                "category": CATEGORY[result.entity_type],
                "start": result.start,
                "end": result.end,
                "score": result.score,
            }
            for result in results
        ]
        print(json.dumps({"id": line["id"], "findings": found}))
    end = {
        "cpu_seconds": time.process_time() - begun,
        "slowest_ms": slowest * 1000,
        "version": version("presidio-analyzer"),
    }
    print(json.dumps(end))


if __name__ == "__main__":
    main()
