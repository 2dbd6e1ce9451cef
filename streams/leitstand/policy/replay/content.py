"""Rules about passages: what the detectors found then, for whichever rule they looked."""

from collections.abc import Iterator
from dataclasses import dataclass

from leitstand.policy.check import Check, PassageCheck, known_checks
from leitstand.policy.replay.past import Past, Told, Unknown
from leitstand.schemas.assessment import Finding
from leitstand.schemas.policy import OwnContacts, PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import (
    Category,
    Completeness,
    DataClass,
    NotChecked,
    Where,
)

OWN_FIELDS: dict[str, tuple[Category, ...]] = {
    "email_addresses": (Category.EMAIL,),
    "email_domains": (Category.EMAIL,),
    "telephone_prefixes": (Category.TELEPHONE,),
    "telephone_numbers": (Category.TELEPHONE,),
    "ibans": (Category.IBAN, Category.CASH_REFERENCE),
    "creditor_ids": (Category.IBAN, Category.CASH_REFERENCE),
    "vat_ids": (Category.UST_ID,),
    "tax_numbers": (Category.STEUERNUMMER,),
    "addresses": (Category.STREET_ADDRESS, Category.POSTAL_PLACE),
    "licence_plates": (Category.LICENCE_PLATE,),
    "people": (Category.PERSON,),
    "file_number_prefixes": (Category.CASE_NUMBER, Category.CASH_REFERENCE, Category.IBAN),
}
"""Which findings each list of the house's own contacts keeps away."""

Sought = tuple[Category, DataClass, Where]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChange:
    """How the lists of the house's own contacts differ, by category."""

    longer: frozenset[Category]
    shorter: frozenset[Category]


def own_change(old: OwnContacts, new: OwnContacts) -> OwnChange:
    """Compare two sets of lists."""
    longer: set[Category] = set()
    shorter: set[Category] = set()
    for field, categories in OWN_FIELDS.items():
        before, now = set(getattr(old, field)), set(getattr(new, field))
        longer.update(categories if now - before else ())
        shorter.update(categories if before - now else ())
    return OwnChange(longer=frozenset(longer), shorter=frozenset(shorter))


def passages_told(rule: PolicyRule, past: Past, old: PolicyDocument, new: PolicyDocument) -> Told:
    """Return what a rule about passages would have objected to."""
    unread = unread_told(past, old, new)
    if unread is not None:
        return unread
    check = known_checks()[rule.check]
    sought = set(_sought(rule, check))
    known = {triple for other in past.applying(old) for triple in _looked_for(other)}
    found = _found(past, old, sought)
    change = own_change(old.own_contacts, new.own_contacts)
    maybe = tuple(finding for finding in found if finding.category in change.longer)
    unknown: set[Unknown] = set()
    if any(not _is_empty(past, where) for _, _, where in sought - known):
        unknown.add(Unknown.NOT_LOOKED_FOR)
    if maybe or any(category in change.shorter for category in rule.categories):
        unknown.add(Unknown.OWN_CONTACTS)
    return Told(
        sure=tuple(finding for finding in found if finding not in maybe),
        maybe=maybe,
        unknown=frozenset(unknown),
    )


def unread_told(past: Past, old: PolicyDocument, new: PolicyDocument) -> Told | None:
    """Return the answer about texts where it lies in whether they are read at all."""
    before = old.thresholds.largest_text_characters
    limit = new.thresholds.largest_text_characters
    if past.not_checked is NotChecked.NO_CONTENT or past.completeness is Completeness.TRUNCATED:
        return Told()
    if past.not_checked is NotChecked.TOO_LARGE:
        return Told() if limit <= before else Told(unknown=frozenset({Unknown.SIZE}))
    if past.not_checked is NotChecked.KEY_DESTROYED:
        return Told(unknown=frozenset({Unknown.NOT_CHECKED}))
    if limit < before:
        return _shortened(past, limit)
    return None


def _shortened(past: Past, limit: int) -> Told | None:
    least = past.prompt_characters + past.answer_characters
    if least > limit:
        return Told()
    if max(least, past.bytes) > limit:
        return Told(unknown=frozenset({Unknown.SIZE}))
    return None


def _sought(rule: PolicyRule, check: Check) -> Iterator[Sought]:
    classes = check.data_classes & set(rule.data_classes or DataClass)
    for category in rule.categories:
        for data_class in classes:
            for where in rule.look_at:
                yield category, data_class, where


def _looked_for(rule: PolicyRule) -> Iterator[Sought]:
    """What a rule of then would have told, had it been there."""
    check = known_checks().get(rule.check)
    return _sought(rule, check) if isinstance(check, PassageCheck) else iter(())


def _found(past: Past, old: PolicyDocument, sought: set[Sought]) -> tuple[Finding, ...]:
    """Return what was found then of what is sought, once, whichever rules told it."""
    readers = {
        rule.id for rule in old.rules if isinstance(known_checks().get(rule.check), PassageCheck)
    }
    found = {
        (finding.category, finding.data_class, finding.where): finding
        for finding in reversed(past.findings)
        if finding.rule in readers
    }
    return tuple(finding for key, finding in found.items() if key in sought)


def _is_empty(past: Past, where: Where) -> bool:
    """Say whether there was no text of that part, as far as that is kept."""
    return where is Where.ANSWER and past.answer_characters == 0
