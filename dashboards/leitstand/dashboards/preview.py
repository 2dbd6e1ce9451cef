"""The pages with made-up content, without Kafka and ClickHouse: for who builds pages, and for tests.

``python -m leitstand.dashboards.preview`` serves them on a free port of this machine and prints
address and password. Town, departments and cases are fictitious; nothing is sent anywhere.
"""

import asyncio
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import uvicorn
from starlette.applications import Starlette

from leitstand.cases import Actor, CaseStore, CloseReason, migrate
from leitstand.dashboards.accounts import FILE_NAME, AccountBook, create_demo
from leitstand.dashboards.app import create_app
from leitstand.dashboards.dead_letters.made_up import MadeUpWorkings
from leitstand.dashboards.errors import AccessNotRecordedError, NoDataError
from leitstand.dashboards.feed import Feed
from leitstand.dashboards.figures.made_up import MadeUpFigures
from leitstand.dashboards.services import Figures, Services
from leitstand.dashboards.sessions import SessionStore, open_engine
from leitstand.schemas.access import Access
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.clock import Clock, utc_now
from leitstand.schemas.identifiers import event_id_of
from leitstand.schemas.interaction import Capture, Sizes, Usage
from leitstand.schemas.policy import LocalText, PolicyDocument, PolicyRule
from leitstand.schemas.register import Application, Contract, Department
from leitstand.schemas.vocabulary import (
    Action,
    AgreementKind,
    Approval,
    Category,
    Channel,
    Completeness,
    Confidence,
    DataClass,
    Mode,
    NotChecked,
    Operation,
    Place,
    Purpose,
    Reason,
    RetentionClass,
    RiskClass,
    Role,
    Route,
    Severity,
    Status,
    TrainingState,
    UsageSource,
    UseCase,
    Verdict,
    Where,
)

TENANT = "musterstadt"

DEPARTMENTS = {
    "kita": Department(title="Kindertageseinrichtungen", order=1, workplaces=27),
    "soziales": Department(title="Soziales und Jugend", order=2, workplaces=52),
    "ordnung": Department(title="Ordnung und Bürgerdienste", order=3, workplaces=48),
    "bau": Department(title="Bauen und Umwelt", order=4, workplaces=44),
}

APPLICATIONS = {
    "chat-cloud": Application(
        title="ChatGPT (Geschäftskonto)",
        operator="Fiktiver Anbieter GmbH",
        place=Place.CLOUD,
        risk_class=RiskClass.LIMITED,
        approval=Approval.APPROVED,
        owner="ordnung",
        contract=Contract(
            data_processing_agreement=True,
            third_country=True,
            trained_on_inputs=False,
            provider_retention_days=30,
            deletion_contact="loeschung@anbieter.example",
        ),
    ),
    "rathaus-ki": Application(
        title="Rathaus-KI",
        operator="Musterstadt, Digitale Dienste",
        place=Place.ON_PREMISES,
        risk_class=RiskClass.LIMITED,
        approval=Approval.APPROVED,
        owner="ordnung",
    ),
}


def _rule(  # the fields that differ
    name: str, title: LocalText, basis: str, route: Route, severity: Severity, tell: LocalText
) -> PolicyRule:
    return PolicyRule(
        id=name,
        check="personal-data",
        title=title,
        legal_basis=basis,
        mode=Mode.OBSERVE,
        severity=severity,
        route=route,
        tell_employee=tell,
        tell_dsb=tell,
    )


POLICY = PolicyDocument(
    title=LocalText(de="Dienstanweisung KI (erfunden)", en="Service instruction AI (made up)"),
    rules=(
        _rule(
            "personal-data-cloud",
            LocalText(
                de="Personenbezogene Daten in einer Cloud-Anwendung",
                en="Personal data in a cloud application",
            ),
            "§ 4 Abs. 2 Dienstanweisung KI; Art. 5 Abs. 1 lit. c, Art. 32 DSGVO",
            Route.DSB,
            Severity.HIGH,
            LocalText(
                de="In den Text an eine Cloud-Anwendung kamen Angaben, die zu Personen gehören. "
                "Prüfen, ob sie das Haus verlassen haben und ob der Vertrag sie deckt.",
                en="Text sent to a cloud application held details that belong to people. "
                "Check whether they left the house and whether the contract covers them.",
            ),
        ),
        _rule(
            "credentials",
            LocalText(de="Zugangsdaten in einer Eingabe", en="Credentials in a prompt"),
            "§ 4 Abs. 3 Dienstanweisung KI; Art. 32 DSGVO",
            Route.SECURITY,
            Severity.CRITICAL,
            LocalText(
                de="Ein Kennwort oder Schlüssel stand in der Eingabe und muss geändert werden.",
                en="A password or key stood in the prompt and has to be changed.",
            ),
        ),
        _rule(
            "training",
            LocalText(de="Nutzung vor der Schulung", en="Use before the training"),
            "§ 3 Dienstanweisung KI; Art. 4 KI-Verordnung",
            Route.TRAINING,
            Severity.LOW,
            LocalText(
                de="Jemand wollte die Anwendung vor der Schulung benutzen: eine Einladung hilft.",
                en="Somebody wanted to use the application before the training: an invitation helps.",
            ),
        ),
    ),
)


