"""The Dienstanweisung as data: ``policy.yaml``, field by field.

A rule in the policy names a *check* (code, one file each in :mod:`leitstand.policy.rules`) and says
how, where and how sternly it applies. Changing a policy never changes code (promise P7).
"""

from datetime import date, time
from typing import Annotated

import msgspec

from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import (
    Category,
    DataClass,
    Mode,
    Place,
    Route,
    Severity,
    Where,
)


class LocalText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text for readers, in both languages."""

    de: Annotated[str, msgspec.Meta(min_length=1)]
    en: Annotated[str, msgspec.Meta(min_length=1)]


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a rule applies; an empty list means everywhere."""

    places: tuple[Place, ...] = ()
    applications: tuple[Slug, ...] = ()
    except_applications: tuple[Slug, ...] = ()
    departments: tuple[Slug, ...] = ()
    except_departments: tuple[Slug, ...] = ()


FilePattern = Annotated[
    str, msgspec.Meta(pattern=r"^(\.[a-z0-9]{1,10}|[a-z]+/(\*|[a-z0-9.+-]{1,80})|[a-z_]{2,20})$")
]
"""A kind of file: a group (``spreadsheet``), a media type (``image/*``) or an extension (``.xlsx``)."""


class Repetition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts as a pattern of repetition by one pseudonym; never a score, never a person."""

    days: Annotated[int, msgspec.Meta(ge=7, le=35)] = 28
    """Length of the window; no longer than a pseudonym outlives its quarter."""
    usage_days: Annotated[int, msgspec.Meta(ge=2)] = 3
    """Different days of the window with a finding of the same rule that opened a case."""


class PolicyRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule of the house."""

    id: Slug
    check: Slug
    """Name of the check in :mod:`leitstand.policy.rules`."""
    title: LocalText
    legal_basis: Annotated[str, msgspec.Meta(min_length=1)]
    """Paragraph of the Dienstanweisung and of the law, as a lawyer would cite it."""
    mode: Mode
    severity: Severity
    route: Route
    route_by_data_class: dict[DataClass, Route] = {}
    """Exceptions to ``route``: a credential goes to Informationssicherheit."""
    scope: Scope = Scope()
    look_at: tuple[Where, ...] = (Where.PROMPT,)
    """Parts of the conversation that a content rule reads."""
    categories: tuple[Category, ...] = ()
    """Detectors that a content rule uses; empty for rules of conduct."""
    data_classes: tuple[DataClass, ...] = ()
    """Narrows the categories, where one of them has several classes; empty = all of the check's."""
    opens_case: bool = True
    """``False``: never more than a notice, whatever the mode: an invitation, not an offence."""
    case_from: int = 1
    """Findings of this rule in one interaction below this number are a notice."""
    grace_days: int = 0
    """Days after expiry during which a certificate still counts."""
    forbidden_files: tuple[FilePattern, ...] = ()
    """Kinds of attachment that may not be used where the rule applies."""
    allowed_files: tuple[FilePattern, ...] = ()
    """Where given, the only kinds of attachment that may; a forbidden one stays forbidden."""
    repetition: Repetition | None = None
    """For the check ``repetition`` alone."""
    tell_employee: LocalText
    """Friendly, with what to do instead."""
    tell_dsb: LocalText


class OwnAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an office of the house is."""

    street: str = ""
    """Street and number: ``Rathausplatz 1``."""
    postcode: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{5})?$")] = ""
    place: str = ""


class PublicPerson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody in public office, or whom the house names on its website."""

    name: Annotated[str, msgspec.Meta(pattern=r"\S\s+\S")]
    """First name and surname, without title."""
    offices: tuple[str, ...] = ()
    """Words after which the surname alone means this person: ``OB``, ``Oberbürgermeisterin``."""


class OwnContacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Contact data of the house itself: public, so that no finding is made of it."""

    email_addresses: tuple[str, ...] = ()
    """Mailboxes of offices: ``poststelle@musterstadt.example``."""
    email_domains: tuple[str, ...] = ()
    """Domains of which no address at all is a finding, colleagues included."""
    telephone_prefixes: tuple[Annotated[str, msgspec.Meta(pattern=r"^\+[0-9]{5,15}$")], ...] = ()
    """The switchboard and what lies behind it, in digits: ``+49891234``."""
    telephone_numbers: tuple[Annotated[str, msgspec.Meta(pattern=r"^\+[0-9]{5,15}$")], ...] = ()
    """Single numbers: mobile phones of offices, hotlines."""
    ibans: tuple[Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}[0-9A-Z]{13,32}$")], ...] = ()
    """Accounts of the treasury, without spaces."""
    creditor_ids: tuple[Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}[0-9A-Z]{6,33}$")], ...] = ()
    """Gläubiger-Identifikationsnummern of the house, without spaces."""
    vat_ids: tuple[Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}[0-9A-Z]{2,13}$")], ...] = ()
    """USt-IdNrn of the house and its own companies, without spaces."""
    tax_numbers: tuple[Annotated[str, msgspec.Meta(pattern=r"^[0-9]{10,13}$")], ...] = ()
    """Steuernummern of the house itself, digits only."""
    addresses: tuple[OwnAddress, ...] = ()
    """Town hall, offices, schools, Kitas; also of authorities that everybody writes to."""
    licence_plates: tuple[str, ...] = ()
    """Plates of the fleet: ``MU-ST 112``."""
    people: tuple[PublicPerson, ...] = ()
    """Public persons in office; a name that is not written out is one of theirs only behind an office."""
    file_number_prefixes: tuple[str, ...] = ()
    """Beginnings of the council's own public numbers: ``VO/``, ``DS 2026/``."""


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers that the town may change, with the defaults of CONTEXT.md."""

    minimum_group: Annotated[int, msgspec.Meta(ge=5)] = 10
    """Smallest number of people a published figure may be about; the agreement may ask for more."""
    largest_text_characters: Annotated[int, msgspec.Meta(ge=1000)] = 1_000_000
    """A conversation longer than this is ``not_checked`` (too_large)."""
    unclaimed_hours: Annotated[int, msgspec.Meta(ge=1)] = 4
    """Working hours after which an unclaimed case goes to the deputy."""
    notification_hours: Annotated[int, msgspec.Meta(ge=1)] = 72
    """Hours from awareness to the notification of the authority, Art. 33 (1) GDPR."""
    review_hours: Annotated[int, msgspec.Meta(ge=1)] = 24
    """Hours from detection to the review of a new case."""


class WorkingHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the house is at work, in the policy's time zone; for deadlines counted in working hours."""

    weekdays: tuple[Annotated[int, msgspec.Meta(ge=1, le=7)], ...] = (1, 2, 3, 4, 5)
    """ISO weekdays: 1 = Monday. Never empty, else no deadline would ever come."""
    begins: time = time(8)
    ends: time = time(16)
    closed_on: tuple[date, ...] = ()
    """Public holidays of the Land and days on which the house is closed."""

    def __post_init__(self) -> None:
        """Refuse hours in which nobody ever works."""
        if not self.weekdays or self.begins >= self.ends:
            message = "working hours need a weekday, and must begin before they end"
            raise ValueError(message)


class Retention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days that each kind of record lives."""

    sealed_content_days: Annotated[int, msgspec.Meta(ge=1)] = 14
    sealed_content_high_risk_days: Annotated[int, msgspec.Meta(ge=184)] = 184
    pseudonymous_events_days: Annotated[int, msgspec.Meta(ge=1)] = 90
    accesses_days: Annotated[int, msgspec.Meta(ge=1)] = 366
    cases_calendar_years: Annotated[int, msgspec.Meta(ge=1)] = 3


class PolicyDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole policy file."""

    title: LocalText
    time_zone: str = "Europe/Berlin"
    """IANA name; days of use and dates of effect are days there."""
    learn_more: str = ""
    """Address of the Dienstanweisung in the intranet, shown beside a warning."""
    thresholds: Thresholds = Thresholds()
    working_hours: WorkingHours = WorkingHours()
    retention: Retention = Retention()
    own_contacts: OwnContacts = OwnContacts()
    rules: Annotated[tuple[PolicyRule, ...], msgspec.Meta(min_length=1)]
