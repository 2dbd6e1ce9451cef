"""A small town: keys, a register with one release, and what its people may send."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitstand.broker.ports import Record
from leitstand.register import POLICY_ID, RegisterView
from leitstand.schemas import topics
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.cloudevents import headers
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.interaction import (
    Capture,
    Client,
    Content,
    Interaction,
    InteractionRecord,
    Message,
    Sizes,
    Usage,
)
from leitstand.schemas.policy import LocalText, PolicyDocument, PolicyRule
from leitstand.schemas.register import (
    Application,
    Certificate,
    History,
    Interval,
    Person,
    Prices,
    Release,
    record_key,
)
from leitstand.schemas.vocabulary import (
    AgreementKind,
    Approval,
    Category,
    Channel,
    ClientName,
    Completeness,
    Mode,
    ObjectKind,
    Operation,
    Place,
    Provider,
    RiskClass,
    Route,
    Severity,
    Status,
    UsageSource,
    Where,
)
from leitstand.streams.assess import AssessContext, Outcome, assess_record
from leitstand.streams.dead_letters import DeadLetters
from leitstand.streams.people import Keys
from leitstand.vault import (
    DayKeys,
    Opener,
    Pseudonymizer,
    PublicKeys,
    RegisterKey,
    Sealer,
    VaultPaths,
)

TENANT = "musterdorf"
NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)
"""Twelve o'clock in the town; day 47 of its quarter."""
USER = "fiktiv-0001@musterdorf.example"
EXEMPT_USER = "fiktiv-0002@musterdorf.example"
IBAN = "DE89 3704 0044 0532 0130 00"
"""The example of the IBAN registry."""
_TEXT = LocalText(de="Text", en="text")


def history(kind: ObjectKind, object_id: str, value: Any, since: datetime) -> tuple[str, bytes]:
    """Return one register record that holds since a moment."""
    intervals = (Interval[Any](valid_from=since, value=value),)
    of = History[Any](tenant=TENANT, kind=kind, id=object_id, release=7, intervals=intervals)
    return record_key(TENANT, kind, object_id), msgspec.json.encode(of)


