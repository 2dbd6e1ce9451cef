"""What a changed policy would have said: never wrong where it says anything."""

import importlib
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.policy import Facts, judge
from leitstand.policy.check import Passage
from leitstand.policy.detector import Found
from leitstand.policy.examples import policy
from leitstand.policy.own import is_own
from leitstand.policy.reading import Reading
from leitstand.policy.replay import Difference, Past, Tally, Unknown, compare, groups_of
from leitstand.policy.replay.compare import Outcome
from leitstand.policy.replay.content import OWN_FIELDS
from leitstand.schemas.interaction import Attachment, Content
from leitstand.schemas.policy import OwnContacts, PolicyDocument, Scope
from leitstand.schemas.register import Application, Person
from leitstand.schemas.vocabulary import (
    Approval,
    Category,
    Completeness,
    Confidence,
    DataClass,
    Mode,
    NotChecked,
    Operation,
    Place,
    Purpose,
    Reason,
    RiskClass,
    Route,
    Severity,
    Status,
    Where,
)

from .builders import CLOUD, TRAINED, facts

judging = importlib.import_module("leitstand.policy.judge")
POLICY = policy()
KINDS = (
    (Category.IBAN, DataClass.PERSONAL, "DE06999999990000000112"),
    (Category.IBAN, DataClass.PERSONAL, "DE89370400440532013000"),
    (Category.PERSON, DataClass.PERSONAL, "Erika Muster"),
    (Category.POSTAL_PLACE, DataClass.PERSONAL, "99999 Musterstadt"),
    (Category.HEALTH, DataClass.SPECIAL_CATEGORY, "Asthma"),
    (Category.OTHER, DataClass.SOCIAL, "Bürgergeld"),
    (Category.OTHER, DataClass.CONDUCT, "entscheide"),
    (Category.MARKING, DataClass.CLASSIFIED_MARKING, "VS-NfD"),
    (Category.MARKING, DataClass.OFFICIAL_SECRET, "NICHT ÖFFENTLICH"),
    (Category.CREDENTIAL, DataClass.CREDENTIAL, "Passwort"),
    (Category.TRANSCRIPTION, DataClass.SPOKEN_WORD, "transkribiere"),
)
WHERES = (Where.PROMPT, Where.ANSWER, Where.INSTRUCTION)


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    """Return something that a detector saw."""
    category, data_class, value = draw(st.sampled_from(KINDS))
    found = Found(
        category=category,
        data_class=data_class,
        start=0,
        end=len(value),
        confidence=draw(st.sampled_from(list(Confidence))),
        reasons=(Reason.FORM.value,),
        value=value,
        shape="Aaa",
    )
    return Passage(found=found, where=draw(st.sampled_from(WHERES)), message=0)


@st.composite
def uses(draw: st.DrawFn) -> Facts:
    """Return the facts of some use."""
    application: Application | None = msgspec.structs.replace(
        CLOUD,
        place=draw(st.sampled_from([Place.CLOUD, Place.ON_PREMISES])),
        risk_class=draw(st.sampled_from(list(RiskClass))),
        approval=draw(st.sampled_from(list(Approval))),
        audio_allowed=draw(st.booleans()),
        public_facing=draw(st.booleans()),
    )
    person: Person | None = draw(st.sampled_from([TRAINED, Person(department="bauen"), None]))
    media = draw(st.sampled_from([(), ("application/zip",), ("audio/mpeg",), ("text/csv",)]))
    return facts(
        application=draw(st.sampled_from([application, application, None])),
        person=person,
        person_known=draw(st.booleans()),
        operation=draw(st.sampled_from([Operation.CHAT, Operation.IMAGE, Operation.TRANSCRIPTION])),
        purpose=draw(st.sampled_from([Purpose.OFFICE, Purpose.TRAINING])),
        status=draw(st.sampled_from([Status.OK, Status.BLOCKED])),
        department=draw(st.sampled_from(["bauen", "kultur"])),
        attachments=tuple(Attachment(media_type=m, bytes=1) for m in media),
    )


RULE_CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "mode": st.sampled_from(list(Mode)),
    "severity": st.sampled_from(list(Severity)),
    "route": st.sampled_from([Route.DSB, Route.STATISTIC, Route.SECURITY]),
    "opens_case": st.booleans(),
    "case_from": st.integers(1, 3),
    "grace_days": st.sampled_from([0, 14, 30]),
    "look_at": st.sampled_from([(Where.PROMPT,), WHERES, (Where.ANSWER,)]),
    "scope": st.sampled_from(
        [
            Scope(),
            Scope(places=(Place.CLOUD,)),
            Scope(departments=("kultur",)),
            Scope(except_departments=("kultur",)),
        ]
    ),
}