class PreviewHouse:
    """The register of the made-up town."""

    def policy(self) -> PolicyDocument | None:
        """Return its Dienstanweisung."""
        return POLICY

    def agreement(self) -> Agreement | None:
        """Return its agreement."""
        return Agreement(
            kind=AgreementKind.SERVICE_AGREEMENT,
            title="Dienstvereinbarung KI (erfunden)",
            signed=date(2026, 1, 1),
        )

    def department(self, department: str) -> Department | None:
        """Return one of its departments."""
        return DEPARTMENTS.get(department)

    def departments(self) -> Mapping[str, Department]:
        """Return its departments."""
        return DEPARTMENTS

    def application(self, application: str) -> Application | None:
        """Return one of its applications."""
        return APPLICATIONS.get(application)

    def applications(self) -> Mapping[str, Application]:
        """Return its applications."""
        return APPLICATIONS


class NoFigures:
    """No published figures: pages have to say so."""

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
        """Raise NoDataError."""
        del query, parameters
        message = "the preview has no figures"
        raise NoDataError(message)


@dataclass(slots=True)
class RememberingLog:
    """Keeps accesses in memory."""

    accesses: list[Access] = field(default_factory=list)
    full: bool = False
    """Behave like a log on a full disk."""

    def record(self, access: Access) -> None:
        """Remember the entry."""
        if self.full:
            message = "full"
            raise AccessNotRecordedError(message)
        self.accesses.append(access)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A whole application over made-up content."""

    app: Starlette
    password: str
    services: Services
    cases: CaseStore
    log: RememberingLog
    clock: Clock


def create_preview(
    directory: Path,
    *,
    clock: Clock = utc_now,
    demo: bool = True,
    filled: bool = True,
    figures: Figures | None = None,
    workings: Figures | None = None,
) -> Preview:
    """Return an application whose files lie in ``directory``."""
    url = f"sqlite:///{directory / 'cases.sqlite'}"
    migrate(url)
    cases = CaseStore(url, tenant=TENANT, clock=clock)
    departments = [(name, department.title) for name, department in DEPARTMENTS.items()]
    accounts = directory / FILE_NAME
    password = create_demo(accounts, departments)
    if filled:
        fill(cases, clock())
    log = RememberingLog()
    services = Services(
        tenant=TENANT,
        town="Musterstadt",
        demo=demo,
        cases=cases,
        feed=Feed(cases, clock, clock),
        house=PreviewHouse(),
        figures=figures or MadeUpFigures(clock().date()),
        workings=workings or MadeUpWorkings(clock()),
    )
    app = create_app(
        services=services,
        accounts=AccountBook(accounts),
        sessions=SessionStore(open_engine(f"sqlite:///{directory / 'sessions.sqlite'}"), clock),
        log=log,
        clock=clock,
    )
    return Preview(app=app, password=password, services=services, cases=cases, log=log, clock=clock)


def fill(cases: CaseStore, now: datetime) -> None:
    """Open a handful of cases and work on some of them."""
    for number, made in enumerate(_story(now)):
        cases.open_from(made, 0, number)
    officer = Actor(account="dsb", role=Role.DSB)
    first, second = cases.list(newest_first=False)[:2]
    cases.take(first.number, officer)
    cases.close(
        first.number,
        officer,
        reason=CloseReason.FALSE_ALARM,
        comment="Die Nummer ist das Muster aus der Formularsammlung, kein echtes Konto.",
    )
    cases.take(second.number, officer)
    cases.note(second.number, officer, comment="Bei der Fachbereichsleitung nachgefragt.")


def _story(now: datetime) -> Iterator[Assessment]:
    checked = (Reason.CHECKSUM, Reason.STRUCTURE)
    iban = finding(Category.IBAN, shape="AA99 9999 9999 9999 9999 99", reasons=checked)
    tax = finding(
        Category.STEUER_ID, data_class=DataClass.TAX, shape="99 999 999 999", reasons=checked
    )
    mail = finding(Category.EMAIL, shape="aaaaaaa.aaaaaaaaaa@aaaaa.aa")
    phone = finding(Category.TELEPHONE, confidence=Confidence.LOW, shape="99999 999999")
    password = finding(
        Category.CREDENTIAL,
        rule="credentials",
        data_class=DataClass.CREDENTIAL,
        route=Route.SECURITY,
        severity=Severity.CRITICAL,
        shape="Aaaaaa-9999",
    )
    untrained = finding(
        Category.OTHER,
        rule="training",
        data_class=DataClass.CONDUCT,
        route=Route.TRAINING,
        severity=Severity.LOW,
        where=Where.CONDUCT,
        reasons=(Reason.NEVER,),
    )
    hours = timedelta(hours=1)
    yield assessment(now - 70 * hours, "bau", iban)
    yield assessment(now - 29 * hours, "soziales", tax)
    yield assessment(now - 28 * hours, "soziales", tax)
    yield assessment(now - 5 * hours, "kita", mail)
    yield assessment(now - 4 * hours, "kita", phone)
    yield assessment(now - 3 * hours, "ordnung", password)
    yield assessment(now - 2 * hours, "ordnung", untrained)
    yield assessment(now - hours, "kita", mail)
    yield assessment(now - timedelta(minutes=4), "ordnung", iban)


def finding(
    category: Category,
    *,
    rule: str = "personal-data-cloud",
    data_class: DataClass = DataClass.PERSONAL,
    confidence: Confidence = Confidence.HIGH,
    where: Where = Where.PROMPT,
    shape: str = "",
    reasons: tuple[Reason, ...] = (Reason.FORM, Reason.CONTEXT),
    severity: Severity = Severity.HIGH,
    route: Route = Route.DSB,
) -> Finding:
    """Return a finding that opens a case unless it is uncertain."""
    return Finding(
        rule=rule,
        data_class=data_class,
        category=category,
        count=1,
        confidence=confidence,
        where=where,
        shape=shape,
        reasons=reasons,
        severity=severity,
        route=route,
        opens_case=confidence is not Confidence.LOW,
    )


def assessment(
    at: datetime, department: str, *findings: Finding, application: str = "chat-cloud"
) -> Assessment:
    """Return the verdict on one made-up use of ``application`` in ``department``."""
    registered = APPLICATIONS[application]
    return Assessment(
        tenant=TENANT,
        event_id=_event_id(at, department),
        occurred_at=at,
        recorded_at=at + timedelta(milliseconds=20),
        usage_day=at.astimezone(UTC).date(),
        release=1,
        detector_version="preview",
        pseudonym=None,
        key_epoch=f"{at.year}q{(at.month + 2) // 3}",
        department=department,
        application=application,
        approval=registered.approval,
        risk_class=registered.risk_class,
        place=registered.place,
        training_state=TrainingState.VALID,
        operation=Operation.CHAT,
        use_case=UseCase.LETTER,
        purpose=Purpose.OFFICE,
        status=Status.OK,
        streamed=True,
        usage=Usage(source=UsageSource.PROVIDER, input=180, output=240),
        duration_ms=2100,
        sizes=Sizes(messages=2, prompt_characters=700, answer_characters=900),
        capture=Capture(
            channel=Channel.GATEWAY,
            producer="preview",
            sequence=1,
            completeness=Completeness.COMPLETE,
        ),
        findings=findings,
        verdict=Verdict.VIOLATION,
        not_checked=NotChecked.NONE,
        action=Action.NONE,
        retention_class=RetentionClass.STANDARD,
    )


def _event_id(at: datetime, department: str) -> UUID:
    return event_id_of("preview", department, at)


def main() -> None:
    """Serve the preview until it is interrupted."""
    with tempfile.TemporaryDirectory() as directory, socket.create_server(("127.0.0.1", 0)) as door:
        made = create_preview(Path(directory))
        sys.stdout.write(f"http://127.0.0.1:{door.getsockname()[1]}\n{made.password}\n")
        sys.stdout.flush()
        server = uvicorn.Server(uvicorn.Config(made.app, log_level="warning"))
        asyncio.run(server.serve([door]))


if __name__ == "__main__":
    main()
