"""Musterstadt: a fictional town of 450 workplaces. Every person in it is generated and fictitious.

The town is a pure function of a day and a seed, so that two runs of a day tell the same story:
320 people trained, twelve departments (two of them smaller than the smallest group that a figure
may be about), six applications, and a rollout whose third stage is two weeks late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from leitstand.schemas.register import (
    Application,
    Contract,
    Course,
    Department,
    Prices,
    RolloutStage,
)
from leitstand.schemas.vocabulary import Approval, Place, RiskClass

TENANT = "musterstadt"
HISTORY_DAYS = 84
STAFF_FROM_DAYS = 400
"""People, courses and applications stand in the register from so many days before today."""

CHAT = "chat-assistent"
LOCAL = "textwerkstatt"
TRANSLATOR = "uebersetzer"
SCRIPTS = "skript-helfer"
MINUTES = "protokoll-assistent"
SEARCH = "freie-ki-suche"

_DEPARTMENTS: Sequence[tuple[str, str, int, int, int]] = (
    # id, title, workplaces, trained, rollout stage in which its people were trained
    ("hauptamt", "Hauptamt", 58, 44, 2),
    ("finanzen", "Finanzen und Steuern", 46, 33, 2),
    ("buergerdienste", "Bürgerdienste", 44, 32, 2),
    ("ordnung", "Ordnung und Sicherheit", 36, 24, 3),
    ("kita-schule", "Kita und Schule", 27, 19, 3),
    ("soziales", "Soziales", 62, 41, 3),
    ("bauen", "Bauordnung", 48, 33, 3),
    ("stadtplanung", "Stadtplanung", 31, 24, 3),
    ("kultur", "Kultur", 9, 6, 3),
    ("tiefbau-umwelt", "Tiefbau und Umwelt", 50, 31, 3),
    ("feuerwehr", "Feuerwehr", 9, 5, 3),
    ("stabsstelle-digitales", "Stabsstelle Digitales", 30, 28, 1),
)
_STAGES: Sequence[tuple[str, int, int | None, int]] = (
    # title, planned: days from today, reached: days from today, people trained by then
    ("Pilot in der Stabsstelle Digitales", -84, -84, 28),
    ("Hauptamt, Finanzen, Bürgerdienste", -56, -54, 137),
    ("Fachämter", -14, None, 345),
    ("Alle Büroarbeitsplätze", 42, None, 450),
)
_COURSE_SHARES: Mapping[str, float] = {
    # Share of the trained people who passed the course of another application as well.
    "ki-pass-textwerkstatt": 0.55,
    "ki-pass-uebersetzer": 0.30,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPerson:
    """A generated person: an account, a department, passed courses. There is no name."""

    user: str
    department: str
    passed: Mapping[str, date]
    """Day of each passed course."""
    weight: float
    """How often this person uses AI, against the others; 0 = never."""

    def trained_for(self, application: str, day: date) -> bool:
        """Say whether the person had passed the application's course by that day."""
        needed = courses_of(application)
        return any(self.passed.get(course, date.max) <= day for course in needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everything that the register is told about Musterstadt."""

    today: date
    departments: Mapping[str, Department]
    applications: Mapping[str, Application]
    courses: Mapping[str, Course]
    stages: Sequence[RolloutStage]
    people: Sequence[TownPerson]

    @property
    def staffed_from(self) -> date:
        """First day for which the register knows anything."""
        return self.today - timedelta(days=STAFF_FROM_DAYS)


def courses_of(application: str) -> tuple[str, ...]:
    """Return the courses of which one is required."""
    return {
        CHAT: ("ki-pass-chat",),
        LOCAL: ("ki-pass-textwerkstatt",),
        TRANSLATOR: ("ki-pass-uebersetzer",),
        SCRIPTS: ("ki-pass-skripte",),
        MINUTES: ("ki-pass-protokoll",),
        SEARCH: (),
    }[application]


def build(today: date, seed: int = 20) -> Town:
    """Return the town as it stands on ``today``."""
    random = Random(seed)  # noqa: S311 - a story, no secret
    return Town(
        today=today,
        departments=_departments(),
        applications=_applications(today),
        courses=_courses(),
        stages=_stages(today),
        people=_people(today, random),
    )


def _departments() -> dict[str, Department]:
    return {
        slug: Department(
            title=title,
            order=order * 10,
            workplaces=workplaces,
            monthly_budget_cents=workplaces * 400,
        )
        for order, (slug, title, workplaces, _, _) in enumerate(_DEPARTMENTS, start=1)
    }


def _stages(today: date) -> tuple[RolloutStage, ...]:
    return tuple(
        RolloutStage(
            number=number,
            title=title,
            planned_from=today + timedelta(days=planned),
            planned_trained=trained,
            reached_on=None if reached is None else today + timedelta(days=reached),
            departments=tuple(slug for slug, _, _, _, stage in _DEPARTMENTS if stage == number),
        )
        for number, (title, planned, reached, trained) in enumerate(_STAGES, start=1)
    )


def _courses() -> dict[str, Course]:
    return {
        "ki-pass-chat": Course(title="KI-Pass: Chat-Assistent", valid_months=24),
        "ki-pass-textwerkstatt": Course(title="KI-Pass: Textwerkstatt im Rathaus", valid_months=24),
        "ki-pass-uebersetzer": Course(title="KI-Pass: Übersetzer", valid_months=24),
        "ki-pass-skripte": Course(title="KI-Pass: Skript-Helfer", valid_months=12),
        "ki-pass-protokoll": Course(title="KI-Pass: Protokoll-Assistent", valid_months=12),
        "prompten-vertiefung": Course(title="Besser fragen: Vertiefung", voluntary=True),
    }


def _applications(today: date) -> dict[str, Application]:
    cloud = Contract(
        data_processing_agreement=True,
        third_country=False,
        trained_on_inputs=False,
        provider_retention_days=30,
        deletion_contact="datenschutz@anbieter.example",
    )
    small = Prices(input=14, output=56)
    return {
        CHAT: Application(
            title="Chat-Assistent",
            operator="Sprachmodell-Dienst (Beispiel) GmbH",
            place=Place.CLOUD,
            risk_class=RiskClass.LIMITED,
            approval=Approval.APPROVED,
            owner="stabsstelle-digitales",
            courses=courses_of(CHAT),
            models=("gpt-4o", "gpt-4o-mini"),
            prices={"gpt-4o": Prices(input=230, output=920, cached_input=115), "*": small},
            contract=cloud,
        ),
        LOCAL: Application(
            title="Textwerkstatt im Rathaus",
            operator="Musterstadt",
            place=Place.ON_PREMISES,
            risk_class=RiskClass.LIMITED,
            approval=Approval.APPROVED,
            owner="stabsstelle-digitales",
            courses=courses_of(LOCAL),
            models=("llama3.2",),
            prices={"*": Prices(input=4, output=4)},
        ),
        TRANSLATOR: Application(
            title="Übersetzer",
            operator="Übersetzungsdienst (Beispiel) SE",
            place=Place.CLOUD,
            risk_class=RiskClass.MINIMAL,
            approval=Approval.APPROVED,
            owner="hauptamt",
            courses=courses_of(TRANSLATOR),
            models=("gpt-4o-mini",),
            prices={"*": small},
            contract=cloud,
        ),
        SCRIPTS: Application(
            title="Skript-Helfer",
            operator="Sprachmodell-Dienst (Beispiel) GmbH",
            place=Place.CLOUD,
            risk_class=RiskClass.MINIMAL,
            approval=Approval.APPROVED,
            owner="stabsstelle-digitales",
            courses=courses_of(SCRIPTS),
            models=("gpt-4.1-mini",),
            prices={"*": small},
            contract=cloud,
        ),
        MINUTES: Application(
            title="Protokoll-Assistent",
            operator="Musterstadt",
            place=Place.ON_PREMISES,
            risk_class=RiskClass.LIMITED,
            approval=Approval.TRIAL,
            trial_departments=("stabsstelle-digitales",),
            trial_until=today + timedelta(days=60),
            audio_allowed=True,
            owner="hauptamt",
            courses=courses_of(MINUTES),
            models=("whisper-large",),
            prices={"*": Prices(input=2, output=2)},
        ),
        SEARCH: Application(
            title="Freie KI-Suche",
            operator="Suchdienst (Beispiel) Inc.",
            place=Place.CLOUD,
            risk_class=RiskClass.LIMITED,
            approval=Approval.REFUSED,
            owner="stabsstelle-digitales",
            contract=Contract(
                data_processing_agreement=False, third_country=True, trained_on_inputs=True
            ),
        ),
    }


def _people(today: date, random: Random) -> tuple[TownPerson, ...]:
    people: list[TownPerson] = []
    for slug, _, workplaces, trained, stage in _DEPARTMENTS:
        for place in range(workplaces):
            passed = _passed(today, stage, random) if place < trained else {}
            if passed and slug == "stabsstelle-digitales":
                passed = {**passed, **_digital_courses(today, place)}
            people.append(
                TownPerson(
                    user=f"fiktiv-{len(people) + 1:04d}@musterstadt.example",
                    department=slug,
                    passed=passed,
                    weight=0.0 if random.random() < 0.07 else random.lognormvariate(0.0, 0.7),
                )
            )
    return tuple(people)


def _passed(today: date, stage: int, random: Random) -> dict[str, date]:
    """Spread the first course over the weeks before the stage's planned day (at most yesterday)."""
    planned = today + timedelta(days=_STAGES[stage - 1][1])
    first = min(planned - timedelta(days=random.randint(1, 28)), today - timedelta(days=1))
    passed = {"ki-pass-chat": first}
    for course, share in _COURSE_SHARES.items():
        if random.random() < share:
            later = first + timedelta(days=random.randint(0, 21))
            passed[course] = min(later, today - timedelta(days=1))
    return passed


def _digital_courses(today: date, place: int) -> dict[str, date]:
    """The digital unit also learned to write scripts, and half of it tries the minutes."""
    courses = {"ki-pass-skripte": today - timedelta(days=80)}
    if place % 2 == 0:
        courses["ki-pass-protokoll"] = today - timedelta(days=30)
    return courses
