"""The readers' words for every member of the closed sets, as msgids of the catalogues."""

from enum import StrEnum

from leitstand.cases.vocabulary import CloseReason, Kind, State, Step
from leitstand.dashboards.languages import N_
from leitstand.schemas.vocabulary import (
    Approval,
    Category,
    Confidence,
    DataClass,
    Disclosure,
    Place,
    RiskClass,
    Role,
    Severity,
    UseCase,
    Where,
)

WORDS: dict[type[StrEnum], dict[str, str]] = {
    Severity: {
        "low": N_("low"),
        "medium": N_("medium"),
        "high": N_("high"),
        "critical": N_("critical"),
    },
    Confidence: {
        "high": N_("certain"),
        "medium": N_("likely"),
        "low": N_("uncertain"),
    },
    DataClass: {
        "personal": N_("Personal data"),
        "special_category": N_("Special categories of personal data"),
        "social": N_("Social data"),
        "tax": N_("Tax secrecy"),
        "official_secret": N_("Official secrecy"),
        "classified_marking": N_("Classified marking"),
        "spoken_word": N_("Spoken word"),
        "credential": N_("Credentials"),
        "conduct": N_("Way of use"),
    },
    Category: {
        "person": N_("Name of a person"),
        "street_address": N_("Street address"),
        "postal_place": N_("Postcode and place"),
        "telephone": N_("Telephone number"),
        "email": N_("E-mail address"),
        "date_of_birth": N_("Date of birth"),
        "iban": N_("Bank account (IBAN)"),
        "steuer_id": N_("Tax identification number"),
        "steuernummer": N_("Tax number"),
        "ust_id": N_("VAT number"),
        "sv_number": N_("Social insurance number"),
        "kv_number": N_("Health insurance number"),
        "id_card": N_("Identity card number"),
        "passport": N_("Passport number"),
        "driving_licence": N_("Driving licence number"),
        "licence_plate": N_("Licence plate"),
        "credit_card": N_("Credit card number"),
        "case_number": N_("File number"),
        "cash_reference": N_("Cash reference"),
        "credential": N_("Password or key"),
        "marking": N_("Marking"),
        "transcription": N_("Transcription"),
        "health": N_("Health"),
        "religion": N_("Religion"),
        "union": N_("Trade union"),
        "other": N_("Way of use, no text"),
    },
    Where: {
        "prompt": N_("in the prompt"),
        "answer": N_("in the answer"),
        "instruction": N_("in the instruction"),
        "tool": N_("in a tool call"),
        "attachment": N_("in an attachment"),
        "conduct": N_("in the way of use"),
    },
    Place: {
        "cloud": N_("Cloud"),
        "on_premises": N_("On the town's own servers"),
        "unknown": N_("Unknown place"),
    },
    RiskClass: {
        "minimal": N_("Minimal risk"),
        "limited": N_("Limited risk"),
        "high": N_("High risk"),
        "prohibited": N_("Prohibited"),
        "unknown": N_("Risk class unknown"),
    },
    Approval: {
        "approved": N_("Approved"),
        "trial": N_("In trial"),
        "refused": N_("Not approved"),
        "withdrawn": N_("Approval withdrawn"),
    },
    UseCase: {
        "letter": N_("Letters and invitations"),
        "plain_language": N_("Plain language"),
        "summary": N_("Summaries"),
        "sparring": N_("Sparring partner"),
        "concept": N_("Conceptual work"),
        "translation": N_("Translation"),
        "research": N_("Questions about law and procedure"),
        "data": N_("Tables and data"),
        "other": N_("Other use"),
    },
    Role: {
        "dsb": N_("Data protection officer"),
        "dsb_deputy": N_("Deputy data protection officer"),
        "controller": N_("Controller"),
        "security": N_("Information security"),
        "coordination": N_("AI coordination"),
        "training": N_("Training coordination"),
        "department_head": N_("Department head"),
        "leadership": N_("Leadership"),
        "staff_council": N_("Staff council"),
        "employee": N_("Employee"),
        "it": N_("IT"),
        "system": N_("Leitstand itself"),
    },
    Disclosure: {
        "shown": N_("shown"),
        "hidden_small": N_("protected: the group is too small"),
        "hidden_complement": N_("protected: it would tell another protected figure"),
        "no_data": N_("no data received"),
    },
    Kind: {
        "finding": N_("Case"),
        "uncertain": N_("Uncertain hit"),
        "invitation": N_("Invitation to training"),
    },
    State: {
        "detected": N_("New"),
        "triage": N_("In review"),
        "closed": N_("Closed"),
    },
    Step: {
        "open": N_("Opened"),
        "recur": N_("Seen again after closing"),
        "take": N_("Taken over for review"),
        "take_over": N_("Taken over from a colleague"),
        "note": N_("Remark"),
        "close": N_("Closed"),
        "reopen": N_("Reopened"),
    },
    CloseReason: {
        "false_alarm": N_("False alarm"),
        "permitted": N_("Was permitted"),
        "policy_breach": N_("Breach of the house rules"),
        "handed_over": N_("Suspected data breach, handed over"),
        "duplicate": N_("Duplicate of another case"),
        "invited": N_("Invitation was sent"),
        "trained": N_("Training was passed meanwhile"),
    },
}
"""Msgid by type and value. A test walks all members."""


def word(member: StrEnum) -> str:
    """Return the msgid of a member; KeyError for a set that readers never see."""
    return WORDS[type(member)][member.value]
