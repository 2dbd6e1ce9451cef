"""The gate is right at every moment, whatever lists came in which order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.register.imports.lists import TODAY

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing, Producer
from leitstand.policy import Facts, training_state
from leitstand.policy.conditions import may_be_used
from leitstand.register import Plan, Published, RegisterReader, publish, publish_plan
from leitstand.register.days import start_of
from leitstand.register.imports import (
    Awards,
    AwardsPlan,
    ManyLeaversError,
    OlderListError,
    StaffLine,
    StaffList,
    StaffPlan,
    award_counts,
    gate_effects,
    staff_effects,
)
from leitstand.register.problems import Place
from leitstand.schemas import topics
from leitstand.schemas.register import Application, Certificate, Interval, Person
from leitstand.schemas.vocabulary import Approval, ObjectKind, RiskClass
from leitstand.schemas.vocabulary import Place as Site

BERLIN = ZoneInfo("Europe/Berlin")
TENANT = "musterdorf"
FIRST = date(2026, 1, 1)
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
PEOPLE = [f"{number:032x}" for number in range(8)]
CHAT = Application(
    title="Chat",
    operator="x",
    place=Site.CLOUD,
    risk_class=RiskClass.LIMITED,
    approval=Approval.APPROVED,
    owner="rathaus",
    courses=("ki-pass-chat",),
)


class House:
    """A register that lists are imported into, one after the other."""

    def __init__(self) -> None:
        self.broker = MemoryBroker({topics.REGISTER: 1})
        chat = {"chat": (Interval(valid_from=datetime(2020, 1, 1, tzinfo=UTC), value=CHAT),)}
        publish(
            {ObjectKind.APPLICATION: chat},
            self.broker.producer(),
            self.broker.reader(),
            tenant=TENANT,
            by="koordination",
            clock=lambda: NOW,
        )

    def take(self, plan: Plan) -> Published:
        return publish_plan(
            plan,
            self.broker.producer(),
            self.broker.reader(),
            tenant=TENANT,
            by="koordination",
            clock=lambda: NOW,
        )

    def at(self, moment: datetime) -> Callable[[str], Person | None]:
        return RegisterReader(self.broker.reader(), TENANT).start().as_of(moment).person


def line(
    department: str,
    exempt: bool | None = False,
    first: date | None = None,
    last: date | None = None,
) -> StaffLine:
    place = Place(file="staff", line=1)
    return StaffLine(department=department, exempt=exempt, first=first, last=last, place=place)


def staff(as_of: date, lines: Mapping[str, StaffLine], **more: object) -> StaffPlan:
    options = {"leavers": 1000, **more}
    people = StaffList(lines=lines, skipped={})
    return StaffPlan(staff=people, as_of=as_of, zone=BERLIN, **options)  # type: ignore[arg-type]


def awards(given: Mapping[str, tuple[Certificate, ...]], *, withdraw: bool = False) -> AwardsPlan:
    return AwardsPlan(awards=Awards(certificates=given, places={}, skipped={}), withdraw=withdraw)


def passed(day: date, expires: date | None = None) -> Certificate:
    return Certificate(course="ki-pass-chat", passed=day, expires=expires)


@dataclass
class Truth:
    """What holds, told as simply as can be: one entry per day of a list, and sets of certificates."""

    lists: list[tuple[date, Mapping[str, StaffLine]]] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    certificates: dict[str, dict[date, Certificate]] = field(default_factory=dict)

    def line(self, person: str, day: date) -> StaffLine | None:
        in_force = [lines for as_of, lines in self.lists if as_of <= day]
        return in_force[-1].get(person) if in_force else None

    def may_chat(self, person: str, day: date) -> bool:
        return any(
            c.passed <= day and (c.expires is None or day < c.expires)
            for c in self.certificates.get(person, {}).values()
        )


days = st.integers(0, 300).map(lambda n: FIRST + timedelta(days=n))
lists = st.dictionaries(
    st.sampled_from(PEOPLE),
    st.builds(line, st.sampled_from(["rathaus", "kita", "bauhof"]), st.booleans()),
    max_size=len(PEOPLE),
)
certificates = st.builds(
    lambda day, life: passed(day, day + timedelta(days=life) if life else None),
    days,
    st.integers(0, 90),
)
given_out = st.dictionaries(
    st.sampled_from(PEOPLE),
    st.lists(certificates, min_size=1, max_size=3, unique_by=lambda c: c.passed).map(tuple),
    min_size=1,
    max_size=4,
)
imports = st.lists(
    st.one_of(
        st.tuples(st.just("staff"), st.integers(0, 40), lists),
        st.tuples(st.just("awards"), st.booleans(), given_out),
    ),
    min_size=1,
    max_size=12,
)


ALONE = {PEOPLE[0]: line("rathaus")}
"""Who joins, is struck from the list of the same day, passes, and comes after all."""


@settings(max_examples=60, deadline=None)
@example(
    history=[
        ("staff", 0, ALONE),
        ("staff", 0, {}),
        ("awards", False, {PEOPLE[0]: (passed(FIRST),)}),
        ("staff", 0, ALONE),
    ],
    moments=[(FIRST, time(12))],
)
@given(history=imports, moments=st.lists(st.tuples(days, st.times()), min_size=8, max_size=8))
def test_the_gate_is_right_at_every_moment(
    history: list[tuple[str, int, dict[str, object]]], moments: list[tuple[date, time]]
) -> None:
    """Joined, moved, left, returned, certified, expired, withdrawn: as a simple model says."""
    house, truth, day = House(), Truth(), FIRST
    for what, number, content in history:
        if what == "staff":
            day += timedelta(days=number)
            plan: Plan = staff(day, content)  # type: ignore[arg-type]
            truth.lists.append((day, content))  # type: ignore[arg-type]
            truth.known |= content.keys()
        else:
            plan = awards(content, withdraw=bool(number))  # type: ignore[arg-type]
            remember(truth, content, withdraw=bool(number))  # type: ignore[arg-type]
        house.take(plan)
        assert not house.take(plan).new
    for at, clock in moments:
        local = datetime.combine(at, clock.replace(tzinfo=None), BERLIN)
        person_at = house.at(local.astimezone(UTC))
        for person in PEOPLE:
            assert answer(person_at(person), at) == expected(truth, person, at)


def remember(
    truth: Truth, content: Mapping[str, tuple[Certificate, ...]], *, withdraw: bool
) -> None:
    for person in truth.known & content.keys():
        held = truth.certificates.setdefault(person, {})
        for certificate in content[person]:
            held.pop(certificate.passed, None)
            if not withdraw:
                held[certificate.passed] = certificate


def answer(person: Person | None, day: date) -> tuple[str | None, bool | None, str]:
    """Return what the gate decides by: department, exemption, training."""
    state = training_state(CHAT, person, day, 0).value
    if person is None:
        return None, None, state
    return person.department, person.exempt, "valid" if state == "valid" else "not valid"


def expected(truth: Truth, person: str, day: date) -> tuple[str | None, bool | None, str]:
    found = truth.line(person, day)
    if found is None:
        return None, None, "unknown_person"
    trained = "valid" if truth.may_chat(person, day) else "not valid"
    return found.department, found.exempt, trained


def history_of(house: House, person: str) -> list[tuple[str, str, str | None]]:
    """Return department, first and last day of each interval, by asking day by day."""
    found: list[tuple[str, date]] = []
    day = date(2025, 12, 1)
    while day < date(2027, 1, 1):
        held = house.at(start_of(day, BERLIN))(person)
        found.append((held.department if held else "", day))
        day += timedelta(days=1)
    changes = [b for a, b in pairwise([("", day), *found]) if a[0] != b[0]]
    ends = [str(begin - timedelta(days=1)) for _, begin in changes[1:]]
    spans = zip(changes, [*ends, None], strict=True)
    return [(name, str(begin), end) for (name, begin), end in spans if name]


def test_first_and_last_days_of_a_line() -> None:
    """Planned joiners and leavers; who left earlier than the lists knew; who comes back."""
    house, anna, ben = House(), PEOPLE[0], PEOPLE[1]
    ends = date(2026, 6, 30)
    house.take(staff(date(2026, 3, 1), {anna: line("kita", first=date(2026, 4, 1), last=ends)}))
    assert history_of(house, anna) == [("kita", "2026-04-01", "2026-06-30")]
    earlier = {ben: line("rathaus", first=date(2026, 1, 15))}
    house.take(staff(date(2026, 5, 1), earlier, take_back=True))
    assert history_of(house, anna) == [("kita", "2026-04-01", "2026-04-30")]
    assert history_of(house, ben) == [("rathaus", "2026-01-15", None)]
    gone = {anna: line("bauhof"), ben: line("rathaus", last=date(2026, 4, 10))}
    house.take(staff(date(2026, 7, 1), gone))
    assert history_of(house, anna)[1:] == [("bauhof", "2026-07-01", None)]
    assert history_of(house, ben) == [("rathaus", "2026-01-15", "2026-04-10")]


def test_a_first_day_in_the_past_does_not_move_anybody_in_hindsight() -> None:
    """`from` is the day of joining; since when somebody is elsewhere only the list's day tells."""
    house, anna = House(), PEOPLE[0]
    joined = date(2026, 1, 10)
    house.take(staff(date(2026, 2, 1), {anna: line("kita", first=joined)}))
    house.take(staff(date(2026, 3, 1), {anna: line("bauhof", first=joined)}))
    assert history_of(house, anna) == [
        ("kita", "2026-01-10", "2026-02-28"),
        ("bauhof", "2026-03-01", None),
    ]