@st.composite
def changes(draw: st.DrawFn) -> tuple[tuple[str, str, Any], ...]:
    """Return a few changes of the example: rule, field, value; small enough to be read."""
    made: list[tuple[str, str, Any]] = []
    for _ in range(draw(st.integers(0, 6))):
        rule = draw(st.sampled_from(POLICY.rules))
        field = draw(st.sampled_from(["gone", "categories", *RULE_CHANGES]))
        if field == "categories":
            fewer = rule.categories[: draw(st.integers(0, len(rule.categories)))]
            made.append((rule.id, field, fewer))
        else:
            made.append((rule.id, field, draw(RULE_CHANGES.get(field, st.none()))))
    if draw(st.integers(0, 3)) == 0:
        made.append(("", draw(st.sampled_from(["own", "limit"])), None))
    return tuple(made)


def with_changes(made: tuple[tuple[str, str, Any], ...]) -> PolicyDocument:
    """Return the example, changed."""
    rules = {rule.id: rule for rule in POLICY.rules}
    document = POLICY
    for rule_id, field, value in made:
        if field == "own":
            document = msgspec.structs.replace(document, own_contacts=OwnContacts())
        elif field == "limit":
            shorter = msgspec.structs.replace(POLICY.thresholds, largest_text_characters=1000)
            document = msgspec.structs.replace(document, thresholds=shorter)
        elif field == "gone":
            rules.pop(rule_id, None)
        elif rule_id in rules:
            rules[rule_id] = msgspec.structs.replace(rules[rule_id], **{field: value})
    return msgspec.structs.replace(document, rules=tuple(rules.values()))


class Eyes:
    """Stands in for reading: what the detectors see does not depend on who asks."""

    def __init__(self) -> None:
        self.seen: tuple[Passage, ...] = ()
        self.size = 100

    def read(self, content: Content, *args: Any) -> Reading:
        """Return what is not the house's own, unless the text is too long."""
        del content
        document = next(arg for arg in args if isinstance(arg, PolicyDocument))
        if self.size > document.thresholds.largest_text_characters:
            return Reading(not_checked=NotChecked.TOO_LARGE)
        return Reading(
            passages=tuple(
                p
                for p in self.seen
                if not is_own(document.own_contacts, p.found.category, p.found.value)
            )
        )


@pytest.fixture
def eyes(monkeypatch: pytest.MonkeyPatch) -> Eyes:
    """Replace the reading of texts."""
    made = Eyes()
    monkeypatch.setattr(judging, "read", made.read)
    return made


def past_of(use: Facts, document: PolicyDocument, eyes: Eyes) -> Past:
    """Judge a use as the worker does, and keep what an assessment keeps."""
    judgement = judge(use, Content(), document)
    answered = any(p.where is Where.ANSWER for p in eyes.seen)
    return Past(
        occurred_at=datetime(2026, 3, 10, tzinfo=UTC),
        department=use.department,
        application=use.application_id,
        approval=use.application.approval if use.application else None,
        risk_class=use.application.risk_class if use.application else RiskClass.UNKNOWN,
        place=use.place,
        training_state=judgement.training_state,
        operation=use.operation,
        purpose=use.purpose,
        status=use.status,
        completeness=Completeness.COMPLETE,
        not_checked=judgement.not_checked,
        named=use.person_known,
        prompt_characters=eyes.size - 10 * answered,
        answer_characters=10 * answered,
        bytes=eyes.size,
        media_types=tuple(a.media_type for a in use.attachments),
        findings=judgement.findings,
    )


def differences(past: Past, old: PolicyDocument, new: PolicyDocument) -> dict[str, Difference]:
    """Compare under every rule."""
    ids = dict.fromkeys(rule.id for rule in (*new.rules, *old.rules))
    return {rule_id: compare(rule_id, past, old, new) for rule_id in ids}


def outcomes(use: Facts, document: PolicyDocument) -> dict[str, Outcome]:
    """Return what the judge says under each rule."""
    found: dict[str, Outcome] = {}
    for finding in judge(use, Content(), document).findings:
        said = Outcome.CASE if finding.opens_case else Outcome.NOTICE
        found[finding.rule] = max(said, found.get(finding.rule, said))
    return found


MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@MANY
@given(use=uses(), seen=st.lists(passages(), max_size=6), made=changes())
def test_the_same_policy_changes_nothing(
    eyes: Eyes, use: Facts, seen: list[Passage], made: tuple[Any, ...]
) -> None:
    """And everything can be told."""
    document = with_changes(made)
    eyes.seen, eyes.size = tuple(seen), 100
    past = past_of(use, document, eyes)
    for difference in differences(past, document, document).values():
        assert difference.now is difference.before
        assert not difference.told_elsewhere
        assert not difference.stopped


@MANY
@given(
    use=uses(),
    seen=st.lists(passages(), max_size=6),
    before=changes(),
    after=changes(),
    size=st.sampled_from([100, 100, 5000]),
)
def test_what_is_told_is_what_the_judge_would_have_said(
    eyes: Eyes,
    use: Facts,
    seen: list[Passage],
    before: tuple[Any, ...],
    after: tuple[Any, ...],
    size: int,
) -> None:
    """Where it cannot be told, a reason stands; everything else is exactly so."""
    old, new = with_changes(before), with_changes(after)
    eyes.seen, eyes.size = tuple(seen), size
    past = past_of(use, old, eyes)
    really = outcomes(use, new)
    for rule_id, difference in differences(past, old, new).items():
        if difference.now is None:
            assert difference.unknown
        else:
            assert difference.now is really.get(rule_id, Outcome.NOTHING), rule_id


def seen_iban(eyes: Eyes, confidence: Confidence = Confidence.HIGH) -> None:
    """Let the detectors see an account that is nobody's own."""
    found = Found(
        category=Category.IBAN,
        data_class=DataClass.PERSONAL,
        start=0,
        end=22,
        confidence=confidence,
        reasons=(Reason.CHECKSUM.value,),
        value="DE89370400440532013000",
        shape="AA99",
    )
    eyes.seen = (Passage(found=found, where=Where.PROMPT, message=0),)


def changed(rule_id: str, **fields: Any) -> PolicyDocument:
    """Return the example with one rule changed."""
    rules = tuple(
        msgspec.structs.replace(rule, **fields) if rule.id == rule_id else rule
        for rule in POLICY.rules
    )
    return msgspec.structs.replace(POLICY, rules=rules)


RULE = "personenbezogene-daten"
CHANGES = [
    ({}, Outcome.CASE, False, False),
    ({"mode": Mode.OFF}, Outcome.NOTHING, False, False),
    ({"mode": Mode.BLOCK}, Outcome.CASE, False, True),
    ({"case_from": 2}, Outcome.NOTICE, False, False),
    ({"opens_case": False}, Outcome.NOTICE, False, False),
    ({"route": Route.STATISTIC}, Outcome.NOTICE, False, False),
    ({"route": Route.SECURITY}, Outcome.CASE, True, False),
    ({"severity": Severity.LOW}, Outcome.CASE, True, False),
    ({"scope": Scope(places=(Place.ON_PREMISES,))}, Outcome.NOTHING, False, False),
    ({"categories": (Category.EMAIL,)}, Outcome.NOTHING, False, False),
    ({"categories": (Category.IBAN,)}, Outcome.CASE, False, False),
    ({"look_at": WHERES}, Outcome.CASE, False, False),
]


@pytest.mark.parametrize(("fields", "now", "elsewhere", "stopped"), CHANGES)
def test_one_change(
    eyes: Eyes, fields: dict[str, Any], now: Outcome, elsewhere: bool, stopped: bool
) -> None:
    """What a lawyer turns, one screw at a time."""
    seen_iban(eyes)
    difference = compare(RULE, past_of(facts(), POLICY, eyes), POLICY, changed(RULE, **fields))
    assert (difference.before, difference.now) == (Outcome.CASE, now)
    assert (difference.told_elsewhere, difference.stopped) == (elsewhere, stopped)


def test_what_nobody_looked_for_cannot_be_told(eyes: Eyes) -> None:
    """A new category, or the same one in an answer that nobody read."""
    old = changed(RULE, categories=(Category.IBAN,))
    past = past_of(facts(), old, eyes)
    difference = compare(RULE, past, old, POLICY)
    assert difference.now is None
    assert difference.unknown == {Unknown.NOT_LOOKED_FOR}
    answered = msgspec.structs.replace(POLICY)
    with_answer = msgspec.structs.replace(
        answered, rules=changed(RULE, look_at=(Where.ANSWER,)).rules
    )
    assert compare(RULE, past, POLICY, with_answer).now is Outcome.NOTHING
    seen_iban(eyes)
    eyes.seen = (*eyes.seen, Passage(found=eyes.seen[0].found, where=Where.ANSWER, message=1))
    past = past_of(facts(), POLICY, eyes)
    assert compare(RULE, past, POLICY, with_answer).unknown == {Unknown.NOT_LOOKED_FOR}


