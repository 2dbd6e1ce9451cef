"""Judges lines of text without a running stack: the core of ``leitstand assess``."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import msgspec

from leitstand.deploy.command import UserError
from leitstand.policy import Facts, Judgement, judge
from leitstand.register import RegisterView
from leitstand.register.files import review
from leitstand.register.loading import view_of
from leitstand.register.problems import Level
from leitstand.schemas.clock import Clock, Instant
from leitstand.schemas.interaction import Content, Message
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import Application, Certificate, Person
from leitstand.schemas.vocabulary import Approval, NotChecked, ObjectKind, Place, RiskClass, Where
from leitstand.vault import normalise_user

ASSUMED_APPLICATION = Application(
    title="assumed",
    operator="assumed",
    place=Place.CLOUD,
    risk_class=RiskClass.LIMITED,
    approval=Approval.APPROVED,
    owner="assumed",
)
"""An approved cloud application, so that content alone decides."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of input; further fields are ignored."""

    id: str | int
    text: str
    application: str | None = None
    actor: str | None = None
    occurred_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the lines are judged by."""

    policy: PolicyDocument | None
    """Given on the command line; ``None`` = the register's as of the line."""
    default_policy: PolicyDocument
    """Where neither the command line nor the register has one."""
    register: RegisterView | None
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answer to one line."""

    document: dict[str, object]
    ok: bool


def load_register(path: Path) -> RegisterView:
    """Read a directory of register files. Raises UserError with the first error.

    People get ids that hold only inside this process, so that no key is needed.
    """
    found = review([path], _passing_id)
    if not found.ok:
        first = next(problem for problem in found.problems if problem.level is Level.ERROR)
        raise UserError(str(first), f"mend it; the other errors come with: register check {path}")
    return view_of(found.objects, "assess")


def _passing_id(user: str) -> str:
    return hashlib.sha256(normalise_user(user).encode()).hexdigest()[:32]


def answers(lines: Iterable[bytes], world: World) -> Iterator[Answered]:
    """Yield an answer per line that is not empty; a bad line gets an error object. Never raises."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answered(number, line, world)


def _answered(number: int, line: bytes, world: World) -> Answered:
    try:
        asked = msgspec.json.decode(line, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # The messages of msgspec name the field and the types, never the value.
        problem = str(error) if isinstance(error, msgspec.DecodeError) else "not UTF-8"
        return _refused(number, line, problem)
    try:
        judgement = _judged(asked, world)
    except OverflowError:
        return _refused(number, line, "occurred_at lies outside the calendar")
    return Answered(document=_document(asked.id, judgement), ok=True)


def _refused(number: int, line: bytes, problem: str) -> Answered:
    error = {
        "line": number,
        "problem": problem,
        "remedy": 'write one object per line: {"id": "1", "text": "…"}',
    }
    return Answered(document={"id": _id_of(line), "error": error}, ok=False)


def _id_of(line: bytes) -> str | int | None:
    """Return the id of a line that is wrong otherwise, so that the answer finds its question."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    found = cast("dict[str, object]", document).get("id")
    return found if isinstance(found, str | int) else None


def _judged(asked: Line, world: World) -> Judgement:
    moment = asked.occurred_at or world.clock()
    snapshot = world.register.as_of(moment) if world.register is not None else None
    policy = world.policy or (snapshot.policy if snapshot else None) or world.default_policy
    day = moment.astimezone(ZoneInfo(policy.time_zone)).date()
    content = Content(messages=(Message(where=Where.PROMPT, text=asked.text),))
    return judge(_facts(asked, moment, day, world), content, policy)


def _facts(asked: Line, moment: datetime, day: date, world: World) -> Facts:
    application = _application(asked, moment, world)
    person = _person(asked, moment, application, world)
    return Facts(
        usage_day=day,
        application_id=asked.application or "assumed",
        application=application,
        person=person,
        person_known=True,
        department=person.department if person else "unknown",
        agreement_in_force=_agreement_in_force(moment, day, world),
    )


def _agreement_in_force(moment: datetime, day: date, world: World) -> bool:
    """Ask the register where it keeps agreements at all; else content alone decides."""
    if world.register is None or not world.register.ids(ObjectKind.AGREEMENT):
        return True
    return world.register.as_of(moment).agreement_in_force(day)


def _application(asked: Line, moment: datetime, world: World) -> Application | None:
    if world.register is None or asked.application is None:
        return ASSUMED_APPLICATION
    return world.register.as_of(moment).application(asked.application)


def _person(
    asked: Line, moment: datetime, application: Application | None, world: World
) -> Person | None:
    if world.register is None or not asked.actor or not normalise_user(asked.actor):
        return _trained(application)
    return world.register.as_of(moment).person(_passing_id(asked.actor))


def _trained(application: Application | None) -> Person:
    """Return a person with a certificate of every course, in the first trial group there is."""
    courses = application.courses if application else ()
    groups = application.trial_departments if application else ()
    return Person(
        department=groups[0] if groups else "assumed",
        certificates=tuple(Certificate(course=c, passed=date(1970, 1, 1)) for c in courses),
    )


def _document(line_id: str | int, judgement: Judgement) -> dict[str, object]:
    document: dict[str, object] = {
        "id": line_id,
        "verdict": judgement.verdict.value,
        "findings": [*_in_text(judgement), *_about_conduct(judgement)],
    }
    if judgement.not_checked is not NotChecked.NONE:
        document["not_checked"] = judgement.not_checked.value
    return document


def _in_text(judgement: Judgement) -> Iterator[dict[str, object]]:
    for span in judgement.spans:
        yield {
            "rule": span.rule,
            "data_class": span.data_class.value,
            "category": span.category.value,
            "start": span.start,
            "end": span.end,
            "confidence": span.confidence.value,
            "shape": span.shape,
            "evidence": [reason.value for reason in span.evidence],
        }


def _about_conduct(judgement: Judgement) -> Iterator[dict[str, object]]:
    """Findings about the way of use lie in no text: an empty span at its beginning."""
    for finding in judgement.findings:
        if finding.where is Where.CONDUCT:
            yield {
                "rule": finding.rule,
                "data_class": finding.data_class.value,
                "category": finding.category.value,
                "start": 0,
                "end": 0,
                "confidence": finding.confidence.value,
                "shape": finding.shape,
                "evidence": [reason.value for reason in finding.reasons],
            }