def test_a_list_that_does_not_know_exemptions_leaves_them() -> None:
    """Nobody becomes recorded because a column is missing."""
    house, anna = House(), PEOPLE[0]
    house.take(staff(FIRST, {anna: line("kita", True)}))
    house.take(staff(FIRST + timedelta(days=9), {anna: line("bauhof", None)}))
    held = house.at(NOW)(anna)
    assert held == Person(department="bauhof", exempt=True)


def test_a_trial_group_opens_the_gate_for_its_people() -> None:
    """From the list's day on; a list that does not know of groups leaves them."""
    house, anna = House(), PEOPLE[0]
    on_trial = msgspec.structs.replace(
        CHAT, approval=Approval.TRIAL, trial_until=date(2026, 12, 31), courses=()
    )

    def may_use(day: date) -> bool:
        facts = Facts(
            usage_day=day,
            application_id="chat",
            application=on_trial,
            person=house.at(start_of(day, BERLIN))(anna),
            person_known=True,
            department="kita",
        )
        return may_be_used(facts)

    house.take(staff(FIRST, {anna: line("kita")}))
    house.take(staff(date(2026, 3, 1), {anna: replace(line("kita"), trials=("chat",))}))
    house.take(staff(date(2026, 4, 1), {anna: line("bauhof")}))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 1)]
    assert [may_use(day) for day in days] == [False, True, True]
    house.take(staff(date(2026, 5, 1), {anna: replace(line("bauhof"), trials=())}))
    assert not may_use(date(2026, 5, 1))