def test_enough_was_found_to_tell_although_more_may_be_there(eyes: Eyes) -> None:
    """One case is one case."""
    seen_iban(eyes)
    old = changed(RULE, categories=(Category.IBAN,))
    assert compare(RULE, past_of(facts(), old, eyes), old, POLICY).now is Outcome.CASE


def test_the_lists_of_own_contacts_decide_what_cannot_be_told(eyes: Eyes) -> None:
    """A longer list may take a finding away, a shorter one may bring one."""
    more = msgspec.structs.replace(
        POLICY, own_contacts=OwnContacts(ibans=("DE89370400440532013000",))
    )
    both = msgspec.structs.replace(
        POLICY,
        own_contacts=msgspec.structs.replace(
            POLICY.own_contacts,
            ibans=(*POLICY.own_contacts.ibans, "DE89370400440532013000"),
        ),
    )
    past = past_of(facts(), POLICY, eyes)
    assert compare(RULE, past, POLICY, both).now is Outcome.NOTHING
    assert compare(RULE, past, POLICY, more).unknown == {Unknown.OWN_CONTACTS}
    seen_iban(eyes)
    found = past_of(facts(), POLICY, eyes)
    assert compare(RULE, found, POLICY, both).unknown == {Unknown.OWN_CONTACTS}


def test_every_list_of_own_contacts_is_compared() -> None:
    """A new one would be forgotten otherwise."""
    assert set(OWN_FIELDS) == {field.name for field in msgspec.structs.fields(OwnContacts)}


def test_a_certificate_in_its_grace_period_cannot_be_told(eyes: Eyes) -> None:
    """The day on which it expired is not kept."""
    use = facts()
    past = past_of(use, POLICY, eyes)
    stricter = changed("schulung-gueltig", grace_days=0)
    assert compare("schulung-gueltig", past, POLICY, stricter).unknown == {Unknown.GRACE}
    milder = changed("schulung-gueltig", grace_days=30)
    assert compare("schulung-gueltig", past, POLICY, milder).now is Outcome.NOTHING


def test_sums_are_per_rule_and_department(eyes: Eyes) -> None:
    """And the reasons are counted with what cannot be told."""
    seen_iban(eyes)
    tally = Tally(changed(RULE, mode=Mode.OFF))
    for department in ("bauen", "bauen", "kultur"):
        tally.add(past_of(facts(department=department), POLICY, eyes), POLICY)
    assert tally.of(RULE).no_longer_open == 3
    assert tally.of(RULE, ["bauen"]).no_longer_open == 2
    assert tally.of("zugangsdaten").same == 3
    stricter = Tally(POLICY)
    old = changed(RULE, categories=(Category.EMAIL,))
    eyes.seen = ()
    stricter.add(past_of(facts(), old, eyes), old)
    assert stricter.of(RULE).cannot_tell == 1
    assert stricter.of(RULE).why == {Unknown.NOT_LOOKED_FOR: 1}


PEOPLE = [
    ({"a": 12, "b": 30}, [("a",), ("b",)]),
    ({"a": 12, "b": 30, "c": 3}, [("b",), ("a", "c")]),
    ({"a": 12, "b": 30, "c": 6, "d": 5}, [("a",), ("b",), ("c", "d")]),
    ({"a": 3, "b": 30}, [("a", "b")]),
    ({"a": 3, "b": 4}, []),
    ({"a": 10}, [("a",)]),
    ({}, []),
]


@pytest.mark.parametrize(("people", "rows"), PEOPLE)
def test_no_row_and_no_difference_is_about_too_few(
    people: dict[str, int], rows: list[tuple[str, ...]]
) -> None:
    """Small departments are joined, with a large one where they are too few together."""
    assert [group.departments for group in groups_of(people, 10)] == rows


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 40)), st.integers(5, 20))
def test_rows_cover_the_town_and_none_is_small(people: dict[str, int], minimum: int) -> None:
    """Either all departments are in exactly one row, or nothing is shown."""
    rows = groups_of(people, minimum)
    assert all(row.people >= minimum for row in rows)
    named = sorted(name for row in rows for name in row.departments)
    assert named == (sorted(people) if rows else [])
    assert rows or sum(people.values()) < minimum