def personal_data(**changes: Any) -> PolicyRule:
    """Return the rule against personal data in cloud applications."""
    rule = PolicyRule(
        id="personal-data",
        check="personal_data",
        title=_TEXT,
        legal_basis="§ 5 Dienstanweisung (Beispiel)",
        mode=Mode.WARN,
        severity=Severity.HIGH,
        route=Route.DSB,
        categories=(Category.IBAN,),
        look_at=(Where.PROMPT,),
        tell_employee=_TEXT,
        tell_dsb=_TEXT,
    )
    return msgspec.structs.replace(rule, **changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Everything that a test needs to send and to assess."""

    context: AssessContext
    sealer: Sealer
    opener: Opener
    keys: Keys
    tenant: str = TENANT
    noon: datetime = NOON
    user: str = USER
    exempt_user: str = EXEMPT_USER
    iban: str = IBAN

    @staticmethod
    def agreement(**changes: Any) -> Agreement:
        """Return an agreement that is in force."""
        return agreement(**changes)

    @staticmethod
    def application(**changes: Any) -> Application:
        """Return an approved cloud application with a course."""
        return application(**changes)

    def said(self, text: str, user: str | None = USER) -> Content:
        """Return the sealed part of a prompt."""
        return Content(user=user, messages=(Message(where=Where.PROMPT, text=text),))

    def interaction(self, **changes: Any) -> Interaction:
        """Return the open part of an ordinary interaction."""
        at = changes.pop("occurred_at", NOON)
        ordinary = Interaction(
            tenant=TENANT,
            event_id=new_event_id(at, lambda n: b"\x07" * n),
            occurred_at=at,
            recorded_at=at + timedelta(seconds=2),
            capture=Capture(
                channel=Channel.GATEWAY,
                producer="gateway-1",
                sequence=1,
                completeness=Completeness.COMPLETE,
            ),
            client=Client(name=ClientName.OPENAI_PYTHON),
            application="chat",
            operation=Operation.CHAT,
            provider=Provider.OPENAI,
            request_model="gpt-4o",
            status=Status.OK,
            usage=Usage(source=UsageSource.PROVIDER, input=1000, output=200, cached=400),
            duration_ms=1500,
            sizes=Sizes(messages=1, prompt_characters=40),
        )
        return msgspec.structs.replace(ordinary, **changes)

    def record(
        self,
        interaction: Interaction,
        content: Content | None = None,
        *,
        more_headers: dict[str, bytes | None] | None = None,
    ) -> Record:
        """Return the record of an interaction, sealed; ``None`` takes a header away."""
        content = content or Content(
            user=USER, messages=(Message(where=Where.PROMPT, text="Einladung zum Elternabend"),)
        )
        open_bytes = msgspec.json.encode(interaction)
        sealed = self.sealer.seal(open_bytes, msgspec.json.encode(content))
        value = InteractionRecord(open=msgspec.Raw(open_bytes), sealed=sealed)
        all_headers: dict[str, bytes | None] = dict(
            headers(
                event_id=interaction.event_id,
                source="/musterdorf/gateway",
                event_type=topics.INTERACTIONS,
                time=interaction.occurred_at,
                tenant=interaction.tenant,
            )
        )
        all_headers |= more_headers or {}
        return Record(
            topic=topics.INTERACTIONS,
            partition=2,
            offset=41,
            timestamp_ms=int((NOON + timedelta(seconds=3)).timestamp() * 1000),
            key=str(interaction.event_id).encode(),
            value=msgspec.json.encode(value),
            headers=tuple((k, v) for k, v in all_headers.items() if v is not None),
        )

    def changed(self, **objects: Any) -> "Town":
        """Return the same town with other objects in its register; ``None`` takes one out."""
        view = view_of(register(self.keys, **objects).values())
        return replace(self, context=replace(self.context, view=view))

    def released(self, number: int, **objects: Any) -> "Town":
        """Return the same town with a later release that changed these objects."""
        view = view_of(register(self.keys, **objects).values(), number)
        return replace(self, context=replace(self.context, view=view))

    def assess(self, interaction: Interaction, content: Content | None = None) -> Outcome:
        """Send and assess."""
        return assess_record(self.record(interaction, content), self.context)


def view_of(records: Any, number: int = 7) -> RegisterView:
    """Return the view of these register records."""
    state = dict(records)
    release = Release(
        number=number, at=NOON, sha256="0" * 64, objects=len(state), changed=len(state), by="test"
    )
    return RegisterView(TENANT, release, state)


def agreement(**changes: Any) -> Agreement:
    """Return an agreement that is in force."""
    plain = Agreement(
        kind=AgreementKind.SERVICE_AGREEMENT,
        title="Dienstvereinbarung (Beispiel)",
        signed=date(2025, 12, 15),
    )
    return msgspec.structs.replace(plain, **changes)


def application(**changes: Any) -> Application:
    """Return an approved cloud application with a course."""
    plain = Application(
        title="Chat",
        operator="Beispiel GmbH",
        place=Place.CLOUD,
        risk_class=RiskClass.LIMITED,
        approval=Approval.APPROVED,
        owner="hauptamt",
        courses=("ki-pass",),
        prices={"gpt-4o": Prices(input=230, output=920, cached_input=115)},
    )
    return msgspec.structs.replace(plain, **changes)


def register(keys: Keys, **changes: Any) -> dict[str, tuple[str, bytes]]:
    """Return the town's register by a word for each object; ``None`` leaves an object out."""
    since = datetime(2025, 12, 31, 23, tzinfo=UTC)
    trained = Person(
        department="kita",
        certificates=(Certificate(course="ki-pass", passed=date(2026, 1, 10)),),
    )
    person_id, exempt_id = keys.person_id(USER) or "", keys.person_id(EXEMPT_USER) or ""
    policy = PolicyDocument(title=_TEXT, rules=(personal_data(),))
    objects: dict[str, tuple[ObjectKind, str, Any]] = {
        "policy": (ObjectKind.POLICY, POLICY_ID, policy),
        "agreement": (ObjectKind.AGREEMENT, "dienstvereinbarung", agreement()),
        "application": (ObjectKind.APPLICATION, "chat", application()),
        "person": (ObjectKind.PERSON, person_id, trained),
        "exempt": (ObjectKind.PERSON, exempt_id, Person(department="rat", exempt=True)),
    }
    for word, value in changes.items():
        kind, object_id, _ = objects[word]
        objects[word] = (kind, object_id, value)
    return {
        word: history(kind, object_id, value, since)
        for word, (kind, object_id, value) in objects.items()
        if value is not None
    }


@pytest.fixture
def paths(tmp_path: Path) -> VaultPaths:
    root = tmp_path / "vault"
    DayKeys.create(root, TENANT, NOON.date(), 2)
    RegisterKey.create(VaultPaths(root).register, TENANT)
    return VaultPaths(root)


@pytest.fixture
def sealer(paths: VaultPaths) -> Sealer:
    return Sealer(PublicKeys(paths.public), TENANT, lambda: NOON)


@pytest.fixture
def keys(paths: VaultPaths) -> Keys:
    return Keys(
        tenant=TENANT,
        pseudonyms=Pseudonymizer(paths.pseudonym),
        register=RegisterKey(paths.register),
    )


@pytest.fixture
def letters(sealer: Sealer) -> DeadLetters:
    return DeadLetters(tenant=TENANT, refused_by="assess", sealer=sealer, clock=lambda: NOON)


@pytest.fixture
def town(paths: VaultPaths, sealer: Sealer, keys: Keys, letters: DeadLetters) -> Town:
    opener = Opener(paths.private)
    context = AssessContext(
        tenant=TENANT,
        view=view_of(register(keys).values()),
        opener=opener,
        keys=keys,
        dead_letters=letters,
    )
    return Town(context=context, sealer=sealer, opener=opener, keys=keys)