def test_an_older_list_is_refused() -> None:
    """It would take back what is known of a later day; in part it is a correction."""
    house, anna = House(), PEOPLE[0]
    house.take(staff(FIRST, {anna: line("kita")}))
    house.take(staff(date(2026, 3, 1), {anna: line("bauhof")}))
    older = {anna: line("rathaus")}
    with pytest.raises(OlderListError, match="1 people"):
        house.take(staff(date(2026, 2, 1), older))
    before = history_of(house, anna)
    for option in ("partial", "take_back"):
        there = House()
        there.broker = house.broker
        there.take(staff(date(2026, 2, 1), older, **{option: True}))
        assert history_of(there, anna) == [
            (*before[0][:2], "2026-01-31"),
            ("rathaus", "2026-02-01", None),
        ]


def test_half_a_list_is_refused() -> None:
    """Unless the number of leavers is said, or that it is a part."""
    house = House()
    everybody = {f"{number:032x}": line("kita") for number in range(40)}
    some = dict(list(everybody.items())[:30])
    house.take(staff(FIRST, everybody))
    for leavers in (None, 9):
        with pytest.raises(ManyLeaversError, match="10 people"):
            house.take(staff(TODAY, some, leavers=leavers))
    assert not house.take(staff(TODAY, some, leavers=None, partial=True)).new
    assert house.take(staff(TODAY, some, leavers=10)).new


def test_two_at_once_lose_nothing() -> None:
    """A plan is made anew when somebody published in between."""
    house, anna, ben = House(), PEOPLE[0], PEOPLE[1]
    house.take(staff(FIRST, {anna: line("kita"), ben: line("kita")}))
    certify = awards({anna: (passed(FIRST),)})
    once = iter([True])

    def interrupted(state: Mapping[str, bytes], now: datetime) -> object:
        changes = certify(state, now)
        if next(once, False):
            house.take(staff(TODAY, {anna: line("bauhof"), ben: line("kita")}))
        return changes

    house.take(interrupted)  # type: ignore[arg-type]
    assert house.at(NOW)(anna) == Person(department="bauhof", certificates=(passed(FIRST),))


def test_a_broken_off_publication_is_put_back() -> None:
    """Half of it must not take effect with somebody else's step; done again it is whole."""
    house, (anna, ben, eva) = House(), PEOPLE[:3]
    house.take(staff(FIRST, {anna: line("kita"), ben: line("kita")}))
    moves = staff(TODAY, {anna: line("bauhof"), ben: line("bauhof"), eva: line("kita")})
    with pytest.raises(ConnectionError):
        publish_plan(
            moves,
            Dying(house.broker.producer()),
            house.broker.reader(),
            tenant=TENANT,
            by="koordination",
            clock=lambda: NOW,
        )
    house.take(awards({anna: (passed(FIRST),)}))
    person = house.at(NOW)
    assert person(anna) == Person(department="kita", certificates=(passed(FIRST),))
    assert (person(ben), person(eva)) == (Person(department="kita"), None)
    house.take(moves)
    assert {str(p and p.department) for p in map(house.at(NOW), (anna, ben))} == {"bauhof"}


class Dying:
    """Sends objects and dies before the release."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    def send_all(self, records: Sequence[Outgoing]) -> None:
        if b"/release/" in (records[-1].key or b""):
            raise ConnectionError
        self._producer.send_all(records)

    def close(self) -> None:
        self._producer.close()


def test_what_changes_is_told_in_numbers() -> None:
    """Joined, moved, left, exempt, and for whom the gate answers otherwise."""
    house, (anna, ben, eva, ida) = House(), PEOPLE[:4]
    house.take(staff(FIRST, {anna: line("kita"), ben: line("kita"), eva: line("kita")}))
    given = awards({anna: (passed(FIRST),), eva: (passed(FIRST, date(2026, 2, 1)),), ida: ()})
    changes = house.take(given).difference
    assert award_counts(changes) == {("ki-pass-chat", "added"): 2}
    snapshot = RegisterReader(house.broker.reader(), TENANT).start().as_of(NOW)
    assert gate_effects(changes, snapshot, TODAY) == {"chat": (1, 0)}
    moved = {ben: line("bauhof", True), ida: line("kita"), eva: line("kita", last=date(2027, 1, 1))}
    changes = house.take(staff(date(2026, 3, 1), moved)).difference
    effects = staff_effects(changes, start_of(date(2026, 3, 1), BERLIN))
    assert (effects.joined, effects.left, effects.newly_exempt, effects.later) == (1, 1, 1, 1)
    assert effects.moved == {("kita", "bauhof"): 1}
    assert gate_effects(changes, snapshot, TODAY) == {"chat": (0, 1)}
